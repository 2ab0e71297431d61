"""What Jinja draws with, and which templates it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from microsite.amounts import written_date

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from pathlib import Path

    from jinja2 import Template


class ThemeEnvironment(Environment):
    """An environment that notes which templates it was asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.used: set[str] = set()

    def get_template(  # templates ask in this way for those that they include and extend
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  Jinja's own name
    ) -> Template:
        """Return a template, and note its name. Raises TemplateNotFound and TemplateSyntaxError."""
        if isinstance(name, str):
            self.used.add(name)
        return super().get_template(name, parent, globals)


def make_environment(folder: Path) -> ThemeEnvironment:
    """Return what draws with the templates of a folder: all values are escaped, and none may be missing."""
    environment = ThemeEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["date"] = written_date
    return environment
