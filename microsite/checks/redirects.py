"""Old addresses: a redirect leads to a page at once, and links lead to the page itself."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from microsite.documents import old_addresses
from microsite.model import output_path
from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.model import Document


def links_to_old_addresses(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links to an address at which a page once stood."""
    moved = moved_pages(checked.site.documents.published)
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


def redirects_to_redirects(checked: CheckedSite) -> Iterator[Problem]:
    """Yield redirects that lead to another redirect, or back to themselves."""
    others = {finished.output.path for finished in checked.others}
    for finished in checked.others:
        targets = {target.path for link in finished.links if (target := checked.target(link.url, finished.output.path))}
        for path in sorted(targets & others):
            message = f"The old address “/{finished.output.path}” leads to another old address, “/{path}”."
            hint = "Let it lead to the page itself."
            yield Problem("redirect-chain", message, Place(finished.output.made_from or finished.output.path), hint)


CHECKS = (links_to_old_addresses,)
SITE_CHECKS = (redirects_to_redirects,)


def moved_pages(documents: Collection[Document]) -> dict[str, Document]:
    """Return which page now answers for each output that an old address has."""
    taken = {document.address for document in documents}
    # An old address at which another page stands is told as such.
    old = ((old, document) for document in documents for old in old_addresses(document))
    return {output_path(address): document for address, document in old if address not in taken}
