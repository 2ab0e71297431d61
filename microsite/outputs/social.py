"""The pictures that other sites show of a page when it is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.model import Output
from microsite.problems import Report
from microsite.site import SOCIAL_ICON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.memory import Memory
    from microsite.model import Document
    from microsite.pictures.social import SocialPictures
    from microsite.site import Site
    from microsite.theme import SocialStyle


def social(site: Site, document: Document, memory: Memory) -> Iterator[Output]:
    """Yield the picture of a page that can be shared, if the theme has a style for them."""
    style = site.theme.social
    address = site.social_picture(document) if style else ""
    if style is None or not address:
        return
    # The address is a name for all that decides the picture.
    data = memory.recall(address, (), lambda _own: _pictures(site, style, memory).draw(document.title), Report())
    yield Output(address.removeprefix("/"), data, document.source.path)


def _pictures(site: Site, style: SocialStyle, memory: Memory) -> SocialPictures:
    """Return what draws the pictures of the site; what is the same on all of them is drawn once."""
    from microsite.pictures.social import SocialPictures  # noqa: PLC0415  slow to import; pictures are kept

    icon_path = site.assets.addresses.get(SOCIAL_ICON, "").removeprefix("/")
    icon = next((output.data for output in site.assets.outputs if output.path == icon_path), None)
    name, colours = site.config.settings.name, (style.paper, style.ink, style.accent)
    parts = (name, colours, icon)
    return memory.recall("social pictures", parts, lambda _own: SocialPictures(*parts), Report())
