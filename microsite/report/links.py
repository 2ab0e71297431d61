"""What leads away from the site, and the pictures on it."""

from __future__ import annotations

import posixpath
from base64 import b64encode
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from microsite.checks.checked import split
from microsite.content_files import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.model import Output
    from microsite.report.pages import PageFacts

# A picture larger than this is named and not shown: the report is to stay a file that can be sent by mail.
_MAX_SHOWN = 48 * 1024

_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


class Use(Struct, frozen=True):
    """The pages on which something stands with the same words."""

    words: str
    """The text of a link, or the alternative text of a picture."""
    pages: tuple[PageFacts, ...]


class OutwardLink(Struct, frozen=True):
    """An address of somebody else, and every page that leads there."""

    url: str
    uses: tuple[Use, ...]


class PlacedPicture(Struct, frozen=True):
    """A picture, and every page that shows it."""

    name: str
    data_url: str
    """The picture itself, or nothing where it is large or is not there."""
    uses: tuple[Use, ...]


def outward_links(checked: CheckedSite, pages: Sequence[PageFacts]) -> tuple[OutwardLink, ...]:
    """Return the addresses of others, by host, each with the words of the links and the pages that lead there."""
    found = _Found(pages)
    for page in checked.pages:
        for url, words in _links(checked, page):
            if _leads_away(checked, page, url):
                found.add(url, words, page.document.file)
    return tuple(OutwardLink(url, found.uses(url)) for url in sorted(found.places, key=_by_host))


def placed_pictures(
    checked: CheckedSite, outputs: Sequence[Output], pages: Sequence[PageFacts]
) -> tuple[PlacedPicture, ...]:
    """Return the pictures that editors placed, by name, each with its alternative texts and its pages."""
    origins = {output.path: output.made_from.removeprefix(f"{FOLDER}/") for output in outputs}
    found = _Found(pages)
    for page in checked.pages:
        for picture in page.page.pictures:
            target = checked.target(picture.url, page.path)
            name = origins.get(target.path, target.path) if target else picture.url
            found.add(name, picture.alt, page.document.file)
    files: dict[str, list[Output]] = {}
    for output in outputs:
        files.setdefault(origins[output.path], []).append(output)
    return tuple(PlacedPicture(name, _data_url(files.get(name, [])), found.uses(name)) for name in sorted(found.places))


class _Found:
    """Gathers on which pages, and with which words, each thing stands."""

    def __init__(self, pages: Sequence[PageFacts]) -> None:
        self.facts = {page.document.file: page for page in pages}
        self.places: dict[str, dict[str, dict[str, PageFacts]]] = {}

    def add(self, name: str, words: str, file: str) -> None:
        """Note that a thing stands on a page; pages that the report does not list are passed over."""
        if file in self.facts:
            self.places.setdefault(name, {}).setdefault(" ".join(words.split()), {})[file] = self.facts[file]

    def uses(self, name: str) -> tuple[Use, ...]:
        """Return where a thing stands, by its words."""
        return tuple(Use(words, tuple(pages.values())) for words, pages in self.places[name].items())


def _links(checked: CheckedSite, page: CheckedPage) -> Iterator[tuple[str, str]]:
    steps = checked.site.navigation.next.get(page.document.file, ())
    return chain(((link.url, link.text) for link in page.page.links), ((step.url, step.text) for step in steps))


def _leads_away(checked: CheckedSite, page: CheckedPage, url: str) -> bool:
    parts = split(url)
    return parts is not None and parts.scheme in {"http", "https"} and checked.target(url, page.path) is None


def _by_host(url: str) -> tuple[str, str]:
    return urlsplit(url).netloc.casefold().removeprefix("www."), url


def _data_url(files: Sequence[Output]) -> str:
    """Return the last file of a picture that is not too large: of the format that every browser shows, the widest."""
    for file in reversed(files):
        kind = _TYPES.get(posixpath.splitext(file.path)[1].lower())
        if file.data and kind and len(file.data) <= _MAX_SHOWN:
            return f"data:{kind};base64,{b64encode(file.data).decode()}"
    return ""
