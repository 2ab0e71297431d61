"""What is wrong in the Markdown of a page, noted while it is turned into HTML, and which attributes `{ }` may set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown import Markdown
from msgspec import Struct

from microsite.model import RESERVED_IDS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

Attribute = tuple[str, "str | None"]
"""A name and its value, as the library reads them; a class has the name `.`, and what is only a name has no value."""

_ANYWHERE = frozenset({"id", "class", ".", "lang", "title"})
_ID = re.compile(r"[a-z][a-z0-9-]*")


class Slip(Struct):
    """Something in the Markdown that is not allowed, with the text by which its place is found."""

    code: str
    message: str
    hint: str
    needle: str
    nth: int = 1
    within: str = ""
    """What is meant of the needle, where that is not its beginning."""


class NotingMarkdown(Markdown):
    """The library's converter, with room for what its parts find on a page; that is emptied before each page."""

    slips: list[Slip]
    noted: Counter[tuple[str, str]]
    """How often each has been noted."""
    ids_of_code: set[str]
    """The ids of fenced code, which no pass over the tree of a page sees."""

    def permitted(self, attributes: Iterable[Attribute], needle: str = "") -> list[tuple[str, str]]:
        """Return those attributes of `{ }` that may be set, and note all others.

        `needle` is the text behind the first bracket, where that is known.
        """
        kept: list[tuple[str, str]] = []
        for name, value in attributes:
            slip = _slip(name, value)
            if slip is None:
                kept.append((name, value or ""))
                continue
            if needle:
                slip.needle, slip.within = needle, slip.needle if slip.needle in needle else value or ""
            self.noted[slip.needle, slip.within] += 1
            slip.nth = self.noted[slip.needle, slip.within]
            self.slips.append(slip)
        return kept


def _slip(name: str, value: str | None) -> Slip | None:
    """Return what is wrong with an attribute, or None."""
    if name not in _ANYWHERE or value is None:
        hint = "Only id, class, lang and title may be set in { }."
        needle = name if value is None else f"{name}="
        return Slip("forbidden-attribute", f"The attribute “{name}” is not allowed here.", hint, needle)
    if name != "id":
        return None
    if value in RESERVED_IDS:
        hint = f"Choose another, as “{value}-of-care”."
        return Slip("reserved-id", f"The id “{value}” is used by the site's templates.", hint, f"#{value}")
    if not _ID.fullmatch(value):
        hint = "Use lower-case letters, digits and hyphens, beginning with a letter."
        return Slip("bad-id", f"“{value}” cannot be an id.", hint, f"#{value}")
    return None
