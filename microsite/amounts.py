"""Say amounts and days in words: `1 page`, `3 pages`, `12.3 kB`, `November 24, 2026`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_STEP = 1000


def counted(count: int, one: str, several: str = "") -> str:
    """Return a count with its noun: `1 page`, `1,200 pages`; `several` where an “s” does not make the plural."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def sized(size: int) -> str:
    """Return a size in bytes as people read it, in steps of a thousand: `512 bytes`, `12.3 kB`, `4.0 MB`."""
    if size < _STEP:
        return counted(size, "byte")
    return f"{size / _STEP:.1f} kB" if size < _STEP * _STEP else f"{size / _STEP / _STEP:.1f} MB"


def listed(words: list[str]) -> str:
    """Return words as a list within a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def written_date(day: date) -> str:
    """Return a day as text: `November 24, 2026`, in English whatever the system's language is."""
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{months[day.month - 1]} {day.day}, {day.year}"
