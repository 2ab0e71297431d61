"""A build with nothing to do does nothing and says so; whatever may change the site, or what is told of it, is seen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from edits import FIRST, MARKER, NOON, OUTPUTS, altered, replace_alike, run_here

from build import HERE
from microsite.entries import entries_of_sources, path_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UNCHANGED = "Nothing has changed"
DAY = 24 * 60 * 60  # seconds


@dataclass
class Site:
    """A site that was built, and all that can be known of its files."""

    root: Path

    def build(self, *options: str, days: int = 0) -> tuple[int, list[str]]:
        """Return the exit code of a build some days later, and the lines that it shows."""
        code, out, said = run_here(["build", "--root", str(self.root), *options], str(NOON + days * DAY))
        assert not said, said
        return code, out.splitlines()

    def changed(self, *options: str, days: int = 0) -> bool:
        """Build, and tell whether that had anything to do."""
        _, lines = self.build(*options, days=days)
        return UNCHANGED not in lines[-1]

    def state(self) -> dict[str, Any]:
        """Return what a build may not touch where it has nothing to do: files and folders, with inodes and times."""
        tops = [self.root / name for name in OUTPUTS]
        paths = [path for top in tops if top.exists() for path in (top, *top.rglob("*"))]
        paths.append(self.root / "addresses.txt")
        return {str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in paths}

    def files(self) -> dict[str, bytes]:
        """Return the site that is published, with what stands beside it."""
        tops = (self.root / "public", self.root / "public-host")
        return {str(file.relative_to(self.root)): file.read_bytes() for top in tops for file in _files(top)}

    def replace(self, path: str, old: str, new: str) -> None:
        """Change words of a file."""
        file = self.root / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    def append(self, path: str, text: str) -> None:
        """Add words at the end of a file."""
        with (self.root / path).open("a", encoding="utf-8") as stream:
            stream.write(text)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site that was built twice: the first time addresses.txt became new."""
    shutil.copytree(FIRST, tmp_path / "site")
    found = Site(tmp_path / "site")
    # Something to be told of a site that is published all the same; and a page may go without breaking a link.
    found.append("content/words.md", "\nSome utilize it.\n")
    found.replace("content/visit/index.md", "The [evening](../evening.md) is downstairs.", "")
    assert found.build()[0] == 0
    found.build()
    return found


def test_a_build_without_a_change_says_so_and_tells_the_same_problems(site: Site) -> None:
    site.append("content/words.md", "\nMany utilize it.\n")
    code, first = site.build()
    again, second = site.build()
    assert (code, again) == (0, 0)
    assert UNCHANGED not in first[-1]
    assert UNCHANGED in second[-1]
    assert any("poor-word" in line for line in first)
    assert [line for line in second if "[" in line] == [line for line in first if "[" in line]


def test_nobody_waits_for_a_pipe_that_was_just_made(tmp_path: Path) -> None:
    pipe = tmp_path / "content" / "pipe.md"
    pipe.parent.mkdir()
    os.mkfifo(pipe)
    entries = entries_of_sources(str(tmp_path))
    assert entries is not None
    assert next(entry for entry in entries if path_of(entry) == str(pipe)).startswith("0 ")


def test_a_build_without_a_change_writes_nothing(site: Site) -> None:
    before = site.state()
    for _ in range(3):
        assert not site.changed()
    assert site.state() == before


