"""Which pages the site does not show, and which will appear or go, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from microsite.documents import DRAFT, OVER, PUBLISHED, standing
from microsite.reviews import every

if TYPE_CHECKING:
    from datetime import date

    from microsite.model import Document, Documents


@dataclass(frozen=True, slots=True)
class Withheld:
    """A page that is not on the site."""

    title: str
    file: str
    standing: str
    """`DRAFT`, `LATER` or `OVER`."""
    day: date | None
    """The day it went, or the day on which it appears, a draft at the earliest."""


@dataclass(frozen=True, slots=True)
class Change:
    """A page that appears or goes on a day to come."""

    day: date
    appears: bool
    """Or goes."""
    title: str
    file: str
    draft: bool
    """A draft stays hidden whatever its dates are."""


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


def changes(documents: Documents, today: date) -> tuple[Change, ...]:
    """Return what appears and what goes after today, by day."""
    found = [change for document in every(documents) for change in _changes(document) if change.day > today]
    return tuple(sorted(found, key=lambda change: (change.day, change.file)))


def _changes(document: Document) -> list[Change]:
    front_matter = document.front_matter
    days = ((front_matter.publish_on, True), (front_matter.expires_on, False))
    return [
        Change(day, appears, title_of(document), document.source.path, front_matter.draft)
        for day, appears in days
        if day is not None
    ]


def title_of(document: Document) -> str:
    """Return the title of a page, or its file where it has none that could be read."""
    return " ".join(document.title.split()) or document.file
