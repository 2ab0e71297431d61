"""Fixes: the corrected line is written, and no other byte."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from conftest import FRONT_MATTER

from build import HERE, build
from microsite.fixes import apply_fixes
from microsite.options import Options
from microsite.problems import Place, Problem, Report

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SLIPS = """---
title: Fees: what to ask
description:A page for tests.
draft: yes
---
##One

  :::callout title=“x”
Text.
:::
"""
MENDED = """---
title: "Fees: what to ask"
description: A page for tests.
draft: true
---
## One

:::callout title=“x”
Text.
:::
"""


def found(root: Path) -> tuple[Problem, ...]:
    report = Report()
    build(root, Options(now=NOW), report)
    return report.problems


def fix(line: str, fixed: str, place: tuple[int, int] = (1, 1), path: str = "content/a.md") -> Problem:
    return Problem("tab", "A tab stands where spaces belong.", Place(path, *place), "", fixed, line)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / "content").mkdir(parents=True)
    return tmp_path / "site"


def test_what_has_one_answer_is_written_and_nothing_else(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": FRONT_MATTER + "Text.\n", "content/fees.md": SLIPS})
    mended, refused = apply_fixes(root, found(root))
    assert [(item.place.line, item.codes) for item in mended] == [
        (2, ("unquoted-colon",)),
        (3, ("missing-space",)),
        (4, ("wrong-value",)),
        (6, ("heading-without-space",)),
        (8, ("bad-component-line",)),
    ]
    assert refused == ()
    assert (root / "content" / "fees.md").read_text("utf-8") == MENDED
    assert (root / "content" / "index.md").read_text("utf-8") == FRONT_MATTER + "Text.\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_the_byte_order_mark_stay_as_they_are(site: Path, end: str, mark: bytes) -> None:
    file = site / "content" / "a.md"
    text = f"one{end}two  {end}{end}drei ß{end}last"
    file.write_bytes(mark + text.encode())
    apply_fixes(site, [fix("two  ", "zwei  ", (2, 1)), fix("last", "letzte", (5, 1))])
    expected = text.replace("two", "zwei").replace("last", "letzte")
    assert file.read_bytes() == mark + expected.encode()


def test_mixed_line_ends_stay_mixed(site: Path) -> None:
    file = site / "content" / "a.md"
    file.write_bytes("a\r\nb\nc\rd\u2028e\x0cf\n".encode())
    apply_fixes(site, [fix("c", "C", (3, 1))])
    assert file.read_bytes() == "a\r\nb\nC\rd\u2028e\x0cf\n".encode()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_mode_of_the_file_stays_as_it_is(site: Path) -> None:
    file = site / "content" / "a.md"
    file.write_text("a\n", "utf-8")
    file.chmod(0o640)
    apply_fixes(site, [fix("a", "b")])
    assert (file.read_text("utf-8"), file.stat().st_mode & 0o7777) == ("b\n", 0o640)
    assert sorted(path.name for path in file.parent.iterdir()) == ["a.md"]


def test_of_two_fixes_for_one_line_the_first_is_written(site: Path) -> None:
    file = site / "content" / "a.md"
    file.write_text("a\n", "utf-8")
    mended, _ = apply_fixes(site, [fix("a", "b", (1, 1)), fix("a", "c", (1, 2)), fix("a", "b", (1, 3))])
    assert [item.after for item in mended] == ["b"]
    assert file.read_text("utf-8") == "b\n"


@pytest.mark.parametrize("place", [(1, 1), (7, 1)])
def test_a_line_that_has_changed_is_left_alone(site: Path, place: tuple[int, int]) -> None:
    file = site / "content" / "a.md"
    file.write_text("changed\n", "utf-8")
    mended, (refused,) = apply_fixes(site, [fix("a", "b", place)])
    assert mended == ()
    assert refused.why == "The line has changed since it was checked."
    assert file.read_text("utf-8") == "changed\n"


def test_a_file_that_is_no_utf8_is_left_alone(site: Path) -> None:
    file = site / "content" / "a.md"
    file.write_bytes(b"a\n\x92\n")
    assert [item.why for item in apply_fixes(site, [fix("a", "b")])[1]] == ["The file is not saved as UTF-8."]
    assert file.read_bytes() == b"a\n\x92\n"


@pytest.mark.parametrize(
    "path",
    ["../a.md", "content/../../a.md", "content/a.svg", "build.py", "content", "microsite/a.md", "a.md", "/etc/a.md"],
)
def test_only_text_files_of_the_site_are_written(site: Path, path: str) -> None:
    for file in (site / "content" / "a.svg", site / "build.py", site.parent / "a.md", site / "a.md"):
        file.write_text("a\n", "utf-8")
    (refused,) = apply_fixes(site, [fix("a", "b", path=path)])[1]
    assert refused.why == "It is not a text file of this site."
    assert (site / "a.md").read_text("utf-8") == "a\n"


def test_no_link_is_followed(site: Path) -> None:
    outside = site.parent / "outside"
    outside.mkdir()
    (outside / "a.md").write_text("a\n", "utf-8")
    (site / "content" / "a.md").symlink_to(outside / "a.md")
    (site / "content" / "folder").symlink_to(outside)
    _, refused = apply_fixes(site, [fix("a", "b"), fix("a", "b", path="content/folder/a.md")])
    assert [item.why for item in refused] == [
        "“content/a.md” is a link to elsewhere.",
        "“content/folder” is a link to elsewhere.",
    ]
    assert (outside / "a.md").read_text("utf-8") == "a\n"


def test_templates_of_the_generator_are_not_the_sites_to_change(site: Path) -> None:
    path = "templates/components/callout/component.yaml"
    first = (HERE / path).read_text("utf-8").split("\n")[0]
    (refused,) = apply_fixes(site, [fix(first, "changed: yes", path=path)])[1]
    assert refused.why == "There is no such file in this site."
    assert (HERE / path).read_text("utf-8").startswith(first)


def test_settings_and_own_templates_are_mended_too(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": FRONT_MATTER + "Text.\n"})
    settings = root / "site_config.yaml"
    settings.write_text(settings.read_text("utf-8") + "publisher: Us: all of us\n", "utf-8")
    shutil.copytree(HERE / "templates", root / "templates")
    component = root / "templates" / "components" / "callout" / "component.yaml"
    component.write_text(component.read_text("utf-8").replace("body: text", "body:text"), "utf-8")
    mended, _ = apply_fixes(root, found(root))
    assert sorted(item.place.path for item in mended) == [
        "site_config.yaml",
        "templates/components/callout/component.yaml",
    ]
    assert component.read_text("utf-8") == (HERE / component.relative_to(root)).read_text("utf-8")
    assert settings.read_text("utf-8").endswith('publisher: "Us: all of us"\n')


def test_a_full_disk_is_told_and_nothing_is_left_behind(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (site / "content" / "a.md").write_text("a\n", "utf-8")
    monkeypatch.setattr(os, "fsync", full)
    mended, (refused,) = apply_fixes(site, [fix("a", "b")])
    assert mended == ()
    assert refused.why == "The file cannot be written: No space left on device."
    assert [path.name for path in (site / "content").iterdir()] == ["a.md"]
    assert (site / "content" / "a.md").read_text("utf-8") == "a\n"


def test_what_another_program_saves_meanwhile_is_kept(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = site / "content" / "a.md"
    file.write_text("a\n", "utf-8")
    monkeypatch.setattr(os, "fsync", lambda _handle: file.write_text("a\nmore\n", "utf-8"))
    mended, (refused,) = apply_fixes(site, [fix("a", "b")])
    assert mended == ()
    assert refused.why == "The file was saved by another program meanwhile."
    assert file.read_text("utf-8") == "a\nmore\n"


def test_a_fix_mends_its_problem_and_brings_no_other(write_site: WriteSite) -> None:
    every = HERE / "tests" / "sites" / "every-mistake"
    root = write_site({})
    shutil.copytree(every, root, dirs_exist_ok=True)
    before = found(root)
    mended, refused = apply_fixes(root, before)
    assert len(mended) >= 10
    assert refused == ()
    written = {(item.place.path, item.place.line, item.after) for item in mended}
    told = {(p.place.path, p.place.line, p.message) for p in before if (p.place.path, p.place.line, p.fix) in written}
    assert len(told) >= len(mended)
    after = found(root)
    assert not told & {(problem.place.path, problem.place.line, problem.message) for problem in after}
    new = {problem.code for problem in after} - {problem.code for problem in before}
    assert new == set(), new


def check(root: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "build.py"), "check", "--fix", "--root", str(root), *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795521600", **environment},
        timeout=60,
        check=False,
    )


SITE = {
    "content/index.md": FRONT_MATTER.replace("A page for", "A home page that leads to all else, made for")
    + "[Fees](fees.md)\n",
    "content/fees.md": "---\ntitle: Fees: what to ask\n"
    "description:What a week costs: who pays, and what to ask before the first day.\n---\n##One\n",
}


def test_the_command_says_line_by_line_what_it_did_and_what_is_left(write_site: WriteSite) -> None:
    root = write_site(SITE | {"content/fees.md": SITE["content/fees.md"] + "\n[x](nowhere.md)\n"})
    done = check(root)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        "content/fees.md:2: mended (unquoted-colon)",
        "    before: title: Fees: what to ask",
        '    after:  title: "Fees: what to ask"',
    ]
    assert "content/fees.md:5: mended (heading-without-space)" in lines
    assert "error[broken-link]" in done.stdout
    assert "error[unquoted-colon]" not in done.stdout
    assert any(re.fullmatch(r"Mended 3 lines in 1 file\..*", line) for line in lines), lines
    assert lines[-1].startswith("Nothing was published: 1 error.")


def test_two_slips_in_one_value_are_mended_at_once(write_site: WriteSite) -> None:
    root = write_site(SITE)
    done = check(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (root / "content" / "fees.md").read_text("utf-8") == (
        '---\ntitle: "Fees: what to ask"\n'
        'description: "What a week costs: who pays, and what to ask before the first day."\n---\n## One\n'
    )
    again = check(root)
    assert "There was nothing to mend that has only one answer." in again.stdout


def test_several_slips_of_one_line_take_as_many_rounds(write_site: WriteSite) -> None:
    tracked = "[{0}](https://example.org/{0}?utm_source=x)"
    line = ", ".join(tracked.format(name) for name in ("one", "two", "three"))
    root = write_site(SITE | {"content/fees.md": SITE["content/fees.md"] + f"\n{line}\n"})
    done = check(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(":7: mended (tracking-link)") == 3
    assert "no problems found" in done.stdout
    assert (root / "content" / "fees.md").read_text("utf-8").endswith(f"\n{line.replace('?utm_source=x', '')}\n")


def test_after_five_rounds_the_rest_is_told(write_site: WriteSite) -> None:
    line = ", ".join(f"[n{number}](https://example.org/{number}?utm_source=x)" for number in range(7))
    root = write_site(SITE | {"content/fees.md": SITE["content/fees.md"] + f"\n{line}\n"})
    done = check(root)
    assert done.stdout.count(":7: mended (tracking-link)") == 5
    assert "2 warnings" in done.stdout.splitlines()[-1]


def test_git_is_named_where_there_is_one(write_site: WriteSite) -> None:
    root = write_site(SITE)
    assert "git diff" not in check(root).stdout
    write_site(SITE)
    (root / ".git").mkdir()
    assert "To look at the changes, run: git diff" in check(root).stdout


def test_a_program_is_told_what_was_mended(write_site: WriteSite) -> None:
    root = write_site(SITE)
    data = json.loads(check(root, "--format", "json").stdout)
    assert data["problems"] == []
    assert data["mended"][0] == {
        "path": "content/fees.md",
        "line": 2,
        "codes": ["unquoted-colon"],
        "before": "title: Fees: what to ask",
        "after": 'title: "Fees: what to ask"',
    }


def test_a_check_without_fix_writes_nothing(write_site: WriteSite) -> None:
    root = write_site(SITE)
    subprocess.run(
        [sys.executable, str(HERE / "build.py"), "check", "--root", str(root)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (root / "content" / "fees.md").read_text("utf-8") == SITE["content/fees.md"]
