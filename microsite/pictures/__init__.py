"""Pictures: those of a page, made fit for every browser, and the one that other sites show of a page."""

from __future__ import annotations

import hashlib

from msgspec import Struct

DRAWN_AS = 2
"""Raise it when pictures for sharing are drawn otherwise, so that no cache keeps the old ones."""


class Variant(Struct, frozen=True):
    """A picture in one format and one width."""

    suffix: str
    """The format, as file names end: `avif`, `webp`, `jpg`, `png` or `svg`."""
    width: int
    """In pixels; 0 for a drawing that names no size."""
    height: int
    data: bytes


class RefusedPictureError(Exception):
    """A picture that is not published, and why, in an editor's words; who reads pictures makes a problem of it."""

    def __init__(self, code: str, message: str, hint: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint
        self.line, self.column = line, column


def social_picture_name(*decides: str) -> str:
    """Return a name for the picture that these texts decide, all of them: another text, another name."""
    from PIL import __version__  # noqa: PLC0415  letters may look otherwise in another version

    return hashlib.sha256("\0".join((*decides, str(DRAWN_AS), __version__)).encode()).hexdigest()[:16] + ".png"
