"""What a visitor sees of a finished page without opening anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
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
    tree = LexborHTMLParser(output.data)
    for node in tree.css("details, [hidden], head"):
        node.decompose()
    links: dict[str, int] = {}
    found: dict[str, int] = {}
    sections = 0
    for node in tree.css(", ".join(("main h2", "a[href]", *(f".{name}" for name in sorted(components))))):
        tag, attributes = node.tag, node.attributes
        if tag == "h2":
            sections += 1
        elif tag == "a":
            links.setdefault(attributes.get("href") or "", sections)
        for name in components.intersection((attributes.get("class") or "").split()):
            found.setdefault(name, sections)
    return Shown(" ".join(tree.body.text().split()) if tree.body else "", links, found)
