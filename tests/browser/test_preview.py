"""A browser watches while files are edited: each save is on the page, and nothing is lost that was there."""

from __future__ import annotations

import io
import shutil
import statistics
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from previewing import Previewed, start_preview

from browser.conftest import MEASURED
from browser.test_axe import violations
from microsite.commands import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from browser.conftest import Contexts

READ = "content/about.md"
"""The page that is being read: of middling length."""

PAINTED = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return paint ? performance.timeOrigin + paint.startTime : 0;
}"""


LOADS = """async base => {
  const element = (name, values) => new Promise(done => {
    const made = Object.assign(document.createElement(name), values);
    made.onload = () => done(true);
    made.onerror = () => done(false);
    document.body.append(made);
  });
  const channel = new Promise(done => {
    const socket = new WebSocket(new URL("/livereload", base.replace("http", "ws")).href);
    socket.onopen = () => done(true);
    socket.onerror = () => done(false);
  });
  return {
    script: await element("script", {src: new URL("/livereload.js", base).href}),
    style: await element("link", {rel: "stylesheet", href: base + "assets/css/site.css"}),
    picture: await element("img", {src: base + "door.png"}),
    page: await fetch(base + "about/").then(answer => answer.ok, () => false),
    blindly: await fetch(base + "about/", {mode: "no-cors"}).then(() => true, () => false),
    channel: await channel,
  };
}"""
"""What a page at its own or another address can load."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("previewed")
    for folder in ("content", "templates"):
        shutil.copytree(HERE / folder, site / folder)
    shutil.copy(HERE / "site_config.yaml", site)
    (site / "content" / "door.png").write_bytes(picture("white", 80))
    edit(site / READ, "\n## ", "\n![The door of the house](door.png)\n\n:::callout\nMind the step.\n:::\n\n## ")
    return site


@pytest.fixture(scope="module")
def preview(browser: Browser, root: Path) -> Iterator[Previewed]:
    del browser  # where there is none, these tests say so and do not start anything
    started = start_preview(root, "--port", "18600")
    started.settle()
    yield started
    started.stop()


@pytest.fixture
def tab(preview: Previewed, contexts: Contexts) -> Iterator[Page]:
    """Open the page that is being read, and say nothing may go wrong in its console."""
    page = contexts().new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{preview.url}about/")
    yield page
    page.close()
    assert not [text for text in wrong if "404" not in text]  # a page that was renamed is gone


def picture(colour: str, width: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 60), colour).save(file, "PNG")
    return file.getvalue()


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, old
    file.write_text(text.replace(old, new, 1), "utf-8")


def watch(tab: Page, save: Callable[[], object], seen: str, what: str = "") -> None:
    """Save, wait until the page shows it, and note how long that took to be painted."""
    started = time.time() * 1000
    save()
    tab.wait_for_function(seen)
    painted = 0.0
    while painted < started:
        painted = tab.evaluate(PAINTED)
    if what:
        MEASURED.append(f"preview, {what}: {painted - started:.0f} ms from the save to the page")


def says(words: str) -> str:
    return f"() => document.body && document.body.innerText.includes({words!r})"


def test_a_body_is_shown_and_the_place_in_the_page_kept(tab: Page, root: Path) -> None:
    tab.evaluate("window.scrollTo(0, 400)")
    watch(tab, lambda: edit(root / READ, "\n\n", "\n\nFirst words of mine.\n\n"), says("First words of mine."))
    tab.wait_for_function("() => Math.abs(window.scrollY - 400) < 60")


def test_the_time_from_a_save_to_the_page(tab: Page, root: Path) -> None:
    times = []
    for number in range(7):
        started = time.time() * 1000
        edit(root / READ, "\n\n", f"\n\nTimed {number}.\n\n")
        tab.wait_for_function(says(f"Timed {number}."))
        times.append(tab.evaluate(PAINTED) - started)
        time.sleep(0.5)
    MEASURED.append(
        f"preview, a body: {statistics.median(times):.0f} ms from the save to the painted page "
        f"({min(times):.0f} to {max(times):.0f})"
    )


def test_a_title_is_shown(tab: Page, root: Path) -> None:
    watch(
        tab,
        lambda: edit(root / READ, "title: ", "title: Now "),
        "() => document.title.startsWith('Now ') && document.querySelector('h1').innerText.startsWith('Now ')",
        "a title",
    )


def test_front_matter_is_shown(tab: Page, root: Path) -> None:
    watch(
        tab,
        lambda: edit(root / READ, "message: ", "message: Who we are, in short. "),
        says("Who we are, in short."),
        "front matter",
    )


def test_a_style_is_exchanged_while_the_page_stays(tab: Page, root: Path) -> None:
    tab.evaluate("window.stayed = true")
    css = root / "templates/assets/css/base.css"
    edit(css, "@layer base {", "@layer base {\n  h1 { word-spacing: 3px; }")
    tab.wait_for_function("() => getComputedStyle(document.querySelector('h1')).wordSpacing === '3px'")
    assert tab.evaluate("window.stayed") is True


