"""A calendar of the reviews, which calendar programs open: iCalendar (https://www.rfc-editor.org/rfc/rfc5545)."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from microsite.content_lines import escaped, written
from microsite.documents import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from microsite.reviews import Review
    from microsite.web import Web

MARK = b"PRODID:-//Microsite//Reviews//EN"
"""By which a calendar of ours is known."""


def review_calendar(name: str, found: Iterable[Review], web: Web, now: datetime) -> bytes:
    """Return a calendar with a day for each review that has a date, and an alarm a week before.

    `now` has a time zone. The same page and date have the same UID in each calendar, so that one read in again takes
    the place of the earlier instead of standing beside it.
    """
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", MARK.decode(), "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escaped(f'Reviews of {name}' if name else 'Reviews')}")
    for review in found:
        lines += _event(review, web, stamp)
    return written([*lines, "END:VCALENDAR"])


def _event(review: Review, web: Web, stamp: str) -> Iterator[str]:
    """Yield the lines of one review. An event that begins on a day and has no end lasts that day (section 3.6.1)."""
    day, document = review.review_by, review.document
    if day is None:
        return
    reviewed = document.front_matter.reviewed_on
    about = f"{document.source.path}\nLast reviewed: {reviewed or 'never'}."
    also = f" ({review.mark})" if review.mark else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, f'{web.absolute(document.address)} {day}')}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{day.isoformat().replace('-', '')}"
    yield f"SUMMARY:{escaped(f'Review “{review.title}”{also}')}"
    yield f"DESCRIPTION:{escaped(about)}"
    if review.standing == PUBLISHED:
        # An address is no text, so nothing in it is escaped; a line of its own it must not begin.
        yield f"URL:{''.join(web.absolute(document.address).split())}"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(f'In a week: review “{review.title}”')}"
    yield "TRIGGER:-P7D"
    yield "END:VALARM"
    yield "END:VEVENT"
