"""What a person types: exit codes and words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
SITES = ROOT / "tests" / "sites"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795521600", **environment},
        timeout=60,
        check=False,
    )


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        file.relative_to(folder).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(SITES / "good" / "content", tmp_path / "site" / "content")
    shutil.copy(SITES / "good" / "site_config.yaml", tmp_path / "site")
    return tmp_path / "site"


def test_a_good_site_is_built_and_the_last_line_says_what_to_do(site: Path) -> None:
    done = run("--root", site)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("Built 6 pages in ")
    assert "To see it, run: python3 -m http.server -d " in done.stdout
    assert (site / "public" / "index.html").is_file()
    assert "\x1b" not in done.stdout


def test_a_second_build_of_the_same_touches_nothing(site: Path) -> None:
    run("--root", site)
    before = snapshot(site / "public")
    assert run("--root", site).returncode == 0
    assert snapshot(site / "public") == before


def test_a_broken_site_changes_nothing_and_names_every_mistake(site: Path) -> None:
    run("--root", site)
    before = snapshot(site / "public")
    page = site / "content" / "borrow.md"
    page.write_text(page.read_text("utf-8").replace("\ntitle:", "\ntitel:") + "\n[x](nowhere.md)\n", "utf-8")
    done = run("--root", site)
    assert done.returncode == 1
    assert "unknown-key" in done.stdout
    assert "broken-link" in done.stdout
    assert "Nothing was published: 2 errors." in done.stdout.splitlines()[-1]
    assert snapshot(site / "public") == before


def test_check_writes_nothing(site: Path) -> None:
    before = snapshot(site)
    done = run("check", "--root", site)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("Checked 6 pages in ")
    assert "no problems found" in done.stdout
    assert snapshot(site) == before


def test_strict_lets_a_warning_block(site: Path) -> None:
    page = site / "content" / "borrow.md"
    page.write_text(page.read_text("utf-8") + "\n[click here](help.md)\n", "utf-8")
    assert run("--root", site).returncode == 0
    done = run("--root", site, "--strict")
    assert done.returncode == 1
    assert "warning[vague-link]" in done.stdout


def test_json_is_all_that_is_printed(site: Path) -> None:
    page = site / "content" / "borrow.md"
    page.write_text(page.read_text("utf-8") + "\n[x](nowhere.md)\n", "utf-8")
    data = json.loads(run("check", "--root", site, "--format", "json").stdout)
    (problem,) = data["problems"]
    assert list(problem) == ["path", "line", "column", "severity", "code", "message", "hint", "fix"]
    assert (problem["path"], problem["code"], problem["severity"]) == ("content/borrow.md", "broken-link", "error")


def test_github_gets_an_annotation_beside_the_line(site: Path) -> None:
    page = site / "content" / "borrow.md"
    page.write_text(page.read_text("utf-8") + "\n[x](nowhere.md)\n", "utf-8")
    done = run("check", "--root", site, "--format", "github")
    assert done.stdout.startswith("::error file=content/borrow.md,line=")


def test_quiet_says_nothing_when_all_is_well(site: Path) -> None:
    assert run("--root", site, "--quiet").stdout == ""


def test_another_output_folder_and_base_are_taken(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "elsewhere"
    assert run("--root", site, "--output", out, "--base-url", "https://other.example/x/").returncode == 0
    assert "https://other.example/x/borrow/" in (out / "sitemap.xml").read_text("utf-8")
    assert not (site / "public").exists()


def test_an_output_folder_that_is_not_ours_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    done = run("--root", site, "--output", tmp_path / "mine")
    assert done.returncode == 1
    assert "not-our-output" in done.stdout
    assert (tmp_path / "mine" / "letter.txt").read_text("utf-8") == "dear"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--colour"], "unrecognized arguments"),
        (["bild"], "invalid choice"),
        (["--format", "xml"], "invalid choice"),
        (["--root", "/no/such/folder"], "There is no folder “/no/such/folder”."),
        (["--base-url", "example.org"], "is not a whole address"),
        (["--base-url", "https://"], "is not a whole address"),
    ],
)
def test_wrong_use_is_told_in_a_line(arguments: list[str], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_need_no_library(option: str) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-X", "importtime", str(ROOT / "build.py"), option],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert not {"yaml", "markdown", "jinja2", "msgspec"} & {
        line.split("|")[-1].strip() for line in done.stderr.splitlines()
    }


def test_outside_the_environment_one_line_says_what_to_run() -> None:
    done = subprocess.run(
        [sys.executable, "-S", str(ROOT / "build.py")], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr == "Microsite's libraries are not installed for this Python. Run: make site\n"


BAD_INPUT: dict[str, tuple[Callable[[Path], object], str]] = {
    "no content": (lambda site: shutil.rmtree(site / "content"), "missing-folder"),
    "no settings": (lambda site: (site / "site_config.yaml").unlink(), "missing-file"),
    "an empty page": (lambda site: (site / "content" / "help.md").write_bytes(b""), "empty-page"),
    "not UTF-8": (lambda site: (site / "content" / "help.md").write_bytes(b"---\ntitle: \x92\n---\n"), "not-utf-8"),
    "no front matter": (lambda site: (site / "content" / "help.md").write_bytes(b"Hello\n"), "no-front-matter"),
    "settings that are no mapping": (lambda site: (site / "site_config.yaml").write_bytes(b"- a\n- b\n"), "error["),
    "no templates": (lambda site: (site / "templates").mkdir(), "missing-file"),
    "a pipe": (lambda site: os.mkfifo(site / "content" / "pipe.md"), "not-a-file"),
    "a link": (lambda site: (site / "content" / "x.md").symlink_to("/etc/passwd"), "not-a-file"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_gets_a_clear_message_and_no_traceback(site: Path, case: str) -> None:
    spoil, words = BAD_INPUT[case]
    spoil(site)
    done = run("--root", site)
    assert done.returncode == 1
    assert words in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert not (site / "public").exists()


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{% extends 'base.html' %}{% block x %}{{ page.tilte }}{% endblock %}", "tilte"),
        ("{% if %}", "cannot be read"),
        ("{% include 'nothing.html' %}", "There is no template “nothing.html”."),
        ("{{ asset('css/none.css') }}", "There is no asset “css/none.css”."),
        ("{{ page.title + 1 }}", "cannot be drawn"),
    ],
)
def test_a_broken_template_is_told_with_its_line(site: Path, template: str, words: str) -> None:
    shutil.copytree(ROOT / "templates", site / "templates")
    (site / "templates" / "base.html").write_text("<main><h1>x</h1>\n{% block x %}{% endblock %}</main>", "utf-8")
    (site / "templates" / "pages" / "article.html").write_text("\n" + template, "utf-8")
    done = run("--root", site)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert words in done.stdout
    assert "templates/pages/article.html:2" in done.stdout


def test_a_byte_order_mark_and_crlf_are_read_as_if_they_were_not_there(site: Path) -> None:
    run("--root", site)
    before = {path: data for path, (data, _) in snapshot(site / "public").items()}
    for file in [*site.rglob("*.md"), site / "site_config.yaml"]:
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert run("--root", site).returncode == 0
    assert {path: data for path, (data, _) in snapshot(site / "public").items()} == before


def test_two_builds_differ_by_no_byte_under_other_seeds_zones_and_places(site: Path, tmp_path: Path) -> None:
    run("--root", site, PYTHONHASHSEED="1", TZ="Asia/Tokyo")
    moved = tmp_path / "moved"
    shutil.copytree(site, moved, ignore=shutil.ignore_patterns("public"))
    run("--root", moved, PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C")
    first = {path: data for path, (data, _) in snapshot(site / "public").items()}
    assert first == {path: data for path, (data, _) in snapshot(moved / "public").items()}


def test_our_own_site_passes_strictly() -> None:
    done = run("check", "--strict")
    assert done.returncode == 0, done.stdout
    assert "no problems found" in done.stdout
