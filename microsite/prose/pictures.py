"""Pictures in a page: each in every format and width that there is, for the browser to choose from."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.assets import PictureFile
    from microsite.web import Web


class ShownPicture(Struct, frozen=True):
    """A picture of `content/` as a page names it."""

    url: str
    """Where its widest file is, in the format that every browser shows."""
    width: int
    """In pixels; 0 where nobody can tell."""
    height: int
    sources: tuple[tuple[str, str], ...]
    """The other formats, best first: each with its name in HTML, and its files with their widths."""
    srcset: str
    """The files of the format that every browser shows, or nothing where there is only one."""
    sizes: str
    """How wide the layout shows a picture."""


def shown_picture(files: Sequence[PictureFile], sizes: str, web: Web) -> ShownPicture:
    """Return how pages name a picture that has these files."""
    sets = {
        suffix: ", ".join(f"{web.url(file.address)} {file.width}w" for file in group)
        for suffix, group in groupby(files, lambda file: file.suffix)
    }
    last = files[-1]
    own = sets.pop(last.suffix)
    sources = tuple((f"image/{suffix}", srcset) for suffix, srcset in sets.items())
    has_choice = len(files) > 1
    return ShownPicture(
        web.url(last.address), last.width, last.height, sources, own if has_choice else "", sizes if has_choice else ""
    )


def place(img: Element, shown: ShownPicture, *, lazy: bool) -> None:
    """Make an `img` element, in its place, one that a browser can choose a file for.

    `lazy` is for a picture that is not in view when the page opens.
    """
    attributes, tail = dict(img.attrib), img.tail
    if shown.sources:
        img.clear()
        img.tag, img.tail = "picture", tail
        for kind, srcset in shown.sources:
            SubElement(img, "source", {"type": kind, "srcset": srcset, "sizes": shown.sizes})
        img = SubElement(img, "img", attributes)
    if shown.srcset:
        img.set("srcset", shown.srcset)
        img.set("sizes", shown.sizes)
    if shown.width:
        # Room is kept for the picture, so that the text does not jump when it comes.
        img.set("width", str(shown.width))
        img.set("height", str(shown.height))
    if lazy:
        img.set("loading", "lazy")
    img.set("decoding", "async")
