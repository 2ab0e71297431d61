"""What a browser fetches for a page without being asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

# What a browser fetches without being asked, and links of the head that it does not follow.
FETCHES = frozenset({"background", "poster", "src", "srcset"})
_DRAWN = frozenset({"feImage", "image", "use"})
FETCHING = _DRAWN | {"link", "meta", "object"}
_HARMLESS = frozenset({"alternate", "author", "canonical", "help", "license", "me", "next", "prev"})
_URL = re.compile(r"""\burl\(\s*["']?([^"')\s]+)""", re.IGNORECASE)

Element = tuple["LexborNode", str, dict[str, "str | None"]]
"""A node, its tag and its attributes, each asked for once: that costs more than what is done with them."""


def fetched(fetching: Iterable[Element]) -> Iterator[str]:
    """Yield what a browser fetches for these elements without being asked."""
    for node, tag, attributes in fetching:
        if tag == "link":
            # One word among several is enough for a browser to fetch it: “alternate stylesheet”.
            kinds = set((attributes.get("rel") or "").casefold().split())
            if not kinds or kinds - _HARMLESS:
                yield attributes.get("href") or ""
                yield from _candidates(attributes.get("imagesrcset"))
            continue
        if tag == "meta":
            if (attributes.get("http-equiv") or "").casefold() == "refresh":
                yield (attributes.get("content") or "").partition("=")[2].strip(" '\"")
            continue
        if tag in _DRAWN and FETCHES.isdisjoint(attributes) and not _is_in_drawing(node):
            continue
        for name in ("src", "poster", "data", "background", "href", "xlink:href"):
            if url := attributes.get(name):
                yield url
        yield from _candidates(attributes.get("srcset"))


def _candidates(srcset: str | None) -> Iterator[str]:
    for candidate in (srcset or "").split(","):
        yield from candidate.split()[:1]


def painted(elements: Iterable[Element]) -> Iterator[str]:
    """Yield what the attributes of drawings fetch, as `filter="url(…)"`."""
    for _, _, attributes in elements:
        for value in attributes.values():
            yield from _URL.findall(value or "")


def loads(fetching: Iterable[Element]) -> Iterator[str]:
    """Yield the addresses of files that belong to the page: style sheets, scripts, media, but no pictures."""
    for _, tag, attributes in fetching:
        if (tag == "link" and "href" in attributes) or (tag != "img" and "src" in attributes):
            yield attributes.get("href") or attributes.get("src") or ""


def _is_in_drawing(node: LexborNode) -> bool:
    above = node.parent
    while above and above.tag != "svg":
        above = above.parent
    return above is not None
