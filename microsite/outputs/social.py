"""The pictures that other sites show of a page when it is shared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from microsite.model import Output
from microsite.site import SOCIAL_ICON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.render import Renderer
    from microsite.site import Site


def social(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield a picture of each page that can be shared, if the theme has a style for them."""
    style = site.theme.social
    documents = {site.social_picture(page.document): page.document for page in site.pages if page.document.listed}
    if style is None or not documents:
        return
    from microsite.pictures.social import SocialPictures  # noqa: PLC0415  slow to import

    icon_path = site.assets.addresses.get(SOCIAL_ICON, "").removeprefix("/")
    icon = next((output.data for output in site.assets.outputs if output.path == icon_path), None)
    memory, name, colours = renderer.memory, site.config.settings.name, (style.paper, style.ink, style.accent)
    pictures = memory.recall(
        "social pictures", (name, colours, icon), lambda _own: SocialPictures(name, colours, icon), renderer.report
    )
    for address, document in documents.items():
        # The address is a name for all that decides the picture.
        data = memory.recall(
            address, (), partial(lambda title, _own: pictures.draw(title), document.title), renderer.report
        )
        yield Output(address.removeprefix("/"), data, document.source.path)
