"""The style guide and the reference of components show every component, as it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from build import HERE, build
from microsite.console import as_text
from microsite.options import Options
from microsite.problems import Report
from microsite.style_guide import described
from microsite.theme import read_theme

REFERENCE = HERE / "docs" / "components.md"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_every_component_is_drawn_in_the_style_guide_and_only_where_it_is_asked_for() -> None:
    report = Report()
    outputs = build(HERE, Options(now=NOW, style_guide=True), report)
    assert [as_text(problem) for problem in report.problems] == []
    (guide,) = (output.data.decode() for output in outputs if output.path == "__style-guide/index.html")
    for folder in (HERE / "templates" / "components").iterdir():
        assert f'<h2 id="{folder.name}">' in guide
        assert f'class="{folder.name}' in guide
    assert 'name="robots" content="noindex"' in guide
    sitemap = next(output.data for output in outputs if output.path == "sitemap.xml")
    assert b"style-guide" not in sitemap
    assert not any("style-guide" in output.path for output in build(HERE, Options(now=NOW), Report()))


def test_the_reference_of_components_is_complete() -> None:
    expected = reference()
    if os.environ.get("UPDATE"):
        REFERENCE.write_text(expected, "utf-8")
    assert REFERENCE.read_text("utf-8") == expected, "docs/components.md differs; UPDATE=1 rewrites it"


def reference() -> str:
    theme = read_theme(HERE / "templates", "templates", Report())
    written = HERE / "templates" / "components"
    parts = ["# Components\n\nWhat stands between two lines of `:::` in a page. Each is shown as an editor writes it."]
    for component in theme.components.values():
        examples = (written / component.name / "examples.md").read_text("utf-8").strip()
        parts.append(f"{described(component)}\n\n```markdown\n{examples}\n```")
    return "\n\n".join(parts) + "\n"
