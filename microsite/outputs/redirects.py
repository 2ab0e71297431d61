"""Pages at old addresses that lead to the new ones, for hosts that know no redirects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.documents import old_addresses
from microsite.model import Output, output_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.render import Renderer
    from microsite.site import Site


def redirects(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield a small page for each `redirect_from` of a document."""
    for page in site.pages:
        for address in old_addresses(page.document):
            text = renderer.redirect(page.address)
            yield Output(output_path(address), text.encode(), page.document.source.path)
