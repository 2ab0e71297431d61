"""`robots.txt`: everything may be read, and where the sitemap is (https://www.rfc-editor.org/rfc/rfc9309)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.model import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.render import Renderer
    from microsite.site import Site


def robots(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield the rules for crawlers."""
    del renderer
    text = f"User-agent: *\nAllow: /\n\nSitemap: {site.web.absolute('/sitemap.xml')}\n"
    yield Output("robots.txt", text.encode(), "the rules for crawlers")
