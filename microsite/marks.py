"""Marks in a text where components begin and end, which stay there while Markdown is turned into HTML."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from microsite.model import Block

# Two private characters that no source may hold stand around a mark, so that no text can look like one.
_MARK = "\ue000{}:{}\ue001"
_ANY_MARK = re.compile("\ue000(open|close):(\\d+)\ue001")
_MARKED = re.compile("<p>\ue000(open|close):(\\d+)\ue001</p>\n?")


def mark(what: str, number: int) -> str:
    """Return the paragraph that marks where the block of a number begins (`open`) or ends (`close`)."""
    return _MARK.format(what, number)


def lost_block(text: str, html: str, blocks: Sequence[Block]) -> Block | None:
    """Return the first block whose marks are in the Markdown and did not come out as they should, or None."""
    expected = [(found[1], found[2]) for found in _ANY_MARK.finditer(text)]
    found = [(mark[1], mark[2]) for mark in _MARKED.finditer(html)]
    opened: list[str] = []
    for wanted, mark in zip_longest(expected, found):
        if wanted != mark or wanted is None or (wanted[0] == "close" and (not opened or opened.pop() != wanted[1])):
            return blocks[int((wanted or mark or ("", "0"))[1])]
        if wanted[0] == "open":
            opened.append(wanted[1])
    return blocks[int(opened[0])] if opened else None


def fill_blocks(html: str, blocks: Sequence[Block], draw: Callable[[Block, str], str]) -> str:
    """Return the HTML with each marked block replaced by what `draw` makes of it and its text."""
    written: list[list[str]] = [[]]
    position = 0
    for found in _MARKED.finditer(html):
        written[-1].append(html[position : found.start()])
        position = found.end()
        if found[1] == "open":
            written.append([])
        else:
            body = "".join(written.pop())
            written[-1].append(draw(blocks[int(found[2])], body))
    written[-1].append(html[position:])
    return "".join(written[0])


def split_lead(html: str) -> tuple[str, str]:
    """Return what stands before the first section of a page, and the rest; no block is cut in two."""
    position = html.find("<h2")
    marks = [mark[1] for mark in _MARKED.finditer(html, 0, max(position, 0))]
    return (
        ("", html) if position < 0 or marks.count("open") > marks.count("close") else (html[:position], html[position:])
    )
