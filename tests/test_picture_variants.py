"""Pictures of `content/`: what each becomes, that nothing but the picture is left, and what is refused unopened."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageChops, ImageCms, ImageDraw, ImageStat, PngImagePlugin

from build import HERE, build
from microsite.cache import Cache
from microsite.console import as_text
from microsite.memory import Memory
from microsite.options import Options
from microsite.pictures import RefusedPictureError, Variant
from microsite.pictures.left_in import left_in
from microsite.pictures.variants import make_variants
from microsite.problems import Report

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

    from microsite.model import Output

WIDTHS = (40, 80, 160)
PAGE = "---\ntitle: A page\ndescription: A page of a site that is made for tests, and shows a picture.\n---\n"
CORNERS = ((220, 40, 40), (40, 160, 40), (40, 40, 220), (230, 200, 40))
CANARY = b"ZZCANARY"


def photo(width: int = 200, height: int = 150) -> Image.Image:
    """Return a picture with as many colours as a photo has, and another colour in each corner, clockwise."""
    noise = [Image.effect_noise((width // 6 + 1, height // 6 + 1), 60) for _ in range(3)]
    picture = Image.merge("RGB", noise).resize((width, height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    w, h = width // 3, height // 3
    boxes = ((0, 0), (width - w, 0), (width - w, height - h), (0, height - h))
    for (x, y), color in zip(boxes, CORNERS, strict=True):
        pen.rectangle((x, y, x + w, y + h), fill=color)
    return picture


def drawing(width: int = 200, height: int = 150, mode: str = "RGB") -> Image.Image:
    """Return a picture of few colours, as a diagram has."""
    picture = Image.new(mode, (width, height), "white" if mode == "RGB" else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for x in range(0, width, 20):
        pen.rectangle((x, x % height, x + 12, x % height + 30), fill=("navy", "teal", "black")[x // 20 % 3])
    return picture


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def widths(variants: tuple[Variant, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for variant in variants:
        found.setdefault(variant.suffix, []).append(variant.width)
    return found


def refused(data: bytes) -> RefusedPictureError:
    with pytest.raises(RefusedPictureError) as told:
        make_variants(data, WIDTHS)
    return told.value


def corners(picture: Image.Image) -> list[int]:
    """Return which of the four colours each corner has, clockwise from the top left."""
    right, bottom = picture.width - 3, picture.height - 3
    found = [picture.convert("RGB").getpixel(at) for at in ((2, 2), (right, 2), (right, bottom), (2, bottom))]
    assert all(isinstance(pixel, tuple) for pixel in found)
    return [
        min(range(4), key=lambda n: sum(abs(a - b) for a, b in zip(CORNERS[n], pixel, strict=True)))
        for pixel in found
        if isinstance(pixel, tuple)
    ]


# What a picture becomes


def test_a_photo_becomes_three_formats_in_every_width_that_is_not_wider() -> None:
    variants = make_variants(saved(photo(), "JPEG", quality=95), WIDTHS)
    assert widths(variants) == {"avif": [40, 80, 160], "webp": [40, 80, 160], "jpg": [40, 80, 160]}
    for variant in variants:
        picture = opened(variant.data)
        assert picture.size == (variant.width, variant.height) == (variant.width, round(variant.width * 0.75))
        assert picture.format == {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[variant.suffix]


def test_a_picture_is_never_made_larger() -> None:
    assert widths(make_variants(saved(photo(100, 60), "JPEG"), WIDTHS))["jpg"] == [40, 80, 100]
    assert widths(make_variants(saved(photo(30, 60), "JPEG"), WIDTHS))["jpg"] == [30]
    assert widths(make_variants(saved(Image.new("RGB", (1, 1)), "PNG"), WIDTHS))["png"] == [1]


def test_a_drawing_stays_as_it_is_to_the_pixel_at_its_full_width() -> None:
    for mode in ("RGB", "RGBA"):
        original = drawing(mode=mode)
        variants = make_variants(saved(original, "PNG"), (80, 200))
        best = {variant.suffix: variant for variant in variants if variant.width == 200}
        for suffix in {"webp", "png"} & best.keys():
            same = opened(best[suffix].data).convert(mode)
            assert ImageChops.difference(same, original).getbbox() is None, (mode, suffix)
        assert variants[-1].suffix == "png"


def test_a_photo_that_was_saved_as_png_becomes_a_jpeg() -> None:
    assert make_variants(saved(photo(), "PNG"), WIDTHS)[-1].suffix == "jpg"


def test_what_shines_through_still_does() -> None:
    cut_out = photo()
    cut_out.putalpha(Image.linear_gradient("L").resize(cut_out.size))
    for variant in make_variants(saved(cut_out, "PNG"), WIDTHS):
        alpha = opened(variant.data).convert("RGBA").getchannel("A").getextrema()
        assert variant.suffix in {"avif", "webp", "png"}
        assert isinstance(alpha[0], int)
        assert alpha[0] < 30
        assert alpha[1] > 220


def test_what_only_could_shine_through_is_a_plain_photo() -> None:
    plain = photo()
    plain.putalpha(255)
    assert make_variants(saved(plain, "PNG"), WIDTHS)[-1].suffix == "jpg"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_every_format_is_taken_whatever_the_name_says(kind: str) -> None:
    assert make_variants(saved(photo(), kind), WIDTHS)[-1].suffix in {"jpg", "png"}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    picture = (
        photo().convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
        if mode == "I;16"
        else photo().convert(mode)
    )
    (plain,) = make_variants(saved(picture, "PNG"), WIDTHS, plain=True)
    shown = ImageStat.Stat(opened(plain.data).convert("L")).mean[0]
    assert shown == pytest.approx(ImageStat.Stat(photo().convert("L")).mean[0], abs=6)


def test_no_file_is_heavier_than_the_original() -> None:
    for quality in (20, 50, 75, 95):
        original = saved(photo(), "JPEG", quality=quality)
        variants = make_variants(original, (200,))
        assert max(len(variant.data) for variant in variants) <= len(original), quality


def test_each_format_is_lighter_than_the_next_and_each_width_than_a_wider_one() -> None:
    for picture in (photo(), drawing(), drawing(mode="RGBA")):
        variants = make_variants(saved(picture, "PNG"), WIDTHS)
        by_format = [[len(each.data) for each in variants if each.suffix == suffix] for suffix in widths(variants)]
        for weights in by_format:
            assert weights == sorted(set(weights))
        assert [weights[-1] for weights in by_format] == sorted({weights[-1] for weights in by_format})


def test_the_same_bytes_give_the_same_files() -> None:
    data = saved(photo(), "JPEG")
    assert make_variants(data, WIDTHS) == make_variants(data, WIDTHS)


def test_a_pillow_without_a_format_makes_the_others(tmp_path: Path) -> None:
    (tmp_path / "door.jpg").write_bytes(saved(photo(), "JPEG"))
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "sys.modules['PIL._avif'] = None\n"
        "from microsite.pictures.variants import make_variants\n"
        "print(*(variant.suffix for variant in make_variants(Path(sys.argv[1]).read_bytes(), (80,))))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "door.jpg")],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
    )
    assert run.stdout == "webp jpg\n"


# Nothing but the picture


def exif(turn: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[ExifTags.Base.Orientation] = turn
    found[ExifTags.Base.Model] = "ZZCANARY Camera 3"
    found[ExifTags.Base.Artist] = "ZZCANARY"
    place = found.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (33.0, 30.0, 6.0)
    return found


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="ZZCANARY"/></rdf:RDF></x:xmpmeta>'
)


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def as_a_camera_makes_it(kind: str, turn: int = 1) -> bytes:
    """Return a photo with a place, an owner, a comment, XMP, notes of Photoshop, and more behind its end."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "ZZCANARY")
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    notes.add_text("Comment", "ZZCANARY " * 9, zip=True)
    how: dict[str, dict[str, object]] = {
        "JPEG": {"exif": exif(turn), "xmp": XMP, "comment": CANARY, "quality": 95},
        "PNG": {"exif": exif(turn), "pnginfo": notes},
        "WEBP": {"exif": exif(turn), "xmp": XMP, "quality": 95},
        "AVIF": {"exif": exif(turn), "xmp": XMP, "quality": 90},
        "GIF": {"comment": CANARY},
    }
    data = saved(photo(), kind, **how[kind])
    if kind == "JPEG":
        photoshop = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0d\x1c\x02\x50\0\x08ZZCANARY\0"
        data = data[:2] + segment(0xED, photoshop) + segment(0xE9, CANARY) + data[2:]
    return data + CANARY * 12


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_nothing_that_a_camera_or_a_person_put_in_is_left(kind: str) -> None:
    original = as_a_camera_makes_it(kind)
    assert CANARY in original
    for variant in make_variants(original, WIDTHS):
        for word in (CANARY, b"Exif", b"http://ns.adobe.com", b"Photoshop", b"GPS", b"xmp", b"8BIM", b"Camera"):
            assert word not in variant.data, (variant.suffix, word)
        assert left_in(variant.data) == frozenset()
        assert not opened(variant.data).info.keys() & {"exif", "xmp", "comment", "icc_profile", "XML:com.adobe.xmp"}


