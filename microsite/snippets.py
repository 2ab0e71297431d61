"""What VS Code offers to insert into a page: front matter, keys and components, with places to fill in.

https://code.visualstudio.com/docs/editing/userdefinedsnippets
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.json_schemas import describe
from microsite.page_keys import FrontMatter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microsite.json_schemas import Described, Schema
    from microsite.theme import Component, Theme
    from microsite.theme_files import Field

Snippet = dict[str, object]

COMMON = ("title", "description", "type", "menu_title", "message", "next", "related", "reviewed_on", "review_by")
"""The keys that a whole front matter has; all others can be inserted one by one."""

TODAY = "$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE"

_SPECIAL = re.compile(r"([\\$}])")
_SPECIAL_IN_CHOICE = re.compile(r"([\\$},|])")

_TEXTS = {
    "text": ("{}", ["Text."]),
    "sections": ("### {}\n\n{}", ["A heading", "What stands under it."]),
    "list": ("- {}\n- {}", ["The first", "The second"]),
    "table": ("Table: {}\n\n| {} | {} |\n|---|---|\n| {} | {} |", ["What it shows", "Name", "Value", "One", "Two"]),
}
"""How each kind of text of a component begins."""


def snippets(theme: Theme) -> dict[str, Snippet]:
    """Return every snippet by its name."""
    found: dict[str, Snippet] = {}
    for name, page_type in sorted(theme.page_types.items()):
        described = describe(page_type.shape)
        keys = (*COMMON, *page_type.file.fields)
        body = ["---", *_keys(keys, described, f"type: {name}"), "draft: true", "---", "$0"]
        found[f"Page: {name}"] = _snippet([f"page-{name}"], body, page_type.file.description)
    types = f"type: {_Places().choice(sorted(theme.page_types))}"
    for key, schema, described in _all_keys(theme):
        body = list(_keys((key,), described, types))
        found[f"Key: {key}"] = _snippet([key], body, str(schema.get("description", "")))
    for name, component in sorted(theme.components.items()):
        prefixes = [name, f":::{name}"]
        found[f"Component: {name}"] = _snippet(prefixes, _component(component), component.file.description)
    return found


def _snippet(prefixes: list[str], body: list[str], description: str) -> Snippet:
    return {"scope": "markdown", "prefix": prefixes, "body": body, "description": description}


class _Places(Struct):
    """The places to fill in, in the order in which Tab leads to them."""

    number: int = 0

    def words(self, words: str) -> str:
        """Return the next place, with the words that stand there until it is filled in."""
        self.number += 1
        return f"${{{self.number}:{_escaped(words)}}}"

    def day(self) -> str:
        """Return the next place, for a day to come; VS Code knows today, but cannot count from it."""
        self.number += 1
        return f"${{{self.number}:$CURRENT_YEAR-12-31}}"

    def choice(self, choices: Iterable[object]) -> str:
        """Return the next place, where one of the choices is picked."""
        self.number += 1
        written = ",".join(_SPECIAL_IN_CHOICE.sub(r"\\\1", str(choice)) for choice in choices)
        return f"${{{self.number}|{written}|}}"


def _escaped(text: str) -> str:
    """Return words for a place: with what has a meaning there escaped, and nothing that YAML would stumble over."""
    words = text.replace("`", "").replace('"', "”").replace(": ", " – ").rstrip(".")
    return _SPECIAL.sub(r"\\\1", words)


# Front matter


def _all_keys(theme: Theme) -> Iterator[tuple[str, Schema, Described]]:
    """Yield every key that any page may have, once."""
    described = describe(FrontMatter)
    seen = set(described.keys)
    yield from ((key, schema, described) for key, schema in described.keys.items())
    for _, page_type in sorted(theme.page_types.items()):
        own = describe(page_type.shape)
        yield from ((key, own.keys[key], own) for key in page_type.file.fields if key not in seen)
        seen |= page_type.file.fields.keys()


def _keys(keys: tuple[str, ...], described: Described, type_line: str) -> Iterator[str]:
    """Yield the lines of the keys with a place for each value; which types there are no key says, but `type_line`."""
    places = _Places()
    for key in keys:
        schema = described.keys[key]
        if key == "type":
            yield type_line
        elif schema.get("type") == "array":
            yield f"{key}:"
            yield from _item(schema["items"], described, places)
        elif key == "reviewed_on":
            yield f"reviewed_on: {TODAY}"
        else:
            yield f"{key}: {_value(schema, places)}"


def _item(schema: Schema, described: Described, places: _Places) -> Iterator[str]:
    part = described.part(schema)
    if part is None:
        yield f"  - {places.words('…')}"
        return
    for number, (key, inner) in enumerate(part["properties"].items()):
        yield f"  {'-' if number == 0 else ' '} {key}: {_value(inner, places)}"


def _value(schema: Schema, places: _Places) -> str:
    choices = schema.get("enum") or (["true", "false"] if schema.get("type") == "boolean" else [])
    if choices:
        return places.choice(choices)
    if schema.get("type") == "array":
        return f"[{places.words('…')}]"
    options = (schema, *schema.get("anyOf", ()))
    if any(option.get("type") in {"number", "integer"} for option in options):
        return places.words("1")
    if any(option.get("format") == "date" for option in options):
        return places.day()
    return places.words(str(schema.get("description", "…")))


# Components


def _component(component: Component) -> list[str]:
    places = _Places()
    values = ((name, _parameter(field, places)) for name, field in component.file.parameters.items())
    line = f":::{component.name}" + "".join(f' {name}="{value}"' for name, value in values)
    form, words = _TEXTS.get(component.file.body, ("", []))
    text = form.format(*(places.words(word) for word in words)).split("\n") if form else []
    return [line, *text, ":::", "$0"]


def _parameter(field: Field, places: _Places) -> str:
    if field.type == "choice":
        return places.choice(field.choices)
    if field.type == "yes-no":
        return places.choice(("true", "false"))
    if field.type == "number":
        return places.words(field.default or "1")
    if field.type == "list" and field.choices:
        return places.words(", ".join(field.choices[:2]))
    return places.words(field.default or field.description)
