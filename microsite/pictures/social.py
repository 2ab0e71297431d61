"""The picture that other sites show of a page when it is shared: 1200 by 630 pixels, made from its title.

The size is the one that https://ogp.me readers expect. The same title gives the same bytes, on every machine with
the same Pillow: its font comes with it, and nothing else decides.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
MARGIN = 90
CENTER = 355
"""Where the middle of the title is, below the name of the site."""
ICON = 96
SIZES = (84, 76, 68, 60, 52)
MAX_LINES = 4
LINE = 1.22
SMALL = 34

# Half of the palette blends paper into ink, for the letters; the other half is for what stands on every picture.
_BLEND = 128

# The font has no dashes but the hyphen.
_PLAIN = str.maketrans({"–": "-", "—": "-", "\N{NO-BREAK SPACE}": " ", "\N{NON-BREAKING HYPHEN}": "-"})


class SocialPictures:
    """Draws the pictures of one site; what is the same on all of them is drawn once."""

    def __init__(self, name: str, colors: tuple[str, str, str], icon: bytes | None, font: Path | None = None) -> None:
        """Take the site's name, the colours of paper, ink and accent as `#rrggbb`, an icon and a font file."""
        self.font_file = str(font) if font else None
        self.base = self._base(name, colors, icon)

    def draw(self, title: str) -> bytes:
        """Return the picture of a page as PNG; a title that the font cannot write is left out."""
        picture = self.base.copy()
        lines, size = self._fit(title.translate(_PLAIN))
        step = round(size * LINE)
        letters = Image.new("L", (WIDTH - MARGIN, step * len(lines) + 1), 0)
        pen = ImageDraw.Draw(letters)
        for number, line in enumerate(lines):
            pen.text((0, number * step), line, font=self._font(size), fill=255, stroke_width=1)
        top = CENTER - letters.height // 2
        picture.paste(letters.point([value * (_BLEND - 1) // 255 for value in range(256)]), (MARGIN, top))
        file = io.BytesIO()
        picture.save(file, "PNG", compress_level=3)
        return file.getvalue()

    def _base(self, name: str, colors: tuple[str, str, str], icon: bytes | None) -> Image.Image:
        paper, ink, accent = map(_rgb, colors)
        picture = Image.new("RGB", (WIDTH, HEIGHT), paper)
        pen = ImageDraw.Draw(picture)
        left = MARGIN
        if icon:
            with Image.open(io.BytesIO(icon)) as opened:
                small = opened.convert("RGBA").resize((ICON, ICON), Image.Resampling.LANCZOS)
            picture.paste(small, (MARGIN - 10, 52), small)
            left += ICON + 12
        plain = name.translate(_PLAIN)
        if self._writes(plain):
            pen.text((left, 52 + ICON / 2), plain, font=self._font(SMALL), fill=accent, anchor="lm")
        rest = picture.quantize(256 - _BLEND - 1, dither=Image.Dither.NONE).getpalette() or []
        blend = [
            round(start + (end - start) * step / (_BLEND - 1))
            for step in range(_BLEND)
            for start, end in zip(paper, ink, strict=True)
        ]
        palette = Image.new("P", (1, 1))
        palette.putpalette([*blend, *accent, *rest[: 3 * (256 - _BLEND - 1)]])
        base = picture.quantize(palette=palette, dither=Image.Dither.NONE)
        # The paper of the picture is the paper that the letters stand on, to the bit.
        paper_index = base.getpixel((0, 0))
        base = base.point([0 if index == paper_index else index for index in range(256)])
        ImageDraw.Draw(base).rectangle((0, HEIGHT - 20, WIDTH, HEIGHT), fill=_BLEND)
        return base

    def _fit(self, title: str) -> tuple[list[str], int]:
        """Return the lines of a title in the largest size that holds it, and the size."""
        if not self._writes(title):
            return [], SIZES[0]
        for size in SIZES:
            lines = _wrap(title.split(), self._font(size), WIDTH - 2 * MARGIN)
            fits = all(self._font(size).getlength(line) <= WIDTH - 2 * MARGIN for line in lines)
            if fits and len(lines) < MAX_LINES:
                return lines, size
        return [_cut(line, self._font(size), WIDTH - 2 * MARGIN) for line in lines[:MAX_LINES]], size

    def _font(self, size: int) -> FreeTypeFont:
        return _font(self.font_file, size)

    def _writes(self, text: str) -> bool:
        """Tell whether the font has a sign for every character; what it lacks it draws as one and the same box."""
        font = self._font(SMALL)
        missing = bytes(font.getmask("\uffff"))
        return all(character == " " or bytes(font.getmask(character)) != missing for character in set(text))


@lru_cache
def _font(file: str | None, size: int) -> FreeTypeFont:
    font = ImageFont.truetype(file, size) if file else ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        message = "Pillow was built without FreeType"
        raise TypeError(message)
    return font


def _wrap(text: Sequence[str], font: FreeTypeFont, width: int) -> list[str]:
    """Return the words in as few lines as fit, of about the same length."""
    lines = _greedy(text, font, width)
    narrow = width
    # A last line with one word looks forgotten, so the lines are made narrower as long as their number stays.
    while narrow > width // 2 and len(_greedy(text, font, narrow - 40)) == len(lines):
        narrow -= 40
    return _greedy(text, font, narrow)


def _cut(line: str, font: FreeTypeFont, width: int) -> str:
    """Return as much of a line as fits; only a single word can be too long."""
    while font.getlength(line) > width:
        line = line[:-1]
    return line


def _greedy(text: Sequence[str], font: FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
