"""The frame of a finished page: what stands around its main part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from selectolax.lexbor import LexborNode


def size_of(node: LexborNode) -> int:
    """Return how many elements a node is, with those within it; in the order of the page they follow each other."""
    return len(list(node.traverse()))


def links_around(elements: Sequence[tuple[LexborNode, str, Mapping[str, str | None]]]) -> tuple[str, ...]:
    """Return where the links outside the main part lead, in the order of the page; the main part itself is nothing."""
    found: list[str] = []
    end = 0
    for number, (node, tag, attributes) in enumerate(elements):
        if number < end:
            continue
        if tag == "main":
            end = number + size_of(node)
            found.append("")
        elif tag == "a" and (url := attributes.get("href")):
            found.append(url)
    return tuple(found)
