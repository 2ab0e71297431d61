"""Pages at old addresses that lead to the new ones, for hosts that know no redirects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.hosts import host_named
from microsite.model import Output, output_path
from microsite.serving import redirects_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.render import Renderer
    from microsite.site import Site


def redirects(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield a small page for each `redirect_from` of a document, unless the host answers there by itself."""
    if host_named(site.config.settings.host).redirects:
        return
    for redirect in redirects_of(site):
        text = renderer.redirect(redirect.to)
        path = site.by_address[redirect.to].source.path
        yield Output(output_path(redirect.old), text.encode(), path)
