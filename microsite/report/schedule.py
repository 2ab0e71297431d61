"""Which pages the site does not show, why, and from when on it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.coming import title_of
from microsite.documents import DRAFT, OVER, PUBLISHED, standing
from microsite.reviews import every

if TYPE_CHECKING:
    from datetime import date

    from microsite.model import Document, Documents


class Withheld(Struct, frozen=True):
    """A page that is not on the site."""

    title: str
    file: str
    standing: str
    """`DRAFT`, `LATER` or `OVER`."""
    day: date | None
    """The day it went, or the day on which it appears, a draft at the earliest."""


def withheld(documents: Documents, today: date) -> tuple[Withheld, ...]:
    """Return the pages that visitors do not get today, by file, whatever a build with drafts or the preview shows."""
    found = ((document, standing(document.front_matter, today)) for document in every(documents))
    return tuple(_withheld(document, now, today) for document, now in found if now != PUBLISHED)


def _withheld(document: Document, now: str, today: date) -> Withheld:
    front_matter = document.front_matter
    day = front_matter.expires_on if now == OVER else front_matter.publish_on
    if now == DRAFT and day and day <= today:
        day = None  # it would be there already
    return Withheld(title_of(document), document.source.path, now, day)
