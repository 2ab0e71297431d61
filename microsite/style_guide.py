"""The style guide: every component, with what it is for, its parameters, and its examples drawn.

It is a page of the preview and of the tests, never of the published site.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.documents import PICTURES
from microsite.model import Document, FrontMatter
from microsite.source import Source, read_source
from microsite.theme import COMPONENTS

if TYPE_CHECKING:
    from pathlib import Path

    from microsite.problems import Report
    from microsite.theme import Component, Field, Theme

ADDRESS = "/__style-guide/"

_HEADING = re.compile("^##", re.MULTILINE)


def style_guide(theme: Theme, report: Report) -> Document:
    """Return the style guide as a document. A mistake in an example is told at its place in the guide."""
    parts = [
        f"{described(component)}\n\n{_HEADING.sub('###', examples(theme, component, report))}"
        for component in theme.components.values()
    ]
    front_matter = FrontMatter(
        title="Style guide",
        description="Every component of the site, with what it is for, what it takes, and how it looks.",
        message="What editors can use in a page, drawn from the examples of each component.",
    )
    source = Source(f"{theme.label}/{COMPONENTS}/*/examples.md", "\n\n".join(parts) + "\n")
    return Document(source, "__style-guide.md", ADDRESS, front_matter, {}, 0)


def example_files(theme: Theme) -> dict[str, Path]:
    """Return the pictures that examples show, each beside the `examples.md` of its component."""
    files = sorted((theme.folder / COMPONENTS).glob("*/*"))
    return {file.name: file for file in files if file.suffix in PICTURES}


def examples(theme: Theme, component: Component, report: Report) -> str:
    """Return the examples of a component, as an editor writes them."""
    path = f"{COMPONENTS}/{component.name}/examples.md"
    source = read_source(theme.folder / path, f"{theme.label}/{path}", report)
    return source.text.strip() if source else ""


def described(component: Component) -> str:
    """Return what a component is for and what it takes, as a section of Markdown."""
    lines = [f"## {component.name}", "", component.file.description, ""]
    lines += [f"- `{name}`: {_described_field(field)}" for name, field in component.file.parameters.items()]
    return "\n".join(lines).strip()


def _described_field(field: Field) -> str:
    notes = ["required"] if field.required else []
    if field.choices:
        notes.append(("some of " if field.type == "list" else "one of ") + ", ".join(field.choices))
    if field.default:
        notes.append(f"{field.default} if left out")
    return field.description + (f" ({'; '.join(notes)})" if notes else "")
