"""The frame of a finished page: what stands around its main part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from selectolax.lexbor import LexborNode


_LOADING = frozenset({"link", "script", "style", "base", "body"})


def policy_of(elements: Sequence[tuple[LexborNode, str, Mapping[str, str | None]]]) -> str:
    """Return the policy that a page says before anything that it loads, or nothing."""
    for _, tag, attributes in elements:
        if tag in _LOADING:
            break
        if tag == "meta" and (attributes.get("http-equiv") or "").casefold() == "content-security-policy":
            return attributes.get("content") or ""
    return ""


def size_of(node: LexborNode) -> int:
    """Return how many elements a node is, with those within it; in the order of the page they follow each other."""
    return len(list(node.traverse()))


def links_around(elements: Sequence[tuple[LexborNode, str, Mapping[str, str | None]]], within: int) -> tuple[str, ...]:
    """Return where the links outside the main part lead, in the order of the page; the main part itself is nothing.

    `within` is how many elements stand within it.
    """
    main = next((number for number, (_, tag, _) in enumerate(elements) if tag == "main"), len(elements))
    before, after = elements[:main], elements[main + within + 1 :]
    return (*_links(before), "", *_links(after))


def _links(elements: Sequence[tuple[LexborNode, str, Mapping[str, str | None]]]) -> list[str]:
    return [url for _, tag, attributes in elements if tag == "a" and (url := attributes.get("href"))]
