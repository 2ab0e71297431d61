"""Pictures that are not what their names say, or not what their first bytes say: refused before anything is decoded."""

from __future__ import annotations

import io
import resource
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if TYPE_CHECKING:
    from faults.trial import Trial

KIB_OF_A_BUILD = 150_000
"""More than a build of this site holds, and much less than any of these pictures would take."""


def most() -> int:
    """Return how many KiB a build may hold; what this process holds counts, too, as a child begins as its copy."""
    return max(KIB_OF_A_BUILD, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + 20_000)


PAGE = "Look:\n\n![A house with a red door]({})\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes | None = None, *, before: bytes = b"") -> bytes:
    """Return a PNG of one bit a pixel that says it has this size; its rows are all black, or those given."""
    pixels = rows if rows is not None else zlib.compress(b"\0" * ((width + 7) // 8 + 1) * height, 9)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    """Return a small JPEG whose header says that it is of another size."""
    written = io.BytesIO()
    Image.new("RGB", (16, 16)).save(written, "JPEG")
    data = bytearray(written.getvalue())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def webp(width: int, height: int) -> bytes:
    """Return the beginning of a WebP that says it has this size (the extended form, 24 bits a side)."""
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif(width: int, height: int, frames: int) -> bytes:
    """Return a GIF of so many frames of one pixel."""
    frame = b"\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


def moving(kind: str, frames: int) -> bytes:
    """Return a small picture of several images, as Pillow writes them."""
    written = io.BytesIO()
    images = [Image.new("RGB", (8, 8), (number % 256, number // 256, 0)) for number in range(frames)]
    images[0].save(written, kind, save_all=True, append_images=images[1:])
    return written.getvalue()


@pytest.mark.holds(39, "refused")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("house.png", png(60_000, 60_000, zlib.compress(b"\0" * 15_000_000, 9))),
        ("house.png", png(60_000, 60_000, b"")),
        ("house.png", png(10_000, 10_000)),
        ("house.png", png(2**31 - 1, 2**31 - 1, b"")),
        ("house.png", png(2**31 - 1, 1, b"")),
        ("house.png", png(1, 20_000)),
        ("house.jpg", jpeg(60_000, 60_000)),
        ("house.jpg", jpeg(16_001, 1)),
        ("house.webp", webp(16_777_216, 200)),
        ("house.gif", gif(65_535, 65_535, 1)),
        ("house.jpg", png(60_000, 60_000, b"")),
    ],
)
def test_a_picture_that_says_it_is_huge_is_refused_by_its_header(trial: Trial, name: str, data: bytes) -> None:
    assert len(data) < 20_000
    trial.write(f"content/{name}", data)
    trial.body(PAGE.format(name))
    ran = trial.refused("large-picture", at=f"content/{name}: ", words="2,400 pixels are wide enough")
    assert ran.memory < most()


@pytest.mark.holds(39, "refused")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("house.gif", gif(1, 1, 10_000)),
        ("house.gif", gif(1, 1, 2)),
        ("house.gif", moving("GIF", 50)),
        ("house.webp", moving("WEBP", 50)),
        ("house.png", moving("PNG", 50)),
        ("house.avif", moving("AVIF", 5)),
    ],
)
def test_a_picture_that_moves_is_refused_before_its_images_are_read(trial: Trial, name: str, data: bytes) -> None:
    trial.write(f"content/{name}", data)
    trial.body(PAGE.format(name))
    ran = trial.refused("moving-picture", at=f"content/{name}: ", words="Save one of its images")
    assert ran.seconds < 5
    assert ran.memory < most()


@pytest.mark.holds(39, "harmless")
def test_of_a_photo_with_a_thousand_images_in_it_only_the_first_is_read(trial: Trial) -> None:
    trial.write("content/house.jpg", moving("MPO", 1_000))
    trial.body(PAGE.format("house.jpg"))
    ran = trial.harmless()
    assert len(trial.page().css("main img")) == 1
    assert ran.memory < most()


@pytest.mark.holds(39, "refused")
@pytest.mark.parametrize(
    "data",
    [
        png(64, 64, zlib.compress(b"\0" * 3, 9)),
        png(64, 64, b"no pixels at all"),
        png(64, 64)[:45],
        png(0, 64, b""),
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=["too short", "not packed", "cut off", "of no width", "nothing but its beginning"],
)
def test_a_picture_that_is_not_whole_is_refused(trial: Trial, data: bytes) -> None:
    trial.write("content/house.png", data)
    trial.body(PAGE.format("house.png"))
    ran = trial.refused("broken-picture", at="content/house.png: ")
    assert ran.memory < most()


@pytest.mark.holds(39, "harmless")
@pytest.mark.parametrize(
    "before",
    [
        pytest.param(chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 50_000_000, 9)), id="a profile of 50 MB"),
        pytest.param(chunk(b"zTXt", b"x\0\0" + zlib.compress(b"\0" * 50_000_000, 9)), id="a note of 50 MB"),
        pytest.param(chunk(b"iTXt", b"x\0\1\0\0\0" + zlib.compress(b"\0" * 50_000_000, 9)), id="words of 50 MB"),
    ],
)
def test_what_is_packed_beside_the_pixels_is_never_unpacked_without_end(trial: Trial, before: bytes) -> None:
    trial.write("content/house.png", png(64, 64, before=before))
    trial.body(PAGE.format("house.png"))
    ran = trial.run("build")
    assert ran.code == 1 or ran.codes == [], ran.told
    assert ran.code == 0 or ran.codes == ["broken-picture"], ran.told
    assert ran.memory < most() + KIB_OF_A_BUILD


