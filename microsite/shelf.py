"""What became of each document in the last good run, as bytes, in one file."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Shelf(Struct):
    """What was kept of each document, by its file, and what this run will keep."""

    kept: Mapping[str, bytes] = {}
    published: Mapping[str, str] = {}
    """Where each file of the published site stands that is as the last run left it, by its path."""
    made: dict[str, bytes] = field(default_factory=dict)
    """What this run has made, by file; what is not in it is forgotten."""
    known: bytes = b""
    """What this run knows of the whole site."""


def read_shelf(file: Path, made_by: str) -> tuple[dict[str, bytes], str]:
    """Return what the file keeps and its checksum; nothing where it cannot be read.

    `made_by` says which version of the generator may have made it.
    """
    try:
        checksum, _, data = file.read_bytes().partition(b"\n")
    except OSError:
        return {}, ""
    maker, _, rows = data.partition(b"\n")
    if checksum != _checksum(data) or maker.decode(errors="replace") != made_by:
        return {}, ""
    return msgspec.msgpack.decode(rows, type=dict[str, bytes]), checksum.decode()


def write_shelf(file: Path, made_by: str, rows: Mapping[str, bytes]) -> str:
    """Write what is to be kept, whole or not at all, and return its checksum. Raises OSError."""
    data = made_by.encode() + b"\n" + msgspec.msgpack.encode(rows)
    checksum = _checksum(data)
    write_whole(file, checksum + b"\n" + data)
    return checksum.decode()


def write_whole(file: Path, data: bytes) -> None:
    """Write a file, whole or not at all. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _checksum(data: bytes) -> bytes:
    return f"{zlib.crc32(data):08x}".encode()
