"""Pictures: how large one is, and the one that other sites show of a page."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from microsite.source import Signature

DRAWN_AS = 1
"""Raise it when pictures are drawn otherwise, so that no cache keeps the old ones."""


def social_picture_name(*decides: str) -> str:
    """Return a name for the picture that these texts decide, all of them: another text, another name."""
    from PIL import __version__  # noqa: PLC0415  letters may look otherwise in another version

    return hashlib.sha256("\0".join((*decides, str(DRAWN_AS), __version__)).encode()).hexdigest()[:16] + ".png"


@cache
def picture_size(file: Path, signature: Signature) -> tuple[int, int] | None:
    """Return width and height in pixels of a picture as it is shown, from its header alone; None if unreadable.

    The signature tells one state of the file from the next.
    """
    del signature
    from PIL import ExifTags, Image, UnidentifiedImageError  # noqa: PLC0415  slow to import; few pages have pictures

    try:
        with Image.open(file) as picture:
            turned = picture.getexif().get(ExifTags.Base.Orientation, 1) in {5, 6, 7, 8}
            width, height = picture.size
            return (height, width) if turned else (width, height)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None  # the check of pictures says what is wrong with the file
