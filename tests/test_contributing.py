"""CONTRIBUTING shows how to add things, each in one place; the examples are tried as they stand there."""

from __future__ import annotations

import re
import shutil
import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from conftest import FRONT_MATTER

import microsite.outputs
from build import HERE, build
from microsite.checks import FAMILIES, headings
from microsite.model import Output
from microsite.options import Options
from microsite.problems import CODES, Problem, Report

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

TEXT = (HERE / "CONTRIBUTING.md").read_text("utf-8")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def example_files() -> dict[str, str]:
    """Return the files that the text shows: a path at four spaces, its lines at eight."""
    found = re.findall(r"^    (templates/\S+)\n\n((?:(?: {8}.*)?\n)+)", TEXT, re.MULTILINE)
    return {path: textwrap.dedent(text).strip() + "\n" for path, text in found}


def example_code(name: str) -> dict[str, Any]:
    """Return what the Python example that defines `name` defines."""
    (code,) = (text for text in re.findall(r"((?:^(?: {4}.*)?\n)+)", TEXT, re.MULTILINE) if f"def {name}(" in text)
    code = re.sub(r"^CHECKS = .*$", "", textwrap.dedent(code), flags=re.MULTILINE)
    names: dict[str, Any] = {"Output": Output, "Problem": Problem}
    exec("from __future__ import annotations\n" + code, names)  # noqa: S102  our own documentation
    return names


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    root = write_site({"content/index.md": FRONT_MATTER.replace("A page for", "A home page that is for") + "Text.\n"})
    shutil.copytree(HERE / "templates", root / "templates")
    return root


def run(root: Path) -> tuple[dict[str, str], Report]:
    report = Report()
    outputs = build(root, Options(now=NOW), report)
    return {output.path: output.data.decode(errors="replace") for output in outputs}, report


def test_a_component_is_a_folder(site: Path) -> None:
    files = {path: text for path, text in example_files().items() if "/components/" in path}
    assert len(files) == 4
    for path, text in files.items():
        (site / path).parent.mkdir(exist_ok=True)
        (site / path).write_text(text, "utf-8")
    page = site / "content" / "index.md"
    page.write_text(page.read_text("utf-8") + files["templates/components/saying/examples.md"], "utf-8")
    outputs, report = run(site)
    assert report.count("error") == 0, report.problems
    assert "<figcaption>A neighbour</figcaption>" in outputs["index.html"]
    assert any(".saying{" in text for path, text in outputs.items() if path.endswith(".css"))
    page.write_text(page.read_text("utf-8").replace("source=", "sauce="), "utf-8")
    assert [problem.code for problem in run(site)[1].problems if problem.severity == "error"] == ["unknown-parameter"]


def test_a_page_type_is_two_files(site: Path) -> None:
    files = {path: text for path, text in example_files().items() if "/pages/" in path}
    assert len(files) == 2
    for path, text in files.items():
        (site / path).write_text(text, "utf-8")
    page = site / "content" / "index.md"
    page.write_text(page.read_text("utf-8").replace("title:", "type: event\ntitle:", 1), "utf-8")
    assert "missing-key" in [problem.code for problem in run(site)[1].problems]
    page.write_text(page.read_text("utf-8").replace("title:", "held_on: 2027-01-05\ntitle:", 1), "utf-8")
    outputs, report = run(site)
    assert report.count("error") == 0, report.problems
    assert "<p>January 5, 2027</p>" in outputs["index.html"]


def test_a_check_is_a_function_in_a_list(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shouting = example_code("shouting")["shouting"]
    assert any(headings.CHECKS is family.CHECKS for family in FAMILIES)
    monkeypatch.setattr(headings, "CHECKS", (*headings.CHECKS, shouting))
    monkeypatch.setitem(CODES, "shouting", "warning")
    page = site / "content" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n## Come now!\n", "utf-8")
    assert "shouting" in [problem.code for problem in run(site)[1].problems]


def test_an_output_is_a_function_in_a_list(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    humans = example_code("humans")["humans"]
    monkeypatch.setattr(microsite.outputs, "OUTPUTS", (*microsite.outputs.OUTPUTS, humans))
    assert run(site)[0]["humans.txt"] == "A site"
