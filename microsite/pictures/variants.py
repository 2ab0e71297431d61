"""The files that a picture becomes: AVIF, WebP, and JPEG or PNG, each in the widths that pages use, and nothing else.

Only pixels are written: no Exif, no place, no notes, no colour profile. The same bytes give the same files.
"""

from __future__ import annotations

import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from msgspec import Struct
from PIL import Image, __version__, features

from microsite.pictures import Variant
from microsite.pictures.drawing import is_drawing, read_drawing
from microsite.pictures.original import open_original

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.cache import Cache

MADE_AS = 1
"""Raise it when pictures are made otherwise, so that no cache keeps the old ones."""

PHOTO, CUT_OUT, DRAWING = "photo", "cut-out", "drawing"
"""Many colours; many colours with something that shines through; few colours, as lines, letters and screens have."""

_FORMATS = {PHOTO: ("avif", "webp", "jpg"), CUT_OUT: ("avif", "webp", "png"), DRAWING: ("avif", "webp", "png")}

# Measured with a photo of 12 megapixels in four widths: at 6, AVIF takes 2.3 s and 238 kB; at 4, 12.7 s and 234 kB;
# at 8, 1.1 s and 254 kB. With more than one thread its bytes depend on how many there are.
_AVIF = {"speed": 6, "max_threads": 1}
_AVIF_QUALITY, _WEBP_QUALITY = 60, 78
_JPEG_QUALITIES = (80, 70, 60, 50, 40, 30, 20)

_SAMPLE = 256
"""The side of the square within which colours are counted."""
_FEW = 8
"""A drawing has at most one colour to so many pixels."""
_PALETTE = 256

_CODECS = ("avif", "jpg", "littlecms2", "webp", "zlib")


def make_variants(
    data: bytes, widths: Sequence[int], cache: Cache | None = None, *, plain: bool = False
) -> tuple[Variant, ...]:
    """Return the files of a picture: the best format first, within it narrow ones first.

    The last is the widest that every browser shows; `plain` makes only that one. None is wider than the original, and
    none is there that a lighter one makes needless. A drawing stays one file. Raises RefusedPictureError, before
    anything is decoded if it can.
    """
    if is_drawing(data):
        return (read_drawing(data),)
    if cache is None:
        return _make(data, widths, plain=plain)
    codecs = ", ".join(f"{name} {features.version(name)}" for name in _CODECS)
    key = (f"picture {MADE_AS}", f"Pillow {__version__}", codecs, str(sorted(widths)), str(plain), data)
    return _unpack(cache.recall(key, lambda: _pack(_make(data, widths, plain=plain))))


def _make(data: bytes, widths: Sequence[int], *, plain: bool) -> tuple[Variant, ...]:
    original = open_original(data)
    widest = min(original.size[0], max(widths))
    wanted = [widest] if plain else [*(width for width in sorted(set(widths)) if width < widest), widest]
    pixels = original.pixels(widest)
    kind, few = _kind(pixels, is_photo=original.is_photo)
    *better, fallback = _FORMATS[kind]
    # Not every Pillow that people have can write each of them.
    names = [*(name for name in better if not plain and features.check(name)), fallback]
    write = _Writer(kind, len(data), few=few).write
    sized = [original.upright(pixels, width) for width in wanted]
    # Writing takes nearly all of the time, and other threads may go on meanwhile. Pillow keeps the settings with which
    # it writes at the picture itself, so that each writer needs a copy of its own.
    jobs = [(name, picture.copy()) for picture in sized for name in names]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(lambda job: write(*job), jobs))
    formats = [_lighter([each for each in made if each.suffix == name]) for name in names]
    return tuple(variant for each in _lighter_formats(formats) for variant in each)


def _pack(variants: Sequence[Variant]) -> bytes:
    """Return the files as one run of bytes: a line that says what follows, and then each."""
    head = [[each.suffix, each.width, each.height, len(each.data)] for each in variants]
    return json.dumps(head).encode() + b"\n" + b"".join(each.data for each in variants)


