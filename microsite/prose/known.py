"""What pages are made from, as bytes: enough to turn one text into HTML and to read nothing else of the site."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from microsite.prose import Prose
from microsite.prose.converter import Converter
from microsite.prose.pictures import ShownPicture
from microsite.telephones import Telephones

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Known(Struct, frozen=True, array_like=True):
    numbers: tuple[tuple[str, str, str], ...]
    facts: dict[str, str]
    targets: dict[str, str]
    pictures: msgspec.Raw
    """By file; read where a text has pictures."""
    components: msgspec.Raw
    """What the theme says of each, by name; read where a text has components."""


_encoder = msgspec.msgpack.Encoder()


def write_prose(prose: Prose) -> bytes:
    """Return what pages are made from as bytes, with a checksum before them."""
    known = _Known(
        prose.converter.decided_by,
        dict(prose.facts),
        dict(prose.targets),
        msgspec.Raw(_encoder.encode(dict(prose.pictures))),
        msgspec.Raw(_encoder.encode({name: component.file for name, component in prose.components.items()})),
    )
    data = _encoder.encode(known)
    return zlib.crc32(data).to_bytes(4, "big") + data


def read_prose(data: bytes, texts: Iterable[str]) -> Prose | None:
    """Return what these texts become pages with, or None where the bytes do not say it or their checksum is wrong."""
    held = memoryview(data)[4:]
    if zlib.crc32(held).to_bytes(4, "big") != data[:4]:
        return None
    try:
        known = msgspec.msgpack.decode(held, type=_Known)
    except msgspec.DecodeError:
        return None
    text = "\n".join(texts)
    pictures = msgspec.msgpack.decode(known.pictures, type=dict[str, ShownPicture]) if "![" in text else {}
    components = {}
    if ":::" in text:
        from microsite.theme import Component  # noqa: PLC0415  many texts have none
        from microsite.theme_files import ComponentFile  # noqa: PLC0415  many texts have none

        files = msgspec.msgpack.decode(known.components, type=dict[str, ComponentFile])
        components = {name: Component(name, file) for name, file in files.items()}
    return Prose(components, Converter(Telephones(known.numbers)), known.facts, known.targets, pictures)
