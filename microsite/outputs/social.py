"""The pictures that other sites show of a page when it is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.model import Output
from microsite.pictures import RefusedPictureError
from microsite.problems import Place, Problem
from microsite.site import SOCIAL_ICON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.memory import Memory
    from microsite.model import Document
    from microsite.pictures.social import SocialPictures
    from microsite.problems import Report
    from microsite.site import Site
    from microsite.theme import SocialStyle


def social(site: Site, document: Document, memory: Memory, report: Report) -> Iterator[Output]:
    """Yield the picture of a page that can be shared, if the theme has a style for them."""
    style = site.theme.social
    address = site.social_picture(document) if style else ""
    if style is None or not address:
        return
    # The address is a name for all that decides the picture.
    data = memory.recall(address, (), lambda own: _pictures(site, style, memory, own).draw(document.title), report)
    yield Output(address.removeprefix("/"), data, document.source.path)


def _pictures(site: Site, style: SocialStyle, memory: Memory, report: Report) -> SocialPictures:
    """Return what draws the pictures of the site; what is the same on all of them is drawn once."""
    icon_path = site.assets.addresses.get(SOCIAL_ICON, "").removeprefix("/")
    icon = next((output for output in site.assets.outputs if output.path == icon_path), None)
    name, colours = site.config.settings.name, (style.paper, style.ink, style.accent)
    return memory.recall("social pictures", (name, colours, icon), lambda own: _start(name, colours, icon, own), report)


def _start(name: str, colours: tuple[str, str, str], icon: Output | None, report: Report) -> SocialPictures:
    """Return what draws the pictures; they have no icon where it is refused, which is told."""
    from microsite.pictures.social import SocialPictures  # noqa: PLC0415  slow to import; pictures are kept

    if icon:
        try:
            return SocialPictures(name, colours, icon.data)
        except RefusedPictureError as refused:
            report.add(Problem(refused.code, refused.message, Place(icon.made_from), refused.hint))
    return SocialPictures(name, colours, None)
