"""The letters of pictures for sharing: the font that comes with Pillow, each letter drawn once in each size.

That font sets letters side by side at whole pixels and brings no pair closer together, so a line that is put together
from its letters is, to the pixel, the line that Pillow draws. A test compares the two.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

STROKE = 1
"""How much stronger titles are than the font, in pixels on each side of a stroke."""

_PROBE = 34


class Letter(NamedTuple):
    """A letter in one size."""

    mask: Image.Image
    """Where it is, as shades from 0 to 255, without anything around it."""
    left: int
    """Where the mask begins, right of where the letter is set."""
    top: int
    """Where the mask begins, below the top of the line."""
    width: int
    """How far right of it the next letter is set."""


@cache
def font_of(size: int) -> ImageFont.FreeTypeFont:
    """Return the font in a size, in pixels."""
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        message = "Pillow was built without FreeType"
        raise TypeError(message)
    return font


def writable(text: str) -> bool:
    """Tell whether the font has a sign for every character."""
    return all(map(_has_sign, text))


def width_of(text: str, size: int) -> int:
    """Return how wide a text is, in pixels."""
    return sum(_letter(character, size).width for character in text)


def beginning_of(text: str, size: int, width: int) -> str:
    """Return as much of a text as fits into so many pixels."""
    ends = list(accumulate(_letter(character, size).width for character in text))
    return text[: bisect_right(ends, width)]


def write(text: str, size: int, place: tuple[int, int], picture: Image.Image, shade: int) -> None:
    """Write a line of text into a picture in shades from 0 to `shade`; its upper left corner is at the place."""
    x, y = place
    for character in text:
        letter = _letter(character, size)
        if character != " ":
            picture.paste(shade, (x + letter.left, y + letter.top), letter.mask)
        x += letter.width


@cache
def _letter(character: str, size: int) -> Letter:
    font = font_of(size)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(character, stroke_width=STROKE))
    mask = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(mask).text((-left, -top), character, font=font, fill=255, stroke_width=STROKE)
    return Letter(mask, left, top, round(font.getlength(character)))


@cache
def _has_sign(character: str) -> bool:
    """Tell whether the font has a sign for a character; what it lacks it draws as one and the same box."""
    font = font_of(_PROBE)
    return character == " " or bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))
