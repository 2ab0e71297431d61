"""Pictures in a real browser: it takes the right file, in the right width, when it is needed, and nothing jumps."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from browser.conftest import DESK, PHONE, SMALL, serve
from build import build
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from browser.conftest import Contexts, Server

CONFIG = "name: A site\nurl: https://example.org/iop/\ndescription: A site for tests.\n"
TEXT = "Words of a page that is long enough to scroll.\n\n" * 150
FIGURE = ':::figure caption="A door."\n![In a figure](door.jpg)\n:::\n'
PAGE = "---\ntitle: {title}\ntype: {type}\ndescription: A page that shows pictures, for a test in a browser.\n---\n"
ARTICLE = f"![At once](door.jpg)\n\n![Small](small.png)\n\n{FIGURE}\n{TEXT}\n![Later](later.jpg)\n\n[Home](index.md)\n"

# How wide the browser thinks a picture is going to be, by its `sizes`.
EXPECTED = """img => {
  const parts = img.sizes.split(/,(?![^(]*\\))/).map(part => part.trim());
  for (const part of parts) {
    const found = part.match(/^(\\(.*?\\)) (.*)$/);
    if (found && !matchMedia(found[1]).matches) continue;
    const probe = document.body.appendChild(document.createElement('div'));
    probe.style.width = found ? found[2] : part;
    const width = probe.getBoundingClientRect().width;
    probe.remove();
    return width;
  }
}"""


def photo(width: int, height: int) -> bytes:
    file = io.BytesIO()
    noise = [Image.effect_noise((width // 8, height // 8), 60) for _ in range(3)]
    Image.merge("RGB", noise).resize((width, height), Image.Resampling.BICUBIC).save(file, "JPEG", quality=92)
    return file.getvalue()


def built_at(root: Path, base_url: str) -> dict[str, bytes]:
    return {output.path: output.data for output in build(root, Options(base_url=base_url), Report())}


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a site with pictures."""
    root = tmp_path_factory.mktemp("gallery")
    content = root / "content"
    content.mkdir()
    (root / "site_config.yaml").write_text(CONFIG, "utf-8")
    (content / "index.md").write_text(PAGE.format(title="Home", type="home") + FIGURE + "[Page](page.md)\n", "utf-8")
    (content / "page.md").write_text(PAGE.format(title="Page", type="article") + ARTICLE, "utf-8")
    for name in ("door.jpg", "later.jpg"):
        (content / name).write_bytes(photo(1600, 1200))
    Image.new("RGB", (200, 100), "teal").save(content / "small.png")
    yield from serve(tmp_path_factory.mktemp("served"), partial(built_at, root))


@pytest.fixture
def look(gallery: Server, contexts: Contexts) -> Iterator[Any]:
    """Return a function that opens a page of the gallery in a window of a size."""
    opened: list[Page] = []

    def open_(address: str, viewport: dict[str, int], pixels: int = 1) -> Page:
        page = contexts(viewport=viewport, device_scale_factor=pixels).new_page()
        opened.append(page)
        gallery.asked.clear()
        page.goto(gallery.home + address, wait_until="load")
        page.locator("img[width]").first.evaluate("img => img.decode()")
        return page

    yield open_
    for page in opened:
        page.close()


@pytest.mark.parametrize("viewport", [SMALL, PHONE, {"width": 560, "height": 800}, {"width": 700, "height": 800}, DESK])
@pytest.mark.parametrize(("path", "alt"), [("page/", "At once"), ("page/", "In a figure"), ("", "In a figure")])
def test_a_picture_is_as_wide_as_its_sizes_say(look: Any, path: str, alt: str, viewport: dict[str, int]) -> None:
    img = look(path, viewport).get_by_alt_text(alt)
    shown = img.evaluate("img => img.getBoundingClientRect().width")
    assert shown == pytest.approx(img.evaluate(EXPECTED), abs=1)
    assert img.evaluate("img => img.clientHeight / img.clientWidth") == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize(
    ("viewport", "pixels", "width"),
    [(SMALL, 1, 400), (SMALL, 2, 640), (PHONE, 3, 1280), (DESK, 1, 640), (DESK, 2, 1280)],
)
def test_a_screen_gets_the_file_that_is_made_for_it(
    look: Any, viewport: dict[str, int], pixels: int, width: int
) -> None:
    img = look("page/", viewport, pixels).get_by_alt_text("At once")
    name = urlsplit(img.evaluate("img => img.currentSrc")).path.rpartition("/")[2]
    assert name.startswith(f"door-{width}.")
    assert name.endswith(".avif")
    assert img.evaluate("img => img.naturalWidth") > 0


def test_a_small_picture_is_not_blown_up(look: Any) -> None:
    img = look("page/", DESK).get_by_alt_text("Small")
    assert img.evaluate("img => [img.clientWidth, img.clientHeight]") == [200, 100]


def test_a_picture_further_down_is_fetched_when_a_reader_comes_near(look: Any, gallery: Server) -> None:
    page = look("page/", PHONE)
    assert not any("later" in path for path in gallery.asked)
    later = page.get_by_alt_text("Later")
    later.scroll_into_view_if_needed()
    later.evaluate("img => img.decode()")
    fetched = [path for path in gallery.asked if "later" in path]
    assert len(fetched) == 1


def test_no_picture_breaks_the_policy_of_the_site(look: Any, gallery: Server) -> None:
    page = look("page/", DESK)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.reload(wait_until="load")
    assert said == []
    assert all(path.startswith("/iop/") or path == "/favicon.ico" for path in gallery.asked)