def last_line_of(program: Path, site: Site) -> str:
    """Return the last line of a build in a new process."""
    done = subprocess.run(
        [sys.executable, str(program), "--root", str(site.root)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": str(NOON)},
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()[-1]


def test_a_new_process_knows_that_nothing_has_changed(site: Site) -> None:
    assert UNCHANGED in last_line_of(HERE / "build.py", site)


def test_a_program_is_told_the_same_of_a_build_without_a_change(site: Site) -> None:
    site.append("content/words.md", "\nMany utilize it.\n")
    first, second = site.build("--format", "json"), site.build("--format", "json")
    assert first == second
    assert "poor-word" in "".join(second[1])


def test_a_pull_request_is_told_the_same_of_a_build_without_a_change(site: Site) -> None:
    site.append("content/words.md", "\nMany utilize it.\n")
    first, second = ([line for line in site.build("--format", "github")[1] if line.startswith("::")] for _ in range(2))
    assert first == second
    assert any("poor-word" in line for line in second)


def test_silence_is_kept_of_a_build_without_a_change(site: Site) -> None:
    _, first = site.build("--quiet")
    _, second = site.build("--quiet")
    assert first == second
    assert UNCHANGED not in "".join(second)


CHANGES: dict[str, Callable[[Site], object]] = {
    "a document is edited": lambda site: site.replace("content/words.md", "warm", "cold"),
    "a document is replaced by another of the same size and time": lambda site: replace_alike(
        site.root / "content/words.md", altered((site.root / "content/words.md").read_bytes())
    ),
    "a document is added": lambda site: shutil.copy(
        site.root / "content/words.md", site.root / "content/visit/words.md"
    ),
    "a document is deleted": lambda site: (site.root / "content/staff.md").unlink(),
    "a document is renamed": lambda site: (site.root / "content/staff.md").rename(site.root / "content/team.md"),
    "a document is a link": lambda site: _link(site.root / "content/words.md"),
    "a picture is added": lambda site: shutil.copy(site.root / "content/visit/map.svg", site.root / "content"),
    "a picture changes": lambda site: site.replace("content/visit/map.svg", "#c9d8c3", "#e9dcc6"),
    "a stray file is added": lambda site: (site.root / "content/notes.docx").write_bytes(b"x"),
    "a setting changes": lambda site: site.replace("site_config.yaml", "three weeks", "a month"),
    "a template changes": lambda site: site.replace("templates/base.html", "<main", "<main data-x"),
    "a part of a template changes": lambda site: site.replace("templates/drawings/mark.svg", 'r="4"', 'r="3"'),
    "a page type changes": lambda site: site.replace("templates/pages/guide.yaml", "WebPage", "AboutPage"),
    "a component changes": lambda site: site.replace(
        "templates/components/cards/component.html", "<div", "<div id='x'"
    ),
    "a component is added": lambda site: shutil.copytree(
        site.root / "templates/components/cards", site.root / "templates/components/notes"
    ),
    "a style sheet changes": lambda site: site.replace("templates/assets/css/tokens.css", "#23302f", "#000000"),
    "an asset is added": lambda site: shutil.copy(
        site.root / "templates/assets/icons/favicon.svg", site.root / "templates/assets/icons/x.svg"
    ),
    "the templates are gone": lambda site: shutil.rmtree(site.root / "templates"),
    "an address is added by hand": lambda site: site.append("addresses.txt", "/help/\n"),
    "the record of addresses is gone": lambda site: (site.root / "addresses.txt").unlink(),
    "an output file is edited": lambda site: site.replace("public/index.html", "warm", "cold"),
    "an output file is replaced by another of the same size and time": lambda site: replace_alike(
        site.root / "public/index.html", altered((site.root / "public/index.html").read_bytes())
    ),
    "an output file is deleted": lambda site: (site.root / "public/index.html").unlink(),
    "an output file is a link": lambda site: _link(site.root / "public/index.html"),
    "a file is added to the output": lambda site: (site.root / "public/x.txt").write_bytes(b"x"),
    "the output is gone": lambda site: shutil.rmtree(site.root / "public"),
    "the marker of the output is gone": lambda site: (site.root / "public" / MARKER).unlink(),
    "the record of the build is edited": lambda site: site.replace("public-host/manifest.json", "1", "2"),
    "the record of the build is gone": lambda site: shutil.rmtree(site.root / "public-host"),
    "the cache is gone": lambda site: shutil.rmtree(site.root / ".cache"),
}


def _link(file: Path) -> None:
    aside = file.parent.parent / "aside"
    file.rename(aside)
    file.symlink_to(aside)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(site: Site, change: str) -> None:
    assert not site.changed()
    CHANGES[change](site)
    assert site.changed()


@pytest.mark.parametrize(
    "options", [["--drafts"], ["--base-url", "https://example.net/copy/"], ["--strict"], ["--portable"]]
)
def test_other_options_are_another_build(site: Site, options: list[str]) -> None:
    assert not site.changed()
    assert site.changed(*options)


def test_strict_blocks_a_site_with_warnings_that_has_not_changed(site: Site) -> None:
    assert not site.changed()
    code, lines = site.build("--strict")
    assert code == 1
    assert lines[-1].startswith("Nothing was published: ")


def test_a_build_with_other_options_is_undone_by_the_usual_one(site: Site) -> None:
    before = site.files()
    assert site.build("--base-url", "https://example.net/copy/")[0] == 0
    assert site.files() != before
    assert site.changed()
    assert site.files() == before


def test_a_site_that_goes_to_another_folder_is_built_there(site: Site) -> None:
    assert site.changed("--output", str(site.root / "elsewhere"))
    assert (site.root / "elsewhere/index.html").read_bytes() == (site.root / "public/index.html").read_bytes()


def test_the_day_on_which_a_page_appears_is_seen(site: Site) -> None:
    assert site.changed(days=2)
    assert (site.root / "public/news/index.html").is_file()


def test_the_day_on_which_a_page_goes_is_seen(site: Site) -> None:
    assert site.changed(days=4)
    assert not (site.root / "public/evening/index.html").exists()


def test_the_day_on_which_a_review_falls_due_is_seen(site: Site) -> None:
    assert not any("review-overdue" in line for line in site.build(days=3)[1])
    code, lines = site.build(days=4)
    assert code == 0
    assert any("content/hours.md:6:12: warning[review-overdue]" in line for line in lines)


def test_what_is_to_come_is_told_of_a_build_without_a_change(site: Site) -> None:
    _, lines = site.build()
    assert UNCHANGED in lines[-1]
    assert any(line.startswith("Next: content/news.md appears on ") for line in lines)


def test_another_version_of_the_program_builds_anew(site: Site, tmp_path: Path) -> None:
    other = tmp_path / "program"
    shutil.copytree(HERE / "microsite", other / "microsite", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "build.py", other)
    named = other / "microsite/__init__.py"
    named.write_text(re.sub(r'__version__ = ".*"', '__version__ = "0.0.0"', named.read_text("utf-8")), "utf-8")
    assert not site.changed()
    assert UNCHANGED not in last_line_of(other / "build.py", site)
    assert UNCHANGED in last_line_of(other / "build.py", site)
    assert site.changed(), "what another version has left is not taken for one's own"


def test_without_a_cache_everything_is_built(site: Site) -> None:
    for _ in range(2):
        assert site.changed("--no-cache")


@pytest.mark.parametrize("held", [b"", b"x", b"\0" * 4096, b"\x80\x04\x95pickle", b"{}"])
def test_a_corrupt_cache_costs_time_and_nothing_else(site: Site, held: bytes) -> None:
    before, (_, told) = site.files(), site.build("--format", "json")
    for file in _files(site.root / ".cache"):
        file.write_bytes(held)
    code, lines = site.build("--format", "json")
    assert (code, lines) == (0, told)
    assert site.files() == before
    site.build()
    assert not site.changed(), "the cache has mended itself"


@pytest.mark.parametrize("part", [0.0, 0.3, 0.7, 0.99])
def test_a_cache_with_a_wrong_bit_costs_time_and_nothing_else(site: Site, part: float) -> None:
    before, (_, told) = site.files(), site.build("--format", "json")
    for file in _files(site.root / ".cache"):
        data = bytearray(file.read_bytes())
        if data:
            data[int(part * len(data))] ^= 1
        file.write_bytes(data)
    code, lines = site.build("--format", "json")
    assert (code, lines) == (0, told)
    assert site.files() == before


def test_a_cache_that_cannot_be_written_is_no_mistake(site: Site) -> None:
    shutil.rmtree(site.root / ".cache")
    (site.root / ".cache").write_text("in the way", "utf-8")
    for _ in range(2):
        assert site.build()[0] == 0
    assert (site.root / ".cache").read_text("utf-8") == "in the way"


def test_a_site_that_is_blocked_is_blocked_again(site: Site) -> None:
    before = site.state()
    site.replace("content/words.md", "warm", "[warm](nowhere.md)")
    first, second = site.build(), site.build()
    assert first[0] == second[0] == 1
    assert [line for line in first[1] if "[" in line] == [line for line in second[1] if "[" in line]
    assert site.state() == before
    site.replace("content/words.md", "[warm](nowhere.md)", "warm")
    assert site.build()[0] == 0
