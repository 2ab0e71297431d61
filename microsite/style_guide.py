"""The style guide: every component, with what it is for, its parameters, and its examples drawn.

It is a page of the preview and of the tests, never of the published site.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.content_files import PICTURES
from microsite.model import Document
from microsite.page_keys import FrontMatter
from microsite.source import Source
from microsite.theme import COMPONENTS, read_texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from microsite.memory import Memory
    from microsite.problems import Report
    from microsite.theme import Component, Theme
    from microsite.theme_files import Field

ADDRESS = "/__style-guide/"

_HEADING = re.compile("^##", re.MULTILINE)
_BESIDE_EXAMPLES = re.compile(rf"{COMPONENTS}/[^/]+/[^/]+")


def style_guide(theme: Theme, report: Report, memory: Memory) -> Document:
    """Return the style guide as a document. A mistake in an example is told at its place in the guide."""
    paths = {path: name for name in theme.components for path in [f"{COMPONENTS}/{name}/examples.md"]}
    read = read_texts("examples", theme.folder, theme.label, paths, report, memory)
    texts = {paths[path]: source.text.strip() for path, source in read.items()}
    return memory.recall("style guide", (theme, texts), lambda _own: _guide(theme, texts), report)


def _guide(theme: Theme, texts: Mapping[str, str]) -> Document:
    parts = [
        f"{described(component)}\n\n{_HEADING.sub('###', texts.get(name, ''))}"
        for name, component in theme.components.items()
    ]
    front_matter = FrontMatter(
        title="Style guide",
        description="Every component of the site, with what it is for, what it takes, and how it looks.",
        message="What editors can use in a page, drawn from the examples of each component.",
    )
    source = Source(f"{theme.label}/{COMPONENTS}/*/examples.md", "\n\n".join(parts) + "\n")
    return Document(source, "__style-guide.md", ADDRESS, front_matter, {}, 0)


def example_files(theme: Theme, memory: Memory) -> dict[str, Path]:
    """Return the pictures that examples show, each beside the `examples.md` of its component."""
    found = (path for path in memory.files(theme.folder) if _BESIDE_EXAMPLES.fullmatch(path))
    files = (theme.folder / path for path in found)
    return {file.name: file for file in files if file.suffix in PICTURES}


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
