"""Addresses once published: each still answers, leads on, or was taken away on purpose."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from microsite.checks.redirects import shown_documents
from microsite.documents import DRAFT, OVER, folded, old_addresses, standing
from microsite.ledger import FILE
from microsite.model import output_path
from microsite.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from microsite.checks.checked import CheckedSite
    from microsite.ledger import Entry
    from microsite.model import Document
    from microsite.problems import Problem
    from microsite.site import Site


# Looking for the nearest name takes time; a site that lost more addresses than this at once has another mistake.
MAX_GUESSES = 100

_BY_THEN = "Take it out by then, or the site cannot be built on that day."


def vanished(checked: CheckedSite) -> Iterator[Problem]:
    """Yield addresses of the ledger at which nothing answers any more. A page that is over is meant to be gone."""
    site, shown = checked.site, shown_documents(checked)
    answered = _by_address(shown)
    hidden = _by_address(sorted(site.documents.withheld, key=lambda found: _standing(found, site) == OVER))
    by_page: defaultdict[str, list[str]] = defaultdict(list)
    gone: list[Entry] = []
    for entry in site.ledger.entries:
        key = folded(entry.address)
        if key in hidden and key not in answered:
            by_page[hidden[key].file].append(entry.address)
        elif key not in answered:
            gone.append(entry)
    for document in site.documents.withheld:
        if document.file in by_page and _standing(document, site) != OVER:
            yield _hidden_again(document, by_page[document.file], site)
    # That there are no pages, or no home page, or that a page cannot be read, is told already.
    gone = [entry for entry in gone if entry.address != "/"]
    if gone and (shown or site.documents.withheld) and not site.documents.unread:
        yield from _gone(gone, shown, site)


def links_that_end(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links to a page that goes soon while their own page stays: on that day they would block the build."""
    going = checked.site.going
    by_path = {output_path(document.address): document for document in going.values()}
    for page in checked.pages if going else ():
        document = page.document
        for link in page.page.links:
            target = checked.target(link.url, page.path)
            if target and target.path in by_path and _outlives(document, by_path[target.path]):
                words = _ends(link.written, by_path[target.path])
                yield page.written.problem("link-ends-soon", words, page.written.address(link), hint=_BY_THEN)
        for key, file in document.named_files.items():
            goal = going.get(file.partition("#")[0])
            if goal and _outlives(document, goal):
                place = document.place(key)
                yield page.written.problem("link-ends-soon", _ends(file, goal), place, hint=_BY_THEN)


def settings_that_end(checked: CheckedSite) -> Iterator[Problem]:
    """Yield entries of the menu and other settings that lead to a page that goes soon."""
    config, going = checked.site.config, checked.site.going
    for key, file in config.named_files.items():
        if goal := going.get(file.partition("#")[0]):
            place = config.place(key)
            words = _ends(file, goal)
            yield config.source.problem("link-ends-soon", words, place.line, place.column, hint=_BY_THEN)


CHECKS = (links_that_end,)
SITE_CHECKS = (vanished, settings_that_end)


def _outlives(document: Document, other: Document) -> bool:
    end, other_end = document.front_matter.expires_on, other.front_matter.expires_on
    return other_end is not None and (end is None or end > other_end)


def _ends(written: str, goal: Document) -> str:
    return f"“{written}” goes on {goal.front_matter.expires_on}, and this leads to it."


def _standing(document: Document, site: Site) -> str:
    return standing(document.front_matter, site.today)


def _by_address(documents: Iterable[Document]) -> dict[str, Document]:
    """Return the documents by each address that they have or had; the last of several wins."""
    return {
        folded(address): document for document in documents for address in (document.address, *old_addresses(document))
    }


def _hidden_again(document: Document, addresses: Sequence[str], site: Site) -> Problem:
    is_draft = _standing(document, site) == DRAFT
    place = document.place("draft" if is_draft else "publish_on")
    when = "while it is a draft" if is_draft else f"until {document.front_matter.publish_on}"
    message = f"This page was published at {_listed(addresses)}, and nothing would answer there {when}."
    hint = (
        f"Leave it published, or take it away for good: “expires_on: {site.today}”. "
        f"If nobody ever saw it, delete its line in {FILE}."
    )
    return document.source.problem("vanished-address", message, place.line, place.column, hint=hint)


def _gone(entries: Sequence[Entry], shown: Collection[Document], site: Site) -> Iterator[Problem]:
    new = {found.address: found for found in shown if found.listed and found.address not in site.ledger}
    names: defaultdict[str, list[Document]] = defaultdict(list)
    for document in new.values():
        names[_name(document.address)].append(document)
    # The only new page took the place of the only lost address.
    only = next(iter(new.values())) if len(new) == len(entries) == 1 else None
    successors = {
        entry.address: _successor(entry.address, names, guess=number < MAX_GUESSES) or only
        for number, entry in enumerate(entries)
    }
    moved_to: defaultdict[str, list[str]] = defaultdict(list)
    for address, successor in successors.items():
        if successor:
            moved_to[successor.address].append(address)
    for entry in entries:
        now = successors[entry.address]
        moved = moved_to[now.address] if now else [entry.address]
        line = f"redirect_from: [{', '.join([*(now.front_matter.redirect_from if now else ()), *moved])}]"
        page = f"If “{now.source.path}” took its place, write there" if now else "Write in the page that took its place"
        message = f"A page was published at “{entry.address}”, and nothing answers there any more."
        hint = f"{page}, above its second “---”: “{line}”. If nobody ever saw the address, delete this line."
        yield site.ledger.problem("vanished-address", message, entry, hint)


def _successor(address: str, new: Mapping[str, Sequence[Document]], *, guess: bool) -> Document | None:
    """Return which of the new documents, by name, took the place of an address, or None where that is not plain.

    The same name in another folder does, then the nearest name.
    """
    name = _name(address)
    if name not in new:
        name = (nearest(name, tuple(new)) if guess else None) or ""
    found = new.get(name, ())
    return found[0] if len(found) == 1 else None


def _name(address: str) -> str:
    return folded(address.strip("/").rpartition("/")[2]).removesuffix(".html")


def _listed(addresses: Sequence[str]) -> str:
    return " and ".join(f"“{address}”" for address in addresses)
