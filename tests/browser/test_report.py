"""The report for editors opens by a double click, needs no script and no connection, and can be printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from browser.conftest import DESK, PHONE, SMALL, Found, tell
from browser.test_axe import violations
from browser.test_print import is_white, letters, text_of
from build import HERE, build
from microsite.options import Options
from microsite.problems import Report
from microsite.report import PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from browser.conftest import Contexts

SITES = {"the first site": HERE, "every mistake": HERE / "tests" / "sites" / "every-mistake"}

# What stands within a drawing: nothing may be cut off or lie on something else.
OVERLAPS = """() => [...document.querySelectorAll('svg[role=img]')].flatMap(chart => {
  const texts = [...chart.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
  const clash = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  return texts.flatMap(([words, box], number) => [
    ...(box.left < -1 || box.right > innerWidth + 1 ? [`${words} is cut off`] : []),
    ...texts.slice(number + 1).filter(([, other]) => clash(box, other)).map(([more]) => `${words} lies on ${more}`)]);
})"""


@dataclass
class Opened:
    """A report in a browser, with what it asked for and what the browser said."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the report of each site to a file, as a person has it."""
    folder, written = tmp_path_factory.mktemp("reports"), {}
    for name, root in SITES.items():
        outputs = build(root, Options(editors_report=True, published=folder), Report())
        written[name] = folder / f"{name}.html"
        written[name].write_bytes(next(output.data for output in outputs if output.path == PATH))
    return written


@pytest.fixture
def open_report(files: dict[str, Path], contexts: Contexts) -> Iterator[Callable[..., Opened]]:
    """Return a function that opens the report of a site from its file, with settings of the context by name."""
    opened: list[Opened] = []

    def open_(site: str, **settings: Any) -> Opened:
        new = Opened(contexts(**settings).new_page())
        opened.append(new)
        new.page.on("request", lambda request: new.requests.append(request.url))
        new.page.on("console", lambda message: new.said.append(message.text))
        new.page.on("pageerror", lambda error: new.said.append(str(error)))
        new.page.goto(files[site].as_uri())
        return new

    yield open_
    for one in opened:
        one.page.close()


@pytest.mark.parametrize("site", SITES)
def test_it_asks_for_nothing_but_itself_and_works_without_scripts(
    open_report: Callable[..., Opened], files: dict[str, Path], site: str
) -> None:
    opened = open_report(site, java_script_enabled=False)
    assert [url for url in opened.requests if not url.startswith("data:")] == [files[site].as_uri()]
    assert opened.said == []
    page = opened.page
    assert page.locator("h1").is_visible()
    assert all(heading.is_visible() for heading in page.locator("h2, h3").all())
    page.locator(".contents a", has_text="Every page").click()
    assert page.url.endswith("#pages")
    assert page.locator("#pages").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("site", SITES)
def test_axe_finds_nothing(
    open_report: Callable[..., Opened], site: str, viewport: dict[str, int], scheme: str
) -> None:
    page = open_report(site, viewport=viewport, color_scheme=scheme).page
    assert violations(page) == []


@pytest.mark.parametrize("viewport", [SMALL, PHONE, DESK], ids=["small", "phone", "desk"])
@pytest.mark.parametrize("site", SITES)
def test_nothing_is_cut_off_and_no_words_lie_on_others(
    open_report: Callable[..., Opened], site: str, viewport: dict[str, int]
) -> None:
    page = open_report(site, viewport=viewport).page
    found: Found = page.evaluate(OVERLAPS)
    assert found == []
    assert tell(page, "beyond") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("site", SITES)
def test_all_of_it_is_on_paper(open_report: Callable[..., Opened], site: str, tmp_path: Path) -> None:
    page = open_report(site, color_scheme="dark", viewport={"width": 700, "height": 900}).page
    texts: list[str] = page.locator("h1, h2:not(#contents), h3, th, td, dd, .problem p, pre").all_text_contents()
    page.emulate_media(media="print")
    file = tmp_path / "report.pdf"
    file.write_bytes(page.pdf(format="Letter", margin={"top": "0.6in", "bottom": "0.6in"}))
    printed = letters(text_of(file))
    assert [text for text in texts if letters(text) not in printed] == []
    assert is_white(file)


def test_in_forced_colours_the_drawings_stay(open_report: Callable[..., Opened]) -> None:
    page = open_report("the first site", forced_colors="active").page
    seen = """() => [...document.querySelectorAll('.chart__bar')].map(bar => getComputedStyle(bar).fill)"""
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    fills = page.evaluate(seen)
    assert fills
    assert paper not in fills
