"""JSON Schemas of what editors and designers write in YAML, for completion and red lines in their programs.

The schemas say what `microsite.schema` takes: a text may be written as a number (`title: 2026`), and a key that may be
left out may have nothing after it, unless it says yes or no. They follow https://json-schema.org/draft/2020-12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from microsite.page_keys import FrontMatter
from microsite.settings import SiteConfig
from microsite.theme import DEFAULT_TYPE
from microsite.theme_files import ComponentFile, PageTypeFile, PictureStyle, SocialStyle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microsite.theme import Theme

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


class Described(Struct, frozen=True):
    """The keys of a struct, each with its JSON Schema as msgspec gives it."""

    keys: Mapping[str, Schema]
    required: tuple[str, ...]
    parts: Mapping[str, Schema]
    """The structs that keys refer to, by name."""

    def part(self, schema: Schema) -> Schema | None:
        """Return the struct that a schema refers to, also where the key may be left out, or None."""
        for option in (schema, *schema.get("anyOf", ())):
            if "$ref" in option:
                return self.parts[option["$ref"].rpartition("/")[2]]
        return None


def describe(shape: type[msgspec.Struct]) -> Described:
    """Return the keys of a struct type."""
    schema = msgspec.json.schema(shape)
    parts = dict(sorted(schema["$defs"].items()))
    own = parts.pop(schema["$ref"].rpartition("/")[2])
    return Described(own["properties"], tuple(own.get("required", ())), parts)


def json_schemas(theme: Theme) -> dict[str, Schema]:
    """Return every schema by the name of its file."""
    return {
        "site_config.json": _whole("The settings of the site", "What site_config.yaml says.", describe(SiteConfig)),
        "front-matter.json": _front_matter(theme),
        "page-type.json": _whole(
            "A page type", "What templates/pages/<name>.yaml says: the keys that its pages add.", describe(PageTypeFile)
        ),
        "component.json": _whole(
            "A component", "What templates/components/<name>/component.yaml says.", describe(ComponentFile)
        ),
        "pictures.json": _whole("Pictures", "What templates/pictures.yaml says.", describe(PictureStyle)),
        "social.json": _whole("Pictures for sharing", "What templates/social.yaml says.", describe(SocialStyle)),
    }


def _whole(title: str, description: str, described: Described) -> Schema:
    schema: Schema = {"$schema": DRAFT, "title": title, "description": description}
    schema |= _object(described.keys, described.required)
    if described.parts:
        schema["$defs"] = {
            name: {"description": part.get("description", name)}
            | _object(part["properties"], tuple(part.get("required", ())))
            for name, part in described.parts.items()
        }
    return schema


def _object(keys: Mapping[str, Schema], required: tuple[str, ...]) -> Schema:
    properties = {name: _property(name, schema, must=name in required) for name, schema in keys.items()}
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _front_matter(theme: Theme) -> Schema:
    """Return the schema of the front matter of every page type: which keys may stand there depends on `type`."""
    title, description = "The front matter of a page", "What stands between the two lines --- at the top of a page."
    common = describe(FrontMatter)
    schema = _whole(title, description, common)
    kinds = " ".join(f"{name}: {page_type.file.description}" for name, page_type in sorted(theme.page_types.items()))
    schema["properties"]["type"] = {
        "title": "Type",
        "description": f"{common.keys['type']['description']} {kinds}",
        "enum": [*sorted(theme.page_types), None],
        "default": DEFAULT_TYPE,
    }
    del schema["additionalProperties"]
    schema["allOf"] = [_added(name, theme) for name in sorted(theme.page_types) if theme.page_types[name].file.fields]
    if not schema["allOf"]:
        del schema["allOf"]
    # Unlike additionalProperties this sees the keys of the page type, too.
    schema["unevaluatedProperties"] = False
    return schema


def _added(name: str, theme: Theme) -> Schema:
    page_type = theme.page_types[name]
    described = describe(page_type.shape)
    added = {key: described.keys[key] for key in page_type.file.fields}
    required = [key for key in added if key in described.required]
    is_default = name == DEFAULT_TYPE
    chosen: Schema = {"properties": {"type": {"enum": [name, None]} if is_default else {"const": name}}}
    return {
        "if": chosen if is_default else chosen | {"required": ["type"]},
        "then": {
            "properties": {key: _property(key, value, must=key in required) for key, value in added.items()},
            "required": required,
        },
    }


def _property(name: str, schema: Schema, *, must: bool) -> Schema:
    """Return the schema of a key with a title, and with nothing allowed where it may be left out, but for yes or no."""
    taken: Schema = {"title": name.replace("_", " ").capitalize(), **_as_written(schema)}
    if must or taken.get("type") == "boolean":
        return taken
    if "$ref" in taken:
        reference = {"$ref": taken.pop("$ref")}
        return taken | {"anyOf": [reference, {"type": "null"}]}
    if "enum" in taken:
        taken["enum"] = [*taken["enum"], None]
    elif "type" in taken:
        given = taken["type"]
        taken["type"] = [*(given if isinstance(given, list) else [given]), "null"]
    return taken


def _as_written(schema: Schema) -> Schema:
    """Return a schema that takes a text also where YAML sees a number or a truth in it."""
    schema = dict(schema)
    if schema.get("type") == "string" and "format" not in schema:
        schema["type"] = ["string", "number", "boolean"]
    for inner in ("items", "additionalProperties"):
        if isinstance(schema.get(inner), dict):
            schema[inner] = _as_written(schema[inner])
    return schema
