"""The reference of what editors may write: keys, page types, components and settings, from their descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.json_schemas import describe
from microsite.page_keys import FrontMatter
from microsite.settings import SiteConfig

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microsite.json_schemas import Described, Schema
    from microsite.theme import Theme


def reference(theme: Theme) -> str:
    """Return the reference as sections of Markdown."""
    every = describe(FrontMatter)
    lines = ["### Keys of every page", "", *_table(every.keys, every)]
    lines += ["", "### Page types", "", "A page says which it is, as `type: guide`; left out, it is an `article`.", ""]
    lines += ["| type | what it is for | its own keys |", "|---|---|---|"]
    for name, page_type in sorted(theme.page_types.items()):
        keys = ", ".join(f"`{key}`" for key in page_type.file.fields)
        lines.append(f"| `{name}` | {page_type.file.description} | {keys} |")
    for name, page_type in sorted(theme.page_types.items()):
        if page_type.file.fields:
            described = describe(page_type.shape)
            lines += ["", f"A page of the type `{name}` may also have:", ""]
            lines += _table(page_type.file.fields, described)
    lines += ["", "### Components", "", "[components.md](components.md) shows each as it is written.", ""]
    lines += ["| component | what it is for | its parameters |", "|---|---|---|"]
    for name, component in sorted(theme.components.items()):
        parameters = ", ".join(f"`{parameter}`" for parameter in component.file.parameters)
        lines.append(f"| [`:::{name}`](components.md#{name}) | {component.file.description} | {parameters} |")
    lines += ["", "### Settings", "", "What `site_config.yaml` may say.", ""]
    settings = describe(SiteConfig)
    lines += _table(settings.keys, settings)
    return "\n".join(lines) + "\n"


def _table(keys: Iterable[str], described: Described) -> Iterator[str]:
    yield "| key | what belongs there | how it is written | if it is left out |"
    yield "|---|---|---|---|"
    for key in keys:
        yield from _rows(key, described.keys[key], described, must=key in described.required)


def _rows(path: str, schema: Schema, described: Described, *, must: bool) -> Iterator[str]:
    """Yield the row of a key, and one for each key within it."""
    yield f"| `{path}` | {_in_cell(schema.get('description', ''))} | {_kind(schema)} | {_default(schema, must=must)} |"
    part = described.part(schema.get("items", schema))
    if part:
        between = "[]." if "items" in schema else "."
        for key, inner in part["properties"].items():
            yield from _rows(f"{path}{between}{key}", inner, described, must=key in part.get("required", ()))


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _kind(schema: Schema) -> str:
    """Return how a value is written, in words."""
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    option = options[0]
    if "enum" in option:
        return f"one of {', '.join(f'`{choice}`' for choice in option['enum'])}"
    if option.get("type") == "array":
        most = f", at most {option['maxItems']}" if "maxItems" in option else ""
        return f"a list{most}"
    if option.get("format") == "date":
        return "a day, as 2026-11-24"
    kinds = {"string": "text", "boolean": "`true` or `false`", "integer": "a whole number", "number": "a number"}
    return kinds.get(option.get("type", ""), "keys of its own, indented")


def _default(schema: Schema, *, must: bool) -> str:
    if must:
        return "it must be there"
    default = schema.get("default")
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default}`" if default and not isinstance(default, dict) else ""