def test_what_was_wiped_out_cannot_be_brought_back() -> None:
    picture = photo()
    picture.putalpha(Image.linear_gradient("L").resize(picture.size).point([0] * 128 + [255] * 128))
    assert opened(saved(picture, "PNG")).convert("RGB").getpixel((5, 5)) == CORNERS[0]
    best = make_variants(saved(picture, "PNG"), (200,))[-1]
    assert best.suffix == "png"
    assert opened(best.data).convert("RGB").crop((0, 0, 200, 70)).getcolors() == [(200 * 70, (0, 0, 0))]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_whole_though_the_words_of_its_camera_are_not(kind: str) -> None:
    for damaged in (
        b"Exif\0\0",
        b"Exif\0\0nonsense",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\0\x09",
    ):
        variants = make_variants(saved(photo(), kind, exif=damaged), WIDTHS)
        assert corners(opened(variants[-1].data)) == [0, 1, 2, 3]


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_stands_upright(kind: str, turn: int) -> None:
    shown = [
        [0, 1, 2, 3],
        [1, 0, 3, 2],
        [2, 3, 0, 1],
        [3, 2, 1, 0],
        [0, 3, 2, 1],
        [3, 0, 1, 2],
        [2, 1, 0, 3],
        [1, 2, 3, 0],
    ]
    for variant in make_variants(as_a_camera_makes_it(kind, turn), (90, 160)):
        picture = opened(variant.data)
        assert (picture.width > picture.height) is (turn < 5)
        assert corners(picture) == shown[turn - 1], (variant.suffix, variant.width)


