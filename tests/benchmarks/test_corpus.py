"""The made-up site is a good one: no check finds anything in it, so that what is measured is a build that publishes."""

from __future__ import annotations

import re
import statistics
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from benchmarks.corpus import edit, hubs_of, make_pages, write_site
from build import build
from microsite.console import as_text
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def told(site: Path) -> list[str]:
    report = Report()
    build(site, Options(now=NOW), report)
    return [as_text(problem) for problem in report.problems]


@pytest.mark.parametrize("count", [12, 60])
def test_no_check_finds_anything_in_the_corpus(tmp_path: Path, count: int) -> None:
    pages = make_pages(count)
    write_site(pages, tmp_path / "site")
    assert len(list((tmp_path / "site/content").iterdir())) == count
    assert told(tmp_path / "site") == []


def test_no_check_finds_anything_after_many_edits(tmp_path: Path) -> None:
    pages = make_pages(12)
    write_site(pages, tmp_path / "site")
    for number, page in enumerate(pages * 3):
        edit(tmp_path / "site/content" / f"{page.name}.md", "title" if number % 5 else "body", number)
    assert told(tmp_path / "site") == []


def test_each_edit_is_another(tmp_path: Path) -> None:
    write_site(make_pages(12), tmp_path / "site")
    file = tmp_path / "site/content/index.md"
    seen = {file.read_text("utf-8")}
    for number in range(50):
        edit(file, "body", number)
        seen.add(file.read_text("utf-8"))
    assert len(seen) == 51


def test_the_same_number_is_the_same_site_and_pages_are_alike_in_length() -> None:
    pages = make_pages(1000)
    assert pages == make_pages(1000)
    words = [len(re.findall(r"\w+", page.body + page.message)) for page in pages]
    assert 550 <= statistics.mean(words) <= 650
    assert max(words) < 1200


def test_what_is_to_be_unique_is_unique_at_ten_thousand_pages() -> None:
    pages = make_pages(10_000)
    assert len(pages) == len({page.name for page in pages}) == len({page.title for page in pages})
    assert len({page.description for page in pages}) == len({page.message for page in pages}) == len(pages)
    listed = [name for hub in hubs_of(pages) for name in re.findall(r"^- .*\((\w+)\.md\)$", hub.body, re.MULTILINE)]
    assert sorted(listed) == sorted(page.name for page in pages[1 + len(hubs_of(pages)) :])
