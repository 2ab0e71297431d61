"""`sitemap.xml`: which pages there are and when each was last reviewed (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from microsite.model import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.model import Document
    from microsite.render import Renderer
    from microsite.site import Site


def sitemap(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield the sitemap of all pages that search engines may list."""
    del renderer
    entries = "".join(_entry(site, document) for document in site.documents.published if document.listed)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
    yield Output("sitemap.xml", text.encode(), "the sitemap")


def _entry(site: Site, document: Document) -> str:
    reviewed_on = document.front_matter.reviewed_on
    lastmod = f"<lastmod>{reviewed_on.isoformat()}</lastmod>" if reviewed_on else ""
    return f"  <url><loc>{escape(site.web.absolute(document.address))}</loc>{lastmod}</url>\n"