def test_a_template_is_shown(tab: Page, root: Path) -> None:
    file = root / "templates/partials/footer.html"
    watch(
        tab,
        lambda: file.write_text(file.read_text("utf-8").replace("Published by", "Brought by"), "utf-8"),
        says("Brought by"),
        "a template",
    )


def test_a_component_is_shown(tab: Page, root: Path) -> None:
    file = root / "templates/components/callout/component.html"
    watch(
        tab,
        lambda: file.write_text("<p>Watch out!</p>\n" + file.read_text("utf-8"), "utf-8"),
        says("Watch out!"),
        "a component",
    )


def test_a_picture_is_shown_with_its_new_size(tab: Page, root: Path) -> None:
    tab.locator("img[alt='The door of the house']").scroll_into_view_if_needed()
    watch(
        tab,
        lambda: (root / "content/door.png").write_bytes(picture("navy", 120)),
        "() => document.querySelector(\"img[alt='The door of the house']\")?.naturalWidth === 120",
    )
    assert tab.get_attribute("img[alt='The door of the house']", "width") == "120"


def test_a_setting_is_shown(tab: Page, root: Path) -> None:
    watch(tab, lambda: edit(root / "site_config.yaml", "name: ", "name: All about "), says("All about"), "a setting")


def test_a_new_page_is_offered_and_then_there(tab: Page, root: Path) -> None:
    text = "---\ntitle: Parking\ndescription: Where to leave your car, and what it costs, in a few words.\n---\n"
    (root / "content/parking.md").write_text(text + "Behind the house.\n", "utf-8")
    tab.get_by_role("link", name="Show that page").click()
    tab.wait_for_function(says("Behind the house."))
    (root / "content/parking.md").rename(root / "content/cars.md")
    tab.wait_for_function("() => !document.body.innerText.includes('Behind the house.')")
    tab.get_by_role("link", name="Show that page").click()
    tab.wait_for_function(says("Behind the house."))
    assert tab.url.endswith("/cars/")
    (root / "content/cars.md").unlink()
    tab.wait_for_function("() => !document.body.innerText.includes('Behind the house.')")
    (root / "content/cars.md").write_text(text + "Before the house.\n", "utf-8")
    tab.wait_for_function(says("Before the house."))


@pytest.mark.holds(64, "told")
def test_a_broken_page_says_what_to_do_until_it_is_mended(tab: Page, root: Path) -> None:
    good = (root / READ).read_text("utf-8")
    edit(root / READ, "\n\n", "\n\n[The price](coast-and-insurance.md) and :::: nothing.\n\n")
    panel = tab.get_by_role("complementary", name="Preview")
    panel.get_by_text("There is no page “coast-and-insurance.md”.").wait_for()
    assert panel.get_by_text("Did you mean “cost-and-insurance.md”?").is_visible()
    link = panel.get_by_role("link", name="content/about.md, line").first
    assert (link.get_attribute("href") or "").startswith(f"vscode://file{root.as_posix()}/content/about.md:")
    (root / READ).write_text(good, "utf-8")
    tab.wait_for_function("() => !document.querySelector('#ms-preview-here')")


def test_a_list_of_warnings_that_was_opened_stays_open(tab: Page, root: Path) -> None:
    edit(root / READ, "\n\n", "\n\nFor more, [click here](benefits.md).\n\n")
    tab.locator("#ms-preview-elsewhere > summary").click()
    edit(root / READ, "\n\n", "\n\nOne more save.\n\n")
    tab.wait_for_function(says("One more save."))
    tab.wait_for_function("() => document.querySelector('#ms-preview-elsewhere').open")


def test_the_panel_is_as_accessible_as_the_site(tab: Page, root: Path) -> None:
    edit(root / READ, "title: ", "draft: true\ntitel: x\ntitle: ")
    tab.wait_for_function(says("Not public."))
    tab.wait_for_function("() => document.querySelector('#ms-preview-here')")
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        assert violations(tab) == []


# Other sites


def test_the_previews_own_page_can_load_what_the_next_test_wants_refused(tab: Page, preview: Previewed) -> None:
    assert set(tab.evaluate(LOADS, preview.url).values()) == {True}


@pytest.mark.holds(59, "refused", times=2)
@pytest.mark.holds(60, "refused", times=12)
@pytest.mark.parametrize("site", ["http://evil.example", "http://127.0.0.1:9"])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_page_of_another_site_can_load_and_hear_nothing(
    preview: Previewed, contexts: Contexts, site: str, name: str
) -> None:
    """The second has the same name as the preview, at another port: browsers call that the same site."""
    page = contexts().new_page()
    page.route(f"{site}/", lambda route: route.fulfill(body="<!doctype html><body>", content_type="text/html"))
    page.goto(f"{site}/")
    base = preview.url.replace("127.0.0.1", name)
    assert set(page.evaluate(LOADS, base).values()) == {False}
    page.evaluate("base => document.body.append(Object.assign(document.createElement('iframe'), {src: base}))", base)
    page.wait_for_function("() => frames[0] && !frames[0].closed")
    page.wait_for_timeout(500)
    assert "<main" not in page.frames[1].content()
    page.close()
