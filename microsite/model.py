"""The things a site is made of. All are frozen: each step of the build returns the next of them."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct, structs

from microsite.problems import Place
from microsite.typography import smarten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from microsite.contents import FilePart, PublishedFile
    from microsite.page_keys import FrontMatter
    from microsite.source import Source


RESERVED_IDS = frozenset({"main", "contents", "next", "related", "sources"})
"""The ids that templates use."""


class Document(Struct, frozen=True, dict=True):
    """A Markdown file of `content/`, read: its front matter and its body."""

    source: Source
    file: str
    """Relative to `content/`, with forward slashes: what links and menus name."""
    address: str
    """The URL within the site: `/who-benefits/`."""
    front_matter: FrontMatter
    places: Mapping[str, Place]
    """Where each value of the front matter stands, by dotted path: `next.0.to`."""
    body_start: int
    """The character offset in the source at which the body begins."""

    @property
    def body(self) -> str:
        """The Markdown after the front matter."""
        return self.source.text[self.body_start :]

    @cached_property
    def title(self) -> str:
        """The heading of the page, as readers see it."""
        return smarten(self.front_matter.title)

    @cached_property
    def menu_title(self) -> str:
        """The short title, or the title where there is none."""
        return smarten(self.front_matter.menu_title) or self.title

    @cached_property
    def description(self) -> str:
        """What the page is about, in one sentence."""
        return smarten(self.front_matter.description)

    @cached_property
    def message(self) -> str:
        """The main message."""
        return smarten(self.front_matter.message)

    @property
    def listed(self) -> bool:
        """Whether the page belongs into sitemaps and may be found by search engines."""
        return not self.address.endswith(".html") and not self.is_tool

    @property
    def is_tool(self) -> bool:
        """Whether it is a page for those who make the site, as the style guide, and no page of the site."""
        return self.address.startswith("/__")

    @property
    def named_files(self) -> dict[str, str]:
        """The pages to which the front matter leads, some with an anchor, by the key that names each: `next.0.to`."""
        steps = {f"next.{number}.to": step.to for number, step in enumerate(self.front_matter.next)}
        return steps | {f"related.{number}": file for number, file in enumerate(self.front_matter.related)}

    def place(self, key: str) -> Place:
        """Return where a front matter value stands, or the file where it is left out."""
        return self.places.get(key, Place(self.source.path))


class Documents(Struct, frozen=True, dict=True):
    """What `content/` holds: the documents that are published, those that are not, and other files."""

    published: tuple[Document, ...]
    withheld: tuple[Document, ...]
    """Drafts, pages to appear later and pages that are over. The preview shows them, so there they are in both."""
    files: Mapping[str, Path]
    """Pictures and other files: where each is, by its name relative to `content/`."""
    unread: tuple[str, ...] = ()
    """Files and folders that could not be read, by their names there, nothing for all of it; why is reported."""

    @cached_property
    def without_texts(self) -> tuple[object, ...]:
        """All of the documents but their texts: what is made from no text need not be made again where this is equal.

        Addresses are made from names. The lines of front matter move with it, so what names a line is made again.
        """
        published = tuple([(document.file, document.front_matter) for document in self.published])
        withheld = tuple([(document.file, document.front_matter) for document in self.withheld])
        return (published, withheld, self.files, self.unread)

    def also(self, document: Document, files: Mapping[str, Path]) -> Documents:
        """Return these documents and one more, published, with files of its own."""
        return structs.replace(self, published=(*self.published, document), files={**self.files, **files})

    def by_file(self) -> dict[str, Document]:
        """Return the published documents under the names that links use."""
        return {document.file: document for document in self.published}


def resolve(from_file: str, written: str) -> str:
    """Return which file of `content/` a relative link in another file means; `../x.md` may lead outside."""
    path = unquote(written)
    return posixpath.normpath(posixpath.join(posixpath.dirname(from_file), path)) if path else from_file


class Heading(Struct, frozen=True, array_like=True):
    """A heading of a page."""

    level: int
    id: str
    text: str


class Link(Struct, frozen=True, array_like=True):
    """A link that an editor wrote: as it stands in the text and as it stands in the page."""

    written: str
    url: str
    text: str
    nth: int
    """It is the `nth` (from 1) with this `written` in the document."""


class Picture(Struct, frozen=True, array_like=True):
    """A picture that an editor placed."""

    written: str
    url: str
    alt: str
    nth: int


class Block(Struct, frozen=True):
    """A `:::` block of a document: which component, with which parameters."""

    component: str
    parameters: Mapping[str, object] | None
    """Checked against the component; None where it is unknown or a parameter is wrong: only its text is shown."""
    line: int


class Page(Struct, frozen=True):
    """A document turned into HTML, with its links, headings and ids known."""

    document: Document
    html: str
    """The body, with marks where components go."""
    sources: str
    """The footnotes as HTML, or nothing."""
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    pictures: tuple[Picture, ...]
    blocks: tuple[Block, ...]

    @property
    def address(self) -> str:
        """The URL within the site."""
        return self.document.address


class Output(Struct, frozen=True):
    """A file of the finished site: a path with forward slashes, relative to the output folder, and bytes."""

    path: str
    content: bytes | FilePart | PublishedFile
    """Its bytes, or where they are: a large site need not be held in memory."""
    made_from: str = ""
    """Which file or setting it comes from, for messages."""
    withheld: str = ""
    """Why visitors do not get this page today, as a sentence; empty where they do."""
    beside: bool = False
    """Whether it is for those who run the host, as a server's settings: it stands beside the site, never in it."""

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return self.content if isinstance(self.content, bytes) else self.content.read()

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size

    @property
    def sha256(self) -> str:
        """The hash of its bytes, in hexadecimal digits."""
        if not isinstance(self.content, bytes):
            return self.content.sha256
        from hashlib import sha256  # noqa: PLC0415  what turns texts into HTML needs none

        return sha256(self.content).hexdigest()


def output_path(address: str) -> str:
    """Return the file that answers at an address: `/fees/` → `fees/index.html`, `/404.html` → `404.html`."""
    return address.lstrip("/") + ("index.html" if address.endswith("/") else "")
