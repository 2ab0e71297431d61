"""What one page of about 600 words costs, step by step.

The steps run once each among the tests, so that they go on working; `make bench` times them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from benchmarks.corpus import make_pages, write_site
from microsite.assets import read_assets
from microsite.checks.checked import CheckedPage, CheckedSite, known_paths
from microsite.config import read_config
from microsite.documents import read_documents
from microsite.making import Maker
from microsite.memory import Memory
from microsite.navigation import make_navigation
from microsite.outputs import draw_others
from microsite.pictures.social import SocialPictures
from microsite.problems import Report
from microsite.prose import make_converter, make_prose
from microsite.publish import publish
from microsite.render import Renderer
from microsite.site import Site
from microsite.theme import read_theme
from microsite.web import Web

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    from microsite.checks import Judged

TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC).date()
FILES = 100
"""Files that are published at once, so that what a run costs by itself does not hide what a page costs."""


@dataclass(frozen=True)
class Steps:
    """A site, and one page of it at each step."""

    root: Path
    maker: Maker
    page: CheckedPage


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Steps:
    root = tmp_path_factory.mktemp("benchmark") / "site"
    write_site(make_pages(12), root)
    report = Report()
    config = read_config(root, report)
    theme = read_theme(root / "templates", "templates", report)
    documents = read_documents(root, theme, TODAY, report, drafts=False)
    web = Web(config.settings.url)
    assets = read_assets(theme, documents.files, "", report)
    navigation = make_navigation(documents, config, web, report)
    site = Site(config, theme, web, documents, assets, navigation, TODAY)
    prose = make_prose(documents, config, theme, web, assets, make_converter(config))
    renderer = Renderer(site, "", report)
    checked = CheckedSite(site, known_paths(site, draw_others(site, renderer)))
    maker = Maker(prose, renderer, checked, Memory())
    made = maker.make_all(documents.published)
    page = next(found.page for found in made if found.page and found.page.page.sources)
    assert not report.problems
    assert not any(found.problems for found in made)
    return Steps(root, maker, page)


def test_a_page_is_converted(benchmark: BenchmarkFixture, steps: Steps) -> None:
    assert benchmark(steps.maker.convert, steps.page.document, Report()) == steps.page.page


def test_a_page_is_drawn(benchmark: BenchmarkFixture, steps: Steps) -> None:
    assert benchmark(steps.maker.draw, steps.page.page, Report()).output == steps.page.finished.output


def test_a_page_is_read_again_as_a_visitor_gets_it(benchmark: BenchmarkFixture, steps: Steps) -> None:
    found = benchmark(steps.maker.read, steps.page.finished.output, steps.page.page)
    assert found.finished.paragraphs


def test_a_page_goes_through_every_check(benchmark: BenchmarkFixture, steps: Steps) -> None:
    def judge() -> Judged:
        # What a check has found out about a page is not kept.
        return steps.maker.judge(structs.replace(steps.page))

    assert benchmark(judge).problems == ()


def test_a_picture_for_sharing_is_drawn(benchmark: BenchmarkFixture, steps: Steps) -> None:
    style = steps.maker.renderer.site.theme.social
    assert style
    pictures = SocialPictures(
        steps.maker.renderer.site.config.settings.name, (style.paper, style.ink, style.accent), None
    )
    assert benchmark(pictures.draw, steps.page.document.title).startswith(b"\x89PNG")


def test_pages_are_published(benchmark: BenchmarkFixture, steps: Steps) -> None:
    page = steps.page.finished.output
    outputs = tuple(structs.replace(page, path=f"{number}/index.html") for number in range(FILES))
    folder = steps.root / "public"

    def begin() -> None:
        shutil.rmtree(folder, ignore_errors=True)

    def put() -> None:
        assert publish(outputs, folder, steps.root, (steps.root / "content",), Report())

    benchmark.extra_info["files"] = FILES
    benchmark.pedantic(put, setup=begin, rounds=20)  # type: ignore[no-untyped-call]  # the library has no types here
    assert (folder / f"{FILES - 1}/index.html").read_bytes() == steps.page.finished.output.data
