"""A real browser over every page of the first site, served below a folder under the strictest policy that it keeps."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from build import HERE, build
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

BASE = "/iop/"
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'"
)
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
PHONE, DESK, SMALL = {"width": 390, "height": 844}, {"width": 1280, "height": 900}, {"width": 320, "height": 640}
SCRIPT = Path(__file__).with_name("page.js")

Contexts = Callable[..., "BrowserContext"]
OpenPage = Callable[..., "Page"]
MEASURED: list[str] = []
"""Figures that the tests note, to be printed at the end."""

Found = list[str]
"""What is wrong, one line each: nothing, if all is well."""


def built_at(base_url: str) -> dict[str, bytes]:
    """Return every file of the first site and its style guide by path.

    Its problems are what `build.py --strict` tells, not these tests.
    """
    options = Options(base_url=base_url, style_guide=True)
    return {output.path: output.data for output in build(HERE, options, Report())}


@cache
def pages() -> dict[str, str]:
    """Return the HTML of every page by its address below the home page; redirects apart."""
    outputs = built_at(f"https://example.org{BASE}")
    found = {
        path.removesuffix("index.html"): data.decode()
        for path, data in sorted(outputs.items())
        if path.endswith(".html") and b'http-equiv="refresh"' not in data
    }
    assert "" in found, "the build made no home page"
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test that asks for an `address` every page of the site."""
    if "address" in metafunc.fixturenames:
        metafunc.parametrize("address", pages(), ids=lambda address: f"/{address}")
    if "address_with_questions" in metafunc.fixturenames:
        found = [address for address, html in pages().items() if 'class="questions"' in html]
        assert found, "no page has questions"
        metafunc.parametrize("address_with_questions", found, ids=lambda address: f"/{address}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, so that they can be left out: `-m "not browser"`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@cache
def missing() -> str:
    """Return what these tests lack on this machine, or nothing."""
    lacks = [f"the program {name}" for name in (CHROMIUM, "pdftotext", "pdftoppm") if not shutil.which(name)]
    lacks += [f"the library {name}" for name in ("playwright", "axe_playwright_python") if not find_spec(name)]
    return f"the browser tests lack {', '.join(lacks)}; make test installs what it can" if lacks else ""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was measured, and in a line that cannot be missed if the browser tests did not run."""
    for figure in MEASURED:
        terminalreporter.write_line(figure)
    if missing() and any("browser" in report.keywords for report in terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_line(f"*** BROWSER TESTS SKIPPED: {missing()} ***", red=True, bold=True)


class Server(ThreadingHTTPServer):
    """Serves a folder, and remembers what it was asked for."""

    folder: Path
    asked: list[str]

    @property
    def home(self) -> str:
        """The whole address of the home page."""
        return f"http://127.0.0.1:{self.server_port}{BASE}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a page that is closed while it loads is no mistake."""


class _Handler(SimpleHTTPRequestHandler):
    """Answers as a strict host would: with a policy, and with the site's own page for what is not there."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".webmanifest": "application/manifest+json"}  # noqa: RUF012  as in the class above

    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.server.asked.append(urlsplit(self.path).path)
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = (Path(self.directory) / BASE.strip("/") / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        """Say nothing: what a test has to say is its result."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Build the site for the address at which it is served, and serve it."""
    yield from serve(tmp_path_factory.mktemp("served"), built_at)


def serve(root: Path, built: Callable[[str], dict[str, bytes]]) -> Iterator[Server]:
    """Serve what `built` makes for an address, by path, from a folder for it alone."""
    with Server(("127.0.0.1", 0), partial(_Handler, directory=str(root))) as served:
        served.folder, served.asked = root / BASE.strip("/"), []
        for path, data in built(served.home).items():
            file = served.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium. Where something is missing the tests are skipped, loudly; in CI they fail."""
    if missing():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing())
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow to import, and not everywhere

    with sync_playwright() as playwright:
        # Any request to elsewhere than this machine fails at once, and is seen.
        hosts = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", hosts]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Contexts]:
    """Return a function that gives a browser context for settings; each is made once."""
    made: dict[str, BrowserContext] = {}

    def context(**settings: Any) -> BrowserContext:
        key = repr(sorted(settings.items(), key=lambda item: item[0]))
        if key not in made:
            made[key] = browser.new_context(**({"viewport": DESK} | settings))
            made[key].set_default_timeout(10_000)
            made[key].add_init_script(path=SCRIPT)
        return made[key]

    yield context
    for one in made.values():
        one.close()


@pytest.fixture
def open_page(server: Server, contexts: Contexts) -> Iterator[OpenPage]:
    """Return a function that opens the page at an address, with settings of the context by name."""
    opened: list[Page] = []

    def open_(address: str, **settings: Any) -> Page:
        page = contexts(**settings).new_page()
        opened.append(page)
        page.goto(server.home + address)
        return page

    yield open_
    for page in opened:
        page.close()


def open_all(page: Page, within: str = "body") -> None:
    """Open every answer and every list that is folded, also those of which only one opens at a time."""
    page.evaluate(
        """within => document.querySelectorAll(`${within} details`).forEach(details => {
          details.removeAttribute('name');
          details.open = true;
        })""",
        within,
    )


def tell(page: Page, question: str) -> Found:
    """Return what a function of `page.js` finds."""
    found: Found = page.evaluate(f"seen.{question}()")
    return found
