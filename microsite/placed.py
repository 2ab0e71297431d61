"""Where the text of a page stands in what a template has made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACED = ("lead", "body", "sources")
"""The parts of a page's text, as templates name them."""

_OPEN, _CLOSE = "\ue000", "\ue001"
"""The marks around a part of the text, with its number after the first. No source may hold these characters."""


class Placed(Markup):
    """One part of the text of a page, as HTML. Where a template shows it as it is, marks stand around it."""

    __slots__ = ("marked",)

    marked: str

    def __new__(cls, html: str, part: str) -> Self:
        """Take the HTML, and which part of the text it is."""
        placed = super().__new__(cls, html)
        placed.marked = _marked(PLACED.index(part), html)
        return placed


def _marked(number: int, html: str) -> str:
    return f"{_OPEN}{number}{html}{_CLOSE}"


def take_marks_out(text: str, parts: Sequence[str]) -> tuple[bytes, tuple[int, ...]]:
    """Return a drawn page without the marks around these parts of its text, and where in it each of them stands.

    For each place there are three numbers: which part it is, and at which bytes it begins and ends. What only looks
    like a mark, as what an editor wrote as `&#xE000;`, stays.
    """
    marked = [_marked(number, html) for number, html in enumerate(parts)]
    data, places, position = bytearray(), [], 0
    found = text.find(_OPEN)
    while found >= 0:
        number = next((number for number, mark in enumerate(marked) if text.startswith(mark, found)), None)
        if number is None:
            found = text.find(_OPEN, found + 1)
            continue
        data += text[position:found].encode()
        start = len(data)
        data += parts[number].encode()
        places += [number, start, len(data)]
        position = found + len(marked[number])
        found = text.find(_OPEN, position)
    data += text[position:].encode()
    return bytes(data), tuple(places)
