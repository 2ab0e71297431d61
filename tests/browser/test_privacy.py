"""A page asks nobody else for anything, says nothing to the console, needs no script, and comes at once."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from browser.conftest import BASE, DESK, PHONE, pages
from microsite.style_guide import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from browser.conftest import OpenPage, Server

FIRST_VIEW = 14 * 1024
"""What a server may send before it waits for an answer: ten packets."""

SHIFTS = """() => new Promise(resolve => {
  const moved = [];
  const note = entries => entries.forEach(entry => moved.push(
    `${entry.value.toFixed(4)}: ${entry.sources.map(source => source.node?.nodeName).join(', ')}`));
  const observer = new PerformanceObserver(list => note(list.getEntries()));
  observer.observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => setTimeout(() => { note(observer.takeRecords()); resolve(moved) }, 60));
})"""


ROOMLESS = "() => [...document.images].filter(picture => !picture.getBoundingClientRect().height).map(({src}) => src)"
"""Which pictures have no room kept for them; the text below would jump when they come."""


@dataclass(frozen=True)
class Visit:
    """A first visit, with nothing in the cache: the page, what was asked for, and what the browser said."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Hear the console, errors, and what the browser notes in its log and its list of issues."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        log = self.page.context.new_cdp_session(self.page)
        log.on("Log.entryAdded", lambda event: self.said.append(f"log: {event['entry']['text']}"))
        log.on("Audits.issueAdded", lambda event: self._issue(event["issue"]))
        log.send("Log.enable")
        log.send("Audits.enable")

    def _issue(self, issue: dict[str, Any]) -> None:
        # Chromium notes this of every picture that waits and whose height follows its width, also where `width` and
        # `height` keep its room. What it warns of is asked of the page itself, by `ROOMLESS`.
        if issue["code"] == "LazyLoadImageIssue":
            return
        self.said.append(f"issue: {issue['code']} {issue['details']}")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Return a first visit that has not begun."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    new = Visit(context.new_page())
    new.listen()
    yield new
    context.close()


@pytest.mark.holds(93, "harmless")
@pytest.mark.holds(100, "harmless")
def test_a_page_asks_nobody_else_and_says_nothing(server: Server, visit: Visit, address: str) -> None:
    server.asked.clear()
    response = visit.page.goto(server.home + address, wait_until="networkidle")
    assert response is not None
    assert response.status == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    strange = [url for url in visit.requests if not url.startswith(server.home)]
    assert strange == []
    assert visit.said == []
    assert visit.page.evaluate(ROOMLESS) == []
    # The icon is asked for behind the page's back: only the server knows.
    asked = {urlsplit(url).path for url in visit.requests} | set(server.asked)
    assert len(asked) <= 4, asked
    assert visit.page.context.cookies() == []


@pytest.mark.holds(93, "told")
@pytest.mark.holds(100, "harmless")
def test_a_violation_of_the_policy_would_be_heard(server: Server, visit: Visit) -> None:
    visit.page.goto(server.home)
    visit.page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://example.com/x.png'}))")
    visit.page.wait_for_timeout(200)
    assert any("Content Security Policy" in text for text in visit.said)
    assert any(text.startswith("issue: ContentSecurityPolicyIssue") for text in visit.said)


def test_the_first_view_is_small(server: Server, address: str) -> None:
    path = address if address.endswith(".html") else f"{address}index.html"
    styles = list(server.folder.glob("assets/css/*.css"))
    assert all(f"/{style.name}" in pages()[address] for style in styles), "a style sheet that the page does not load"
    sent = sum(gzipped(file.read_bytes()) for file in [server.folder / path, *styles])
    assert sent <= FIRST_VIEW


def gzipped(data: bytes) -> int:
    """Return how many bytes a server sends for a file with the usual compression."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return len(packer.compress(data) + packer.flush())


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_while_a_page_loads(server: Server, visit: Visit, address: str, viewport: dict[str, int]) -> None:
    visit.page.set_viewport_size(viewport)  # type: ignore[arg-type]
    visit.page.goto(server.home + address)
    assert visit.page.evaluate(SHIFTS) == []


def test_everything_is_there_without_scripts(open_page: OpenPage, address: str) -> None:
    page = open_page(address, java_script_enabled=False, viewport=PHONE)
    assert page.locator("h1").is_visible()
    for summary in page.locator("main summary").all():
        summary.click()
    hidden = "main :is(h1, h2, h3, p, li, dt, dd, td, th):not(nav *, .visually-hidden, .visually-hidden *)"
    assert [
        text.inner_text() for text in page.locator(hidden).all() if text.inner_text() and not text.is_visible()
    ] == []
    page.locator("summary.menu__button").click()
    reached = set()
    for group in page.locator(".menu__group").all():
        for summary in group.locator("summary").all():
            summary.click()
        reached |= {link.get_attribute("href") for link in group.locator("a").all() if link.is_visible()}
    assert reached == {link.get_attribute("href") for link in page.locator(".menu a").all()}
    assert len(reached) >= 10


def test_a_link_of_the_menu_leads_there_without_scripts(open_page: OpenPage) -> None:
    page = open_page("", java_script_enabled=False, viewport=PHONE)
    link = page.locator(".menu__group > a").first
    assert not link.is_visible()
    page.locator("summary.menu__button").click()
    target = link.get_attribute("href")
    link.click()
    assert urlsplit(page.url).path == target


def test_every_page_can_be_reached_from_home(open_page: OpenPage, server: Server) -> None:
    seen, waiting = set(), [""]
    page = open_page("", java_script_enabled=False)
    while waiting:
        address = waiting.pop()
        seen.add(address)
        page.goto(server.home + address)
        paths = page.locator("a[href]").evaluate_all("links => links.map(link => new URL(link.href).pathname)")
        below = {path.removeprefix(BASE) for path in paths if path.startswith(BASE) and path.endswith("/")}
        waiting += [found for found in below - seen if found not in waiting]
    assert set(pages()) - seen == {"404.html", ADDRESS.lstrip("/")}


def test_what_is_not_there_is_said_with_help(open_page: OpenPage, server: Server) -> None:
    page = open_page("")
    response = page.goto(f"{server.home}no/such/page/")
    assert response is not None
    assert response.status == 404
    assert page.locator('a[href="tel:988"]').first.is_visible()
    assert page.evaluate("document.styleSheets.length") == 1
