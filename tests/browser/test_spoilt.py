"""What the tests of pages look for is found: each sees a theme that is spoilt in the way that it guards against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.conftest import DESK, PHONE, SMALL, Found, open_all, tell
from browser.test_axe import violations
from browser.test_keyboard import number_controls, tab
from browser.test_reflow import FAINT, MOVING, SPACING, WITHOUT_EDGE, enlarge, sideways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route

    from browser.conftest import Contexts, OpenPage, Server

PAPER = "#faf6ef"
"""What is behind the text in the light."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def grey(ratio: float) -> str:
    """Return the darkest grey that has less contrast than this with the paper."""
    return next(f"#{level:02x}{level:02x}{level:02x}" for level in range(256) if _below(level, ratio))


def _below(level: int, ratio: float) -> bool:
    return contrast(f"#{level:02x}{level:02x}{level:02x}", PAPER) < ratio


@pytest.fixture
def open_spoilt(server: Server, contexts: Contexts) -> Iterator[OpenPage]:
    """Return a function that opens a page as a theme shows it whose style sheet ends with more rules."""
    opened: list[Page] = []

    def open_(address: str, rules: str, **settings: object) -> Page:
        def spoil(route: Route) -> None:
            response = route.fetch()
            route.fulfill(response=response, body=f"{response.text()}\n{rules}")

        page = contexts(**settings).new_page()
        opened.append(page)
        page.route("**/*.css", spoil)
        page.goto(server.home + address)
        return page

    yield open_
    for page in opened:
        page.close()


def tokens(**colours: str) -> str:
    """Return rules that give tokens of the theme other colours."""
    set_ = "; ".join(f"--{name.replace('_', '-')}: {colour}" for name, colour in colours.items())
    return f"@layer tokens {{ :root {{ {set_} }} }}"


@pytest.mark.holds(110, "told")
@pytest.mark.parametrize("token", ["quiet", "ink", "link"])
def test_text_of_too_little_contrast_is_seen(open_spoilt: OpenPage, token: str) -> None:
    assert 4.35 < contrast(grey(4.45), PAPER) < 4.45
    page = open_spoilt("about/", tokens(**{token: grey(4.45)}), color_scheme="light", bypass_csp=True)
    assert any(found.startswith("color-contrast:") for found in violations(page))


@pytest.mark.holds(110, "harmless")
def test_text_of_enough_contrast_is_not(open_spoilt: OpenPage) -> None:
    colour = grey(5.3)  # of what the text stands on besides paper, some is darker
    page = open_spoilt("about/", tokens(quiet=colour), color_scheme="light", bypass_csp=True)
    assert violations(page) == []


BORDERED = ".header__help { background: none; border: 2px solid %s }"


@pytest.mark.holds(110, "told")
def test_a_button_whose_border_is_hardly_seen_is_seen(open_spoilt: OpenPage) -> None:
    assert 2.85 < contrast(grey(2.95), PAPER) < 2.95
    page = open_spoilt("", BORDERED % grey(2.95), viewport=DESK, color_scheme="light")
    assert len(tell(page, "faintEdges")) == 1
    page = open_spoilt("", BORDERED % grey(3.2), viewport=DESK, color_scheme="light")
    assert tell(page, "faintEdges") == []


def walked(page: Page, key: str = "Tab") -> Found:
    """Return what is wrong with the focus, as the key leads over the whole page."""
    names = number_controls(page)
    if key != "Tab":
        page.locator("footer a").last.focus()
    return [f"{focus['name']}: {fault}" for _ in names for focus in [tab(page, key)] for fault in focus["faults"]]


@pytest.mark.holds(110, "told")
@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ("* { outline: none !important }", "no outline"),
        (":focus-visible { outline: 1px solid !important }", "no outline"),
        (f":focus-visible {{ outline-color: {grey(2.9)} !important }}", "an outline of contrast"),
    ],
)
def test_a_focus_that_nobody_sees_is_seen(open_spoilt: OpenPage, rules: str, fault: str) -> None:
    page = open_spoilt("", rules, viewport=DESK, color_scheme="light", reduced_motion="reduce")
    assert any(fault in found for found in walked(page))


