"""`site.webmanifest`: how the site looks on a phone's home screen (https://www.w3.org/TR/appmanifest/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from microsite.model import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.render import Renderer
    from microsite.site import Site

ICONS = {
    "icons/icon-192.png": {"sizes": "192x192"},
    "icons/icon-512.png": {"sizes": "512x512"},
    "icons/icon-maskable-512.png": {"sizes": "512x512", "purpose": "maskable"},
}


def web_manifest(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield the manifest, with those icons that the theme has."""
    del renderer
    settings, web, addresses = site.config.settings, site.web, site.assets.addresses
    data = {
        "name": settings.name,
        "short_name": settings.short_name or settings.name,
        "description": settings.description,
        "lang": settings.language,
        "start_url": web.url("/"),
        "scope": web.url("/"),
        "display": "browser",
        "background_color": settings.theme_color,
        "theme_color": settings.theme_color,
        "icons": [
            {"src": web.url(addresses[name]), "type": "image/png", **more}
            for name, more in ICONS.items()
            if name in addresses
        ],
    }
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    yield Output("site.webmanifest", text.encode(), "the web manifest")
