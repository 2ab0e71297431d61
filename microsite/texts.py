"""The text of a page as bytes, and hashes of what things are made from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from microsite.model import Block, Heading, Link, Page, Picture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microsite.model import Document
    from microsite.theme import Component


class Text(Struct, frozen=True, array_like=True):
    """A page, but for its document."""

    html: str
    sources: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    pictures: tuple[Picture, ...]
    blocks: tuple[tuple[str, dict[str, Any] | None, int], ...]


def _as_plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, type):
        return value.__name__
    if hasattr(value, "decided_by"):
        return value.decided_by
    if isinstance(value, str):  # markup
        return str.__str__(value)
    raise TypeError(type(value))


_encoder = msgspec.msgpack.Encoder(enc_hook=_as_plain, order="deterministic")


def digest(value: object) -> bytes:
    """Return a hash of a value of frozen parts: equal values have equal ones, in every process."""
    from hashlib import blake2b  # noqa: PLC0415  what turns texts into HTML needs none

    return blake2b(_encoder.encode(value), digest_size=16).digest()


def text_of(page: Page) -> Text:
    """Return a page without its document."""
    blocks = tuple(
        (block.component, None if block.parameters is None else dict(block.parameters), block.line)
        for block in page.blocks
    )
    return Text(page.html, page.sources, page.headings, page.links, page.pictures, blocks)


def page_of(text: Text, document: Document, components: Mapping[str, Component]) -> Page:
    """Return the page again; `components` say of which kinds the parameters are."""
    blocks = tuple(Block(name, _revived(components[name], given), line) for name, given, line in text.blocks)
    return Page(document, text.html, text.sources, text.headings, text.links, text.pictures, blocks)


def _revived(component: Component, given: dict[str, Any] | None) -> dict[str, object] | None:
    if given is None:
        return None
    kinds = {name: kind.type for name, kind in component.file.parameters.items()}
    return {name: _value(kinds.get(name, ""), value) for name, value in given.items()}


def _value(kind: str, value: Any) -> object:
    if kind == "date" and value is not None:
        return date.fromisoformat(value)
    return tuple(value) if kind == "list" else value
