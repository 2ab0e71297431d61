"""Everything can be reached and used by keyboard; the focus is seen; what is to be tapped is large enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from browser.conftest import DESK, PHONE, open_all, tell

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import OpenPage

KEYS = ["Enter", "Space"]


def number_controls(page: Page) -> list[str]:
    """Return what the Tab key is to reach, in the order of the page, and number it for `seen.focus`."""
    names: list[str] = page.evaluate("(seen.numbered = seen.controls()).map(seen.name)")
    return names


def tab(page: Page, key: str = "Tab") -> dict[str, Any]:
    """Press Tab, or `Shift+Tab`, and return what has the focus then."""
    page.keyboard.press(key)
    focus: dict[str, Any] = page.evaluate("seen.focus()")
    return focus


def has_focus(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light-unfolded", "desk-dark"]
)
def test_tab_reaches_every_control_in_order_and_the_focus_is_seen(
    open_page: OpenPage, address: str, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(address, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    if viewport == PHONE:
        open_all(page, "main")
    names = number_controls(page)
    focused = [tab(page) for _ in names]
    assert [focus["name"] for focus in focused] == names
    assert [focus["at"] for focus in focused] == list(range(len(names)))
    assert [(focus["name"], focus["faults"]) for focus in focused if focus["faults"]] == []


def test_the_first_key_leads_past_the_menu(open_page: OpenPage, address: str) -> None:
    page = open_page(address, reduced_motion="reduce")
    assert tab(page)["faults"] == []
    assert has_focus(page, ".skip-link")
    box = page.locator(".skip-link").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    page.keyboard.press("Enter")
    assert has_focus(page, "main")
    tab(page)
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.holds(112, "harmless")
def test_the_focus_is_seen_on_the_way_back(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=DESK, reduced_motion="reduce")
    names = number_controls(page)
    page.evaluate("seen.numbered.at(-1).focus()")
    focused = [tab(page, "Shift+Tab") for _ in names[1:]]
    assert [focus["name"] for focus in focused] == names[-2::-1]
    assert [(focus["name"], focus["faults"]) for focus in focused if focus["faults"]] == []


@pytest.mark.holds(110, "harmless")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_border_of_a_control_is_seen(
    open_page: OpenPage, address: str, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(address, viewport=viewport, color_scheme=scheme)
    open_all(page)
    assert tell(page, "faintEdges") == []


@pytest.mark.holds(112, "harmless")
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_what_is_to_be_tapped_is_large_enough(open_page: OpenPage, address: str, viewport: dict[str, int]) -> None:
    page = open_page(address, viewport=viewport)
    open_all(page)
    assert tell(page, "small") == []


@pytest.mark.parametrize("key", KEYS)
def test_the_menu_works_by_keyboard(open_page: OpenPage, key: str) -> None:
    page = open_page("", viewport=PHONE, reduced_motion="reduce")
    assert not page.locator(".menu__groups").is_visible()
    while not has_focus(page, "summary.menu__button"):
        assert tab(page)["at"] == -1
        assert not has_focus(page, "main *"), "Tab passed by the menu"
    page.keyboard.press(key)
    assert page.locator(".menu__groups").is_visible()
    reached, faults = set(), []
    while not has_focus(page, ".header__help"):
        focus = tab(page)
        faults += focus["faults"]
        if has_focus(page, ".menu__more > summary"):
            page.keyboard.press(key)
        if has_focus(page, ".menu a"):
            reached.add(page.evaluate("document.activeElement.getAttribute('href')"))
        assert not has_focus(page, "main *"), "Tab passed by “Get help now”"
    assert faults == []
    assert reached == {link.get_attribute("href") for link in page.locator(".menu a").all()}


def test_a_link_of_the_menu_leads_there_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("", viewport=PHONE)
    page.locator("summary.menu__button").focus()
    page.keyboard.press("Enter")
    link = page.locator(".menu__group > a").first
    target = link.get_attribute("href") or ""
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")


@pytest.mark.parametrize("key", KEYS)
def test_a_list_of_the_menu_opens_and_steps_aside_on_a_wide_screen(open_page: OpenPage, key: str) -> None:
    page = open_page("", viewport=DESK)
    for group in page.locator(".menu__more").all():
        links = group.locator("a")
        assert not links.first.is_visible()
        group.locator("summary").focus()
        page.keyboard.press(key)
        for number in range(links.count()):
            assert tab(page)["faults"] == []
            assert links.nth(number).evaluate("link => link === document.activeElement")
        assert tell(page, "small") == []
        page.locator(".header__help").focus()
        assert not links.first.is_visible(), "the list covers the page after the focus has left it"


@pytest.mark.parametrize("key", KEYS)
def test_questions_open_and_close_by_keyboard(open_page: OpenPage, address_with_questions: str, key: str) -> None:
    page = open_page(address_with_questions)
    for question in page.locator(".questions details").all():
        answer = question.locator(".questions__answer")
        assert not answer.is_visible()
        question.locator("summary").focus()
        page.keyboard.press(key)
        assert answer.is_visible()
        page.keyboard.press(key)
        assert not answer.is_visible()


def test_a_link_to_an_answer_opens_it(open_page: OpenPage, address_with_questions: str) -> None:
    page = open_page(address_with_questions)
    answer = page.locator(".questions__answer").last
    id_ = answer.get_attribute("id")
    assert not answer.is_visible()
    page.evaluate("id => { location.hash = '#' + id }", id_)
    answer.wait_for(state="visible")


def test_a_search_for_words_of_an_answer_opens_it(open_page: OpenPage, address_with_questions: str) -> None:
    # A text fragment searches as the browser's own search does (https://wicg.github.io/scroll-to-text-fragment/).
    page = open_page(address_with_questions, java_script_enabled=False)
    answer = page.locator(".questions__answer").last
    words = " ".join((answer.locator("p").first.text_content() or "").split()[:5])
    assert words
    assert not answer.is_visible()
    target = f"{page.url}#:~:text={quote(words, safe='')}"
    page.goto("about:blank")  # the browser searches when a page is opened, not within an open one
    page.goto(target)
    answer.wait_for(state="visible")
