"""Telephone numbers: how they are found in a text, which a site knows, and where each leads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBER = re.compile(r"(?<![\w$#.\-/+])(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?![\w]|-\w)")


class Telephones:
    """The telephone numbers of a site: which may stand on it, and where each leads."""

    def __init__(self, numbers: Iterable[tuple[str, str, str]]) -> None:
        """Take numbers as they are read, each with `call`, `text` or `both` and the country's calling code."""
        self.numbers = tuple(numbers)
        self._links: dict[str, str] = {}
        self._both: set[str] = set()
        short: list[str] = []
        for number, use, calling_code in self.numbers:
            figures = digits(number)
            if len(figures) < 7:  # noqa: PLR2004  shorter ones are short codes, dialled without a country
                short.append(figures)
                self._links[figures] = ("sms:" if use == "text" else "tel:") + figures
            else:
                figures = figures.removeprefix(calling_code) if len(figures) > 10 else figures  # noqa: PLR2004
                self._links[figures] = f"{'sms' if use == 'text' else 'tel'}:+{calling_code}{figures}"
            if use == "both":
                self._both.add(self._links[figures])
        self._pieces = sorted({figures if figures in short else figures[-4:] for figures in self._links})
        codes = "|".join(sorted(map(re.escape, short), key=len, reverse=True)) or "(?!)"
        self.pattern = rf"{_NUMBER.pattern}|(?<![\w$#.,\-/+])(?:{codes})(?!\w|[-.,/]\w)"

    def likely(self, text: str) -> tuple[str, ...]:
        """Return pieces of a text of which all that becomes a link holds at least one.

        A short code stands as it is, and a number ends with its last four figures; others become no link.
        """
        return tuple(piece for piece in self._pieces if piece in text)

    def link(self, number: str, *, to_write: bool) -> str | None:
        """Return the `tel:` or `sms:` address of a number as typed, or None where the site does not know it.

        `to_write` decides where one can both call and write.
        """
        figures = digits(number)
        link = self._links.get(figures) or self._links.get(figures.removeprefix("1"))
        return link.replace("tel:", "sms:") if to_write and link in self._both else link


def digits(number: str) -> str:
    """Return the digits of a telephone number."""
    return "".join(filter(str.isdigit, number))


def telephone_numbers(text: str) -> Iterable[re.Match[str]]:
    """Return every telephone number of ten digits in a text."""
    return _NUMBER.finditer(text)
