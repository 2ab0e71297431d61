"""An original picture: known by its content, refused by its header before anything is decoded, and read upright."""

from __future__ import annotations

import io
import struct
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct
from PIL import ExifTags, Image, ImageCms

from microsite.pictures import RefusedPictureError

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
"""What is opened; every other reader of Pillow stays shut."""

MAX_PIXELS = 64_000_000
"""More than a telephone's camera gives by itself; decoded, a quarter of a gigabyte."""

MAX_SIDE = 16_000
"""WebP has at most 16,383 (https://developers.google.com/speed/webp/faq)."""

# What people rename, or take for a picture, by its first bytes: where they stand, which they are, and what it is.
_OTHERS = (
    (0, b"%PDF", "a PDF"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"%!PS", "an EPS file"),
    (0, b"\xc5\xd0\xd3\xc6", "an EPS file"),
    (0, b"SIMPLE  =", "a FITS file"),
    (0, b"II*\0", "a TIFF"),
    (0, b"MM\0*", "a TIFF"),
    (0, b"BM", "a BMP"),
    (0, b"\0\0\1\0", "an icon"),
    (0, b"PK\3\4", "a document of an office program, or an archive"),
    (0, b"<", "a text file"),
    (4, b"ftyphei", "a HEIC photo"),
    (4, b"ftyphev", "a HEIC photo"),
    (4, b"ftypmif1", "a HEIC photo"),
    (4, b"ftypmsf1", "a HEIC photo"),
    (4, b"ftyp", "a film"),
    (0, b"RIFF", "a film or a sound"),
)
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")

# How to turn what a camera wrote, by Exif's number for it (CIPA DC-008, 4.6.5.1.6).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})


class Original(Struct, frozen=True):
    """A picture whose header has been read and admitted; its pixels are read when they are asked for."""

    picture: Image.Image
    turn: int
    """Exif's number for how the camera was held: 1 is upright."""
    size: tuple[int, int]
    """Width and height in pixels as it is shown: upright."""

    @property
    def is_photo(self) -> bool:
        """Whether its format is one for photographs alone."""
        return self.picture.format in {"JPEG", "MPO"}

    def pixels(self, width: int) -> Image.Image:
        """Return the picture decoded, not yet upright, in RGB, RGBA or CMYK, at least so wide when it is upright.

        A JPEG is decoded no larger than need be. Raises RefusedPictureError for one that is not whole.
        """
        wanted = (width, max(1, round(width * self.size[1] / self.size[0])))
        with _decoding():
            self.picture.draft(None, wanted[::-1] if self.turn in _SIDEWAYS else wanted)
            self.picture.load()
            return _plain(self.picture)

    def upright(self, pixels: Image.Image, width: int) -> Image.Image:
        """Return pixels of this picture so many pixels wide, upright, and in the colours that all screens know."""
        height = max(1, round(width * self.size[1] / self.size[0]))
        size = (height, width) if self.turn in _SIDEWAYS else (width, height)
        shown = pixels if pixels.size == size else pixels.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
        if self.turn in _TURNS:
            shown = shown.transpose(_TURNS[self.turn])
        shown = _in_srgb(shown, self.picture.info.get("icc_profile"))
        # Whatever else a camera or a program put in is not taken along: writers would find it here.
        shown.info = {}
        return shown


def open_original(data: bytes) -> Original:
    """Return the picture that the bytes hold. Raises RefusedPictureError for what is none, too large, or moves."""
    if not _is_admitted(data):
        raise _no_picture(data)
    with _decoding():
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = picture.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise _too_large()
        # A camera's JPEG may hold a small copy or a map of depths as well; what it shows is the first.
        if picture.format != "MPO" and getattr(picture, "is_animated", False):
            raise RefusedPictureError(
                "moving-picture", "This picture moves.", "Save one of its images as a JPEG or PNG, and take that."
            )
        turn = _turn(picture)
    return Original(picture, turn, (height, width) if turn in _SIDEWAYS else (width, height))


def _is_admitted(data: bytes) -> bool:
    """Tell by the first bytes whether this is one of the formats that are opened."""
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    is_avif = data[4:8] == b"ftyp" and (b"avif" in data[8:64] or b"avis" in data[8:64])
    return data.startswith(_BEGINNINGS) or is_webp or is_avif


def _turn(picture: Image.Image) -> int:
    try:
        turn = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except (SyntaxError, ValueError, struct.error):
        return 1  # what a camera wrote may be damaged while the picture is whole
    return turn if turn in _TURNS else 1


def _plain(picture: Image.Image) -> Image.Image:
    """Return pixels in RGB, RGBA or CMYK; RGBA only where something shines through."""
    if picture.mode.startswith("I"):  # 16 bits a pixel
        picture = picture.convert("I").point([value >> 8 for value in range(1 << 16)], "L")
    if picture.mode == "CMYK":
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    pixels = picture.convert("RGBA")
    alpha = pixels.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return pixels.convert("RGB")
    # Whatever was wiped out so that nothing of it is seen is gone for good.
    return Image.composite(pixels, Image.new("RGBA", pixels.size), alpha.point([0] + [255] * 255))


def _in_srgb(pixels: Image.Image, profile: bytes | None) -> Image.Image:
    """Return pixels in sRGB, which browsers assume where nothing is said. A profile that is damaged says nothing."""
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            fits = given.profile.xcolor_space.strip() == pixels.mode.removesuffix("A")
            if fits and "sRGB" not in ImageCms.getProfileDescription(given):
                mode = "RGBA" if pixels.mode == "RGBA" else "RGB"
                changed = ImageCms.profileToProfile(pixels, given, ImageCms.createProfile("sRGB"), outputMode=mode)
                return changed or pixels
        except (ImageCms.PyCMSError, OSError):
            pass  # the colours are taken as they would be without a profile
    return pixels.convert("RGB") if pixels.mode == "CMYK" else pixels


@contextmanager
def _decoding() -> Iterator[None]:
    """Say in our own words what Pillow says of bytes that are no picture, or too large a one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they tell is refused here, or does no harm
            yield
    except (RefusedPictureError, MemoryError):  # the second is the machine's lack, and no fault of the picture
        raise
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception as error:  # decoders fail in many ways on damaged bytes, and all mean this
        message = "This picture is damaged, or only a part of it is there."
        hint = "Copy it again from where it comes from, or open it in an image program and save it anew."
        raise RefusedPictureError("broken-picture", message, hint) from error


def _too_large() -> RefusedPictureError:
    millions = MAX_PIXELS // 1_000_000
    message = f"This picture has more than {millions} million pixels, or more than {MAX_SIDE:,} on a side."
    return RefusedPictureError("large-picture", message, "Save it smaller; 2,400 pixels are wide enough.")


def _no_picture(data: bytes) -> RefusedPictureError:
    kind = next((name for at, mark, name in _OTHERS if data[at : at + len(mark)] == mark), "")
    message = f"This is {kind}, whatever its name says." if kind else "This is no picture, whatever its name says."
    hint = "Open it in the program that it comes from, and save or export it as a JPEG or PNG."
    return RefusedPictureError("not-a-picture", message, hint)
