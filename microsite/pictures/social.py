"""The picture that other sites show of a page when it is shared: 1200 by 630 pixels, made from its title.

The size is the one that https://ogp.me readers expect. The same title gives the same bytes wherever Pillow and zlib are
the same: the font comes with Pillow, and nothing else decides.
"""

from __future__ import annotations

import io
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngImageFile

from microsite.pictures import RefusedPictureError
from microsite.pictures.letters import beginning_of, font_of, width_of, writable, write
from microsite.pictures.rows import Rows, deflated_rows, png_of

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 1200, 630
MARGIN = 90
HEAD = 200
"""How many rows the icon and the name of the site have."""
CENTER = 355
"""Where the middle of the title is, below the name of the site."""
FOOT = 20
"""How many rows the line at the bottom has."""
ICON = 96
SIZES = (84, 76, 68, 60, 52)
MAX_LINES = 4
LINE = 1.22
SMALL = 34

# The palette blends paper into ink, for the title, and paper into accent, for the name; at the edges of letters no eye
# tells more shades apart. The rest of it is for the icon.
_SHADES = 32
_ACCENT = 2 * _SHADES - 1
_ICON_COLORS = 256 - 2 * _SHADES

# Each row begins with the byte 0, which a picture that is one pixel wider has by itself.
_FILTER = 1

# The font has no dashes but the hyphen.
_PLAIN = str.maketrans({"–": "-", "—": "-", "\N{NO-BREAK SPACE}": " ", "\N{NON-BREAKING HYPHEN}": "-"})


class SocialPictures:
    """Draws the pictures of one site; what is the same on all of them is drawn and deflated once."""

    def __init__(self, name: str, colors: tuple[str, str, str], icon: bytes | None) -> None:
        """Take the site's name, the colours of paper, ink and accent as `#rrggbb`, and an icon as PNG.

        Raises RefusedPictureError for an icon that is none.
        """
        paper, ink, accent = map(_rgb, colors)
        head = _head(name, MARGIN if icon is None else MARGIN + ICON + 12)
        blends = [*_blend(paper, ink), *_blend(paper, accent)]
        if icon is not None:
            blends += _set_icon(_read_icon(icon), paper, head)
        self.palette = bytes(blends)
        self.head = deflated_rows(head.tobytes())
        self.foot = deflated_rows((bytes(_FILTER) + bytes((_ACCENT,)) * WIDTH) * FOOT)

    def draw(self, title: str) -> bytes:
        """Return the picture of a page as PNG; a title that the font cannot write is left out."""
        lines, size = _fit(title.translate(_PLAIN))
        step = round(size * LINE)
        height = step * len(lines) + 1
        top = CENTER - height // 2
        letters = Image.new("L", (_FILTER + WIDTH, height))
        for number, line in enumerate(lines):
            write(line, size, (_FILTER + MARGIN, number * step), letters, _SHADES - 1)
        above, below = _empty(top - HEAD), _empty(HEIGHT - FOOT - top - height)
        written = deflated_rows(letters.tobytes(), quickly=True)
        return png_of(WIDTH, HEIGHT, self.palette, (self.head, above, written, below, self.foot))


def _head(name: str, left: int) -> Image.Image:
    """Return the rows above the title with the site's name, which is left out if the font cannot write it."""
    head = Image.new("L", (_FILTER + WIDTH, HEAD))
    plain = name.translate(_PLAIN)
    if writable(plain):
        place = (_FILTER + left, HEAD / 2)
        ImageDraw.Draw(head).text(place, plain, font=font_of(SMALL), fill=_SHADES - 1, anchor="lm")
    return head.point([0] + [min(_SHADES + shade, _ACCENT) for shade in range(1, 256)])


def _read_icon(data: bytes) -> Image.Image:
    if not data.startswith(b"\x89PNG"):
        message = "This is no PNG picture, whatever its name says."
        raise RefusedPictureError("not-a-picture", message, "Open it in an image program and export it as a PNG.")
    try:
        with PngImageFile(io.BytesIO(data)) as icon:
            return icon.convert("RGBA").resize((ICON, ICON), Image.Resampling.LANCZOS, reducing_gap=3)
    except MemoryError:  # the machine's lack, and no fault of the icon
        raise
    except Exception as error:  # decoders fail in many ways on damaged bytes, and all mean this
        message = "This picture is damaged, or only a part of it is there."
        raise RefusedPictureError("broken-picture", message, "Copy it again from where it comes from.") from error


def _set_icon(icon: Image.Image, paper: tuple[int, int, int], head: Image.Image) -> list[int]:
    """Set the icon on the paper left of the name, and return its colours, which the palette has last."""
    opaque = Image.new("RGB", icon.size, paper)
    opaque.paste(icon, mask=icon)
    drawn = opaque.quantize(_ICON_COLORS, dither=Image.Dither.NONE)
    numbers = Image.frombytes("L", drawn.size, bytes(2 * _SHADES + number for number in drawn.tobytes()))
    # Where nothing of the icon is, the paper stays what it is around it, to the bit.
    somewhere = icon.getchannel("A").point([0] + [255] * 255)
    head.paste(numbers, (_FILTER + MARGIN - 10, (HEAD - ICON) // 2), somewhere)
    return drawn.getpalette() or []


def _blend(paper: tuple[int, int, int], ink: tuple[int, int, int]) -> list[int]:
    return [
        round(start + (end - start) * step / (_SHADES - 1))
        for step in range(_SHADES)
        for start, end in zip(paper, ink, strict=True)
    ]


@cache
def _empty(rows: int) -> Rows:
    return deflated_rows(bytes(rows * (_FILTER + WIDTH)), quickly=True)


def _fit(title: str) -> tuple[list[str], int]:
    """Return the lines of a title in the largest size that holds it, and the size."""
    if not writable(title):
        return [], SIZES[0]
    words, width = title.split(), WIDTH - 2 * MARGIN
    for size in SIZES:
        widths = [width_of(word, size) for word in words]
        starts = _wrap(widths, width_of(" ", size), width)
        if len(starts) < MAX_LINES and all(own <= width for own in widths):
            break
    lines = [" ".join(words[start:end]) for start, end in pairwise([*starts, len(words)])]
    # Only a single word can be too long for its line.
    return [beginning_of(line, size, width) for line in lines[:MAX_LINES]], size


def _wrap(widths: Sequence[int], space: int, width: int) -> list[int]:
    """Return which word each line begins with: words of these widths in as few lines as fit, of about one length."""
    starts = _greedy(widths, space, width)
    narrow = width
    # A last line with one word looks forgotten, so the lines are made narrower as long as their number stays.
    while narrow > width // 2 and len(_greedy(widths, space, narrow - 40)) == len(starts):
        narrow -= 40
    return _greedy(widths, space, narrow)


def _greedy(widths: Sequence[int], space: int, width: int) -> list[int]:
    """Return which word each line begins with if each takes as many words as fit."""
    starts: list[int] = []
    right = width
    for number, own in enumerate(widths):
        right += space + own
        if right > width:
            starts.append(number)
            right = own
    return starts


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
