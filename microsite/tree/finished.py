"""What the checks ask of a finished page: its links, headings, pictures, tables, ids and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from microsite.model import Output, Page
    from microsite.tree.shown import Shown


class FinishedLink(Struct, frozen=True):
    """A link as a visitor meets it."""

    url: str
    text: str
    """What is read aloud: its words, the texts of its pictures, or its label."""


class FinishedHeading(Struct, frozen=True):
    """A heading, whoever wrote it."""

    level: int
    text: str
    id: str


class FinishedPicture(Struct, frozen=True):
    """A picture, whoever placed it."""

    url: str
    alt: str | None
    """None where the attribute is missing; empty where the picture is decorative."""


class FinishedTable(Struct, frozen=True):
    """A table of the main part of the page."""

    has_header: bool
    """Whether any header cell has words in it."""
    has_caption: bool
    columns: int


class FinishedParagraph(Struct, frozen=True):
    """A paragraph of the page's own text, an item of a list, a definition, or a question that opens."""

    tag: str
    """`p`, `li`, `dd` or `summary`."""
    text: str
    """What is read, without the numbers of footnotes and without paragraphs and lists within it."""


class FinishedPage(Struct, frozen=True):
    """An HTML file of the finished site, with what the checks ask of it."""

    output: Output
    page: Page | None
    """None for a file that is no page, as a redirect."""
    links: tuple[FinishedLink, ...]
    loads: tuple[str, ...]
    """The addresses of everything else that the page names, pictures apart: style sheets, icons, its own address."""
    headings: tuple[FinishedHeading, ...]
    pictures: tuple[FinishedPicture, ...]
    tables: tuple[FinishedTable, ...]
    ids: frozenset[str]
    repeated_ids: tuple[str, ...]
    bold_paragraphs: tuple[str, ...]
    """The texts of paragraphs that are nothing but one bold phrase."""
    fetched: tuple[str, ...]
    """The addresses of all that a browser fetches by itself."""
    active: tuple[str, ...]
    """What can run, send or embed something, as `<form>`, `onclick="…"` or `javascript:`; each kind once."""
    paragraphs: tuple[FinishedParagraph, ...]
    """The page's own text, without tables, footnotes, the review line, what leads to other pages, and what is said to
    be in a language of its own."""
    language: str
    """In which language the page says that it is, or nothing."""
    languages: tuple[str, ...]
    """The languages of parts of it, as the attribute `lang` names them."""
    around: tuple[str, ...]
    """Where the links around the main part lead, in the order of the page; the main part itself is nothing."""
    policy: str
    """What the page says before it loads anything that browsers are to refuse, or nothing."""
    shown: Shown | None = None
    """What a visitor sees without opening anything, if that was asked for."""
