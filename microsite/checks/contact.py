"""Telephone numbers and the postal address: a wrong digit sends a reader to a stranger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from microsite.prose.inline import digits, telephone_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.config import Contact, SiteConfig
    from microsite.problems import Problem

_NATIONAL = 10
"""How many digits a telephone number has without its country's code."""

_URL = re.compile(r"(?:https?://|www\.)[^\s<>]+|\]\([^\s()]*|^ {0,3}\[[^\[\]\n]+\]:.*", re.MULTILINE)
_NUMBER_AND_STREET = re.compile(r"(\d+[A-Za-z]?)\s+([^,]+)")


@dataclass(frozen=True, slots=True)
class _KnownNumbers:
    """The telephone numbers that may stand on the site."""

    code: str
    numbers: dict[str, str]
    """As they are read, by their digits without the country's code."""

    def figures(self, number: str) -> str:
        """Return the digits of a number without its country's code."""
        figures = digits(number)
        return figures.removeprefix(self.code) if len(figures) > _NATIONAL else figures

    def hint(self, figures: str) -> str:
        """Return what to do about an unknown number."""
        add = "add it under “telephones” in site_config.yaml"
        if not self.numbers:
            return f"If it is right, {add}."
        nearest = max(self.numbers, key=lambda known: sum(a == b for a, b in zip(known, figures, strict=False)))
        return f"The nearest known number is “{self.numbers[nearest]}”. If yours is right, {add}."


def unknown_telephones(checked: CheckedSite) -> Iterator[Problem]:
    """Yield telephone numbers that `site_config.yaml` does not know."""
    known = _known_numbers(checked.site.config.settings)
    for page in checked.pages:
        told: set[str] = set()
        prose = _URL.sub(lambda found: " " * len(found[0]), page.document.source.prose)
        for found in telephone_numbers(prose):
            figures = known.figures(found[0])
            if figures not in known.numbers:
                told.add(figures)
                yield _unknown(page, found[0], found.start(), known.hint(figures))
        for number, offset in _dialled(page):
            figures = known.figures(number)
            if figures not in known.numbers and figures not in told:
                yield _unknown(page, number, offset, known.hint(figures))


def different_addresses(checked: CheckedSite) -> Iterator[Problem]:
    """Yield postal addresses that are nearly, but not quite, the contact's."""
    contact = checked.site.config.settings.contact
    if contact is None:
        return
    patterns = tuple(_nearly(contact))
    hint = f"The address is “{contact.address}”. Write {{{{ contact.address }}}}."
    for page in checked.pages:
        for pattern, right in patterns:
            for found in pattern.finditer(page.document.source.prose):
                if found[1].casefold() != right.casefold():
                    message = f"“{found[0]}” differs from the address in site_config.yaml."
                    yield page.written.problem("different-address", message, found.start(), hint=hint)


CHECKS = (unknown_telephones, different_addresses)
SITE_CHECKS = ()


def _known_numbers(settings: SiteConfig) -> _KnownNumbers:
    code = settings.contact.country_calling_code if settings.contact else "1"
    known = _KnownNumbers(code, {})
    own = [settings.contact.phone] if settings.contact else []
    numbers = own + [telephone.number for telephone in settings.telephones]
    return _KnownNumbers(code, {known.figures(number): number for number in numbers})


def _dialled(page: CheckedPage) -> Iterator[tuple[str, int]]:
    """Yield the number of each link that calls or writes, and its offset in the text."""
    for link in page.page.links:
        if link.url.startswith(("tel:", "sms:")):
            yield re.split("[;?]", link.written[4:])[0], page.written.address(link)


def _unknown(page: CheckedPage, number: str, offset: int, hint: str) -> Problem:
    message = f"The telephone number “{number}” is not one of the site's."
    return page.written.problem("unknown-telephone", message, offset, hint=hint)


def _nearly(contact: Contact) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield patterns of what looks like a part of the contact's address, each with what its group must be."""
    shape = re.sub(r"[A-Za-z]", "[A-Za-z]", re.sub(r"\d", "0", contact.postal_code)).replace("0", r"\d")
    yield re.compile(rf"\b{re.escape(contact.region)}\s+({shape})(?!\w)"), contact.postal_code
    street = _NUMBER_AND_STREET.match(contact.street)
    if street:
        name = re.escape(street[2].strip()).replace(r"\ ", r"\s+")
        yield re.compile(rf"(?<![\w-])(\d+[A-Za-z]?)\s+{name}(?!\w)", re.IGNORECASE), street[1]
