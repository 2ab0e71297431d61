"""The finished page as a tree, read once: what the checks ask of a page's HTML."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct, field
from selectolax.lexbor import LexborHTMLParser

from microsite.tree.elsewhere import relinked
from microsite.tree.fetching import FETCHES, FETCHING, Element, fetched, loads, painted
from microsite.tree.finished import (
    FinishedHeading,
    FinishedLink,
    FinishedPage,
    FinishedParagraph,
    FinishedPicture,
    FinishedTable,
)
from microsite.tree.frame import links_around, policy_of, size_of
from microsite.tree.shown import Shown, read_shown, shown_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

    from microsite.model import Output, Page

__all__ = [
    "FinishedHeading",
    "FinishedLink",
    "FinishedPage",
    "FinishedParagraph",
    "FinishedPicture",
    "FinishedTable",
    "Shown",
    "read_shown",
    "read_tree",
    "relinked",
]

# What stands in the main part of a page and is not its own text: code, tables, drawings, footnotes and their numbers,
# the frame's lists of pages, and what only a screen reader says; also what is said to be in a language of its own.
_NO_TEXT = frozenset({"code", "nav", "sup", "svg", "table"})
_NO_TEXT_CLASSES = frozenset({"next", "related", "review", "sources", "visually-hidden", "week"})
_NOTE = "fn:"

_ACTIVE = ("style", "form", "iframe", "frame", "embed", "object", "applet", "base", "input", "template")
_ACTING = frozenset({"ping", "style"})
_DATA = frozenset({"application/ld+json", "application/json"})

_LINKS, _HEADINGS, _SPEAKING = ("a", "area"), ("h1", "h2", "h3", "h4", "h5", "h6"), ("p", "li", "dd", "summary")
_HREFS = frozenset({"href", "xlink:href"})
# What runs where a browser opens it; whatever a browser leaves out of an address (https://url.spec.whatwg.org/#url-parsing).
_RUNS, _IGNORED = re.compile("javascript:|vbscript:|data:", re.IGNORECASE), re.compile(r"^[\0- ]+|[\t\n\r]+")
_BLOCKS = frozenset({"p", "ul", "ol", "dl", "div"})
# Kinds of elements that are asked for, by their tags.
_LINK, _HEADING, _ACTS = "link", "heading", "active"
_KINDS = {
    **dict.fromkeys(_LINKS, _LINK),
    **dict.fromkeys(_HEADINGS, _HEADING),
    **dict.fromkeys(_ACTIVE, _ACTS),
    **{tag: tag for tag in ("button", "img", "script")},
}


class _Met(Struct):
    """What is met on the way through a page."""

    elements: list[Element] = field(default_factory=list)
    """Everything but text, in the order of the page."""
    of: defaultdict[str, list[Element]] = field(default_factory=lambda: defaultdict(list))
    """The elements of each kind."""
    fetching: list[Element] = field(default_factory=list)
    """Those for which a browser may fetch something."""
    ids: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """The names of all attributes."""
    speaking: list[Element] = field(default_factory=list)
    """Those that say in which language they are."""


def read_tree(output: Output, page: Page | None, components: frozenset[str] | None = None) -> FinishedPage:
    """Return what the checks ask of an HTML output; hostile HTML is read as a browser reads it.

    What a visitor sees of it without opening anything is told if it is asked which of these `components` are there.
    """
    tree = LexborHTMLParser(output.data)
    shown = None if components is None else shown_in(tree, components)
    met = _meet(tree)
    main, labels = _in_main(met.elements), _labels(met.of["img"])
    around = links_around(met.elements, len(main))
    links = [
        FinishedLink(attributes.get("href") or "", _spoken(node, attributes, labels))
        for node, _, attributes in met.of[_LINK]
        if not _HREFS.isdisjoint(attributes)
    ]
    headings = [
        FinishedHeading(int(tag[1]), _spoken(node, attributes, labels), attributes.get("id") or "")
        for node, tag, attributes in met.of[_HEADING]
    ]
    return FinishedPage(
        output,
        page,
        tuple(links),
        tuple(loads(met.fetching)),
        tuple(headings),
        tuple([FinishedPicture(attributes.get("src") or "", _alt(attributes)) for _, _, attributes in met.of["img"]]),
        tuple([_table(node) for node, tag, _ in main if tag == "table"]),
        frozenset(met.ids),
        _repeated(met.ids),
        tuple([text for node, tag, _ in main if tag == "strong" and (text := _whole_paragraph(node))]),
        (*fetched(met.fetching), *(painted(met.elements) if b"url(" in output.data else ())),
        _active(met),
        tuple(_paragraphs(main)),
        next((attributes["lang"] or "" for _, tag, attributes in met.speaking if tag == "html"), ""),
        tuple([attributes["lang"] or "" for _, tag, attributes in met.speaking if tag != "html"]),
        around,
        policy_of(met.elements),
        shown,
    )


def _meet(tree: LexborHTMLParser) -> _Met:
    met = _Met()
    of, names = met.of, met.names
    for node in tree.root.traverse() if tree.root else ():
        tag, attributes = node.tag or "", node.attributes
        element = (node, tag, attributes)
        met.elements.append(element)
        if tag in _KINDS:
            of[_KINDS[tag]].append(element)
        if attributes:
            names.update(attributes)
            if id_ := attributes.get("id"):
                met.ids.append(id_)
            if "lang" in attributes:
                met.speaking.append(element)
            if tag in FETCHING or not FETCHES.isdisjoint(attributes):
                met.fetching.append(element)
    return met


def _in_main(elements: Sequence[Element]) -> list[Element]:
    """Return the elements within the main part of a page."""
    found: list[Element] = []
    end = 0
    for number, (node, tag, _) in enumerate(elements):
        if tag == "main" and number >= end:
            end = number + size_of(node)
            found += elements[number + 1 : end]
    return found


def _repeated(ids: Sequence[str]) -> tuple[str, ...]:
    if len(set(ids)) == len(ids):
        return ()
    return tuple([id_ for id_, count in Counter(ids).items() if count > 1])


def _active(met: _Met) -> tuple[str, ...]:
    """Return what may do something by itself."""
    found = {f"<{tag}>" for _, tag, _ in met.of[_ACTS]}
    if any("formaction" in attributes for _, _, attributes in met.of["button"]):
        found.add("<button>")
    if any((attributes.get("type") or "").casefold() not in _DATA for _, _, attributes in met.of["script"]):
        found.add("<script>")
    urls = (attributes.get(name) or "" for _, _, attributes in met.of[_LINK] for name in _HREFS)
    found |= {
        f'href="{scheme[0].lower()}…"' for url in urls if ":" in url and (scheme := _RUNS.match(_IGNORED.sub("", url)))
    }
    found |= {f'{name}="…"' for name in met.names if name in _ACTING or name.startswith("on")}
    return tuple(sorted(found))


def _paragraphs(main: Iterable[Element]) -> Iterator[FinishedParagraph]:
    """Yield the paragraphs of the page's own text. The tree is not whole afterwards."""
    own: list[tuple[LexborNode, str]] = []
    other: list[LexborNode] = []
    end = 0
    for number, (node, tag, attributes) in enumerate(main):
        if number < end:
            continue
        if _is_no_text(tag, attributes):
            other.append(node)
            end = number + size_of(node)
        elif tag in _SPEAKING:
            own.append((node, tag))
    for node in other:
        node.decompose()
    for node, tag in own:
        if text := " ".join(_said(node, tag).split()):
            yield FinishedParagraph(tag, text)


