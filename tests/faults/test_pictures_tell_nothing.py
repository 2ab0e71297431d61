"""Of a picture only the picture is published: no place, no camera, no name, no words, upright and in its colours."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

if TYPE_CHECKING:
    from faults.trial import Trial

CANARY = "ZZCANARY"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>{CANARY} exif:GPSLatitude="37,52N"</rdf:RDF></x:xmpmeta>'.encode()
SIGNS = (
    CANARY,
    "Exif",
    "exif",
    "xmpmeta",
    "adobe:ns",
    "GPSLatitude",
    "tEXt",
    "iTXt",
    "zTXt",
    "eXIf",
    "Photoshop",
    "8BIM",
)
WIDTH, HEIGHT = 120, 60


def shown() -> Image.Image:
    """Return a picture that is red on its left and blue on its right, as a camera held upright takes it."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), (200, 0, 0))
    picture.paste((0, 0, 200), (WIDTH // 2, 0, WIDTH, HEIGHT))
    return picture


def exif(turn: int = 1) -> Image.Exif:
    """Return what a telephone writes: camera, owner, place, words, a small copy, and how it was held."""
    made = Image.Exif()
    made[ExifTags.Base.Orientation] = turn
    made[ExifTags.Base.Model] = made[ExifTags.Base.Artist] = made[ExifTags.Base.Copyright] = CANARY
    made.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = CANARY.encode()
    made.get_ifd(ExifTags.IFD.Exif)[0xA430] = CANARY  # the owner of the camera
    place = made.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (37.0, 52.0, 12.0)
    return made


def saved(kind: str, **settings: object) -> bytes:
    stream = io.BytesIO()
    shown().save(stream, kind, **settings)
    return stream.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes((marker,)) + struct.pack(">H", len(content) + 2) + content


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def jpeg_with_all() -> bytes:
    plain = saved("JPEG", exif=exif(), xmp=XMP, comment=CANARY.encode(), quality=90)
    more = segment(0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\x10" + b"\x1c\2\x50\0\x08" + CANARY.encode())
    more += segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + CANARY.encode()) + segment(0xEC, CANARY.encode())
    return plain[:2] + more + plain[2:] + (CANARY * 13).encode()[:100]


def png_with_all() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", CANARY)
    words.add_text("Comment", CANARY * 40, zip=True)
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    plain = saved("PNG", pnginfo=words, exif=exif())
    return (
        plain[:33]
        + chunk(b"zzCn", CANARY.encode())
        + chunk(b"tIME", b"\x07\xea\x0b\x18\x0c\0\0")
        + plain[33:]
        + CANARY.encode()
    )


def webp_with_all() -> bytes:
    return saved("WEBP", exif=exif(), xmp=XMP, lossless=True) + CANARY.encode()


PICTURES = {
    "jpeg.jpg": jpeg_with_all(),
    "png.png": png_with_all(),
    "webp.webp": webp_with_all(),
    "avif.avif": saved("AVIF", exif=exif(), xmp=XMP),
    "gif.gif": saved("GIF", comment=CANARY.encode()),
}


def published_pictures(trial: Trial, stem: str) -> dict[str, bytes]:
    """Return the files that a picture has become."""
    files = (trial.root / "public").rglob(f"*{stem}*")
    return {file.name: file.read_bytes() for file in files if file.suffix in {".jpg", ".png", ".webp", ".avif", ".gif"}}


@pytest.mark.holds(86, "harmless", times=3 * len(PICTURES))
def test_nothing_that_a_camera_or_a_person_put_in_is_published(trial: Trial) -> None:
    for name, data in PICTURES.items():
        assert CANARY.encode() in data, name
        trial.write(f"content/{name}", data)
    trial.body("\n\n".join(f"![A {name.split('.')[0]} of two colours]({name})" for name in PICTURES))
    trial.harmless()
    for path, (_, _, content) in trial.now().items():
        if path != "public" and isinstance(content, bytes) and "pictures/" in path:
            assert not [sign for sign in SIGNS if sign.encode() in content], path
    for name in PICTURES:
        stem = name.split(".")[0]
        assert published_pictures(trial, f"{stem}-"), name
        for file, data in published_pictures(trial, f"{stem}-").items():
            with Image.open(io.BytesIO(data)) as picture:
                assert not picture.getexif(), file
                assert not set(picture.info) & {"exif", "xmp", "comment", "Author", "photoshop", "XML:com.adobe.xmp"}, (
                    file
                )
    first = trial.now()
    trial.harmless(arguments=("--no-cache",))
    assert {path: what[2] for path, what in trial.now().items()} == {path: what[2] for path, what in first.items()}


@pytest.mark.holds(86, "harmless", times=8)
def test_a_picture_stands_upright_however_the_camera_was_held(trial: Trial) -> None:
    flip, transpose = Image.Transpose, shown().transpose
    taken = {1: shown(), 2: transpose(flip.FLIP_LEFT_RIGHT), 3: transpose(flip.ROTATE_180)}
    taken |= {4: transpose(flip.FLIP_TOP_BOTTOM), 5: transpose(flip.TRANSPOSE), 6: transpose(flip.ROTATE_90)}
    taken |= {7: transpose(flip.TRANSVERSE), 8: transpose(flip.ROTATE_270)}
    for turn in range(1, 9):
        stream = io.BytesIO()
        taken[turn].save(stream, "JPEG", exif=exif(turn), quality=95)
        trial.write(f"content/turned{turn}.jpg", stream.getvalue())
    trial.body("\n\n".join(f"![Red and blue, taken in way {turn}](turned{turn}.jpg)" for turn in range(1, 9)))
    trial.harmless()
    for turn in range(1, 9):
        files = published_pictures(trial, f"turned{turn}-")
        assert files
        for name, data in files.items():
            with Image.open(io.BytesIO(data)) as picture:
                assert picture.size == (WIDTH, HEIGHT), name
                colours = picture.convert("RGB").crop((10, 10, WIDTH - 10, HEIGHT - 10))
                for x, strong, weak in ((0, 0, 2), (colours.width - 1, 2, 0)):
                    pixel = colours.getpixel((x, 20))
                    assert isinstance(pixel, tuple)
                    assert pixel[strong] > 150, name
                    assert pixel[weak] < 80, name


@pytest.mark.holds(86, "harmless")
def test_a_profile_of_colours_is_used_up_and_changes_no_colour(trial: Trial) -> None:
    """A profile is not kept: browsers take pictures without one for sRGB, and so colours are brought there first."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    trial.write("content/profile.png", saved("PNG", icc_profile=profile.tobytes()))
    trial.body("![Red and blue, with a profile](profile.png)\n")
    trial.harmless()
    for name, data in published_pictures(trial, "profile-").items():
        with Image.open(io.BytesIO(data)) as picture:
            assert "icc_profile" not in picture.info, name
            red = picture.convert("RGB").getpixel((10, 10))
            assert all(abs(one - other) < 12 for one, other in zip(red, (200, 0, 0), strict=True)), name  # type: ignore[arg-type]


@pytest.mark.holds(86, "refused", times=len(PICTURES))
def test_a_picture_of_the_theme_that_tells_more_is_refused(trial: Trial) -> None:
    trial.own_templates()
    for name, data in PICTURES.items():
        trial.write(f"templates/assets/{name}", data)
    ran = trial.run("build")
    assert ran.code == 1
    assert set(ran.codes) == {"photo-tells-place", "picture-data"}, ran.told
    assert {line.split(":")[0] for line in ran.problems} == {f"templates/assets/{name}" for name in PICTURES}
    assert trial.now() == trial.published


@pytest.mark.holds(86, "refused", times=3)
def test_what_stands_behind_or_between_the_parts_of_a_theme_picture_is_refused(trial: Trial) -> None:
    trial.own_templates()
    jpeg, png, webp = saved("JPEG"), saved("PNG"), saved("WEBP")
    trial.write("templates/assets/a.jpg", jpeg + CANARY.encode() * 12)
    trial.write("templates/assets/b.png", png[:33] + chunk(b"zzCn", CANARY.encode()) + png[33:])
    trial.write("templates/assets/c.webp", webp + CANARY.encode())
    ran = trial.refused(*["picture-data"] * 3)
    assert {line.split(":")[0] for line in ran.problems} == {
        f"templates/assets/{name}" for name in ("a.jpg", "b.png", "c.webp")
    }


NO_PICTURES = {
    "film.jpg": b"\0\0\0\x18ftypmp42" + b"\0" * 40,
    "heic.jpg": b"\0\0\0\x18ftypheic" + b"\0" * 40,
    "psd.png": b"8BPS\0\1" + b"\0" * 40,
    "tiff.jpg": b"II*\0" + b"\0" * 40,
    "form.png": b"%PDF-1.7\n",
    "page.gif": b"<!doctype html><script>1</script>",
    "sound.webp": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40,
    "zip.png": b"PK\3\4" + b"\0" * 40,
}


@pytest.mark.holds(86, "refused", times=len(NO_PICTURES))
def test_what_is_only_named_a_picture_is_refused(trial: Trial) -> None:
    for name, data in NO_PICTURES.items():
        trial.write(f"content/{name}", data + CANARY.encode())
    ran = trial.refused(*["not-a-picture"] * len(NO_PICTURES))
    assert {line.split(":")[0] for line in ran.problems} == {f"content/{name}" for name in NO_PICTURES}
