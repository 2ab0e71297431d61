"""The pieces of a component's text: sections, items, tables and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microsite.body import Body, words

if TYPE_CHECKING:
    from conftest import Convert


def body(convert: Convert, markdown: str) -> Body:
    return Body(convert(markdown).page.html)


def test_sections_are_headings_with_what_stands_under_them(convert: Convert) -> None:
    found = body(
        convert, "### Is it *far*?\n\nNo.\n\n- A bus\n- A road\n\n### {{x}}\n\n### And then? {#then}\n\nYes."
    ).sections
    assert [(section.level, section.id, section.title.html) for section in found] == [
        (3, "is-it-far", "Is it <em>far</em>?"),
        (3, "x", "{{x}}"),
        (3, "then", "And then?"),
    ]
    assert found[0].body.html.startswith("<p>No.</p>\n<ul>")
    assert [bool(section.body) for section in found] == [True, False, True]
    assert found[2].initial == "A"


def test_items_are_those_of_the_outer_list(convert: Convert) -> None:
    found = body(convert, "- **9 hours** a week\n- plain\n  - within\n- *so* **not first**\n").items
    assert [(item.head.html, item.rest.words) for item in found] == [
        ("9 hours", "a week"),
        ("", "plain within"),
        ("", "so not first"),
    ]


def test_items_with_paragraphs_keep_them(convert: Convert) -> None:
    (first, second) = body(convert, "1. One.\n\n   More.\n\n2. Two.\n").items
    assert first.whole.html == "<p>One.</p>\n<p>More.</p>"
    assert second.whole.html == "Two."
    assert first.whole.words == "One. More."


def test_a_table_has_caption_header_and_rows(convert: Convert) -> None:
    table = body(
        convert, "Table: What it *costs*\n\n| Way | Price |\n|---|--:|\n| Bus | a < b[^a] |\n\n[^a]: Note."
    ).table
    assert table.caption.words == "What it costs"
    assert [cell.words for cell in table.header] == ["Way", "Price"]
    assert [[cell.words for cell in row] for row in table.rows] == [["Bus", "a < b"]]
    assert "footnote-ref" in table.rows[0][1].html


def test_without_pieces_there_are_none() -> None:
    empty = Body("<p>Text.</p>")
    assert (empty.sections, empty.items, empty.table.rows) == ((), (), ())
    assert not Body(" \n")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ('a<sup id="x"><a href="#">1</a></sup>, b', "a, b"),
        ("Tom &amp; <em>Ann</em>&nbsp;B", "Tom & Ann B"),
        ("<li>a</li>\n<li>b</li>", "a b"),
        ("", ""),
    ],
)
def test_words_are_what_is_seen(html: str, text: str) -> None:
    assert words(html) == text