def _said(node: LexborNode, tag: str) -> str:
    # A paragraph or a list within an item speaks for itself.
    if tag == "p" or _BLOCKS.isdisjoint([child.tag for child in node.iter()]):
        return node.text()
    return "".join([child.text() for child in node.iter(include_text=True) if child.tag not in _BLOCKS])


def _is_no_text(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag in _NO_TEXT:
        return True
    if not attributes:
        return False
    if "lang" in attributes:
        return True
    classes = attributes.get("class")
    if classes and not _NO_TEXT_CLASSES.isdisjoint(classes.split()):
        return True
    return tag == "li" and (attributes.get("id") or "").startswith(_NOTE)


def _alt(attributes: dict[str, str | None]) -> str | None:
    return (attributes["alt"] or "") if "alt" in attributes else None


def _labels(pictures: Iterable[Element]) -> Mapping[int, Sequence[str]]:
    """Return the texts of the pictures within each element that has some."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for node, _, attributes in pictures:
        alt, above = attributes.get("alt"), node.parent
        while alt and above:
            found[above.mem_id].append(alt)
            above = above.parent
    return found


def _spoken(node: LexborNode, attributes: dict[str, str | None], labels: Mapping[int, Sequence[str]]) -> str:
    words = " ".join((node.text(), *labels.get(node.mem_id, ()))) if labels else node.text()
    return " ".join(words.split()) or attributes.get("aria-label") or ""


def _table(table: LexborNode) -> FinishedTable:
    within = [(node, node.tag) for node in table.traverse()]
    row = next((node for node, tag in within if tag == "tr"), None)
    return FinishedTable(
        any(tag == "th" and node.text().strip() for node, tag in within),
        any(tag == "caption" and node.text().strip() for node, tag in within),
        sum(cell.tag in {"th", "td"} for cell in row.traverse()) if row else 0,
    )


def _whole_paragraph(strong: LexborNode) -> str:
    """Return the words of a bold phrase if its paragraph holds nothing else, or nothing."""
    text, paragraph = " ".join(strong.text().split()), strong.parent
    if not text or paragraph is None or paragraph.tag != "p":
        return ""
    # A picture or a line break beside it has no words. Two are enough to tell, of however many there are.
    elements = list(islice((child for child in paragraph.iter() if child.is_element_node), 2))
    if len(elements) > 1:
        return ""
    return text if " ".join(paragraph.text().split()) == text else ""