def test_a_profile_of_other_colors_or_a_damaged_one_changes_nothing() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (lab, b"no profile"):
        data = saved(Image.new("RGB", (60, 60), (200, 60, 60)), "PNG", icc_profile=profile)
        assert opened(make_variants(data, WIDTHS)[-1].data).convert("RGB").getpixel((5, 5)) == (200, 60, 60)


def test_a_wide_profile_changes_the_numbers_and_is_not_taken_along() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Red and green change places: a profile that no eye would take for the usual one.
    at = {srgb[n : n + 4]: n for n in range(132, 132 + 12 * struct.unpack(">I", srgb[128:132])[0], 12)}
    swapped = bytearray(srgb)
    swapped[at[b"rXYZ"] : at[b"rXYZ"] + 4], swapped[at[b"gXYZ"] : at[b"gXYZ"] + 4] = b"gXYZ", b"rXYZ"
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "else".encode("utf-16-be"))
    data = saved(Image.new("RGB", (60, 60), (200, 60, 60)), "PNG", icc_profile=bytes(swapped))
    for variant in make_variants(data, WIDTHS):
        picture = opened(variant.data)
        assert "icc_profile" not in picture.info
        red, green, _ = picture.convert("RGB").getpixel((5, 5))  # type: ignore[misc]  # three numbers
        assert green > red + 80


def test_a_photo_for_printers_is_shown_on_screens() -> None:
    variants = make_variants(saved(photo().convert("CMYK"), "JPEG"), WIDTHS)
    assert opened(variants[-1].data).mode == "RGB"
    assert corners(opened(variants[-1].data)) == [0, 1, 2, 3]


