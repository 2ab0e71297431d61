"""A PNG file put together from pieces that were deflated one by one: what many pictures share is deflated once.

Pillow writes only whole pictures, and takes most of its time for rows that all of them share, or that are empty. The
format is that of https://www.w3.org/TR/png-3/, one byte a pixel, with a palette.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH_AND_KIND = bytes((8, 3, 0, 0, 0))
"""Eight bits a pixel, each a number in the palette; deflate, the usual filters, not interlaced."""
_ZLIB_HEADER = b"\x78\x01"
_PRIME = 65521
"""Of the checksum Adler-32 (https://www.rfc-editor.org/rfc/rfc1950)."""


class Rows(NamedTuple):
    """Some rows of a picture, deflated so that they can stand before and after any others."""

    deflated: bytes
    length: int
    """In bytes, before they were deflated."""
    checksum: int


def deflated_rows(rows: bytes, *, quickly: bool = False) -> Rows:
    """Return rows as a piece; each has the byte 0 before its pixels, which says that they are not filtered.

    `quickly` looks only for runs of one colour. Letters on paper have little else: it takes a quarter of the time, and
    they become a quarter larger.
    """
    strategy = zlib.Z_RLE if quickly else zlib.Z_DEFAULT_STRATEGY
    press = zlib.compressobj(wbits=-zlib.MAX_WBITS, strategy=strategy)
    # A full flush ends on a whole byte, and what comes after it does not point back.
    return Rows(press.compress(rows) + press.flush(zlib.Z_FULL_FLUSH), len(rows), zlib.adler32(rows))


def png_of(width: int, height: int, palette: bytes, pieces: Sequence[Rows]) -> bytes:
    """Return the file of a picture, whose rows are those of the pieces; the palette has three bytes a colour."""
    end = zlib.compressobj(wbits=-zlib.MAX_WBITS).flush()
    checksum = 1
    for piece in pieces:
        checksum = _joined(checksum, piece.checksum, piece.length)
    data = b"".join((_ZLIB_HEADER, *(piece.deflated for piece in pieces), end, checksum.to_bytes(4, "big")))
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    chunks = ((b"IHDR", size + _DEPTH_AND_KIND), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks)


def _joined(first: int, second: int, length: int) -> int:
    """Return the Adler-32 of two texts in a row from that of each; `length` is that of the second."""
    low = (first & 0xFFFF) + (second & 0xFFFF) - 1
    high = (first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)
    return (high % _PRIME) << 16 | low % _PRIME


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(name))
    return b"".join((len(content).to_bytes(4, "big"), name, content, check.to_bytes(4, "big")))
