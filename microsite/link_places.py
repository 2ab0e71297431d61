"""Where the links and pictures of a text stand in its Markdown, as the converter itself sees them."""

from __future__ import annotations

import html
import re
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# What may be the destination of a link; that it is one, only the converter can say.
_AFTER_TEXT = re.compile(
    r"""\]\(\s*(?:<(?P<pointed>[^<>\n]*)>                    # [text](<fees.md>)
    |(?P<plain>[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*))     # [text](fees.md), also with (brackets) in it
    """,
    re.VERBOSE,
)
_DEFINITION = re.compile(r"^[ \t>]*\[(?!\^)[^\[\]\n]*\]:\s*(?:<(?P<pointed>[^<>\n]*)>|(?P<plain>\S+))", re.MULTILINE)
_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")


class LinkPlace(Struct, frozen=True):
    """The destination of a link or picture: where it stands in the text, and what it says."""

    start: int
    end: int
    written: str


def link_places(
    text: str, start: int, is_meant: Callable[[str], bool], links_of: Callable[[str], Iterable[str]]
) -> tuple[LinkPlace, ...]:
    """Return where those links and pictures of a text stand, from the offset `start` on, that are meant.

    Whatever looks like a destination is given a name of its own, and `links_of` converts the text: a name that comes
    back as a link was one; what stands in code or after a backslash does not.
    """
    found = chain(_AFTER_TEXT.finditer(text, start), _DEFINITION.finditer(text, start))
    places = sorted((_place(match) for match in found), key=lambda place: place.start)
    places = [place for place in places if is_meant(place.written)]
    if not places:
        return ()
    mark = "named"
    while mark in text:
        mark += "x"
    names = [f"{mark}-{number}-{mark}" for number in range(len(places))]
    written, position = [], 0
    for place, name in zip(places, names, strict=True):
        written += [text[position : place.start], name]
        position = place.end
    links = set(links_of("".join(written) + text[position:]))
    return tuple(place for place, name in zip(places, names, strict=True) if name in links)


def _place(match: re.Match[str]) -> LinkPlace:
    name = "pointed" if match["pointed"] is not None else "plain"
    written = html.unescape(_BACKSLASH.sub(r"\1", match[name]))
    return LinkPlace(match.start(name), match.end(name), written)