@pytest.mark.parametrize("more", [1, 400])
def test_of_a_photo_with_a_map_of_depths_or_more_the_photo_is_shown(more: int) -> None:
    data = saved(photo(), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 40), "black")] * more)
    assert corners(opened(make_variants(data, WIDTHS)[-1].data)) == [0, 1, 2, 3]


# What is refused, and that it is refused before it is opened


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"8BPS\0\1\0\0\0\0\0\0\0\3", "a Photoshop file"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "an EPS file"),
        (b"SIMPLE  =                    T", "a FITS file"),
        (b"II*\0\x08\0\0\0", "a TIFF"),
        (b"\0\0\0\x20ftypheic\0\0\0\0", "a HEIC photo"),
        (b"<!DOCTYPE html><title>Not found</title><svg></svg>", "a text file"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "a film or a sound"),
    ],
)
def test_what_is_no_picture_is_called_by_its_name(data: bytes, kind: str) -> None:
    told = refused(data + b"\0" * 5000)
    assert (told.code, told.message) == ("not-a-picture", f"This is {kind}, whatever its name says.")


@pytest.mark.parametrize("data", [b"", b"GPS", b"\0" * 100])
def test_what_is_nothing_is_no_picture(data: bytes) -> None:
    assert refused(data).code == "not-a-picture"


def png_header(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that claims to be so large; its pixels are a few compressed zeros."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * min(10_000_000, height * (1 + 3 * width)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 10_000), (16_001, 10), (10, 16_001), (9_000, 8_000)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(size: tuple[int, int]) -> None:
    told = refused(png_header(*size))
    assert told.code == "large-picture"
    assert "64 million pixels" in told.message


def test_refusing_takes_neither_time_nor_memory(tmp_path: Path) -> None:
    hostile = {"png": png_header(60_000, 60_000), "flat.png": png_header(10_000, 10_000)}
    jpeg = bytearray(saved(Image.new("L", (8, 8)), "JPEG"))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 60_000, 60_000)
    hostile["jpg"] = bytes(jpeg)
    gif = bytearray(saved(Image.new("P", (8, 8)), "GIF"))
    gif[6:10] = struct.pack("<HH", 60_000, 60_000)
    hostile["gif"] = bytes(gif)
    webp = bytearray(saved(Image.new("RGBA", (8, 8), (9, 9, 9, 9)), "WEBP", lossless=True, exif=b"Exif\0\0II*\0"))
    webp[24:30] = struct.pack("<I", 16_382)[:3] * 2
    hostile["webp"] = bytes(webp)
    frames = [Image.new("P", (64, 64), number % 250) for number in range(2)]
    moving = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    frame = moving[moving.index(b"!\xf9") : -1]
    hostile["frames.gif"] = moving[:-1] + frame * 5_000 + b";"
    files = []
    for name, data in hostile.items():
        file = tmp_path / f"hostile.{name}"
        file.write_bytes(data)
        files.append(str(file))
    program = (
        "import resource, sys, time\n"
        "from pathlib import Path\n"
        "from microsite.pictures import RefusedPictureError\n"
        "from microsite.pictures.variants import make_variants\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for name in sys.argv[1:]:\n"
        "    data, start = Path(name).read_bytes(), time.process_time()\n"
        "    try:\n"
        "        make_variants(data, (400, 1280))\n"
        "        print('admitted', name)\n"
        "    except RefusedPictureError as refused:\n"
        "        print(refused.code)\n"
        "    print('slow' if time.process_time() - start > 1 else 'fast')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *files], capture_output=True, text=True, check=True, cwd=HERE, timeout=60
    )
    *told, grown = run.stdout.split("\n")[:-1]
    assert told == ["large-picture", "fast"] * 5 + ["moving-picture", "fast"]
    assert int(grown) < 60_000  # KiB
    assert run.stderr == ""


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_a_picture_that_moves_is_refused_and_not_quietly_stilled(kind: str) -> None:
    frames = [Image.new("RGB", (16, 16), color) for color in ("red", "navy")]
    told = refused(saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100))
    assert (told.code, told.message) == ("moving-picture", "This picture moves.")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_picture_that_breaks_off_is_refused(kind: str) -> None:
    data = saved(photo(), kind)
    assert refused(data[: len(data) // 2]).code == "broken-picture"
    assert refused(data[:20]).code in {"broken-picture", "not-a-picture"}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_bytes_are_refused_or_shown_and_never_a_bug(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "GIF"]))
    whole = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, min(len(whole) - 1, 900)))] = data.draw(st.integers(0, 255))
    try:
        variants = make_variants(bytes(whole), (16, 40), plain=True)
    except RefusedPictureError as told:
        assert told.message  # noqa: PT017  either is right, and nothing else
    else:
        assert all(left_in(variant.data) == frozenset() for variant in variants)


