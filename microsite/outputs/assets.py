"""The style sheet, the theme's files, and pictures and downloads of `content/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.content_files import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microsite.model import Output
    from microsite.render import Renderer
    from microsite.site import Site


def assets(site: Site, renderer: Renderer) -> tuple[Output, ...]:
    """Return every file that is not made from a document."""
    del renderer
    return site.assets.outputs


def unnamed_pictures(site: Site, named: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return the pictures of `content/` that none of the URLs `named` in the text of any page names, for messages.

    They are left out of the site: a picture of a draft tells what the draft is about.
    """
    pictures = {site.web.url(files[-1].address): f"{FOLDER}/{name}" for name, files in site.assets.pictures.items()}
    unnamed = set(pictures)
    unnamed.difference_update(*(named if pictures else ()))
    return frozenset(pictures[url] for url in unnamed)
