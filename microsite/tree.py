"""The finished page as a tree, read once: what the checks ask of a page's HTML."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, structs
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selectolax.lexbor import LexborNode

    from microsite.model import Output, Page

# What stands in the main part of a page and is not its own text: code, tables, drawings, footnotes and their numbers,
# the frame's lists of pages, and what only a screen reader says.
_NOT_TEXT = (
    "main code, main sup, main table, main nav, main svg, main .visually-hidden, main li[id^='fn:'], "
    "main .next, main .related, main .review, main .sources, main .week"
)
# What a browser fetches without being asked, and links of the head that it does not follow.
_FETCHES = "link[href], [src], [srcset], [poster], object[data], [background], svg image, svg use, svg feImage"
_HARMLESS = frozenset({"alternate", "author", "canonical", "help", "license", "me", "next", "prev"})

# What leads to other files, and words by which a link says that it means the site itself, wherever it is read.
_LEADS = "[href], [src], [srcset], [imagesrcset], [poster], svg use, svg image, svg feImage"
_ELSEWHERE = frozenset({"canonical", "external"})

_ACTIVE = "style, form, iframe, frame, embed, object, applet, base, input, button[formaction]"
_DATA = frozenset({"application/ld+json", "application/json"})
_HANDLER = re.compile(rb"[\s\"'/]on[a-z]+\s*=", re.IGNORECASE)

_SPEAKS = frozenset({"p", "ul", "ol", "dl", "div"})


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
    """What can run, send or embed something, as `<form>`, `style="…"` or `onclick="…"`; each kind once."""
    paragraphs: tuple[FinishedParagraph, ...]
    """The page's own text, without tables, footnotes, the review line and what leads to other pages."""


class Shown(Struct, frozen=True):
    """What a visitor sees of a page without opening anything."""

    text: str
    links: dict[str, int]
    """Where the links lead, as their URLs stand in the page, and how many sections begin before the first of them."""
    components: dict[str, int]
    """The components, by their class, and how many sections begin before the first of each."""


def read_shown(output: Output, components: frozenset[str]) -> Shown:
    """Return what an HTML output shows outside `hidden` and `<details>`; only these components are looked for."""
    tree = LexborHTMLParser(output.data.decode("utf-8", errors="replace"))
    for node in tree.css("details, [hidden], head"):
        node.decompose()
    links: dict[str, int] = {}
    found: dict[str, int] = {}
    sections = 0
    for node in tree.css(", ".join(("main h2", "a[href]", *(f".{name}" for name in sorted(components))))):
        if node.tag == "h2":
            sections += 1
        elif node.tag == "a":
            links.setdefault(_value(node, "href"), sections)
        for name in components.intersection(_value(node, "class").split()):
            found.setdefault(name, sections)
    return Shown(" ".join(tree.body.text().split()) if tree.body else "", links, found)


def read_tree(output: Output, page: Page | None) -> FinishedPage:
    """Return what the checks ask of an HTML output; hostile HTML is read as a browser reads it."""
    tree = LexborHTMLParser(output.data.decode("utf-8", errors="replace"))
    ids = Counter(id_ for node in tree.css("[id]") if (id_ := node.attributes.get("id")))
    return FinishedPage(
        output,
        page,
        tuple(FinishedLink(_value(node, "href"), _spoken(node)) for node in tree.css("a[href], area[href]")),
        tuple(_loads(tree)),
        tuple(
            FinishedHeading(int((node.tag or "h0")[1]), _spoken(node), _value(node, "id"))
            for node in tree.css("h1, h2, h3, h4, h5, h6")
        ),
        tuple(FinishedPicture(_value(node, "src"), _alt(node)) for node in tree.css("img")),
        tuple(map(_table, tree.css("main table"))),
        frozenset(ids),
        tuple(id_ for id_, count in ids.items() if count > 1),
        tuple(text for node in tree.css("main p > strong:only-child") if (text := _whole_paragraph(node))),
        tuple(_fetched(tree)),
        tuple(_active(tree, output.data)),
        tuple(_paragraphs(tree)),
    )


