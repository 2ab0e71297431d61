"""What became of a document, as bytes: to be kept on the disk, and to be handed from one process to another."""

from __future__ import annotations

import hashlib
import zlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from microsite.checks import Judged  # noqa: TC001  msgspec reads annotations, here and below
from microsite.model import Block, Heading, Link, Output, Page, Picture
from microsite.problems import Problem  # noqa: TC001
from microsite.prose import Converter
from microsite.render import Used  # noqa: TC001

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


class KeptOutput(Struct, frozen=True, array_like=True):
    """An output without its bytes."""

    path: str
    size: int
    sha256: str
    made_from: str
    withheld: str


class Kept(Struct, frozen=True, array_like=True):
    """The steps by which a document became a page, each with a hash of all that it was made from."""

    text_key: bytes
    text: Text
    drawn_key: bytes
    used: Used
    output: KeptOutput
    pictures: tuple[KeptOutput, ...]
    judged_key: bytes
    judged: Judged


class Handed(Struct, frozen=True, array_like=True):
    """What became of a document in another process."""

    path: str
    outputs: tuple[KeptOutput, ...]
    offsets: tuple[int, ...]
    """Where the bytes of each output begin in the file of that process; -1 where they are published already."""
    judged: Judged | None
    problems: tuple[Problem, ...]
    row: bytes
    """The steps, to be kept; nothing where they are not worth it."""


_kept = msgspec.msgpack.Decoder(Kept)
_handed = msgspec.msgpack.Decoder(Handed)


def _as_plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, Converter):
        return value.telephones.numbers
    if isinstance(value, str):  # markup
        return str.__str__(value)
    raise TypeError(type(value))


_encoder = msgspec.msgpack.Encoder(enc_hook=_as_plain, order="deterministic")


def digest(value: object) -> bytes:
    """Return a hash of a value of frozen parts: equal values have equal ones, in every process."""
    return hashlib.blake2b(_encoder.encode(value), digest_size=16).digest()


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


def kept_output(output: Output) -> KeptOutput:
    """Return an output without its bytes."""
    return KeptOutput(output.path, output.size, output.sha256, output.made_from, output.withheld)


def write_kept(kept: Kept) -> bytes:
    """Return the steps as bytes."""
    return zlib.compress(_encoder.encode(kept), 1)


def read_kept(data: bytes) -> Kept:
    """Return the steps that the bytes hold."""
    return _kept.decode(zlib.decompress(data))


def write_handed(handed: Handed) -> bytes:
    """Return what another process made as bytes."""
    return _encoder.encode(handed)


def read_handed(data: bytes) -> Handed:
    """Return what another process made."""
    return _handed.decode(data)
