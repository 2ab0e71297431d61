"""Where the text of a page stands in what a template has made of it."""

from __future__ import annotations

import re
from typing import Self

from markupsafe import Markup

PLACED = ("lead", "body", "sources")
"""The parts of a page's text, as templates name them."""

# No source may hold these two private characters.
_MARKED = re.compile("\ue000([012])(.*?)\ue001", re.DOTALL)


class Placed(Markup):
    """One part of the text of a page, as HTML. Where a template shows it as it is, marks stand around it."""

    __slots__ = ("marked",)

    marked: str

    def __new__(cls, html: str, part: str) -> Self:
        """Take the HTML, and which part of the text it is."""
        placed = super().__new__(cls, html)
        placed.marked = f"\ue000{PLACED.index(part)}{html}\ue001"
        return placed


def take_marks_out(text: str) -> tuple[bytes, tuple[int, ...]]:
    """Return a drawn page without marks, and where in it parts of the text stand.

    For each of them three numbers: which it is, and at which bytes it begins and ends.
    """
    data, places, position = bytearray(), [], 0
    for found in _MARKED.finditer(text):
        data += text[position : found.start()].encode()
        start = len(data)
        data += found[2].encode()
        places += [int(found[1]), start, len(data)]
        position = found.end()
    data += text[position:].encode()
    return bytes(data), tuple(places)
