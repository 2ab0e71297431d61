"""The pictures that other sites show of a page when it is shared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from microsite.model import Output
from microsite.pictures import RefusedPictureError
from microsite.problems import Place, Problem
from microsite.site import SOCIAL_ICON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.pictures.social import SocialPictures
    from microsite.problems import Report
    from microsite.render import Renderer
    from microsite.site import Site


def social(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield a picture of each page that can be shared, if the theme has a style for them."""
    style = site.theme.social
    documents = {site.social_picture(page.document): page.document for page in site.pages if page.document.listed}
    if style is None or not documents:
        return
    icon_path = site.assets.addresses.get(SOCIAL_ICON, "").removeprefix("/")
    icon = next((output for output in site.assets.outputs if output.path == icon_path), None)
    memory, name, colours = renderer.memory, site.config.settings.name, (style.paper, style.ink, style.accent)
    pictures = memory.recall(
        "social pictures", (name, colours, icon), partial(_start, name, colours, icon), renderer.report
    )
    for address, document in documents.items():
        # The address is a name for all that decides the picture.
        data = memory.recall(
            address, (), partial(lambda title, _own: pictures.draw(title), document.title), renderer.report
        )
        yield Output(address.removeprefix("/"), data, document.source.path)


def _start(name: str, colours: tuple[str, str, str], icon: Output | None, report: Report) -> SocialPictures:
    """Return what draws the pictures; they have no icon where it is refused, which is told."""
    from microsite.pictures.social import SocialPictures  # noqa: PLC0415  slow to import

    if icon:
        try:
            return SocialPictures(name, colours, icon.data)
        except RefusedPictureError as refused:
            report.add(Problem(refused.code, refused.message, Place(icon.made_from), refused.hint))
    return SocialPictures(name, colours, None)
