"""The style sheet, the theme's files, and pictures and downloads of `content/`."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from microsite.documents import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.model import Link, Output, Picture
    from microsite.render import Renderer
    from microsite.site import Site


def assets(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield every file that is not made from a document, but for pictures that no page of the site names."""
    del renderer
    things: chain[Link | Picture] = chain.from_iterable((*page.links, *page.pictures) for page in site.pages)
    named = {thing.url.partition("#")[0] for thing in things}
    # A picture of a draft tells what the draft is about.
    unnamed = {
        f"{FOLDER}/{name}"
        for name, files in site.assets.pictures.items()
        if site.web.url(files[-1].address) not in named
    }
    return (output for output in site.assets.outputs if output.made_from not in unnamed)
