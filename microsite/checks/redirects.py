"""Old addresses: each leads to one page, at once and for good, and links lead to the page itself."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.documents import (
    OVER,
    folded,
    is_address,
    is_reserved,
    old_addresses,
    same_address,
    standing,
    with_slash,
)
from microsite.reviews import every

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from microsite.checks.checked import CheckedSite
    from microsite.model import Document
    from microsite.problems import Problem


class Claim(Struct, frozen=True):
    """An entry of `redirect_from`."""

    document: Document
    number: int
    """From 0."""

    @property
    def written(self) -> str:
        """The old address as it is written."""
        return self.document.front_matter.redirect_from[self.number]

    @property
    def address(self) -> str:
        """The old address, with the `/` at its end."""
        return with_slash(self.written)

    def problem(self, code: str, message: str, hint: str) -> Problem:
        """Return a problem at the entry."""
        place = self.document.place(f"redirect_from.{self.number}")
        return self.document.source.problem(code, message, place.line, place.column, hint=hint)


def links_to_old_addresses(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links to an address at which a page once stood."""
    moved = checked.site.moved
    for page in checked.pages if moved else ():
        folder = posixpath.dirname(page.document.file) or "."
        for link in page.page.links:
            target = checked.target(link.url, page.path)
            now = moved.get(target.path) if target and target.path in checked.paths else None
            if now and target:
                anchor = f"#{target.anchor}" if target.anchor else ""
                message = f"“{link.written}” is the old address of “{now.file}”."
                hint = f"Write “{posixpath.relpath(now.file, folder)}{anchor}”."
                yield page.written.problem("link-to-old-address", message, page.written.address(link), hint=hint)


def wrong_old_addresses(checked: CheckedSite) -> Iterator[Problem]:
    """Yield old addresses that no page of this site can have had."""
    site = checked.site
    files = set(map(folded, site.documents.files))
    for claim in _claims(every(site.documents)):
        if not is_address(claim.written):
            message = f"“{claim.written}” is not an address of this site."
            yield claim.problem("wrong-value", message, "Write it as “/old-name/”.")
        elif is_reserved(claim.written) or folded(claim.written.strip("/")) in files:
            message = f"“{claim.written}” belongs to a file of this site, so no page can have stood there."
            yield claim.problem("reserved-address", message, "Take it out.")


def taken_old_addresses(checked: CheckedSite) -> Iterator[Problem]:
    """Yield old addresses at which a page stands, or that lead to two pages, also where that comes by a date."""
    today, documents = checked.site.today, every(checked.site.documents)
    shown = {document.file for document in shown_documents(checked)}
    pages: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        pages[folded(document.address)].append(document)
    claimed: defaultdict[str, list[Document]] = defaultdict(list)
    for claim in _claims(documents):
        key = folded(claim.address)
        if not is_address(claim.written) or is_reserved(claim.written):
            continue
        if same_address(claim.address, claim.document.address):
            message = f"“{claim.written}” is this page's own address, so it would lead to itself."
            yield claim.problem("redirect-chain", message, "Take it out.")
            continue
        at_a_page = _at_a_page(claim, pages[key], today, shown)
        yield from islice(chain(at_a_page, _twice(claim, claimed[key], today, shown)), 1)
        claimed[key].append(claim.document)


def _at_a_page(claim: Claim, pages: list[Document], today: date, shown: Collection[str]) -> Iterator[Problem]:
    for page in pages:
        if day := first_day_of_both(claim.document, page, today, shown):
            message = f"At “{claim.written}” a page stands{_from(day, today)}: “{page.source.path}”."
            yield claim.problem("same-address", message, "Take it out here, or move that page.")


def _twice(claim: Claim, others: list[Document], today: date, shown: Collection[str]) -> Iterator[Problem]:
    for other in others:
        if day := first_day_of_both(claim.document, other, today, shown):
            message = f"“{claim.written}” leads to “{other.source.path}” already{_from(day, today)}."
            yield claim.problem("same-address", message, "Keep it in one place, and take it out of the other.")


def _from(day: date, today: date) -> str:
    return f" from {day} on" if day > today else ""


def redirects_to_redirects(checked: CheckedSite) -> Iterator[Problem]:
    """Yield old addresses of a page that is over and whose own address now leads on to another."""
    shown = shown_documents(checked)
    answered = {folded(document.address) for document in shown}
    leads_to = {folded(address): document for document in shown for address in old_addresses(document)}
    over = [
        found for found in every(checked.site.documents) if standing(found.front_matter, checked.site.today) == OVER
    ]
    for claim in _claims(over):
        now = leads_to.get(folded(claim.document.address))
        if now and folded(claim.address) not in answered | leads_to.keys():
            message = f"“{claim.written}” led to this page, which is over and leads on to “{now.source.path}”."
            hint = f"Move it to “redirect_from” in “{now.source.path}”, so that it leads there at once."
            yield claim.problem("redirect-chain", message, hint)


CHECKS = (links_to_old_addresses,)
SITE_CHECKS = (wrong_old_addresses, taken_old_addresses, redirects_to_redirects)


def shown_documents(checked: CheckedSite) -> tuple[Document, ...]:
    """Return the documents that visitors get today; the preview publishes others as well."""
    withheld = {document.file for document in checked.site.documents.withheld}
    return tuple(document for document in checked.site.documents.published if document.file not in withheld)


def first_day_of_both(one: Document, other: Document, today: date, shown: Collection[str]) -> date | None:
    """Return the first day, from today, on which visitors get both documents, or None if there is none.

    A draft has no such day, unless it is among the files that are `shown`.
    """
    both = (one, other)
    if any(document.front_matter.draft and document.file not in shown for document in both):
        return None
    first = max(today, *(document.front_matter.publish_on or today for document in both))
    ends = [day for document in both if (day := document.front_matter.expires_on)]
    return None if ends and min(ends) <= first else first


def _claims(documents: Collection[Document]) -> Iterator[Claim]:
    for document in documents:
        for number in range(len(document.front_matter.redirect_from)):
            yield Claim(document, number)
