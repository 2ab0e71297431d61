"""The pages themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.model import Output
    from microsite.render import Renderer
    from microsite.site import Site


def pages(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield every page, drawn."""
    for page in site.pages:
        yield renderer.page(page)
