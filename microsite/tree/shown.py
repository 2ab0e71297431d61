"""What a visitor sees of a finished page without opening anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from selectolax.lexbor import LexborNode

    from microsite.model import Output


class Shown(Struct, frozen=True):
    """What a visitor sees of a page without opening anything."""

    text: str
    links: dict[str, int]
    """Where the links lead, as their URLs stand in the page, and how many sections begin before the first of them."""
    components: dict[str, int]
    """The components, by their class, and how many sections begin before the first of each."""


def read_shown(output: Output, components: frozenset[str]) -> Shown:
    """Return what an HTML output shows outside `hidden` and `<details>`; only these components are looked for."""
    return shown_in(LexborHTMLParser(output.data), components)


def shown_in(tree: LexborHTMLParser, components: frozenset[str]) -> Shown:
    """Return the same of a tree, which stays as it is."""
    closed = tree.css("details, [hidden]")
    within = {node.mem_id for each in closed for node in each.traverse()}
    around = {above.mem_id for each in closed for above in _above(each)}
    links: dict[str, int] = {}
    found: dict[str, int] = {}
    sections = 0
    for node in tree.css(", ".join(("main h2", "body a[href]", *(f"body .{name}" for name in sorted(components))))):
        if node.mem_id in within:
            continue
        tag, attributes = node.tag, node.attributes
        if tag == "h2":
            sections += 1
        elif tag == "a":
            links.setdefault(attributes.get("href") or "", sections)
        for name in components.intersection((attributes.get("class") or "").split()):
            found.setdefault(name, sections)
    text = "".join(_texts(tree.body, within, around)) if tree.body else ""
    return Shown(" ".join(text.split()), links, found)


def _above(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above:
        yield above
        above = above.parent


def _texts(node: LexborNode, within: AbstractSet[int], around: AbstractSet[int]) -> Iterator[str]:
    """Yield the text of a node in pieces, but for what is within something that has to be opened."""
    if node.mem_id in within:
        return
    if node.mem_id not in around:
        yield node.text()
        return
    for child in node.iter(include_text=True):
        yield from _texts(child, within, around)
