"""Pictures for sharing: their size, their letters, their name, and that the same title gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from build import HERE, build
from microsite.console import as_text
from microsite.options import Options
from microsite.pictures import RefusedPictureError, social_picture_name
from microsite.pictures.letters import STROKE, font_of, width_of, write
from microsite.pictures.rows import deflated_rows, png_of
from microsite.pictures.social import HEAD, HEIGHT, MARGIN, SIZES, WIDTH, SocialPictures
from microsite.problems import Report

if TYPE_CHECKING:
    from conftest import WriteSite

COLORS = ("#faf6ef", "#23302f", "#17594f")
ICON = HERE / "templates" / "assets" / "icons" / "icon-512.png"
HOME = {"content/index.md": "---\ntitle: A home\ntype: home\ndescription: D\n---\nText.\n"}


@pytest.fixture(scope="module")
def pictures() -> SocialPictures:
    return SocialPictures("A site", COLORS, ICON.read_bytes())


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the box around what is written below the site's name and above the line."""
    part = picture.crop((0, 170, WIDTH, HEIGHT - 25))
    return part.convert("L").point([255 if value < 128 else 0 for value in range(256)]).getbbox()


def test_a_picture_is_of_the_size_that_others_expect(pictures: SocialPictures) -> None:
    picture = opened(pictures.draw("Get help now"))
    assert picture.size == (1200, 630)
    assert picture.getpixel((0, 0)) == (0xFA, 0xF6, 0xEF)
    assert picture.getpixel((600, 625)) == (0x17, 0x59, 0x4F)


@pytest.mark.parametrize(
    "title",
    [
        "Go",
        "Planned mental health care while you live at home",
        "word " * 60,
        "W" * 60,
        "W" * 5000,
        f"Eye movement {'desensitisation' * 9} and more",
    ],
)
def test_a_title_stays_within_the_picture(pictures: SocialPictures, title: str) -> None:
    box = ink(opened(pictures.draw(title)))
    assert box is not None
    assert box[0] >= MARGIN - 5
    assert box[2] <= WIDTH - MARGIN + 5
    assert box[3] < HEIGHT - 25 - 170


@pytest.mark.parametrize("title", ["Größe", "مساعدة", "助けを求める", "Help 助", "", " "])
def test_a_title_that_the_font_cannot_write_is_left_out(pictures: SocialPictures, title: str) -> None:
    assert ink(opened(pictures.draw(title))) is None


def test_dashes_that_the_font_lacks_are_hyphens(pictures: SocialPictures) -> None:
    assert ink(opened(pictures.draw("Help – “now”"))) is not None
    assert pictures.draw("Help – now") == pictures.draw("Help - now")


def test_letters_and_name_have_the_colours_of_the_site_to_the_bit(pictures: SocialPictures) -> None:
    picture = opened(pictures.draw("Get help now"))
    name, title = picture.crop((MARGIN + 110, 0, WIDTH, HEAD)), picture.crop((0, HEAD, WIDTH, HEIGHT - 25))
    for part, color in ((name, COLORS[2]), (title, COLORS[1])):
        shades = sorted(part.getcolors() or [], reverse=True)
        # Most is paper, and most of what is written is wholly of its colour.
        assert [f"#{bytes(shade).hex()}" for _, shade in shades[:2] if isinstance(shade, tuple)] == [COLORS[0], color]


def test_what_is_written_can_be_read(pictures: SocialPictures) -> None:
    # The contrast of WCAG 2.2, 1.4.3 and its formula: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    def luminance(color: tuple[int, ...]) -> float:
        parts = (value / 255 for value in color)
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    picture = opened(pictures.draw("Get help now"))
    paper = luminance((0xFA, 0xF6, 0xEF))
    for box in ((MARGIN + 110, 0, WIDTH, HEAD), (0, HEAD, WIDTH, HEIGHT - 25)):
        colors = [color for _, color in picture.crop(box).getcolors() or [] if isinstance(color, tuple)]
        assert (paper + 0.05) / (min(map(luminance, colors)) + 0.05) >= 7


def test_the_icon_stands_on_the_paper_of_the_picture(pictures: SocialPictures) -> None:
    picture = opened(pictures.draw("Get help now"))
    paper = Image.new("RGB", (96, 96), COLORS[0])
    with Image.open(ICON) as icon:
        small = icon.convert("RGBA").resize((96, 96), Image.Resampling.LANCZOS)
    paper.paste(small, mask=small)
    shown = picture.crop((MARGIN - 10, 52, MARGIN + 86, 148))
    assert shown.getpixel((0, 0)) == (0xFA, 0xF6, 0xEF)
    difference = [abs(one - other) for one, other in zip(shown.tobytes(), paper.tobytes(), strict=True)]
    assert sum(difference) / len(difference) < 1


def test_a_site_without_an_icon_has_its_name_at_the_margin() -> None:
    picture = opened(SocialPictures("A site", COLORS, None).draw("Get help now")).crop((0, 0, WIDTH, HEAD))
    box = picture.convert("L").point([255 if value < 128 else 0 for value in range(256)]).getbbox()
    assert box is not None
    assert MARGIN <= box[0] <= MARGIN + 5


