"""What became of each document in the last good run, as bytes, in one file."""

from __future__ import annotations

import os
import zlib
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microsite.entries import bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


_SIZE_BYTES, _CHECKSUM_BYTES = 4, 8


class Shelf(Struct):
    """What was kept of each document, by its file, and what this run will keep."""

    kept: Mapping[str, bytes] = {}
    published: Mapping[str, str] = {}
    """Where each file of the published site stands that is as the last run left it, by its path."""
    made: dict[str, bytes] = field(default_factory=dict)
    """What this run has made, by file; what is not in it is forgotten."""
    known: bytes = b""
    """What this run knows of the whole site."""
    words: bytes = b""
    """What its texts were turned into HTML with."""


def read_shelf(file: Path, made_by: str) -> tuple[dict[str, bytes], str]:
    """Return what the file keeps and its checksum; nothing where it cannot be read.

    `made_by` says which version of the generator may have made it.
    """
    try:
        data = bytes_of(str(file))
    except OSError:
        return {}, ""
    held, checksum = memoryview(data)[:-_CHECKSUM_BYTES], data[-_CHECKSUM_BYTES:]
    if checksum != _checksum(zlib.crc32(held)):
        return {}, ""
    pieces = _pieces(held)
    if bytes(next(pieces, b"")) != made_by.encode():
        return {}, ""
    names = (str(name, "utf-8", "surrogateescape") for name in pieces)
    return {name: bytes(next(pieces)) for name in names}, checksum.decode()


def write_shelf(file: Path, made_by: str, rows: Mapping[str, bytes]) -> str:
    """Write what is to be kept, whole or not at all, and return its checksum. Raises OSError.

    It is written piece by piece, each with its size before it, so that it need not be in memory twice.
    """
    names = ((name.encode("utf-8", "surrogateescape"), row) for name, row in rows.items())
    crc = 0

    def sealed() -> Iterator[bytes]:
        nonlocal crc
        for piece in chain((made_by.encode(),), chain.from_iterable(names)):
            for part in (len(piece).to_bytes(_SIZE_BYTES, "big"), piece):
                crc = zlib.crc32(part, crc)
                yield part
        yield _checksum(crc)

    write_whole(file, sealed())
    return _checksum(crc).decode()


def write_whole(file: Path, parts: Iterable[bytes]) -> None:
    """Write a file, whole or not at all. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            stream.writelines(parts)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _pieces(held: memoryview) -> Iterator[memoryview]:
    at = 0
    while at < len(held):
        start = at + _SIZE_BYTES
        at = start + int.from_bytes(held[at:start], "big")
        yield held[start:at]


def _checksum(crc: int) -> bytes:
    return f"{crc:0{_CHECKSUM_BYTES}x}".encode()
