"""Whole sites: every folder of `tests/sites/` is built, and what came out is compared with what is expected.

`UPDATE=1` rewrites the expectations; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build import build
from microsite.console import as_text
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from microsite.model import Output

SITES = Path(__file__).resolve().parent / "sites"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def built(site: str, base_url: str | None = None) -> tuple[tuple[Output, ...], Report]:
    report = Report()
    outputs = build(SITES / site, Options(now=NOW, base_url=base_url), report)
    return outputs, report


def expect(file: Path, actual: str) -> None:
    """Compare with the file, or write the file where UPDATE is set."""
    if os.environ.get("UPDATE"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == file.read_text(encoding="utf-8"), f"{file.name} differs; UPDATE=1 rewrites it"


def main_of(html: str) -> str:
    """Return the part of a page that its document decides; the frame around it is the templates' own."""
    found = re.search(r"<main.*</main>", html, re.DOTALL)
    assert found
    return "\n".join(line.strip() for line in found[0].splitlines() if line.strip()) + "\n"


@pytest.mark.parametrize("site", ["good", "minimal"])
def test_a_good_site_comes_out_as_expected(site: str) -> None:
    outputs, report = built(site)
    assert [as_text(problem) for problem in report.problems] == []
    expected = SITES / site / "expected"
    paths = [re.sub(r"\.[0-9a-f]{10}\.", ".HASH.", output.path) for output in outputs]
    expect(expected / "files.txt", "".join(f"{path}\n" for path in sorted(paths)))
    for output in outputs:
        if output.path.endswith(".html"):
            expect(expected / f"{output.path}.main", main_of(output.data.decode()))
        elif output.path in {"sitemap.xml", "robots.txt", "site.webmanifest"}:
            text = re.sub(r"\.[0-9a-f]{10}\.", ".HASH.", output.data.decode())
            expect(expected / output.path, text)


def test_every_mistake_is_told_in_one_run() -> None:
    _, report = built("every-mistake")
    text = "\n\n".join(as_text(problem) for problem in report.problems) + "\n"
    expect(SITES / "every-mistake" / "expected.txt", text)
    assert len({problem.code for problem in report.problems}) >= 40


def test_every_mistake_in_a_file_has_a_place_that_is_there() -> None:
    _, report = built("every-mistake")
    for problem in report.problems:
        if not problem.place.line:
            continue
        lines = (SITES / "every-mistake" / problem.place.path).read_text("utf-8", errors="replace").splitlines()
        assert problem.place.line <= len(lines) + 1, problem
        assert problem.place.column <= len(lines[problem.place.line - 1]) + 1, problem


def test_two_builds_of_one_input_are_the_same() -> None:
    assert built("good")[0] == built("good")[0]


@pytest.mark.parametrize("base_url", ["https://example.org/", "https://example.org/iop/"])
def test_every_link_of_a_site_stays_below_its_base(base_url: str) -> None:
    outputs, report = built("good", base_url=base_url)
    assert not report.problems
    base = base_url.removeprefix("https://example.org")
    for output in outputs:
        if output.path.endswith(".html"):
            for url in re.findall(r'(?:href|src)="(/[^"]*)"', output.data.decode()):
                assert url.startswith(base), (output.path, url)


def test_a_draft_leaves_no_trace_in_the_site(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "site_config.yaml").write_text("name: A\nurl: https://example.org/\ndescription: B\n", "utf-8")
    (tmp_path / "content/index.md").write_text(
        "---\ntitle: Home\ndescription: The home page of a site that has a draft in it, and shows nothing of it.\n"
        "type: home\n---\nText.\n",
        "utf-8",
    )
    (tmp_path / "content/zz.md").write_text(
        "---\ntitle: ZZCANARY\ndescription: ZZCANARY in a description that is long enough to pass every check.\n"
        "draft: true\nredirect_from: [/zzcanary/]\n---\nZZCANARY\n",
        "utf-8",
    )
    report = Report()
    outputs = build(tmp_path, Options(now=NOW), report)
    assert not any(b"zzcanary" in (output.path.encode() + output.data).lower() for output in outputs)
    with_drafts = build(tmp_path, Options(now=NOW, drafts=True), Report())
    assert any(b"ZZCANARY" in output.data for output in with_drafts)
