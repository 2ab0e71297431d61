"""What one page of about 600 words costs, step by step.

The steps run once each among the tests, so that they go on working; `make bench` times them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from benchmarks.corpus import make_pages, write_site
from microsite.assets import read_assets
from microsite.checks import FAMILIES
from microsite.checks.checked import CheckedSite, read_site
from microsite.config import read_config
from microsite.documents import read_documents
from microsite.ledger import read_ledger
from microsite.memory import Memory
from microsite.model import Output, Page, Web, output_path
from microsite.navigation import make_navigation
from microsite.outputs import draw_site
from microsite.pictures.social import SocialPictures
from microsite.problems import Problem, Report
from microsite.prose import make_converter
from microsite.prose import make_pages as convert_pages
from microsite.publish import publish
from microsite.render import Renderer
from microsite.site import Site
from microsite.theme import read_theme
from microsite.tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC).date()
FILES = 100
"""Files that are published at once, so that what a run costs by itself does not hide what a page costs."""


@dataclass(frozen=True)
class Made:
    """A site, and one page of it at each step."""

    root: Path
    site: Site
    renderer: Renderer
    page: Page
    output: Output
    checked: CheckedSite
    convert: Callable[[], tuple[Page, ...]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("benchmark") / "site"
    write_site(make_pages(12), root)
    report, memory = Report(), Memory()
    config = read_config(root, report, memory)
    theme = read_theme(root / "templates", "templates", report, memory)
    documents = read_documents(root, theme, TODAY, report, drafts=False, memory=memory)
    web = Web(config.settings.url)
    assets = read_assets(theme, documents.files, "", report, memory)
    converter = make_converter(config)
    pages = convert_pages(documents, config, theme, web, assets, converter, report)
    navigation = make_navigation(documents, config, web, report)
    site = Site(config, theme, web, documents, pages, assets, navigation, TODAY, read_ledger(root, report))
    renderer = Renderer(site, converter, report)
    outputs = draw_site(site, renderer, report)
    checked = read_site(site, outputs)
    page = next(page for page in pages if page.sources)
    (output,) = (output for output in outputs if output.path == output_path(page.address))
    alone = replace(checked, pages=tuple(found for found in checked.pages if found.page is page))
    one = replace(documents, published=(page.document,))
    assert not report.problems
    return Made(
        root,
        site,
        renderer,
        page,
        output,
        alone,
        lambda: convert_pages(one, config, theme, web, assets, converter, Report()),
    )


def test_a_page_is_converted(benchmark: BenchmarkFixture, made: Made) -> None:
    (page,) = benchmark(made.convert)
    assert page.headings == made.page.headings


def test_a_page_is_drawn(benchmark: BenchmarkFixture, made: Made) -> None:
    assert benchmark(made.renderer.draw_page, made.page) == made.output


def test_a_page_is_read_again_as_a_visitor_gets_it(benchmark: BenchmarkFixture, made: Made) -> None:
    assert benchmark(read_tree, made.output, made.page).paragraphs


def test_a_page_goes_through_every_check(benchmark: BenchmarkFixture, made: Made) -> None:
    def judge() -> list[Problem]:
        fresh = tuple(replace(page) for page in made.checked.pages)  # what a check has found out is not kept
        alone = replace(made.checked, pages=fresh)
        return [problem for family in FAMILIES for check in family.CHECKS for problem in check(alone)]

    assert benchmark(judge) == []


def test_a_picture_for_sharing_is_drawn(benchmark: BenchmarkFixture, made: Made) -> None:
    style = made.site.theme.social
    assert style
    pictures = SocialPictures(made.site.config.settings.name, (style.paper, style.ink, style.accent), None)
    assert benchmark(pictures.draw, made.page.document.title).startswith(b"\x89PNG")


def test_pages_are_published(benchmark: BenchmarkFixture, made: Made) -> None:
    outputs = tuple(replace(made.output, path=f"{number}/index.html") for number in range(FILES))
    folder = made.root / "public"

    def begin() -> None:
        shutil.rmtree(folder, ignore_errors=True)

    def put() -> None:
        assert publish(outputs, folder, made.root, (made.root / "content",), Report())

    benchmark.extra_info["files"] = FILES
    benchmark.pedantic(put, setup=begin, rounds=20)  # type: ignore[no-untyped-call]  # the library has no types here
    assert (folder / f"{FILES - 1}/index.html").read_bytes() == made.output.data
