"""A page can be read on the smallest screen, enlarged four times, with wider text and in forced colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.conftest import DESK, SMALL, Found, open_all, tell

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import OpenPage

ENLARGED = {"width": 320, "height": 256}
"""1280 by 1024 pixels at 400 %."""

# https://www.w3.org/TR/WCAG22/#text-spacing
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }"""

FAINT = """() => seen.speaking().flatMap(element => {
  const behind = seen.behind(element);
  const ratio = seen.contrast(seen.over(seen.colour(getComputedStyle(element).color), behind), behind);
  return ratio < 4.5 ? [`${ratio.toFixed(2)}: ${seen.name(element)}`] : [];
})"""

# What looks like a button by its background alone is plain text where colours are forced.
WITHOUT_EDGE = """() => seen.controls().filter(control => {
  const style = getComputedStyle(control);
  const edges = ['borderTopStyle', 'borderBottomStyle', 'outlineStyle'].some(side => style[side] !== 'none');
  const button = control.matches('.next__link, .care-card__call, .header__help');
  return button && !edges && style.textDecorationLine === 'none';
}).map(seen.name)"""

MOVING = """() => [...document.querySelectorAll('*')]
  .flatMap(element => [null, '::before', '::after', '::details-content']
  .filter(part => {
    const style = getComputedStyle(element, part);
    const times = `${style.transitionDuration}, ${style.animationDuration}`.split(',');
    return style.scrollBehavior === 'smooth'
      || times.some(time => parseFloat(time) * (time.trim().endsWith('ms') ? 0.001 : 1) > 0.01);
  })
  .map(part => seen.name(element) + (part ?? '')))"""


def enlarge(page: Page) -> None:
    """Make text twice as large, as a reader's own setting of the browser does (https://www.w3.org/TR/WCAG22/#resize-text)."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})


def sideways(page: Page) -> Found:
    """Return what makes the page scroll sideways, or reaches beyond the window."""
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    scrolls = [f"the page is {width[0]} pixels wide in a window of {width[1]}"] if width[0] > width[1] else []
    return scrolls + tell(page, "beyond")


@pytest.mark.holds(112, "harmless")
@pytest.mark.parametrize("viewport", [SMALL, ENLARGED], ids=["320", "400-percent"])
def test_nothing_scrolls_sideways(open_page: OpenPage, address: str, viewport: dict[str, int]) -> None:
    page = open_page(address, viewport=viewport)
    open_all(page)
    assert sideways(page) == []


@pytest.mark.holds(112, "harmless")
@pytest.mark.parametrize("viewport", [SMALL, DESK], ids=["320", "desk"])
def test_wider_text_loses_nothing(open_page: OpenPage, address: str, viewport: dict[str, int]) -> None:
    page = open_page(address, viewport=viewport, bypass_csp=True)
    open_all(page)
    page.add_style_tag(content=SPACING)
    assert page.evaluate("getComputedStyle(document.body).letterSpacing") != "normal"
    assert sideways(page) == []
    assert tell(page, "cut") == []


@pytest.mark.holds(112, "harmless")
def test_text_of_twice_the_size_loses_nothing(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=DESK)
    open_all(page)
    enlarge(page)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert sideways(page) == []
    assert tell(page, "cut") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_lose_nothing(open_page: OpenPage, address: str, scheme: str) -> None:
    page = open_page(address, forced_colors="active", color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    open_all(page)
    assert page.evaluate(FAINT) == []
    assert page.evaluate(WITHOUT_EDGE) == []
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("seen.focus().faults") == []


def test_nothing_moves_for_those_who_asked_for_it(open_page: OpenPage, address: str) -> None:
    page = open_page(address, reduced_motion="reduce")
    open_all(page)
    assert page.evaluate(MOVING) == []
