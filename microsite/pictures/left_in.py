"""What is left in a picture besides the picture: where a photo was taken, with which camera, and notes.

Read from the bytes of the formats themselves: JPEG (ITU T.81, B.1), PNG (https://www.w3.org/TR/png-3/#11Chunks), WebP
(https://developers.google.com/speed/webp/docs/riff_container) and GIF (GIF89a, 24). Exif is a TIFF file in small.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE, CAMERA, NOTES = "place", "camera", "notes"
"""Where the photo was taken; the camera, its settings and the time; words that a program or a person put in."""

_GPS = 0x8825
# How a photo is turned and how many pixels an inch has say nothing about anybody, and browsers need the first.
_HARMLESS = frozenset({0x0112, 0x011A, 0x011B, 0x0128, 0x0213})
_OF_PROGRAMS = frozenset({*range(0xE3, 0xED), 0xEF})
"""Segments that programs use as they like; the others that are for applications hold sizes and colours."""
_END_OF_IMAGE = b"\xff\xd9"
_OF_PNG = frozenset(
    {
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV"),
        *(b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"tIME", b"acTL", b"fcTL", b"fdAT"),
    }
)
_OF_WEBP = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_COMMENT, _FIRST_APPLICATION, _PHOTOSHOP, _START_OF_SCAN = 0xFE, 0xE1, 0xED, 0xDA


class _Part(NamedTuple):
    kind: str
    data: bytes


def left_in(data: bytes) -> frozenset[str]:
    """Return what is left in the bytes of a picture: `place`, `camera`, `notes`, or nothing. Never fails."""
    found: set[str] = set()
    for part in _parts(data):
        if part.kind == "exif":
            found |= _exif(part.data)
        else:
            found.add(PLACE if b"GPSLatitude" in part.data else NOTES)
    return frozenset(found)


def _parts(data: bytes) -> Iterator[_Part]:
    if data.startswith(b"\xff\xd8"):
        yield from _of_jpeg(data)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _of_png(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        yield from _of_webp(data)
    elif data[:4] == b"GIF8":
        # The extension of comments: 21 FE, then blocks with their lengths.
        yield from (_Part("notes", found[1]) for found in re.finditer(rb"!\xfe([\x01-\xff][ -~\s]{4,})", data))
    elif data[4:8] == b"ftyp":
        # The list of items stands at the beginning, before the pictures themselves; an item's type has four letters.
        items = data[: 64 * 1024].partition(b"mdat")[0]
        at = min((place for mark in (b"II*\0", b"MM\0*") if (place := data.find(mark)) >= 0), default=-1)
        if b"Exif" in items and at >= 0:
            yield _Part("exif", data[at:])
        if b"application/rdf+xml" in items:
            yield _Part("notes", data)


def _of_jpeg(data: bytes) -> Iterator[_Part]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004  each segment begins so
        marker = data[at + 1]
        if marker == _START_OF_SCAN:
            behind = data[data.rfind(_END_OF_IMAGE) + 2 :] if _END_OF_IMAGE in data else b""
            yield from (_Part("notes", part) for part in [behind.strip(b"\0")] if part)
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at + 4 : at + 2 + length]
        if marker == _COMMENT or marker in _OF_PROGRAMS or (marker == _PHOTOSHOP and b"8BIM" in segment):
            yield _Part("notes", segment)
        elif marker == _FIRST_APPLICATION:
            is_exif = segment.startswith(b"Exif\0\0")
            yield _Part("exif", segment[6:]) if is_exif else _Part("notes", segment)
        at += 2 + max(length, 2)


def _of_png(data: bytes) -> Iterator[_Part]:
    at = 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        content = data[at + 8 : at + 8 + length]
        if kind == b"eXIf":
            yield _Part("exif", content)
        elif kind not in _OF_PNG:
            yield _Part("notes", content)
        at += 12 + length
        if kind == b"IEND":
            break
    if at < len(data):
        yield _Part("notes", data[at:])


def _of_webp(data: bytes) -> Iterator[_Part]:
    at = 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        content = data[at + 8 : at + 8 + length]
        if kind == b"EXIF":
            yield _Part("exif", content.removeprefix(b"Exif\0\0"))
        elif kind not in _OF_WEBP:
            yield _Part("notes", content)
        at += 8 + length + length % 2


def _exif(tiff: bytes) -> set[str]:
    """Return what the first directory of an Exif block tells."""
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"
    start = int.from_bytes(tiff[4:8], order)
    count = int.from_bytes(tiff[start : start + 2], order)
    entries = (tiff[start + 2 + 12 * number : start + 4 + 12 * number] for number in range(min(count, 200)))
    tags = {int.from_bytes(entry, order) for entry in entries if len(entry) > 1}
    found = {PLACE} if _GPS in tags else set()
    return found | ({CAMERA} if tags - _HARMLESS - {_GPS} else set())