def _unpack(data: bytes) -> tuple[Variant, ...]:
    head, _, rest = data.partition(b"\n")
    variants, start = [], 0
    for suffix, width, height, length in json.loads(head):
        variants.append(Variant(suffix, width, height, rest[start : start + length]))
        start += length
    return tuple(variants)


def _kind(pixels: Image.Image, *, is_photo: bool) -> tuple[str, bool]:
    """Return what sort of picture it is, and whether a palette holds all of its colours."""
    if is_photo:
        return PHOTO, False
    few = pixels.getcolors(_PALETTE) is not None
    sample = pixels.resize((min(_SAMPLE, pixels.width), min(_SAMPLE, pixels.height)), Image.Resampling.NEAREST)
    if few or sample.getcolors(sample.width * sample.height // _FEW):
        return DRAWING, few
    return (CUT_OUT if pixels.mode == "RGBA" else PHOTO), False


class _Writer(Struct, frozen=True):
    """Writes one picture in several formats and sizes."""

    kind: str
    limit: int
    """The bytes of the original."""
    few: bool
    """Whether a palette holds all colours of the original."""

    def write(self, suffix: str, picture: Image.Image) -> Variant:
        data = {"avif": self._avif, "webp": self._webp, "jpg": self._jpeg, "png": self._png}[suffix](picture)
        return Variant(suffix, *picture.size, data)

    def _avif(self, picture: Image.Image) -> bytes:
        if self.kind == DRAWING:  # lines and letters need all of their colours
            return _written(picture, "AVIF", quality=80, subsampling="4:4:4", **_AVIF)
        return _written(picture, "AVIF", quality=_AVIF_QUALITY, **_AVIF)

    def _webp(self, picture: Image.Image) -> bytes:
        if self.kind == DRAWING:
            return _written(self._flat(picture).convert(picture.mode), "WEBP", lossless=True)
        return _written(picture, "WEBP", quality=_WEBP_QUALITY)

    def _jpeg(self, picture: Image.Image) -> bytes:
        """Return the best that is no heavier than the original, or else the lightest."""
        for quality in _JPEG_QUALITIES:
            data = _written(picture, "JPEG", quality=quality, optimize=True, progressive=True)
            if len(data) <= self.limit:
                break
        return data

    def _png(self, picture: Image.Image) -> bytes:
        return _written(self._flat(picture), "PNG", optimize=True)

    def _flat(self, picture: Image.Image) -> Image.Image:
        """Return the picture with a palette where the original could do with one; no color changes at its full size."""
        if not self.few:
            return picture
        method = Image.Quantize.FASTOCTREE if picture.mode == "RGBA" else Image.Quantize.MEDIANCUT
        flat = picture.quantize(_PALETTE, method, dither=Image.Dither.NONE)
        is_whole = picture.getcolors(_PALETTE) is not None
        return picture if is_whole and flat.convert(picture.mode).tobytes() != picture.tobytes() else flat


def _written(picture: Image.Image, kind: str, **settings: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **settings)
    return file.getvalue()


def _lighter(variants: Sequence[Variant]) -> list[Variant]:
    """Return the files of one format without those that weigh as much as a wider one."""
    kept: list[Variant] = []
    for variant in reversed(variants):
        if not kept or len(variant.data) < len(kept[-1].data):
            kept.append(variant)
    return kept[::-1]


def _lighter_formats(formats: Sequence[Sequence[Variant]]) -> list[Sequence[Variant]]:
    """Return the formats, best first, without those that weigh as much as the next.

    A browser takes the first format that it knows, so one is worth having only where it is the lightest yet.
    """
    kept = [formats[-1]]
    for better in reversed(formats[:-1]):
        if _weight(better) < _weight(kept[0]):
            kept.insert(0, better)
    return kept


def _weight(variants: Sequence[Variant]) -> int:
    """Return how heavy the files are that the widest screens get; every format has one of that width."""
    return len(variants[-1].data)
