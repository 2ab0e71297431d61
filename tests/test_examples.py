"""Every component is drawn from its own examples, as an editor writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from build import build
from microsite.console import as_text
from microsite.model import Options
from microsite.problems import Report

ROOT = Path(__file__).resolve().parent.parent
COMPONENTS = sorted(path.name for path in (ROOT / "templates" / "components").iterdir())


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_examples_of_a_component_are_drawn_without_a_problem(component: str, tmp_path: Path) -> None:
    folder = ROOT / "templates" / "components" / component
    examples = (folder / "examples.md").read_text("utf-8")
    assert examples.count(f":::{component}") >= 1
    (tmp_path / "content").mkdir()
    for picture in folder.glob("*.png"):
        (tmp_path / "content" / picture.name).write_bytes(picture.read_bytes())
    (tmp_path / "content" / "index.md").write_text(
        "---\ntitle: Examples of a component\ntype: home\n"
        "description: All examples of one component, drawn on a page as an editor would write them.\n---\n"
        f"{examples}\n\n## Start\n\nWords.\n",
        "utf-8",
    )
    (tmp_path / "site_config.yaml").write_bytes((ROOT / "tests" / "sites" / "good" / "site_config.yaml").read_bytes())
    config = (tmp_path / "site_config.yaml").read_text("utf-8")
    config = re.sub(r"^menu:.*?^crisis_line", "crisis_line", config, flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "site_config.yaml").write_text(config, "utf-8")
    report = Report()
    outputs = build(tmp_path, Options(now=datetime(2026, 11, 24, tzinfo=UTC)), report)
    assert [as_text(problem) for problem in report.problems] == []
    (page,) = (output.data.decode() for output in outputs if output.path == "index.html")
    assert page.count(f'class="{component}') >= examples.count(f":::{component}")
    assert "\ue000" not in page


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_has_all_its_files(component: str) -> None:
    folder = ROOT / "templates" / "components" / component
    assert {file.name for file in folder.iterdir() if file.suffix != ".png"} == {
        "component.css",
        "component.html",
        "component.yaml",
        "examples.md",
    }
