"""Charts of the report: what a drawing needs to know, in percent of its width and pixels of its height.

Widths in percent let a chart fill a telephone and a sheet of paper without its letters becoming small or large.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.amounts import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from microsite.report.pages import PageFacts
    from microsite.reviews import Review

_ROW, _TOP = 38, 26
"""Of the chart of grades, in pixels: the height of a page's row, and what stands above the first."""

_COLUMN_HEIGHT, _ABOVE, _BELOW = 120, 40, 40
"""Of the chart of reviews, in pixels: the height of the highest column, and what stands above and below it."""

_MONTHS_BACK, _MONTHS_AHEAD, _FEWEST_AHEAD = 12, 35, 12
"""Months that the chart of reviews shows at most before and after this one, and at least after it."""

_EVERY_MONTH_NAMED = 14
"""Up to so many columns have room for a name each; more get one a quarter."""

_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Bar(Struct, frozen=True):
    """A page in the chart of grades."""

    page: PageFacts
    y: int
    width: float
    """In percent."""
    grade: str
    ceiling: float
    """Where the grade stands that the page may not pass, in percent."""


class ReadingChart(Struct, frozen=True):
    """How hard each page is to read, the hardest first."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]
    """Grades that stand above the chart, and where, in percent."""
    height: int
    words: str
    """What the chart shows, for those who do not see it."""
    unmeasured: str
    """How many pages are too short to be measured, in words, or nothing."""


class Column(Struct, frozen=True):
    """A month in the chart of reviews."""

    x: float
    width: float
    """Both in percent."""
    y: float
    height: float
    """Both in pixels."""
    middle: float
    """In percent."""
    count: int
    overdue: float
    """How high the part is that is overdue, in pixels."""
    name: str
    """The name of the month, or nothing where there is no room for it."""
    year: str
    """The year, below the first column and each January."""


class Columns(Struct, frozen=True):
    """How many reviews are due in each month."""

    columns: tuple[Column, ...]
    today: float
    """Where today is, in percent."""
    floor: int
    """Where the columns stand, in pixels from the top."""
    height: int
    words: str
    beyond: str
    """How many reviews lie before or after the months that are shown, in words, or nothing."""


def reading_chart(pages: Sequence[PageFacts]) -> ReadingChart | None:
    """Return the chart of grades, or None where no page is long enough to be measured."""
    measured = [(page, page.grade) for page in pages if page.grade is not None]
    if not measured:
        return None
    measured.sort(key=lambda pair: -pair[1])
    highest = max(measured[0][1], *(page.ceiling for page, _ in measured))
    top = max(2, 2 * int(highest // 2) + 2)
    bars = tuple(
        Bar(page, _TOP + number * _ROW, _percent(max(grade, 0), top), f"{grade:.1f}", _percent(page.ceiling, top))
        for number, (page, grade) in enumerate(measured)
    )
    (hardest, most), (easiest, least) = measured[0], measured[-1]
    words = f"Bars for {counted(len(bars), 'page')}, from grade {most:.1f} (“{hardest.short_title}”)"
    words += f" to grade {least:.1f} (“{easiest.short_title}”). "
    words += f"{counted(sum(page.is_hard for page, _ in measured), 'page')} above the line that it may not pass. "
    words += "The table of pages has every figure."
    short = len(pages) - len(bars)
    unmeasured = f"{counted(short, 'page')} not shown here: too short to be measured." if short else ""
    ticks = tuple((grade, _percent(grade, top)) for grade in range(0, top + 1, max(2, 2 * round(top / 12))))
    return ReadingChart(bars, ticks, _TOP + len(bars) * _ROW, words, unmeasured)


def review_chart(found: Iterable[Review], today: date) -> Columns | None:
    """Return the chart of reviews by month, or None where no page has a review date."""
    days = [review.review_by for review in found if review.review_by]
    if not days:
        return None
    here, by_month = _month(today), Counter(map(_month, days))
    late = Counter(_month(day) for day in days if day < today)
    first = max(min(here, *by_month), here - _MONTHS_BACK)
    last = min(max(here + _FEWEST_AHEAD, *by_month), here + _MONTHS_AHEAD)
    months = range(first, last + 1)
    width, each = 100 / len(months), _COLUMN_HEIGHT / max(1, *(by_month[month] for month in months))
    columns = tuple(
        _column(month, number, len(months), by_month[month], each * by_month[month], each * late[month])
        for number, month in enumerate(months)
    )
    at = (here - first + (today.day - 1) / monthrange(today.year, today.month)[1]) * width
    words = f"Columns for {counted(len(months), 'month')}, from {_named(first)} to {_named(last)}. "
    words += f"{counted(late.total(), 'review')} overdue, {counted(len(days) - late.total(), 'review')} to come. "
    words += "The list of reviews has every date."
    early = sum(count for month, count in by_month.items() if month < first)
    later = sum(count for month, count in by_month.items() if month > last)
    floor = _ABOVE + _COLUMN_HEIGHT
    return Columns(columns, round(at, 2), floor, floor + _BELOW, words, _beyond(early, later))


def _beyond(early: int, later: int) -> str:
    parts = ((early, "still earlier"), (later, "still later"))
    told = listed([f"{counted(count, 'review')} {words}" for count, words in parts if count])
    return f"Not shown: {told}." if told else ""


def _column(month: int, number: int, months: int, count: int, height: float, overdue: float) -> Column:
    width, every = 100 / months, 1 if months <= _EVERY_MONTH_NAMED else 3
    return Column(
        x=round((number + 0.12) * width, 2),
        width=round(0.76 * width, 2),
        y=round(_ABOVE + _COLUMN_HEIGHT - height, 1),
        height=round(height, 1),
        middle=round((number + 0.5) * width, 2),
        count=count,
        overdue=round(overdue, 1),
        name=_NAMES[month % 12] if month % every == 0 else "",
        year=str(month // 12) if number == 0 or month % 12 == 0 else "",
    )


def _month(day: date) -> int:
    """Return the number of a month, counted from January of year 0."""
    return day.year * 12 + day.month - 1


def _named(month: int) -> str:
    return f"{_NAMES[month % 12]} {month // 12}"


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2)
