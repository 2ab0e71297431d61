"""A page gets another name, everything that leads to it leads there, and no other byte changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build import HERE, build, main
from microsite.ledger import FILE
from microsite.options import Options
from microsite.problems import ERROR, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import WriteSite

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CONFIG = """\
name: A site
url: https://example.org/iop/
description: A site for tests.
menu:
  - page: fees.md
    title: "Fees: who pays" # a remark
  - title: More
    pages: [visit.md, 'fees.md']
help: fees.md
footer:
  - fees.md
crisis_line: "In crisis? See [fees](/iop/fees/)."
facts:
  ask: Ask [who pays](fees.md#who).
"""
FEES = """\
# A remark that stays
title: What it costs
description: What it costs, and what it is, and all else that readers ask before they come to us.
---
See [the visit](visit.md#room), [this](fees.md#who) and ![the door](pictures/door.png "Door").

## Who {: #who }

`[code](visit.md)` stays, and so does [elsewhere](https://example.com/fees/).
"""
VISIT = """\
title: The visit
description: The visit, and what it is, what it costs, and all else that readers ask before they come.
next:
  - text: See what it costs
    to: "fees.md#who"
related: [fees.md]
---
See [the fees](fees.md "Fees"), [them](<fees.md>), [again](./fees.md#who), [who pays][pays], [one][] and
[its address](/iop/fees/#who), [all of it](https://example.org/iop/fees/). {{ facts.ask }}

    [code](fees.md) by four spaces

```
[code](fees.md)
```

\\[no link](fees.md) and `[none](fees.md)`. <!-- [hidden](fees.md) -->

[pays]: fees.md#who "Who pays"
[one]:
  fees.md

:::callout title="See [x](fees.md)"
Inside: [the fees](fees.md).
:::

## Room {: #room }

A note.[^n]

[^n]: [Fees](fees.md), 2026.
"""


def page(text: str) -> str:
    return f"---\n{text}"


HOME = page(
    "title: First\ndescription: The first page, and what it is, what it costs, and all else that readers ask.\n"
    "---\nSee [fees](fees.md) and [the visit](visit.md), {{ facts.ask }}\n"
)


@pytest.fixture
def site(write_site: WriteSite) -> Callable[..., Path]:
    """Return a function that writes a site of three pages, with other files if wanted."""

    def write(files: dict[str, str] | None = None) -> Path:
        given = {
            "site_config.yaml": CONFIG,
            "content/index.md": HOME,
            "content/fees.md": page(FEES),
            "content/visit.md": page(VISIT),
            FILE: "/\n/fees/\n/visit/\n",
        }
        root = write_site(given | (files or {}))
        (root / "content/pictures").mkdir(exist_ok=True)
        shutil.copy(HERE / "docs" / "home.png", root / "content/pictures/door.png")
        return root

    return write


def held(root: Path) -> dict[str, str]:
    return {
        file.relative_to(root).as_posix(): file.read_bytes().decode()
        for file in sorted(root.rglob("*"))
        if file.is_file() and file.suffix in {".md", ".yaml", ".txt"}
    }


def codes(root: Path) -> list[str]:
    report = Report()
    build(root, Options(now=NOW), report)
    return [f"{problem.place}: {problem.code}: {problem.message}" for problem in report.problems]


def move(root: Path, old: str, new: str, *options: str) -> int:
    return main(["move", old, new, "--root", str(root), *options])


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be noon of November 24, 2026, in Greenwich."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))


def test_everything_that_leads_to_the_page_follows_it(site: Callable[..., Path]) -> None:
    root = site()
    assert codes(root) == []
    assert move(root, "fees.md", "money/costs.md") == 0
    now = held(root)
    assert "content/fees.md" not in now
    assert now["site_config.yaml"] == (
        CONFIG.replace("fees.md", "money/costs.md").replace("/iop/fees/", "/iop/money/costs/")
    )
    assert now["content/index.md"] == HOME.replace("](fees.md)", "](money/costs.md)")
    kept = (
        "    [code](fees.md) by",
        "```\n[code](fees.md)",
        "\\[no link](fees.md) and `[none](fees.md)`",
        'title="See [x](fees.md)"',
    )
    expected = VISIT.replace("<!-- [hidden](fees.md) -->", "HIDDEN")
    for number, words in enumerate(kept):
        assert words in expected
        expected = expected.replace(words, f"KEPT{number}.")
    expected = expected.replace("./fees.md", "money/costs.md").replace("fees.md", "money/costs.md")
    expected = expected.replace("/iop/fees/", "/iop/money/costs/")
    for number, words in enumerate(kept):
        expected = expected.replace(f"KEPT{number}.", words)
    assert now["content/visit.md"] == page(expected.replace("HIDDEN", "<!-- [hidden](fees.md) -->"))
    assert now["content/money/costs.md"] == page(
        FEES.replace("](visit.md#room)", "](../visit.md#room)")
        .replace("](fees.md#who)", "](costs.md#who)")
        .replace("](pictures/door.png", "](../pictures/door.png")
        .replace("us.\n---", "us.\nredirect_from: [/fees/]\n---")
    )
    assert codes(root) == []


def test_it_is_told_line_by_line(site: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = site(
        {
            "content/visit.md": page(VISIT.partition("next:")[0] + "---\n[Fees](fees.md)\n"),
            "site_config.yaml": CONFIG.partition("menu:")[0],
        }
    )
    (root / "content/index.md").write_text(HOME.replace(", {{ facts.ask }}", "."), "utf-8")
    assert move(root, "fees.md", "costs.md") == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-1].startswith("content/fees.md is now content/costs.md, and 4 lines in 3 files changed. ")
    assert " Its address is /costs/; who asks for /fees/ is led there. " in out[-1]
    assert out[-1].endswith(f" To publish, run: python build.py --root {root}")
    assert out[:-1] == [
        "content/costs.md:5: new",
        "    after:  redirect_from: [/fees/]",
        "content/costs.md:6: changed",
        '    before: See [the visit](visit.md#room), [this](fees.md#who) and ![the door](pictures/door.png "Door").',
        '    after:  See [the visit](visit.md#room), [this](costs.md#who) and ![the door](pictures/door.png "Door").',
        "content/index.md:5: changed",
        "    before: See [fees](fees.md) and [the visit](visit.md).",
        "    after:  See [fees](costs.md) and [the visit](visit.md).",
        "content/visit.md:5: changed",
        "    before: [Fees](fees.md)",
        "    after:  [Fees](costs.md)",
    ]


def test_a_dry_run_shows_the_same_and_changes_nothing(
    site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = site()
    before = held(root)
    assert move(root, "fees.md", "costs.md", "--dry-run") == 0
    shown = capsys.readouterr().out.splitlines()
    assert held(root) == before
    assert shown[-1].endswith("would change. Nothing has changed yet: leave out --dry-run.")
    move(root, "fees.md", "costs.md")
    assert capsys.readouterr().out.splitlines()[:-1] == shown[:-1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("fees.md", "costs.md"),
        ("content/fees.md", "content/costs.md"),
        ("./content/fees.md", "costs"),
        ("/fees/", "/costs/"),
        ("/Fees", "/costs"),
        ("content\\fees.md", "content\\costs.md"),
    ],
)
def test_pages_may_be_named_by_file_or_address(site: Callable[..., Path], old: str, new: str) -> None:
    root = site()
    assert move(root, old, new) == 0
    assert (root / "content/costs.md").is_file()


def test_a_page_may_be_named_from_where_one_stands(site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = site()
    monkeypatch.chdir(root.parent)
    assert move(root, "site/content/fees.md", "money/") == 0
    assert (root / "content/money/fees.md").is_file()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("fee.md", "costs.md", "There is no page “fee.md”. Did you mean “fees.md”?"),
        ("pictures/door.png", "x.md", "is no page"),
        ("index.md", "home.md", "“index.md” has its own place"),
        ("/", "home.md", "“index.md” has its own place"),
        ("fees.md", "404.md", "“404.md” has its own place"),
        ("fees.md", "fees.md", "stands there already"),
        ("fees.md", "visit.md", "There is a file “content/visit.md” already"),
        ("fees.md", "visit/index.md", "The address “/visit/” is taken by “content/visit.md”"),
        ("fees.md", "gone.md", "“/gone/” leads to “content/visit.md”, which once stood there"),
        ("fees.md", "Fees.md", "differ only in how letters are written"),
        ("fees.md", "what it costs.md", "cannot be the file of a page"),
        ("fees.md", "../costs.md", "cannot be the file of a page"),
        ("fees.md", "/../../costs/", "cannot be the file of a page"),
        ("fees.md", "", "cannot be the file of a page"),
        ("fees.md", "CON.md", "cannot be the file of a page"),
        ("fees.md", "away/costs.md", "“content/away” is a link to elsewhere"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_changes(
    site: Callable[..., Path], capsys: pytest.CaptureFixture[str], old: str, new: str, words: str, tmp_path: Path
) -> None:
    visit = page(VISIT.replace("---", "redirect_from: [/gone/]\n---", 1))
    root = site({"content/visit.md": visit})
    before = held(root)
    if "away" in new:
        (root / "content/away").symlink_to(tmp_path)
        assert move(root, old, new) == 2
        (root / "content/away").unlink()
        move(root, old, "visit.md")
    else:
        assert move(root, old, new) == 2
        assert words in capsys.readouterr().err
    assert held(root) == before


def test_a_site_that_cannot_be_read_is_mended_first(
    site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = site()
    (root / "content/visit.md").write_bytes(b"---\ntitle: caf\xe9\n---\n[Fees](fees.md)\n")
    assert move(root, "fees.md", "costs.md") == 2
    told = "There are mistakes in “content/visit.md”, so that links might be missed. Mend them first:"
    assert capsys.readouterr().err == f"{told} python build.py check\nNothing has changed.\n"


def test_a_link_that_cannot_be_changed_stops_it_all(
    site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = site({"content/visit.md": page(VISIT + "\nhttps://example.org/iop/fees/\n")})
    before = held(root)
    assert move(root, "fees.md", "costs.md") == 2
    assert capsys.readouterr().err == (
        "The link “https://example.org/iop/fees/” in content/visit.md cannot be changed from here. "
        "Write it as [text](page.md) first.\nNothing has changed.\n"
    )
    assert held(root) == before


def test_line_ends_and_the_byte_order_mark_stay(site: Callable[..., Path]) -> None:
    root = site()
    for file in (*(root / "content").glob("*.md"), root / "site_config.yaml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    before = (root / "content/index.md").read_bytes()
    assert move(root, "fees.md", "costs.md") == 0
    assert (root / "content/index.md").read_bytes() == before.replace(b"fees.md", b"costs.md")
    for file in (*(root / "content").glob("*.md"), root / "site_config.yaml"):
        data = file.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n")
    assert b"\r\nredirect_from: [/fees/]\r\n---\r\n" in (root / "content/costs.md").read_bytes()


def test_moving_back_leaves_no_redirect_to_itself(site: Callable[..., Path]) -> None:
    root = site()
    move(root, "fees.md", "costs.md")
    move(root, "costs.md", "fees.md")
    text = (root / "content/fees.md").read_text("utf-8")
    assert text == page(FEES.replace("us.\n---", "us.\nredirect_from: [/costs/]\n---"))
    move(root, "fees.md", "costs.md")
    assert "redirect_from: [/fees/]\n" in (root / "content/costs.md").read_text("utf-8")


def test_a_draft_that_nobody_saw_needs_no_redirect(site: Callable[..., Path]) -> None:
    files = {"content/new.md": page(FEES.replace("us.\n---", "us.\ndraft: true\n---"))}
    root = site(files)
    move(root, "new.md", "newer.md")
    assert "redirect_from" not in (root / "content/newer.md").read_text("utf-8")
    root = site(files | {FILE: "/new/\n"})
    move(root, "new.md", "newest.md")
    assert "redirect_from: [/new/]" in (root / "content/newest.md").read_text("utf-8")


def test_a_page_that_keeps_its_address_needs_no_redirect(site: Callable[..., Path]) -> None:
    root = site()
    assert move(root, "fees.md", "fees/index.md") == 0
    assert "redirect_from" not in (root / "content/fees/index.md").read_text("utf-8")
    assert codes(root) == []


def test_a_full_disk_changes_nothing(
    site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = site()
    before = held(root)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device", "content/costs.md")

    monkeypatch.setattr(os, "fsync", full)
    assert move(root, "fees.md", "money/costs.md") == 2
    assert "No space left on device. Nothing has changed." in capsys.readouterr().err
    assert held(root) == before
    assert not (root / "content/money").exists()


def test_the_first_site_builds_clean_after_a_move(tmp_path: Path) -> None:
    for name in ("content", "templates"):
        shutil.copytree(HERE / name, tmp_path / name)
    for name in ("site_config.yaml", FILE):
        shutil.copy(HERE / name, tmp_path)
    before = len(codes(tmp_path))
    arguments = ["move", "cost-and-insurance.md", "paying/what-it-costs.md", "--root", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, str(HERE / "build.py"), *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert len(codes(tmp_path)) == before
    assert not [name for name, text in held(tmp_path).items() if "cost-and-insurance.md" in text]


# Any site

NAMES = ["a.md", "b.md", "x/c.md", "x/y/d.md", "z.md"]
FORMS = [
    "[t]({})",
    "[t](<{}>)",
    '[t]({} "T")',
    "**[t]({})**",
    "> [t]({})",
    "- [t]({})",
    "`[t]({})`",
    "![p]({})",
    "[t]({}#top)",
]


@st.composite
def sites(draw: st.DrawFn) -> dict[str, str]:
    """Draw pages that link to each other, by their files."""
    pages = {}
    for name in ["index.md", *NAMES]:
        lines = [f"Page {name}."]
        for target, form in draw(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(FORMS)), max_size=4)):
            relative = os.path.relpath(target, PurePosixPath(name).parent).replace(os.sep, "/")
            lines.append(form.format(relative))
        related = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
        end = draw(st.sampled_from(["\n", "\r\n"]))
        front = f"title: Page {name}\ndescription: A page.\nrelated: [{', '.join(related)}]"
        pages[name] = f"---\n{front}\n---\n".replace("\n", end) + f"{end}{end}".join(lines) + end
    return pages


def errors(root: Path) -> list[str]:
    report = Report()
    build(root, Options(now=NOW), report)
    return sorted(problem.code for problem in report.problems if problem.severity == ERROR)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=sites(), old=st.sampled_from(NAMES), new=st.sampled_from(["n.md", "x/n.md", "x/y/n.md", "q/r/n.md"]))
def test_a_page_moved_and_moved_back_leaves_every_text_as_it_was(pages: dict[str, str], old: str, new: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "site_config.yaml").write_text("name: A\nurl: https://example.org/\ndescription: B\n", "utf-8")
        for name, text in pages.items():
            (root / "content" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "content" / name).write_bytes(text.encode())
        before, wrong = held(root), errors(root)
        assert move(root, old, new) == 0
        assert errors(root) == wrong
        assert move(root, new, old) == 0
        now = held(root)
        end = "\r\n" if "\r\n" in pages[old] else "\n"
        address = "/" + new.removesuffix(".md") + "/"
        now[f"content/{old}"] = now[f"content/{old}"].replace(f"redirect_from: [{address}]{end}", "")
        assert now == before
