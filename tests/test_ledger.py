"""`addresses.txt`: what was ever published is never lost unnoticed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from build import HERE, build, main
from microsite.console import as_text
from microsite.ledger import FILE, read_ledger, record
from microsite.manifest import MadeRedirect, read_manifest
from microsite.memory import Memory
from microsite.options import Options
from microsite.preview.watching import Watched
from microsite.problems import Report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import WriteSite

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CONFIG = "name: A site\nurl: https://example.org/\ndescription: A site for tests.\n"
EPOCH = str(int(NOW.timestamp()))


def page(title: str, more: str = "", body: str = "Words.") -> str:
    description = f"{title}, and what it is, what it costs, and all else that readers ask before they come."
    return f"---\ntitle: {title}\ndescription: {description}\n{more}---\n{body}\n"


HOME = page("The first page", body="[Fees](fees.md)")
SITE = {
    "site_config.yaml": CONFIG,
    "content/index.md": HOME,
    "content/fees.md": page("What it costs"),
    FILE: "/\n/fees/\n",
}


@pytest.fixture
def site(write_site: WriteSite) -> Callable[..., Path]:
    """Return a function that writes a site of two pages that were published, with other files if wanted."""

    def write(files: dict[str, str] | None = None) -> Path:
        return write_site(SITE | (files or {}))

    return write


def told(root: Path, *, drafts: bool = False) -> list[str]:
    report = Report()
    build(root, Options(now=NOW, drafts=drafts), report)
    return [as_text(problem) for problem in report.problems]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "build.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        timeout=60,
        check=False,
    )


# What vanishes


def test_a_site_whose_pages_are_all_there_hears_nothing(site: Callable[..., Path]) -> None:
    assert told(site()) == []


def test_a_renamed_page_without_a_redirect_fails_the_build(site: Callable[..., Path]) -> None:
    root = site({"content/index.md": page("The first page", body="[Fees](costs.md)")})
    (root / "content/fees.md").rename(root / "content/costs.md")
    (problem,) = told(root)
    words, line, caret, hint = problem.splitlines()
    assert words.startswith("addresses.txt:2:1: error[vanished-address] ")
    assert words.endswith("A page was published at “/fees/”, and nothing answers there any more.")
    assert (line, caret) == ("    /fees/", "    ^")
    assert hint.startswith("    hint: If “content/costs.md” took its place, write there, above its second “---”: ")
    assert hint.endswith(": “redirect_from: [/fees/]”. If nobody ever saw the address, delete this line.")


def test_the_line_that_is_told_mends_it(site: Callable[..., Path]) -> None:
    root = site({"content/index.md": page("The first page", body="[Fees](costs.md)")})
    (root / "content/fees.md").unlink()
    (root / "content/costs.md").write_text(page("What it costs", "redirect_from: [/fees/]\n"), "utf-8")
    assert told(root) == []


def test_a_page_that_moved_to_another_folder_is_named(site: Callable[..., Path]) -> None:
    files = {"content/visit/fees.md": page("What it costs today"), "content/other.md": page("Another new page")}
    root = site(files | {"content/index.md": page("First", body="[Fees](visit/fees.md) and [more](other.md)")})
    (root / "content/fees.md").unlink()
    (problem,) = [found for found in told(root) if "vanished-address" in found]
    assert "If “content/visit/fees.md” took its place" in problem


def test_a_page_with_redirects_already_gets_a_line_with_all_of_them(site: Callable[..., Path]) -> None:
    new = page("What it costs", "redirect_from:\n  - /prices/\n")
    root = site(
        {
            "content/visit/fees.md": new,
            "content/index.md": page("First", body="[Fees](visit/fees.md)"),
            FILE: "/\n/a/fees/\n/fees/\n/prices/\n",
        }
    )
    (root / "content/fees.md").unlink()
    first, second = told(root)
    for problem in (first, second):
        assert "“redirect_from: [/prices/, /a/fees/, /fees/]”" in problem


def test_where_two_pages_may_have_taken_its_place_none_is_guessed(site: Callable[..., Path]) -> None:
    files = {"content/abc.md": page("One new page"), "content/xyz.md": page("Another new page")}
    root = site(files | {"content/index.md": page("First", body="[One](abc.md), [two](xyz.md)")})
    (root / "content/fees.md").unlink()
    (problem,) = told(root)
    assert "Write in the page that took its place" in problem


def test_a_page_taken_away_on_purpose_may_be_gone(site: Callable[..., Path]) -> None:
    over = page("What it costs", "expires_on: 2026-11-24\nredirect_from: [/prices/]\n")
    assert told(site({"content/index.md": page("First"), "content/fees.md": over, FILE: "/fees/\n/prices/\n"})) == []


@pytest.mark.parametrize(
    ("line", "when"),
    [("draft: true", "while it is a draft"), ("publish_on: 2026-12-01", "until 2026-12-01")],
)
def test_a_page_that_hides_again_is_told_once_at_the_line_that_hides_it(
    site: Callable[..., Path], line: str, when: str
) -> None:
    hidden = page("What it costs", f"{line}\nredirect_from: [/prices/]\n")
    root = site({"content/index.md": page("First"), "content/fees.md": hidden, FILE: "/fees/\n/prices/\n"})
    (problem,) = told(root)
    assert problem.startswith("content/fees.md:4:")
    assert f"published at “/fees/” and “/prices/”, and nothing would answer there {when}." in problem
    assert "“expires_on: 2026-11-24”" in problem
    assert "delete its line in addresses.txt" in problem


def test_a_draft_that_is_shown_answers(site: Callable[..., Path]) -> None:
    root = site({"content/fees.md": page("What it costs", "draft: true\n")})
    assert told(root, drafts=True) == []


def test_another_page_that_took_the_address_answers(site: Callable[..., Path]) -> None:
    files = {"content/fees.md": page("Old", "draft: true\n"), "content/new.md": page("New", "redirect_from: [/fees]\n")}
    assert told(site(files | {"content/index.md": page("First", body="[New](new.md)")})) == []


def test_capitals_and_ways_to_write_a_letter_make_no_other_address(site: Callable[..., Path]) -> None:
    root = site({"content/café.md": page("A café"), FILE: "/CAFE\u0301/\n/Fees\n"})
    text = (root / "content/index.md").read_text("utf-8")
    (root / "content/index.md").write_text(text + "\n[C](café.md)\n", "utf-8")
    assert told(root) == []


def test_a_page_that_cannot_be_read_is_told_once(site: Callable[..., Path]) -> None:
    root = site({"content/index.md": page("First")})
    (root / "content/fees.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    (problem,) = told(root)
    assert "not-utf-8" in problem


def test_a_missing_home_page_is_told_once(site: Callable[..., Path]) -> None:
    root = site()
    (root / "content/index.md").unlink()
    assert any("missing-file" in problem for problem in told(root))
    assert not any("vanished-address" in problem for problem in told(root))


# How the file may look


def test_remarks_blank_lines_doubles_line_ends_and_a_byte_order_mark_do_no_harm(site: Callable[..., Path]) -> None:
    root = site({FILE: "\ufeff# A remark\r\n\r\n/fees/   # another\r\n/fees\r\n  /\r\n/fees/\r\n"})
    assert told(root) == []
    assert [(entry.address, entry.line) for entry in read_ledger(root, Report()).entries] == [("/fees/", 3), ("/", 5)]


def test_a_line_that_is_no_address_is_told(site: Callable[..., Path]) -> None:
    one, other = told(site({FILE: "/fees/\nfees\nhttps://example.org/fees/\n/\n"}))
    assert one.splitlines() == [
        "addresses.txt:2:1: error[wrong-value] “fees” is not an address of this site.",
        "    fees",
        "    ^",
        "    hint: Write it as “/fees/”, or delete it.",
    ]
    assert other.startswith("addresses.txt:3:1: error[wrong-value] “https://example.org/fees/” is not an address")


def test_marks_of_a_merge_are_told_once_in_words(site: Callable[..., Path]) -> None:
    (problem,) = told(site({FILE: "/\n<<<<<<< HEAD\n/fees/\n=======\n/\n>>>>>>> topic\n"}))
    assert problem.startswith("addresses.txt:2:1: error[wrong-value] Two people have changed this file")
    assert "delete the lines that begin with “<<<<<<<”" in problem


def test_a_file_that_is_no_text_blocks(site: Callable[..., Path]) -> None:
    root = site()
    (root / FILE).write_bytes(b"/caf\xe9/\n")
    (problem,) = told(root)
    assert problem.startswith("addresses.txt:1:5: error[not-utf-8]")


# Who writes it


def test_the_first_build_makes_it_and_says_so(site: Callable[..., Path]) -> None:
    root = site({"content/fees.md": page("What it costs", "redirect_from: [/prices, /old/cost.html]\n")})
    (root / FILE).unlink()
    done = run("--root", root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "addresses.txt has 4 new addresses: keep it in git." in done.stdout.splitlines()
    text = (root / FILE).read_text("utf-8")
    assert [line for line in text.splitlines() if line and not line.startswith("#")] == [
        "/",
        "/fees/",
        "/old/cost.html",
        "/prices/",
    ]
    again = run("--root", root)
    assert again.returncode == 0
    assert "addresses.txt" not in again.stdout
    assert (root / FILE).read_text("utf-8") == text


def test_old_addresses_are_kept_also_where_the_host_itself_leads_on_from_them(site: Callable[..., Path]) -> None:
    root = site({"content/fees.md": page("What it costs", "redirect_from: [/prices]\n")})
    outputs = build(root, Options(now=NOW), Report())
    made = read_manifest(next(output.data for output in outputs if output.path == "manifest.json"))
    files = tuple(file for file in made.files if file.path != "prices/index.html")
    by_host = structs.replace(made, files=files, redirects=(MadeRedirect("/prices/", "/fees/", 301),))
    assert by_host.addresses == made.addresses == ("/", "/fees/", "/prices/")


def test_new_addresses_take_their_places_and_all_else_stays(site: Callable[..., Path]) -> None:
    root = site()
    before = b"\xef\xbb\xbf# Ours\r\n/\r\n\r\n# the oldest\r\n/gone/  # a remark\r\n/zoo/"
    (root / FILE).write_bytes(before)
    assert record(root, ["/zoo/", "/fees/", "/", "/m/", "/zz/"]) == ("/fees/", "/m/", "/zz/")
    assert (root / FILE).read_bytes() == (
        b"\xef\xbb\xbf# Ours\r\n/\r\n\r\n# the oldest\r\n/fees/\r\n/gone/  # a remark\r\n/m/\r\n/zoo/\r\n/zz/\r\n"
    )


def test_in_a_file_that_is_in_no_order_an_address_stands_before_the_first_that_follows_it(
    site: Callable[..., Path],
) -> None:
    root = site({FILE: "/m/\n/b/\n/z/\n/a/\n/y/\n"})
    assert record(root, ["/zz/", "/n/", "/c/", "/a/x/"]) == ("/a/x/", "/c/", "/n/", "/zz/")
    assert (root / FILE).read_text() == "/a/x/\n/c/\n/m/\n/b/\n/n/\n/z/\n/a/\n/y/\n/zz/\n"


@pytest.mark.parametrize("seed", range(20))
def test_each_new_address_stands_before_the_first_that_follows_it(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a file, not a secret
    names = [f"/{chance.choice('abcdefgh')}{number}/" for number in range(40)]
    lines, new = names[:25], sorted(names[25:])
    end = chance.choice(["\n", "\r\n"])
    (tmp_path / FILE).write_bytes("".join(f"# {line[1]}{end}{line}{end}" for line in lines).encode())
    assert record(tmp_path, chance.sample(names, len(names))) == tuple(new)
    expected = [text for line in lines for text in (f"# {line[1]}", line)]
    for address in new:
        # A new one stands before the others of its place that follow it, and those are new.
        follows = next((line for line in lines if line > address), None)
        expected.insert(expected.index(follows) if follows else len(expected), address)
    assert (tmp_path / FILE).read_bytes().decode().split(end)[:-1] == expected


def test_an_address_written_otherwise_is_known_and_one_in_a_remark_is_not(tmp_path: Path) -> None:
    before = "# /was/\r/remark/\n/Fees\n/caf\u0065\u0301/   # the old one\n"
    (tmp_path / FILE).write_bytes(before.encode())
    assert record(tmp_path, ["/fees/", "/caf\u00e9/", "/remark/"]) == ()
    assert (tmp_path / FILE).read_bytes() == before.encode()
    assert record(tmp_path, ["/fees/", "/was/"]) == ("/was/",)


def test_it_is_written_wherever_the_site_goes(site: Callable[..., Path], tmp_path: Path) -> None:
    root = site({FILE: "/\n"})
    assert run("--root", root, "--output", tmp_path / "elsewhere").returncode == 0
    assert (root / FILE).read_text("utf-8") == "/\n/fees/\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("build", "--drafts"),
        ("build", "--base-url", "https://preview.example.com/"),
    ],
)
def test_nothing_but_a_build_that_people_may_see_writes_it(site: Callable[..., Path], arguments: tuple[str]) -> None:
    root = site({FILE: "/\n"})
    assert run(*arguments, "--root", root).returncode == 0
    assert (root / FILE).read_text("utf-8") == "/\n"


def test_a_build_at_the_same_host_in_another_folder_writes_it(site: Callable[..., Path]) -> None:
    root = site({FILE: "/\n"})
    run("--root", root, "--base-url", "https://example.org/iop/")
    assert (root / FILE).read_text("utf-8") == "/\n/fees/\n"


def test_a_build_that_fails_leaves_it_alone(site: Callable[..., Path]) -> None:
    root = site({FILE: "/\n/gone/\n"})
    done = run("--root", root)
    assert done.returncode == 1
    assert "vanished-address" in done.stdout
    assert (root / FILE).read_text("utf-8") == "/\n/gone/\n"


def test_programs_are_told_what_is_new(site: Callable[..., Path]) -> None:
    root = site({FILE: "/\n"})
    assert json.loads(run("--root", root, "--format", "json").stdout)["new_addresses"] == ["/fees/"]
    assert json.loads(run("check", "--root", root, "--format", "json").stdout)["new_addresses"] == []


def test_a_ledger_that_cannot_be_written_is_told_and_the_site_is_in_place(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site({FILE: "/\n"})

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setattr(os, "fsync", full)
    assert main(["--root", str(root)]) == 0
    assert "new addresses are not in addresses.txt yet: No space left on device." in capsys.readouterr().err
    assert (root / "public/fees/index.html").is_file()
    assert (root / FILE).read_text("utf-8") == "/\n"


# The preview


def test_the_preview_tells_a_renamed_page_until_it_is_mended(site: Callable[..., Path]) -> None:
    root, memory = site(), Memory()

    def vanished() -> int:
        report, clean = Report(), Report()
        build(root, Options(now=NOW, preview=True), report, memory)
        build(root, Options(now=NOW, preview=True), clean)
        assert report.problems == clean.problems
        return sum(problem.code == "vanished-address" for problem in report.problems)

    assert vanished() == 0
    (root / "content/fees.md").rename(root / "content/costs.md")
    assert vanished() == 1
    (root / FILE).write_text("/\n", "utf-8")
    assert vanished() == 0
    (root / FILE).write_text("/\n/fees/\n", "utf-8")
    assert vanished() == 1
    (root / "content/costs.md").write_text(page("What it costs", "redirect_from: [/fees/]\n"), "utf-8")
    assert vanished() == 0


def test_the_preview_sees_that_it_was_saved(tmp_path: Path) -> None:
    assert Watched(tmp_path, tmp_path / "templates").name(str(tmp_path / FILE)) == FILE


def test_the_addresses_of_the_first_site_are_kept() -> None:
    ledger = read_ledger(HERE, Report())
    report = Report()
    build(HERE, Options(now=NOW), report)
    assert not [problem for problem in report.problems if problem.code == "vanished-address"]
    pages = [path.relative_to(HERE / "content") for path in (HERE / "content").rglob("*.md")]
    assert len(ledger.entries) >= len(pages) - 1  # all but the page for wrong addresses
