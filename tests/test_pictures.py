"""Pictures for sharing: their size, their name, and that the same title gives the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from build import HERE, build
from microsite.options import Options
from microsite.pictures import social_picture_name
from microsite.pictures.social import HEIGHT, MARGIN, WIDTH, SocialPictures
from microsite.problems import Report

if TYPE_CHECKING:
    from conftest import WriteSite

COLORS = ("#faf6ef", "#23302f", "#17594f")


@pytest.fixture(scope="module")
def pictures() -> SocialPictures:
    icon = (HERE / "templates" / "assets" / "icons" / "icon-512.png").read_bytes()
    return SocialPictures("A site", COLORS, icon)


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


@pytest.mark.parametrize("title", ["Go", "Planned mental health care while you live at home", "word " * 60, "W" * 60])
def test_a_title_stays_within_the_picture(pictures: SocialPictures, title: str) -> None:
    box = ink(opened(pictures.draw(title)))
    assert box is not None
    assert box[0] >= MARGIN - 5
    assert box[2] <= WIDTH - MARGIN + 5
    assert box[3] < HEIGHT - 25 - 170


def test_a_title_that_the_font_cannot_write_is_left_out(pictures: SocialPictures) -> None:
    assert ink(opened(pictures.draw("Größe"))) is None
    assert ink(opened(pictures.draw("Help – “now”"))) is not None


def test_the_same_title_gives_the_same_bytes(pictures: SocialPictures) -> None:
    again = SocialPictures("A site", COLORS, (HERE / "templates/assets/icons/icon-512.png").read_bytes())
    assert pictures.draw("Get help now") == again.draw("Get help now")
    assert pictures.draw("Get help now") != pictures.draw("Get help soon")


def test_the_name_changes_with_everything_that_decides() -> None:
    assert social_picture_name("a", "b") == social_picture_name("a", "b")
    assert len({social_picture_name(*parts) for parts in (("a", "b"), ("ab",), ("b", "a"), ("a", "b", ""))}) == 4


def test_every_page_names_its_picture(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": "---\ntitle: A home\ntype: home\ndescription: D\n---\nText.\n"})
    outputs = {output.path: output.data for output in build(root, Options(), Report())}
    (path,) = (path for path in outputs if path.startswith("assets/social/"))
    assert f'property="og:image" content="https://example.org/iop/{path}"'.encode() in outputs["index.html"]
