"""What a PDF tells besides its pages: who wrote it, what it is called, and whether a screen reader can follow it.

It is looked through and never opened: nothing in it is followed or run, and what it takes grows with its size alone, so
that no PDF can hold a build. Names of keys stand as they are in a file or in its object streams, which are unpacked
(ISO 32000-1, 7.5.7 and 14.8). What an older version of a file told is found as well, and anybody can read that.
"""

from __future__ import annotations

import re
import zlib
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_STREAMS = 400
MAX_UNPACKED = 4 * 1024 * 1024
"""Of one stream; all of them together have `MAX_TOTAL` at most. Real ones have some thousand bytes."""
MAX_TOTAL = 16 * 1024 * 1024
_SHOWN = 80

MAX_FOUND = 400
"""How many places that say the same are looked at."""

_PACKED = re.compile(rb"/(?:ObjStm|Metadata)\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_LONGEST_HEAD = 2000
"""Bytes that stand between the kind of a stream and its content, at most."""
_LONGEST_XMP = 1000
# Each of these takes what it has taken for good, so that none tries again from everywhere.
_DICTIONARY = re.compile(rb"<<((?:[^<>]++|<[0-9A-Fa-f\s]*+>)*+)>>")
_INFORMATION = re.compile(rb"/(?:Producer|CreationDate|ModDate|Creator|Author)\b")
_TEXT = rb"\s*+(?:\(((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+)\)|<([0-9A-Fa-f\s]*+)>)"
_AUTHOR, _TITLE = (re.compile(rb"/" + name + _TEXT, re.DOTALL) for name in (b"Author", b"Title"))
_ITEM = re.compile(rb"<rdf:li[^<>]*+>([^<]++)<")
_MARKED = re.compile(rb"/Marked\s+true\b")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Pdf(Struct, frozen=True):
    """What a PDF tells of itself."""

    title: str
    author: str
    is_tagged: bool
    """Whether it says which of its parts are headings, lists and tables: without, a screen reader guesses."""
    is_locked: bool
    """Whether it is encrypted, so that nobody can tell what it says of itself."""


def is_pdf(data: bytes) -> bool:
    """Tell whether the bytes are those of a PDF, by how they begin."""
    return b"%PDF-" in data[:1024]


def read_pdf(data: bytes) -> Pdf:
    """Return what the bytes of a PDF tell of it. Never fails."""
    parts = (data, *_unpacked(data))
    # Chapters have titles as well; that of the whole stands beside the program that made it.
    information = [around for part in parts for around in _dictionaries(part)]
    return Pdf(
        _first(b"/Title", _TITLE, information) or _first_of_xmp(b"<dc:title>", parts),
        _first(b"/Author", _AUTHOR, parts) or _first_of_xmp(b"<dc:creator>", parts),
        any(b"/StructTreeRoot" in part for part in parts) and any(map(_MARKED.search, parts)),
        b"/Encrypt" in data,
    )


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the content of each stream that may say something of the file."""
    total, view = 0, memoryview(data)  # what is cut off it is not copied
    for kind in islice(_PACKED.finditer(data), MAX_STREAMS):
        found = _STREAM.search(data, kind.end(), kind.end() + _LONGEST_HEAD)
        if not found or total >= MAX_TOTAL:
            continue
        try:
            content = zlib.decompressobj().decompress(view[found.end() :], MAX_UNPACKED)
        except zlib.error:
            continue
        total += len(content)
        yield content


def _dictionaries(part: bytes) -> Iterator[bytes]:
    """Yield what stands between << and >> around each name that only the information about a file has."""
    for found in islice(_INFORMATION.finditer(part), MAX_FOUND):
        start = part.rfind(b"<<", max(0, found.start() - _LONGEST_HEAD), found.start())
        around = _DICTIONARY.match(part, start) if start >= 0 else None
        if around:
            yield around[1]


def _first(key: bytes, pattern: re.Pattern[bytes], texts: Iterable[bytes]) -> str:
    """Return the first text under a key that is not empty."""
    places = ((text, found.start()) for text in texts for found in islice(re.finditer(key, text), MAX_FOUND))
    words = (_words(written) for text, at in places if (written := pattern.match(text, at)))
    return next(filter(None, words), "")


def _first_of_xmp(key: bytes, parts: Iterable[bytes]) -> str:
    """Return the first text under a key of the packet of metadata that newer programs put in."""
    places = ((part, found.end()) for part in parts for found in islice(re.finditer(key, part), MAX_FOUND))
    items = (_ITEM.search(part, at, at + _LONGEST_XMP) for part, at in places)
    return next(filter(None, (_shown(unescape(item[1].decode("utf-8", "replace"))) for item in items if item)), "")


def _words(found: re.Match[bytes]) -> str:
    """Return a text as it is meant: in brackets with escapes, or as numbers; in UTF-16, or with one byte a letter."""
    if found[2] is not None:
        digits = re.sub(rb"\s", b"", found[2])
        written = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    else:
        written = _ESCAPED.sub(_unescaped, found[1])
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if written.startswith(mark):
            return _shown(written[len(mark) :].decode(encoding, "replace"))
    return _shown(written.decode("latin-1"))


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1].isdigit():
        return bytes((int(found[1], 8) & 0xFF,))
    return (
        b"" if found[1].endswith(b"\n") and len(found[0]) > 1 and found[1] != b"n" else _LETTERS.get(found[1], found[1])
    )


def _shown(text: str) -> str:
    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    return plain[:_SHOWN] + ("…" if len(plain) > _SHOWN else "")