@pytest.mark.parametrize("size", SIZES)
def test_a_line_of_letters_is_to_the_pixel_the_line_that_pillow_draws(size: int) -> None:
    lines = ("Planned mental health care", "AVA To fi ffl “so” (1/2)…", "".join(map(chr, range(0x20, 0x7F))))
    for line in lines:
        box = (width_of(line, size) + 40, 2 * size)
        ours, theirs = Image.new("L", box), Image.new("L", box)
        write(line, size, (20, 3), ours, 255)
        ImageDraw.Draw(theirs).text((20, 3), line, font=font_of(size), fill=255, stroke_width=STROKE)
        assert ours.getbbox() is not None
        assert ours.tobytes() == theirs.tobytes()
        assert width_of(line, size) == font_of(size).getlength(line)


@given(st.lists(st.tuples(st.binary(max_size=300), st.integers(0, 3000), st.booleans()), max_size=6))
def test_rows_that_were_deflated_one_by_one_are_one_stream(pieces: list[tuple[bytes, int, bool]]) -> None:
    rows = [letters + bytes(empty) for letters, empty, _ in pieces]
    deflated = [deflated_rows(row, quickly=piece[2]) for row, piece in zip(rows, pieces, strict=True)]
    file = png_of(9, 9, b"", deflated)
    at = file.index(b"IDAT")
    length = int.from_bytes(file[at - 4 : at], "big")
    # zlib refuses a stream whose checksum is not that of its text.
    assert zlib.decompress(file[at + 4 : at + 4 + length]) == b"".join(rows)


def test_the_same_title_gives_the_same_bytes(pictures: SocialPictures) -> None:
    again = SocialPictures("A site", COLORS, ICON.read_bytes())
    assert pictures.draw("Get help now") == again.draw("Get help now")
    assert pictures.draw("Get help now") != pictures.draw("Get help soon")


def test_two_builds_in_two_processes_draw_the_same_bytes_in_any_order(pictures: SocialPictures) -> None:
    titles = ["Get help now", "Planned mental health care while you live at home", "Costs", "word " * 30]
    program = (
        "import hashlib, sys\n"
        "from pathlib import Path\n"
        "from microsite.pictures.social import SocialPictures\n"
        "icon, *rest = sys.argv[1:]\n"
        "pictures = SocialPictures(rest[0], tuple(rest[1:4]), Path(icon).read_bytes())\n"
        "print(*(hashlib.sha256(pictures.draw(title)).hexdigest() for title in rest[4:]))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, ICON, "A site", *COLORS, *reversed(titles)],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        timeout=60,
    )
    here = [hashlib.sha256(pictures.draw(title)).hexdigest() for title in titles]
    assert run.stdout.split()[::-1] == here


def test_pictures_of_two_builds_are_equal(write_site: WriteSite) -> None:
    root = write_site(HOME | {"content/a.md": "---\ntitle: Another page\ndescription: D\n---\nText.\n"})
    one, other = ({output.path: output.data for output in build(root, Options(), Report())} for _ in range(2))
    paths = [path for path in one if path.startswith("assets/social/")]
    assert len(paths) == 2
    assert [one[path] for path in paths] == [other[path] for path in paths]


def test_the_name_changes_with_everything_that_decides() -> None:
    assert social_picture_name("a", "b") == social_picture_name("a", "b")
    assert len({social_picture_name(*parts) for parts in (("a", "b"), ("ab",), ("b", "a"), ("a", "b", ""))}) == 4


def test_every_page_names_its_picture(write_site: WriteSite) -> None:
    root = write_site(HOME)
    outputs = {output.path: output.data for output in build(root, Options(), Report())}
    (path,) = (path for path in outputs if path.startswith("assets/social/"))
    assert f'property="og:image" content="https://example.org/iop/{path}"'.encode() in outputs["index.html"]


@pytest.mark.parametrize("data", [b"", b"GIF89a", ICON.read_bytes()[:900], b"\x89PNG\r\n\x1a\n" + bytes(99)])
def test_an_icon_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedPictureError):
        SocialPictures("A site", COLORS, data)


def test_an_icon_that_cannot_be_read_is_told_and_left_out(write_site: WriteSite) -> None:
    root = write_site(HOME)
    shutil.copytree(HERE / "templates", root / "templates")
    (root / "templates" / "assets" / "icons" / "icon-512.png").write_bytes(ICON.read_bytes()[:900])
    report = Report()
    outputs = build(root, Options(), report)
    (problem,) = (problem for problem in report.problems if problem.place.path.startswith("templates/"))
    assert as_text(problem).startswith("templates/assets/icons/icon-512.png: error[broken-picture]")
    assert any(output.path.startswith("assets/social/") for output in outputs)


def test_a_site_whose_pages_show_no_picture_loads_nothing_that_makes_them(write_site: WriteSite) -> None:
    root = write_site(HOME)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from build import build\n"
        "from microsite.options import Options\n"
        "from microsite.problems import Report\n"
        "build(Path(sys.argv[1]), Options(), Report())\n"
        "print(*sorted(name for name in sys.modules if name.startswith(('microsite.pictures', 'PIL.'))))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, root], capture_output=True, text=True, check=True, cwd=HERE, timeout=60
    )
    loaded = set(run.stdout.split())
    assert "microsite.pictures.social" in loaded
    assert not loaded & {"microsite.pictures.variants", "microsite.pictures.original", "microsite.pictures.drawing"}
    # Of the formats that Pillow knows, the icon needs one.
    assert {name for name in loaded if name.endswith("ImagePlugin")} == {"PIL.PngImagePlugin"}
