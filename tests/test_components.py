"""`:::` blocks: found, checked, marked and filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microsite.commands import HERE
from microsite.components import mark_blocks
from microsite.marks import fill_blocks
from microsite.problems import Report
from microsite.source import Source
from microsite.theme import read_theme

if TYPE_CHECKING:
    from conftest import Convert

    from microsite.components import Marked
    from microsite.model import Block


def mark(text: str) -> tuple[Marked, list[str]]:
    report = Report()
    theme = read_theme(HERE / "templates", "templates", report)
    marked = mark_blocks(Source("a.md", text), 0, theme.components, report)
    return marked, [f"{problem.place.line}:{problem.place.column} {problem.code}" for problem in report.problems]


def draw(block: Block, body: str) -> str:
    return f"[{block.component}|{body}]"


def test_a_block_has_its_parameters_with_defaults() -> None:
    marked, problems = mark(':::callout title="Good to know"\nText.\n:::\n')
    assert problems == []
    assert dict(marked.blocks[0].parameters or {}) == {"title": "Good to know", "kind": "note"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (":::calout\nx\n:::", ["1:4 unknown-component"]),
        (":::callout\nx", ["1:1 unclosed-component"]),
        ("x\n:::", ["2:1 stray-component-end"]),
        (":::callout titel='x'\nx\n:::", ["1:12 bad-component-line"]),
        (':::callout titel="x"\nx\n:::', ["1:12 unknown-parameter"]),
        (':::callout kind="loud"\nx\n:::', ["1:18 wrong-parameter"]),
        (":::callout title=“x”\nx\n:::", ["1:12 bad-component-line"]),
        (":::callout x y\nx\n:::", ["1:12 bad-component-line"]),
        ("  :::callout\nx\n:::", ["1:1 bad-component-line"]),
        (":::callout\n:::", ["1:1 component-without-text"]),
        (':::care-card kind="urgent"\nx\n:::', ["1:1 component-with-text"]),
        (":::care-card\n:::", ["1:1 missing-parameter"]),
        (":::callout\n" * 9 + "x\n" + ":::\n" * 9, ["9:1 nested-too-deeply"]),
    ],
)
def test_every_slip_has_its_place(text: str, told: list[str]) -> None:
    assert mark(text)[1] == told


def test_blocks_stand_in_each_other_and_fenced_code_holds_none() -> None:
    marked, problems = mark(":::callout\na\n:::cards\n- b\n:::\n:::\n```\n:::callout\n```\n")
    assert problems == []
    assert [block.component for block in marked.blocks] == ["callout", "cards"]
    html = "".join(f"<p>{line}</p>\n" if "\ue000" in line else line for line in marked.text.split("\n"))
    assert fill_blocks(html, marked.blocks, draw) == "[callout|a[cards|- b]]```:::callout```"


def test_notes_links_and_headings_work_within_a_block(convert: Convert) -> None:
    made = convert(":::callout\n## In it\n\nText.[^a] [Ref][r]\n:::\n\n[^a]: Note.\n[r]: #in-it\n")
    assert made.problems == ()
    assert [heading.id for heading in made.page.headings] == ["in-it"]
    assert 'href="#fn:a"' in made.html
    assert '<a href="#in-it">Ref</a>' in made.html
    filled = fill_blocks(made.html, made.page.blocks, draw)
    assert filled.startswith("[callout|<h2")
    assert filled.endswith("]")


def test_a_block_that_is_wrong_keeps_its_text(convert: Convert) -> None:
    made = convert(':::callout kind="loud"\nKeep me.\n:::')
    assert made.page.blocks[0].parameters is None
    assert "Keep me." in made.html