@pytest.mark.holds(112, "told")
@pytest.mark.parametrize(
    ("rules", "key"),
    [
        (".header { position: sticky; top: 0; z-index: 9; min-height: 30vh }", "Shift+Tab"),
        (".crisis { position: fixed; inset: 50vh 0 0; z-index: 9 }", "Tab"),
        (".footer a:focus { position: absolute; left: -9999px }", "Tab"),
    ],
    ids=["sticky header", "banner at the foot", "out of the window"],
)
def test_what_covers_the_focus_is_seen(open_spoilt: OpenPage, rules: str, key: str) -> None:
    page = open_spoilt("about/", rules, viewport=DESK, reduced_motion="reduce")
    found = walked(page, key)
    assert any("covered" in fault or "not within the window" in fault for fault in found)


@pytest.mark.holds(112, "told")
@pytest.mark.parametrize("name", ["menu__link", "footer__link", "next__link", "header__help"])
def test_a_target_of_20_pixels_is_seen(open_spoilt: OpenPage, name: str) -> None:
    rule = f".{name} {{ min-height: 0; height: 20px; padding: 0; line-height: 20px }}"
    page = open_spoilt("about/" if name != "next__link" else "", rule, viewport=PHONE)
    open_all(page)
    assert any(f".{name}" in found for found in tell(page, "small"))


@pytest.mark.holds(112, "told")
@pytest.mark.parametrize(
    "rules",
    [
        ".prose { min-width: 400px }",
        "h1 { white-space: nowrap }",
        ".header__bar { width: 400px }",
        ".footer { margin-inline-end: -100px }",
    ],
)
def test_what_is_too_wide_for_320_pixels_is_seen(open_spoilt: OpenPage, rules: str) -> None:
    page = open_spoilt("about/", rules, viewport=SMALL)
    assert sideways(page) != []


@pytest.mark.holds(112, "told")
@pytest.mark.parametrize(
    "rules", ["h1 { height: 1.2em; overflow: hidden }", ".prose p { max-height: 3em; overflow: clip }"]
)
def test_what_cuts_off_wider_text_is_seen(open_spoilt: OpenPage, rules: str) -> None:
    page = open_spoilt("about/", rules, viewport=SMALL, bypass_csp=True)
    page.add_style_tag(content=SPACING)
    assert tell(page, "cut") != []


@pytest.mark.holds(112, "told")
@pytest.mark.parametrize(
    "rules", ["h1 { height: 3rem; font-size: 6rem; overflow: hidden }", ".prose { min-width: 70rem }"]
)
def test_what_does_not_bear_text_of_twice_the_size_is_seen(open_spoilt: OpenPage, rules: str) -> None:
    page = open_spoilt("about/", rules, viewport=DESK)
    enlarge(page)
    assert [*sideways(page), *tell(page, "cut")] != []


@pytest.mark.holds(112, "told")
def test_what_is_lost_in_forced_colours_is_seen(open_spoilt: OpenPage) -> None:
    rules = ".header__help { border: 0; outline: 0; text-decoration: none }"
    page = open_spoilt("", rules, viewport=DESK, forced_colors="active")
    assert any("header__help" in found for found in page.evaluate(WITHOUT_EDGE))
    rules = f"main * {{ forced-color-adjust: none; color: {grey(2)}; background: {PAPER} }}"
    assert open_spoilt("", rules, viewport=DESK, forced_colors="active").evaluate(FAINT) != []


@pytest.mark.holds(112, "told")
def test_what_moves_for_those_who_asked_for_rest_is_seen(open_spoilt: OpenPage) -> None:
    page = open_spoilt("", "main a { transition: color 2s !important }", viewport=DESK, reduced_motion="reduce")
    assert page.evaluate(MOVING) != []
