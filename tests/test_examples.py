"""Every component is drawn from its own examples, as an editor writes them, and tells what it cannot take."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build import build
from microsite.console import as_text
from microsite.options import Options
from microsite.problems import Report
from microsite.theme import read_theme

if TYPE_CHECKING:
    from microsite.problems import Problem

ROOT = Path(__file__).resolve().parent.parent
THEME = read_theme(ROOT / "templates", "templates", Report())
COMPONENTS = sorted(path.name for path in (ROOT / "templates" / "components").iterdir())
WITH_TEXT = [name for name in COMPONENTS if THEME.components[name].file.body != "none"]
WITH_PIECES = [name for name in WITH_TEXT if THEME.components[name].file.body != "text"]


def examples_of(component: str) -> str:
    return (ROOT / "templates" / "components" / component / "examples.md").read_text("utf-8")


def drawn(root: Path, component: str, text: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the home page of a site with a text, as drawn, and what was said about it."""
    (root / "content").mkdir()
    for picture in (ROOT / "templates" / "components" / component).glob("*.png"):
        (root / "content" / picture.name).write_bytes(picture.read_bytes())
    (root / "content" / "index.md").write_text(
        "---\ntitle: Examples of a component\ntype: home\n"
        "description: All examples of one component, drawn on a page as an editor would write them.\n---\n"
        f"{text}\n\n## Start\n\nWords.\n",
        "utf-8",
    )
    config = (ROOT / "tests" / "sites" / "good" / "site_config.yaml").read_text("utf-8")
    config = re.sub(r"^menu:.*?^crisis_line", "crisis_line", config, flags=re.MULTILINE | re.DOTALL)
    # Components of our theme call these.
    config = config.replace(
        "telephones:\n", "telephones:\n  - {number: '988', name: A}\n  - {number: '911', name: B}\n"
    )
    (root / "site_config.yaml").write_text(config, "utf-8")
    report = Report()
    outputs = build(root, Options(now=datetime(2026, 11, 24, tzinfo=UTC)), report)
    (page,) = (output.data.decode() for output in outputs if output.path == "index.html")
    return page, report.problems


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_examples_of_a_component_are_drawn_without_a_problem(component: str, tmp_path: Path) -> None:
    examples = examples_of(component)
    assert examples.count(f":::{component}") >= 1
    page, problems = drawn(tmp_path, component, examples)
    assert [as_text(problem) for problem in problems] == []
    assert page.count(f'class="{component}') >= examples.count(f":::{component}")
    assert "\ue000" not in page


@pytest.mark.parametrize("component", WITH_PIECES)
def test_a_component_that_gets_another_kind_of_text_says_so_once(component: str, tmp_path: Path) -> None:
    first_line = next(line for line in examples_of(component).splitlines() if line.startswith(":::"))
    _, problems = drawn(tmp_path, component, first_line + "\nWords.\n:::")
    assert [problem.code for problem in problems] == ["wrong-component-text"]


@pytest.mark.parametrize("component", WITH_TEXT)
def test_a_component_that_gets_no_text_says_so_once(component: str, tmp_path: Path) -> None:
    first_line = next(line for line in examples_of(component).splitlines() if line.startswith(":::"))
    _, problems = drawn(tmp_path, component, first_line + "\n:::")
    assert [problem.code for problem in problems] == ["component-without-text"]


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_has_all_its_files(component: str) -> None:
    folder = ROOT / "templates" / "components" / component
    assert {file.name for file in folder.iterdir() if file.suffix != ".png"} == {
        "component.css",
        "component.html",
        "component.yaml",
        "examples.md",
    }
