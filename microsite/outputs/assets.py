"""The style sheet, the theme's files, and pictures and downloads of `content/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microsite.model import Output
    from microsite.render import Renderer
    from microsite.site import Site


def assets(site: Site, renderer: Renderer) -> Iterable[Output]:
    """Return every file that is not made from a document."""
    del renderer
    return site.assets.outputs
