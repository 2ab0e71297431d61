"""Unpack what a host compressed, and never more than was asked for: a small answer can hold a very large file."""

from __future__ import annotations

import io
import zlib

_GZIP = 31  # as zlib names the format with its header (https://www.zlib.net/manual.html)

_ZSTD_WINDOW = 8 * 1024 * 1024
"""Browsers unpack no more at a time (https://www.rfc-editor.org/rfc/rfc9659#section-3)."""


class UnpackingError(Exception):
    """The bytes are not what their encoding says, or end too early."""


def unpack(data: bytes, encoding: str, most: int) -> bytes:
    """Return at most `most` bytes of what was compressed with `gzip`, `br` or `zstd`. Raises UnpackingError."""
    unpackers = {"gzip": _gzip, "x-gzip": _gzip, "br": _brotli, "zstd": _zstd}
    if encoding not in unpackers:
        raise UnpackingError(encoding)
    return unpackers[encoding](data, most)


def _gzip(data: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        found = unpacker.decompress(data, most)
    except zlib.error as error:
        raise UnpackingError from error
    if len(found) < most and not unpacker.eof:
        raise UnpackingError
    return found


def _brotli(data: bytes, most: int) -> bytes:
    import brotli  # noqa: PLC0415  used by this one command

    unpacker, found = brotli.Decompressor(), b""
    try:
        part = unpacker.process(data, output_buffer_limit=most)
        while part and len(found) < most:
            found += part
            part = unpacker.process(b"", output_buffer_limit=most) if not unpacker.is_finished() else b""
    except brotli.error as error:
        raise UnpackingError from error
    if len(found) < most and not unpacker.is_finished():
        raise UnpackingError
    return found[:most]


def _zstd(data: bytes, most: int) -> bytes:
    import zstandard  # noqa: PLC0415  used by this one command

    try:
        with zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(
            io.BytesIO(data), read_across_frames=True
        ) as reader:
            return reader.read(most)
    except zstandard.ZstdError as error:
        raise UnpackingError from error
