"""Lines of a vCard or of a calendar file, written as their standards ask for.

https://www.rfc-editor.org/rfc/rfc5545#section-3.1 and https://www.rfc-editor.org/rfc/rfc2426#section-2.6 agree on them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_BYTES = 75
"""Of a line, its end apart; what is longer goes on in the next, behind a space."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def escaped(text: str) -> str:
    """Return a text as the value of a line: nothing in it can end the value or the line, or begin another."""
    for character in "\\;,":
        text = text.replace(character, "\\" + character)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join(_CONTROL.sub("", line) for line in lines)


def written(lines: Iterable[str]) -> bytes:
    """Return the lines as a file: folded, with the ends that the standards ask for, in UTF-8."""
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line)).encode()


def _folded(line: str) -> Iterator[str]:
    """Yield the line in pieces of at most 75 bytes, none of which ends within a character."""
    piece, size = "", 0
    for character in line:
        length = len(character.encode())
        if size + length > MAX_BYTES:
            yield piece
            piece, size = " ", 1
        piece += character
        size += length
    yield piece