WHOLE = {kind: as_a_camera_makes_it(kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF")}


# In a site


def site(write_site: WriteSite, body: str, **pictures: bytes) -> Path:
    root = write_site({"content/index.md": PAGE + body})
    for name, data in pictures.items():
        file = root / "content" / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return root


def built(root: Path, options: Options | None = None) -> tuple[str, dict[str, Output], list[str]]:
    report = Report()
    outputs = {output.path: output for output in build(root, options or Options(), report)}
    return outputs["index.html"].data.decode(), outputs, [as_text(problem) for problem in report.problems]


def test_a_page_offers_every_format_and_width(write_site: WriteSite) -> None:
    root = site(write_site, "![The front door](visit/door.jpg)\n", visit__door_jpg=saved(photo(900, 600), "JPEG"))
    page, outputs, told = built(root)
    assert told == []
    (picture,) = re.findall(r"<picture>.*?</picture>", page)
    paths = [path for path in outputs if path.startswith("assets/pictures/visit/door-")]
    assert len(paths) == 9
    assert all(picture.count(f"/iop/{path} ") == 1 for path in paths)
    assert re.findall(r'type="([^"]*)"', picture) == ["image/avif", "image/webp"]
    sizes = re.findall(r'sizes="([^"]*)"', picture)
    assert sizes == ["(min-width: 41.3rem) 38rem, (min-width: 25rem) 92vw, calc(100vw - 2rem)"] * 3
    img = re.search(r"<img[^>]*>", picture)
    assert img
    for attribute in ('alt="The front door"', 'width="900"', 'height="600"', 'decoding="async"'):
        assert attribute in img[0]
    assert "loading" not in img[0]
    assert "style=" not in picture
    assert "visit/door.jpg" not in "".join(outputs)


def test_only_a_picture_that_is_in_view_at_once_does_not_wait(write_site: WriteSite) -> None:
    body = "![First](a.png)\n\n![Second](a.png)\n\n## More\n\n![Third](a.png)\n"
    page, _, _ = built(site(write_site, body, a_png=saved(drawing(), "PNG")))
    assert ["lazy" in img for img in re.findall("<img[^>]*>", page)] == [False, True, True]
    page, _, _ = built(site(write_site, "## More\n\n![First](a.png)\n"))
    assert ["lazy" in img for img in re.findall("<img[^>]*>", page)] == [True]


def test_a_link_to_a_picture_leads_to_the_widest_that_every_browser_shows(write_site: WriteSite) -> None:
    page, outputs, told = built(
        site(write_site, "See [the front door](door.webp).\n", door_webp=saved(photo(), "WEBP"))
    )
    found = re.search(r'href="/iop/(assets/pictures/door-200\.[0-9a-f]{10}\.jpg)"', page)
    assert found
    assert found[1] in outputs
    assert told == []


def test_pictures_of_components_are_chosen_from_as_well(write_site: WriteSite) -> None:
    body = ':::figure caption="A door."\n![The front door](door.png)\n:::\n'
    page, _, told = built(site(write_site, body, door_png=saved(drawing(), "PNG")))
    assert re.search(r'<figure class="figure">\s*<p><picture><source [^>]*><img [^>]*></picture></p>', page)
    assert "</source>" not in page
    assert told == []


def test_a_picture_that_no_page_names_is_not_published(write_site: WriteSite) -> None:
    root = site(write_site, "Text.\n", secret_png=saved(drawing(), "PNG"), other_svg=SVG)
    draft = PAGE.replace("---\ntitle", "---\ndraft: true\ntitle") + "![A secret](secret.png)\n![Another](other.svg)\n"
    (root / "content" / "later.md").write_text(draft, "utf-8")
    assert not any("secret" in path or "other" in path for path in built(root)[1])
    assert any("secret" in path for path in built(root, Options(drafts=True))[1])


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h20"/></svg>'


def test_a_file_of_too_many_bytes_is_to_be_saved_smaller(write_site: WriteSite) -> None:
    root = site(write_site, "![The front door](door.png)\n", door_png=b"\x89PNG" + bytes(20 * 1024 * 1024))
    (told,) = built(root)[2]
    assert told.startswith("content/door.png: error[too-large] ")
    assert told.endswith("hint: Save it smaller.")


def test_a_refused_picture_is_told_once_at_its_file(write_site: WriteSite) -> None:
    root = site(write_site, "![The front door](door.png)\n", door_png=b"%PDF-1.7 and more")
    (told,) = built(root)[2]
    assert told == (
        "content/door.png: error[not-a-picture] This is a PDF, whatever its name says.\n"
        "    hint: Open it in the program that it comes from, and save or export it as a JPEG or PNG."
    )


def test_the_preview_shows_one_plain_file_under_the_name_that_its_editor_knows(write_site: WriteSite) -> None:
    body = "![The front door](door.jpg)\n![A map](map.webp)\n"
    original = as_a_camera_makes_it("JPEG", 6)
    root = site(write_site, body, door_jpg=original, map_webp=saved(photo(), "WEBP"))
    page, outputs, _ = built(root, Options(preview=True))
    assert "<picture" not in page
    assert "srcset" not in page
    assert re.search(r'<img[^>]*height="200"[^>]*src="/iop/door\.jpg"[^>]*width="150"', page)
    assert corners(opened(outputs["door.jpg"].data)) == [3, 0, 1, 2]
    assert CANARY not in outputs["door.jpg"].data
    assert opened(outputs["map.webp.jpg"].data).format == "JPEG"


def test_a_picture_is_made_once_and_then_taken_from_the_cache(write_site: WriteSite, tmp_path: Path) -> None:
    root = site(write_site, "![The front door](door.jpg)\n", door_jpg=saved(photo(), "JPEG"))
    first, second = Cache(tmp_path / "cache"), Cache(tmp_path / "cache")
    outputs = build(root, Options(), Report(), Memory(first))
    assert build(root, Options(), Report(), Memory(second)) == outputs == build(root, Options(), Report())
    assert (first.made, second.made) == (1, 0)
    (root / "content" / "door.jpg").write_bytes(saved(photo(210), "JPEG"))
    third = Cache(tmp_path / "cache")
    assert build(root, Options(), Report(), Memory(third)) != outputs
    assert third.made == 1


def test_a_cache_that_was_tampered_with_changes_nothing(write_site: WriteSite, tmp_path: Path) -> None:
    root = site(write_site, "![The front door](door.jpg)\n", door_jpg=saved(photo(), "JPEG"))
    outputs = build(root, Options(), Report(), Memory(Cache(tmp_path / "cache")))
    for file in (tmp_path / "cache").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:-5] + b"other")
    assert build(root, Options(), Report(), Memory(Cache(tmp_path / "cache"))) == outputs


def test_a_theme_without_widths_of_its_own_gets_the_usual_ones(write_site: WriteSite) -> None:
    root = site(write_site, "![The front door](door.jpg)\n", door_jpg=saved(photo(700, 90), "JPEG"))
    templates = root / "templates"
    (templates / "pages").mkdir(parents=True)
    (templates / "pages" / "article.yaml").write_text("description: A page.\n", "utf-8")
    (templates / "pages" / "article.html").write_text("<main>{{ page.body }}</main>", "utf-8")
    assert 'sizes="100vw"' in built(root)[0]
    (templates / "pictures.yaml").write_text("widths: [90]\nsizes: 50vw\n", "utf-8")
    page, outputs, _ = built(root)
    assert [path for path in outputs if "door-" in path and "-90." not in path] == []
    assert 'sizes="50vw"' in page
    (templates / "pictures.yaml").write_text("widths: [0, many]\n", "utf-8")
    assert sum("templates/pictures.yaml:1:" in problem for problem in built(root)[2]) == 2
