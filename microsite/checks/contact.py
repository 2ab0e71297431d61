"""Telephone numbers and the postal address: a wrong digit sends a reader to a stranger."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.checks.broken import FROM_TEMPLATE, of_template, written_urls
from microsite.telephones import digits, telephone_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.problems import Problem
    from microsite.settings import Contact, SiteConfig, Telephone
    from microsite.tree import FinishedPage

_NATIONAL = 10
"""How many digits a telephone number has without its country's code."""

# Every telephone number ends so, and only lines that have such an end are looked at closely.
_END_OF_NUMBER = re.compile(r"\d\d\d[-. ]\d\d\d\d")
_DIALS = ("tel:", "sms:")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>]+|\]\([^\s()]*|^ {0,3}\[[^\[\]\n]+\]:.*", re.MULTILINE)
_NUMBER_AND_STREET = re.compile(r"(\d+[A-Za-z]?)\s+([^,]+)")


class _KnownNumbers(Struct, frozen=True):
    """The telephone numbers that may stand on the site."""

    code: str
    numbers: dict[str, str]
    """As they are read, by their digits without the country's code."""
    own: str = ""
    """The digits of the contact's number."""

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
        if nearest == self.own:
            shown = self.numbers[nearest]
            return f"If you mean the site's own, “{shown}”, write {{{{ contact.phone }}}}. If yours is right, {add}."
        return f"The nearest known number is “{self.numbers[nearest]}”. If yours is right, {add}."


def unknown_telephones(checked: CheckedSite) -> Iterator[Problem]:
    """Yield telephone numbers that `site_config.yaml` does not know."""
    known = _known_numbers(checked.site.config.settings)
    for page in checked.pages:
        told: set[str] = set()
        for number, offset in _typed(page.document.source.prose):
            figures = known.figures(number)
            if figures not in known.numbers:
                told.add(figures)
                yield _unknown(page, number, offset, known.hint(figures))
        for number, offset in _dialled(page):
            figures = known.figures(number)
            if figures not in known.numbers and figures not in told:
                yield _unknown(page, number, offset, known.hint(figures))


def unknown_telephones_of_templates(checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem]:
    """Yield numbers that a template, the front matter or a setting dials, and `site_config.yaml` does not know."""
    if finished.page and finished.page.document.is_tool:
        return  # the style guide shows components that a site may do without
    if not checked.site.config.settings.name:
        return  # the settings cannot be read, or hardly, and that has been told
    known = _known_numbers(checked.site.config.settings)
    written = written_urls(finished)
    dialled = [link for link in finished.links if link.url.startswith(_DIALS) and link.url not in written]
    # One that shows another number is told as such.
    for url in dict.fromkeys(link.url for link in dialled if not _shows_another(known, link.url, link.text)):
        if known.figures(_number(url)) not in known.numbers:
            message = f"The telephone number “{_number(url)}” is not one of the site's."
            hint = f"{FROM_TEMPLATE} {known.hint(known.figures(_number(url)))}"
            yield of_template(finished, "unknown-telephone", message, hint)


def different_addresses(checked: CheckedSite) -> Iterator[Problem]:
    """Yield postal addresses that are nearly, but not quite, the contact's."""
    contact = checked.site.config.settings.contact
    if contact is None:
        return
    hint = f"The address is “{contact.address}”. Write {{{{ contact.address }}}}."
    for page in checked.pages:
        prose = page.document.source.prose
        for piece, pattern, right in _nearly(contact):
            for found in pattern.finditer(prose) if piece in prose else ():
                if found[1].casefold() != right.casefold():
                    message = f"“{found[0]}” differs from the address in site_config.yaml."
                    yield page.written.problem("different-address", message, found.start(), hint=hint)


def different_numbers(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links that show one telephone number and dial another."""
    known = _known_numbers(checked.site.config.settings)
    for page in checked.pages:
        for link in page.page.links:
            # A number that nobody knows is told as such.
            dials_known = link.url.startswith(_DIALS) and known.figures(_number(link.url)) in known.numbers
            if dials_known and _shows_another(known, link.url, link.text):
                message = f"“{link.text}” shows one number, and the link dials “{link.written}”."
                hint = "Write the same number in both, or only the number: it becomes a link by itself."
                yield page.written.problem("different-number", message, page.written.address(link), hint=hint)
        for number, step in enumerate(page.document.front_matter.next):
            if _shows_another(known, step.to, step.text):
                message = f"“{step.text}” shows one number, and the link dials “{step.to}”."
                place = page.document.place(f"next.{number}.to")
                yield page.written.problem("different-number", message, place, hint="Write the same number in both.")


def different_numbers_of_templates(checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem]:
    """Yield links of templates and settings that show one telephone number and dial another."""
    known = _known_numbers(checked.site.config.settings)
    steps = finished.page.document.front_matter.next if finished.page else ()
    written = written_urls(finished) | {step.to for step in steps}
    for link in finished.links:
        if link.url not in written and _shows_another(known, link.url, link.text):
            message = f"“{link.text}” shows one number, and the link dials “{link.url}”."
            yield of_template(finished, "different-number", message, FROM_TEMPLATE)


CHECKS = (unknown_telephones, different_addresses, different_numbers)
TEMPLATE_CHECKS = (unknown_telephones_of_templates, different_numbers_of_templates)
SITE_CHECKS = ()


def _known_numbers(settings: SiteConfig) -> _KnownNumbers:
    return _numbers_of(settings.contact, settings.telephones)


@lru_cache(maxsize=1)
def _numbers_of(contact: Contact | None, telephones: tuple[Telephone, ...]) -> _KnownNumbers:
    code = contact.country_calling_code if contact else "1"
    known = _KnownNumbers(code, {})
    own = [contact.phone] if contact else []
    numbers = own + [telephone.number for telephone in telephones]
    by_figures = {known.figures(number): number for number in numbers}
    return _KnownNumbers(code, by_figures, known.figures(own[0]) if own else "")


def _shows_another(known: _KnownNumbers, url: str, text: str) -> bool:
    """Tell whether the text of a link that dials has a number in it, and the number is another."""
    if not url.startswith(_DIALS):
        return False
    dialled = known.figures(_number(url))
    shown = {known.figures(found[0]) for found in telephone_numbers(text)}
    shown |= {figures for figures in re.findall(r"(?<![\d.,-])\d{3,6}(?![\d.,-]*\d)", text) if not shown}
    return bool(shown) and dialled not in shown


def _typed(prose: str) -> Iterator[tuple[str, int]]:
    """Yield each telephone number that stands outside of addresses, and its offset."""
    end = 0
    for found in _END_OF_NUMBER.finditer(prose):
        if found.start() < end:
            continue  # its line was looked at
        start = prose.rfind("\n", 0, found.start()) + 1
        end = prose.find("\n", found.end())
        end = end if end >= 0 else len(prose)
        line = _URL.sub(_blank, prose[start:end])
        yield from ((number[0], start + number.start()) for number in telephone_numbers(line))


def _dialled(page: CheckedPage) -> Iterator[tuple[str, int]]:
    """Yield the number of each link that calls or writes, and its offset in the text."""
    for link in page.page.links:
        if link.url.startswith(_DIALS):
            yield _number(link.written), page.written.address(link)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _number(url: str) -> str:
    """Return the number that a `tel:` or `sms:` link has in it."""
    return re.split("[;?]", url[4:])[0]


def _unknown(page: CheckedPage, number: str, offset: int, hint: str) -> Problem:
    message = f"The telephone number “{number}” is not one of the site's."
    return page.written.problem("unknown-telephone", message, offset, hint=hint)


def _like(character: str) -> str:
    """Return a pattern of what stands where this character of a postal code does: any letter, any digit, or itself."""
    if character.isdecimal():
        return r"\d"
    return "[A-Za-z]" if character.isalpha() else re.escape(character)


@lru_cache(maxsize=1)
def _nearly(contact: Contact) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return patterns of what looks like a part of the contact's address.

    Each comes with what stands in every match, in the same letters, and with what its group must be.
    """
    shape = "".join(map(_like, contact.postal_code))
    in_region = re.compile(rf"\b{re.escape(contact.region)}\s+({shape})(?!\w)")
    patterns = ((contact.region, in_region, contact.postal_code),)
    street = _NUMBER_AND_STREET.match(contact.street)
    if not street:
        return patterns
    name = re.escape(street[2].strip()).replace(r"\ ", r"\s+")
    # The look behind comes after the first digit, so that the search leaps from one number to the next.
    on_street = re.compile(rf"(\d(?<![\w-]\d)\d*[A-Za-z]?)\s+{name}(?!\w)", re.IGNORECASE)
    return (*patterns, ("", on_street, street[1]))
