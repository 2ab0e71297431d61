"""The frame of a page: all that its template has drawn around its text, into which another text fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.texts import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.model import Page

Places = tuple[int, ...]
"""Where parts of the text stand in a drawn page: which part, and at which bytes it begins and ends, of each in turn."""


class Frame(Struct, frozen=True, array_like=True):
    """What is to be known of a drawn page to put another text into it."""

    shape: bytes
    """A hash of all that the template was told of the text, but for its words."""
    places: Places

    def fits(self, page: Page, parts: Sequence[str]) -> bool:
        """Tell whether the text of a page, which has these parts, can stand here without any other change."""
        return self.shape == shape_of(page, parts)


def shape_of(page: Page, parts: Sequence[str]) -> bytes:
    """Return a hash of all that a template is told of a text in these parts, but for its words."""
    return digest(([bool(part) for part in parts], page.headings, page.links))


def fill(drawn: bytes, places: Places, parts: Sequence[str]) -> tuple[bytes, Places]:
    """Return a drawn page with other parts of text in the same places, and where they stand now."""
    data, new, position = bytearray(), [], 0
    for part, start, end in zip(places[::3], places[1::3], places[2::3], strict=True):
        data += drawn[position:start]
        new += [part, len(data)]
        data += parts[part].encode()
        new.append(len(data))
        position = end
    data += drawn[position:]
    return bytes(data), tuple(new)
