"""Let whatever leads to a page that moves lead there: which links, and what they have to say instead."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from msgspec import Struct, structs

from microsite.assets import Assets
from microsite.config import FILE as SETTINGS
from microsite.config import settings_of
from microsite.documents import address_of, same_address, with_slash
from microsite.link_places import link_places
from microsite.model import Documents, resolve
from microsite.problems import Report
from microsite.prose import make_converter, make_prose
from microsite.reviews import every
from microsite.rewriting import Edit
from microsite.source import Source
from microsite.web import Web

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microsite.config import Config
    from microsite.ledger import Ledger
    from microsite.model import Document, Link, Page, Picture
    from microsite.problems import Place
    from microsite.prose import Converter
    from microsite.theme import Theme


class CannotMoveError(Exception):
    """The page cannot be moved so; the message says why and what to do. Nothing has changed."""


class SiteAsWritten(Struct, frozen=True, dict=True):
    """A site as people wrote it: what can lead to a page, and what is needed to see it as the generator does."""

    config: Config
    theme: Theme
    documents: Documents
    ledger: Ledger

    @cached_property
    def web(self) -> Web:
        """Where the site is served."""
        return Web(self.config.settings.url.rstrip("/") + "/")

    @cached_property
    def converter(self) -> Converter:
        """What turns its Markdown into HTML."""
        return make_converter(self.config)

    @cached_property
    def by_file(self) -> Mapping[str, Document]:
        """Every document, also those that visitors do not get."""
        return {document.file: document for document in every(self.documents)}

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """Every document as a page, by its file."""
        return {page.document.file: page for page in self.converted(self.by_file.values())}

    def converted(self, documents: Iterable[Document]) -> tuple[Page, ...]:
        """Return documents as pages that may link to each other and to all that stands beside them."""
        these = Documents(tuple(documents), (), self.documents.files)
        nothing = Assets((), {}, {})
        prose = make_prose(these, self.config, self.theme, self.web, nothing, self.converter)
        return tuple(prose.page(document, Report()) for document in these.published)

    def links_of(self, document: Document) -> tuple[str, ...]:
        """Return all links and pictures of a document as they are written."""
        (page,) = self.converted([document])
        return tuple(named.written for named in named_on(page))


class Move(Struct, frozen=True):
    """A page that is to stand elsewhere: its file in `content/` as it is and as it will be."""

    old: str
    new: str

    @property
    def old_address(self) -> str:
        """The URL within the site at which it stands."""
        return address_of(self.old)

    @property
    def new_address(self) -> str:
        """The URL within the site at which it will stand."""
        return address_of(self.new)

    def file(self, name: str) -> str:
        """Return where a file of `content/` will be."""
        return self.new if name == self.old else name


def named_on(page: Page) -> tuple[Link | Picture, ...]:
    """Return the links and pictures of a page."""
    return (*page.links, *page.pictures)


def links_in_document(site: SiteAsWritten, move: Move, document: Document) -> Iterator[Edit]:
    """Yield the edits of what leads to the page; in the page itself, of all that its new folder makes different."""
    for key, file in document.named_files.items():
        yield from _named_edit(move, document.source, document.place(key), file)
    yield from _links_in_text(site, move, document)


def links_in_settings(site: SiteAsWritten, move: Move) -> Iterator[Edit]:
    """Yield the edits of all that leads to the page in the settings: menu, help, footer and Markdown."""
    config = site.config
    for key, file in config.named_files.items():
        yield from _named_edit(move, config.source, config.place(key), file)
    yield from _links_in_facts(site, move)


def _links_in_text(site: SiteAsWritten, move: Move, document: Document) -> Iterator[Edit]:
    source = document.source

    def links_of(text: str) -> Iterable[str]:
        return site.links_of(structs.replace(document, source=Source(source.path, text)))

    def is_meant(written: str) -> bool:
        return instead(site, move, document.file, document.address, written) is not None

    for place in link_places(source.text, document.body_start, is_meant, links_of):
        new = instead(site, move, document.file, document.address, place.written)
        yield Edit(place.start, place.end, new or "")


def _links_in_facts(site: SiteAsWritten, move: Move) -> Iterator[Edit]:
    """Yield the edits of Markdown in the settings: the crisis line, and facts, which begin where the pages do."""
    source = site.config.source

    def links_of(text: str) -> Iterable[str]:
        settings = settings_of(Source(SETTINGS, text), Report()).settings
        for words in (settings.crisis_line, *settings.facts.values()):
            notes = site.converter.convert(words, {}, "", {})[2]
            yield from (link.written for link in notes.links)

    for place in link_places(source.text, 0, lambda written: bool(instead(site, move, "", "/", written)), links_of):
        yield Edit(place.start, place.end, instead(site, move, "", "/", place.written) or "")


def instead(site: SiteAsWritten, move: Move, file: str, address: str, written: str) -> str | None:
    """Return what has to stand in a file in place of a link or picture, or None where it may stay as it is.

    `address` is the one of the file's page, from which a URL would be read.
    """
    path, mark, anchor = written.partition("#")
    if not path:
        return None
    target, here = resolve(file, path), posixpath.dirname(move.file(file)) or "."
    if target in site.by_file or target in site.documents.files:
        stays = target != move.old and here == (posixpath.dirname(file) or ".")
        return None if stays else posixpath.relpath(move.file(target), here) + mark + anchor
    # What names no file is read as browsers do.
    meant = address_meant(site.web, address, path)
    is_to_page = meant is not None and same_address(meant, move.old_address)
    if "://" in path or path.startswith("/"):
        url = site.web.absolute if "://" in path else site.web.url
        return url(move.new_address) + mark + anchor if is_to_page else None
    if is_to_page:
        return posixpath.relpath(move.new, here) + mark + anchor
    found = next((found.file for found in site.by_file.values() if found.address == meant), "")
    return posixpath.relpath(found, here) + mark + anchor if found and file == move.old else None


def address_meant(web: Web, base: str, url: str) -> str | None:
    """Return the address within the site that a URL on the page at an address means, or None for somebody else's."""
    try:
        address = web.address(urljoin(web.absolute(base), url))
    except ValueError:  # no browser can read it
        return None
    return None if address is None else with_slash(unquote(address))


def _named_edit(move: Move, source: Source, place: Place, named: str) -> Iterator[Edit]:
    """Yield the edit of a value that names the page by its file, with an anchor or without."""
    if named.partition("#")[0] != move.old:
        return
    start = source.offset(place.line) + place.column - 1
    start += source.text[start] in "\"'"
    if not source.text.startswith(named, start):
        message = f"“{named}” in {source.path}:{place.line} is written in an unusual way. Write it plainly first."
        raise CannotMoveError(message)
    yield Edit(start, start + len(move.old), move.new)