def relinked(output: Output, lead: Callable[[str], str]) -> Output:
    """Return an HTML output in which each URL is what `lead` makes of it; nothing else that is read has changed.

    What has `rel="canonical"` or `rel="external"` stays. A web manifest goes: no browser takes one from a disk, and
    Chromium complains of it.
    """
    tree = LexborHTMLParser(output.data.decode("utf-8", errors="replace"))
    for node in tree.css("link[rel='manifest']"):
        node.decompose()
    for node in tree.css(_LEADS):
        if _ELSEWHERE & set(_value(node, "rel").casefold().split()):
            continue
        for name, value in node.attributes.items():
            if value and name in {"href", "src", "poster", "xlink:href"}:
                node.attrs[name] = lead(value)
            elif value and name in {"srcset", "imagesrcset"}:
                candidates = (candidate.split() for candidate in value.split(",") if candidate.strip())
                node.attrs[name] = ", ".join(" ".join((lead(url), *size)) for url, *size in candidates)
    return structs.replace(output, content=(tree.html or "").encode())


def _fetched(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css(_FETCHES):
        attributes = node.attributes
        if node.tag == "link":
            if not _HARMLESS & set(_value(node, "rel").casefold().split()):
                yield _value(node, "href")
            continue
        for name in ("src", "poster", "data", "background", "href", "xlink:href"):
            if attributes.get(name):
                yield attributes[name] or ""
        for candidate in (attributes.get("srcset") or "").split(","):
            yield from candidate.split()[:1]


def _active(tree: LexborHTMLParser, data: bytes) -> Iterator[str]:
    """Yield what may do something by itself; attributes that begin with “on” are looked for only if there are any."""
    found = {f"<{node.tag}>" for node in tree.css(_ACTIVE)}
    if any(_value(node, "type").casefold() not in _DATA for node in tree.css("script")):
        found.add("<script>")
    if tree.css_first("[style]"):
        found.add('style="…"')
    if _HANDLER.search(data):
        found |= {f'{name}="…"' for node in tree.css("*") for name in node.attributes if name.startswith("on")}
    yield from sorted(found)


def _paragraphs(tree: LexborHTMLParser) -> Iterator[FinishedParagraph]:
    """Yield the paragraphs of the page's own text. The tree is not whole afterwards."""
    for node in tree.css(_NOT_TEXT):
        node.decompose()
    for node in tree.css("main p, main li, main dd, main summary"):
        # A paragraph or a list within an item speaks for itself.
        if node.tag == "p" or not node.css_first(", ".join(_SPEAKS)):
            text = node.text()
        else:
            text = "".join(child.text() for child in node.iter(include_text=True) if child.tag not in _SPEAKS)
        text = " ".join(text.split())
        if text:
            yield FinishedParagraph(node.tag or "", text)


def _loads(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("link[href], [src]:not(img)"):
        yield _value(node, "href") or _value(node, "src")


def _value(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _alt(node: LexborNode) -> str | None:
    attributes = node.attributes
    return (attributes["alt"] or "") if "alt" in attributes else None


def _spoken(node: LexborNode) -> str:
    words = [node.text(), *(_value(picture, "alt") for picture in node.css("img[alt]"))]
    return " ".join(" ".join(words).split()) or _value(node, "aria-label")


def _table(node: LexborNode) -> FinishedTable:
    row = node.css_first("tr")
    return FinishedTable(
        any(cell.text().strip() for cell in node.css("th")),
        any(caption.text().strip() for caption in node.css("caption")),
        len(row.css("th, td")) if row else 0,
    )


def _whole_paragraph(strong: LexborNode) -> str:
    """Return the words of a bold phrase if its paragraph holds nothing else, or nothing."""
    text = " ".join(strong.text().split())
    paragraph = strong.parent
    return text if paragraph and " ".join(paragraph.text().split()) == text else ""
