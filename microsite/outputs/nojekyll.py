"""`.nojekyll`: tells GitHub Pages to serve the files as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.model import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.render import Renderer
    from microsite.site import Site


def nojekyll(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield the empty file."""
    del site, renderer
    yield Output(".nojekyll", b"", "a rule of GitHub Pages")
