"""What a struct type consists of: its keys, what they are for, and what they are where nothing is given."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, cast

import msgspec
from msgspec import Struct, inspect

if TYPE_CHECKING:
    from collections import abc


@cache
def known_shape(shape: type[msgspec.Struct]) -> tuple[inspect.StructType, frozenset[str]]:
    """Return what a type consists of, and all its keys at any depth. Many pages share one type."""
    type_info = cast("inspect.StructType", inspect.type_info(shape))
    return type_info, frozenset(_keys(type_info))


class Key(Struct, frozen=True):
    """A key of a struct type."""

    name: str
    """As the struct calls it."""
    type: inspect.Type
    """Without its description and without `| None`."""
    description: str
    required: bool
    field: inspect.Field

    @property
    def needs_text(self) -> bool:
        """Whether nothing after the key is a mistake. Of `draft:` nobody can tell which of the two is meant."""
        is_yes_or_no = isinstance(self.type, inspect.BoolType)
        return self.required or is_yes_or_no or bool(getattr(self.type, "min_length", None))


@cache
def keys_of(shape: type[msgspec.Struct]) -> dict[str, Key]:
    """Return the keys of a type, in order, by how they are written. Many pages share one type."""
    return {
        item.encode_name: Key(item.name, bare_type(item.type), description(item.type), item.required, item)
        for item in known_shape(shape)[0].fields
    }


def _keys(kind: inspect.Type) -> abc.Iterator[str]:
    kind = bare_type(kind)
    if isinstance(kind, inspect.DictType):
        yield from _keys(kind.value_type)
    elif isinstance(kind, inspect.VarTupleType):
        yield from _keys(kind.item_type)
    elif isinstance(kind, inspect.StructType):
        for item in kind.fields:
            yield item.encode_name
            yield from _keys(item.type)


def bare_type(kind: inspect.Type) -> inspect.Type:
    """Return a type without its description and without `| None`."""
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        return next(bare_type(part) for part in kind.types if not isinstance(part, inspect.NoneType))
    return kind


def description(kind: inspect.Type) -> str:
    """Return what belongs there, in one line, or nothing."""
    if isinstance(kind, inspect.Metadata):
        return str((kind.extra_json_schema or {}).get("description", "")) or description(kind.type)
    if isinstance(kind, inspect.UnionType):
        return next((words for part in kind.types if (words := description(part))), "")
    return ""


def fallback(item: inspect.Field) -> object:
    """Return the default of a field, or an empty value of its type."""
    if item.default is not msgspec.NODEFAULT:
        return item.default
    if item.default_factory is not msgspec.NODEFAULT:
        return item.default_factory()
    return empty_value(bare_type(item.type))


def empty_value(kind: inspect.Type) -> object:
    """Return a value that says nothing: no text, 0, false, an empty list, a struct of such."""
    if isinstance(kind, inspect.StructType):
        return kind.cls(**{item.name: fallback(item) for item in kind.fields})
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    empty: dict[type[inspect.Type], object] = {
        inspect.StrType: "",
        inspect.IntType: 0,
        inspect.FloatType: 0.0,
        inspect.BoolType: False,
        inspect.DateType: date(1970, 1, 1),
        inspect.VarTupleType: (),
        inspect.DictType: {},
    }
    return empty[type(kind)]