OTHERS = {
    "a FITS file": b"SIMPLE  =                    T" + b" " * 2_850,
    "a Photoshop file": b"8BPS\0\1\0\0\0\0\0\0\0\3\0\0\0\x40\0\0\0\x40\0\x08\0\3",
    "an EPS file": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "a PDF": b"%PDF-1.7\n1 0 obj\n",
    "a TIFF": b"II*\0\x08\0\0\0",
    "a BMP": b"BM" + b"\0" * 52,
    "an icon": b"\0\0\1\0\1\0\x10\x10",
    "a HEIC photo": b"\0\0\0\x18ftypheic\0\0\0\0heicmif1",
    "a film": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    "a document of an office program": b"PK\3\4\x14\0\6\0",
    "a text file": b"<!doctype html><script>alert(1)</script>",
    "no picture": b"just some words",
}


@pytest.mark.holds(40, "refused", times=3)
@pytest.mark.parametrize("kind", OTHERS)
def test_another_file_under_the_name_of_a_picture_is_called_what_it_is(trial: Trial, kind: str) -> None:
    names = ["house.png", "house.jpg", "house.webp"]
    for name in names:
        trial.write(f"content/{name}", OTHERS[kind])
    trial.body("".join(f"![A house with a red door]({name})\n\n" for name in names))
    ran = trial.refused(*["not-a-picture"] * 3, at="content/house.png: ", words=f"This is {kind}")
    assert ran.memory < most()


@pytest.mark.holds(40, "refused")
@pytest.mark.parametrize("name", ["house.png", "house.jpg"])
def test_a_drawing_under_another_name_is_refused(trial: Trial, name: str) -> None:
    trial.write(f"content/{name}", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><path d="M0 0"/></svg>')
    trial.body(PAGE.format(name))
    ran = trial.run("build")
    assert ran.code == 1
    assert any(line.startswith(f"content/{name}") for line in ran.problems), ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(40, "refused")
def test_a_file_that_no_page_shows_is_looked_at_as_well(trial: Trial) -> None:
    trial.write("content/house.png", OTHERS["a PDF"])
    trial.refused("not-a-picture", at="content/house.png: ")
