"""A finished page whose links lead elsewhere, as those of a copy without a server do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Callable

    from microsite.model import Output

# What leads to other files, and words by which a link says that it means the site itself, wherever it is read.
_LEADS = "[href], [src], [srcset], [imagesrcset], [poster], svg use, svg image, svg feImage"
_ELSEWHERE = frozenset({"canonical", "external"})


def relinked(output: Output, lead: Callable[[str], str]) -> Output:
    """Return an HTML output in which each URL is what `lead` makes of it; nothing else that is read has changed.

    What has `rel="canonical"` or `rel="external"` stays. A web manifest goes: no browser takes one from a disk, and
    Chromium complains of it.
    """
    tree = LexborHTMLParser(output.data)
    for node in tree.css("link[rel='manifest']"):
        node.decompose()
    for node in tree.css(_LEADS):
        attributes = node.attributes
        if _ELSEWHERE & set((attributes.get("rel") or "").casefold().split()):
            continue
        for name, value in attributes.items():
            if value and name in {"href", "src", "poster", "xlink:href"}:
                node.attrs[name] = lead(value)
            elif value and name in {"srcset", "imagesrcset"}:
                candidates = (candidate.split() for candidate in value.split(",") if candidate.strip())
                node.attrs[name] = ", ".join(" ".join((lead(url), *size)) for url, *size in candidates)
    return structs.replace(output, content=(tree.html or "").encode())
