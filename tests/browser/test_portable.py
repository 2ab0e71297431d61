"""A copy is unpacked on a disk and read there: no server, no script, and every link arrives."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from browser.conftest import DESK, PHONE, SMALL, tell
from browser.test_axe import violations
from browser.test_print import text_of
from browser.test_privacy import Visit
from build import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from browser.conftest import Contexts

DRAFT = """---
title: What a first visit is like
description: What happens in the first hour at a program, from the front desk to the plan, step by step.
draft: true
---
## The first hour

Somebody greets you at the desk, and [the pages about starting](getting-started.md) say what comes next.
"""
DRAFT_PAGE = "first-visit/index.html"

ARRIVED = """() => ({
  paper: getComputedStyle(document.body).backgroundColor,
  bare: getComputedStyle(document.querySelector('.copy-bare')).display,
  mark: getComputedStyle(document.querySelector('.draft-mark')).backgroundColor,
  broken: [...document.images].filter(image => !image.naturalWidth).map(image => image.src),
  ids: [...document.querySelectorAll('[id]')].map(element => element.id),
  links: [...document.querySelectorAll('a[href]')].map(link => link.href),
})"""
"""What tells that a page has come whole; `href` is the address as the browser itself reads it."""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a copy of the first site with a draft, as somebody unpacks it who has an umlaut at hand."""
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(HERE / "content", root / "content")
    shutil.copy(HERE / "site_config.yaml", root)
    (root / "content" / "first-visit.md").write_text(DRAFT, "utf-8")
    command: list[str | Path] = [
        sys.executable,
        HERE / "build.py",
        "pack",
        "--drafts",
        "--root",
        root,
        "--output",
        root / "copy.zip",
    ]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1795608000"})
    folder = tmp_path_factory.mktemp("disk") / "Für die Prüfung"
    with zipfile.ZipFile(root / "copy.zip") as archive:
        archive.extractall(folder)
    return folder / "iop-explained-draft"


@pytest.fixture
def unscripted(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    yield context
    context.close()


def test_every_page_opens_with_its_style_and_every_link_arrives(unpacked: Path, unscripted: BrowserContext) -> None:
    visit = Visit(unscripted.new_page())
    visit.listen()
    home = (unpacked / "index.html").as_uri()
    waiting, links, ids = [home], {}, {}
    for url in waiting:
        if url in ids:
            continue
        visit.page.goto(url, wait_until="networkidle")
        arrived = visit.page.evaluate(ARRIVED)
        assert arrived["paper"] == "rgb(250, 246, 239)", url
        assert (arrived["bare"], arrived["mark"]) == ("none", "rgb(150, 58, 34)"), url
        assert arrived["broken"] == [], url
        ids[url], links[url] = set(arrived["ids"]), arrived["links"]
        within = [link.partition("#")[0] for link in links[url] if link.startswith("file:")]
        waiting += [link for link in within if link.endswith(".html")]
    assert visit.said == []
    assert [url for url in visit.requests if not url.startswith("file:")] == []
    pages = {path.as_uri() for path in unpacked.rglob("*.html")}
    assert set(ids) == pages, "a page that nothing leads to"
    assert len(pages) > 20
    for url, found in links.items():
        for link in found:
            parts = urlsplit(link)
            if parts.scheme != "file":
                assert parts.scheme in {"https", "tel", "sms"}, (url, link)
                continue
            page = link.partition("#")[0]
            assert page in pages or (unpacked / unquote(page.removeprefix(home.removesuffix("index.html")))).is_file()
            assert not parts.fragment or unquote(parts.fragment) in ids[page], (url, link)


def test_a_link_is_followed_by_a_click_without_scripts(unpacked: Path, unscripted: BrowserContext) -> None:
    page = unscripted.new_page()
    page.goto((unpacked / DRAFT_PAGE).as_uri())
    page.get_by_role("main").get_by_role("link", name="the pages about starting").click()
    assert page.url == (unpacked / "getting-started/index.html").as_uri()
    page.get_by_role("link", name="All drafts").click()
    page.get_by_role("complementary", name="Draft").get_by_role("link", name="What a first visit").click()
    assert page.url == (unpacked / DRAFT_PAGE).as_uri()
    assert page.title().startswith("DRAFT – What a first visit is like")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["index.html", DRAFT_PAGE])
def test_the_mark_of_drafts_can_be_read_by_everybody(
    unpacked: Path, contexts: Contexts, path: str, viewport: dict[str, int], scheme: str
) -> None:
    page = contexts(viewport=viewport, color_scheme=scheme, bypass_csp=True).new_page()
    page.goto((unpacked / path).as_uri())
    assert violations(page) == []
    mark = page.get_by_role("complementary", name="Draft")
    assert mark.is_visible()
    assert "DRAFT of November 25, 2026, for review only." in mark.inner_text()
    page.close()


def test_the_mark_fits_on_a_small_screen(unpacked: Path, contexts: Contexts) -> None:
    page = contexts(viewport=SMALL).new_page()
    for path in ("index.html", DRAFT_PAGE):
        page.goto((unpacked / path).as_uri())
        assert tell(page, "beyond") == []
        assert tell(page, "cut") == []
        assert tell(page, "small") == []
    page.close()


def test_every_printed_sheet_says_draft_and_whom_to_call(unpacked: Path, contexts: Contexts, tmp_path: Path) -> None:
    page = contexts(viewport=DESK).new_page()
    for path in ("getting-started/index.html", DRAFT_PAGE):
        page.goto((unpacked / path).as_uri())
        file = tmp_path / "page.pdf"
        file.write_bytes(page.pdf(format="Letter"))
        sheets = text_of(file).removesuffix("\f").split("\f")
        assert [number for number, sheet in enumerate(sheets, 1) if "DRAFT" not in sheet or "988" not in sheet] == []
        assert "DRAFT of November 25, 2026, for review only." in " ".join(sheets[0].split())
    assert len(sheets) == 1
    page.close()


def test_a_page_that_is_opened_inside_the_zip_says_what_to_do(
    unpacked: Path, unscripted: BrowserContext, tmp_path: Path
) -> None:
    # What a program does that shows a file of a zip file: it takes out that one.
    shutil.copy(unpacked / "index.html", tmp_path)
    page = unscripted.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    assert page.get_by_text("Unpack the whole zip file first.").is_visible()
