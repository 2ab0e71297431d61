"""What appears on the site and what goes by itself, and when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.amounts import counted, written_date
from microsite.reviews import every

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microsite.model import Document, Documents

DAYS_AHEAD = 60
"""What comes later than this is not told at each build."""


class Change(Struct, frozen=True):
    """A page that appears or goes on a day to come."""

    day: date
    appears: bool
    """Or goes."""
    title: str
    file: str
    draft: bool
    """A draft stays hidden whatever its dates are."""


def changes(documents: Documents, today: date) -> tuple[Change, ...]:
    """Return what appears and what goes after today, by day."""
    found = [change for document in every(documents) for change in _changes(document) if change.day > today]
    return tuple(sorted(found, key=lambda change: (change.day, change.file)))


def _changes(document: Document) -> Iterator[Change]:
    front_matter = document.front_matter
    for day, appears in ((front_matter.publish_on, True), (front_matter.expires_on, False)):
        if day is not None:
            yield Change(day, appears, title_of(document), document.source.path, front_matter.draft)


def coming(documents: Documents, today: date) -> tuple[Change, ...]:
    """Return what changes within `DAYS_AHEAD` days of today for visitors, by day."""
    last = today + timedelta(days=DAYS_AHEAD)
    return tuple(change for change in changes(documents, today) if change.day <= last and not change.draft)


def in_words(found: Sequence[Change], zone: str) -> str:
    """Return the first of the changes as a sentence, with how many follow; nothing where there are none.

    A site of files does not change by itself, so it also says to build again.
    """
    if not found:
        return ""
    first, more = found[0], len(found) - 1
    what = f"{first.file} {'appears' if first.appears else 'goes'} on {written_date(first.day)} ({zone})"
    then = f"; {counted(more, 'more change')} by {written_date(found[-1].day)}" if more else ""
    return f"Next: {what}, once you build and publish again{then}."


def title_of(document: Document) -> str:
    """Return the title of a page, or its file where it has none that could be read."""
    return " ".join(document.title.split()) or document.file
