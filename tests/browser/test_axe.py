"""No violation of WCAG 2.0 to 2.2, A and AA, nor of best practices, that axe-core can find."""

from __future__ import annotations

import shutil
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from browser.conftest import DESK, PHONE, SMALL, Found, open_all
from build import HERE, build
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from browser.conftest import OpenPage, Server

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN = """async tags => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations'], elementRef: false});
  return found.violations.map(rule => `${rule.id}: ${rule.help}\\n` +
    rule.nodes.slice(0, 4).map(node => `    ${node.target}: ${node.failureSummary}`).join('\\n'));
}"""


@cache
def axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page: Page) -> Found:
    page.evaluate(axe())
    found: Found = page.evaluate(RUN, TAGS)
    return found


@pytest.mark.holds(115, "harmless")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [SMALL, DESK], ids=["320", "desk"])
def test_axe_finds_nothing(open_page: OpenPage, address: str, viewport: dict[str, int], scheme: str) -> None:
    page = open_page(address, viewport=viewport, color_scheme=scheme, bypass_csp=True)
    open_all(page)
    assert violations(page) == []


@pytest.mark.holds(115, "harmless")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_lists_of_the_menu(open_page: OpenPage, scheme: str) -> None:
    page = open_page("", color_scheme=scheme, bypass_csp=True)
    for summary in page.locator("header .menu__more > summary").all():
        summary.click()
        assert violations(page) == []


def test_axe_finds_nothing_in_a_link_to_edit_the_page(open_page: OpenPage, server: Server, tmp_path: Path) -> None:
    shutil.copytree(HERE / "content", tmp_path / "content")
    settings = (HERE / "site_config.yaml").read_text("utf-8")
    (tmp_path / "site_config.yaml").write_text(f"{settings}\nrepository: https://github.com/owner/name\n", "utf-8")
    outputs = build(tmp_path, Options(base_url=server.home), Report())
    (html,) = (output.data for output in outputs if output.path == "schedule/index.html")
    (server.folder / "edited.html").write_bytes(html)
    for viewport in (PHONE, DESK):
        page = open_page("edited.html", viewport=viewport, bypass_csp=True)
        assert page.get_by_role("main").get_by_role("link", name="Edit this page").is_visible()
        assert violations(page) == []


@pytest.mark.holds(115, "told")
def test_axe_finds_what_is_wrong(open_page: OpenPage) -> None:
    page = open_page("", bypass_csp=True)
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"x.png\">'")
    assert any(found.startswith("image-alt") for found in violations(page))
