"""YAML into frozen types: the type decides what a value means, and every wrong key is named with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar, cast

import msgspec
from msgspec import inspect

from microsite.problems import Place, did_you_mean
from microsite.scalars import WrongValueError, read_scalar
from microsite.yaml_reader import Mapping, Node, Scalar, Sequence, read_nodes

if TYPE_CHECKING:
    from collections import abc

    from microsite.problems import Report
    from microsite.source import Source

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Located(Generic[T]):
    """A value, usable even where there were problems, and where each part of it stands."""

    value: T
    places: abc.Mapping[str, Place]
    """By dotted path: `title`, `menu.2.pages.0`."""


@dataclass(slots=True)
class _Reader:
    source: Source
    first: int
    damaged: frozenset[str]
    report: Report
    places: dict[str, Place] = field(default_factory=dict)

    def problem(self, code: str, message: str, node: Node, hint: str, fix: str | None = None) -> None:
        self.report.add(self.source.problem(code, message, node.line, node.column, hint=hint, fix=fix))


def read_yaml(source: Source, shape: type[T], report: Report, *, start: int = 0, end: int | None = None) -> Located[T]:
    """Return the YAML in `source.text[start:end]` as the struct type `shape`.

    Each key is read on its own, so one run names all that are wrong; a key that could not be read has its default, or
    an empty value of its type.
    """
    end = len(source.text) if end is None else end
    type_info, other_keys = _known_shape(shape)
    nodes = read_nodes(source, start, end, lambda key: key not in other_keys, report)
    reader = _Reader(source, source.place(start).line, nodes.damaged, report)
    root = nodes.root
    if isinstance(root, (Scalar, Sequence)) and not (isinstance(root, Scalar) and not root.text):
        reader.problem("wrong-value", "This is not a list of keys.", root, "Write each line as “key: value”.")
    if not isinstance(root, Mapping):
        if source.text[start:end].strip():
            # What could not be read is told already; its keys are not missing as well.
            reader.damaged = frozenset(item.encode_name for item in type_info.fields)
        root = Mapping((), reader.first, 1)
    return Located(cast("T", _struct(reader, root, type_info, "")), reader.places)


@cache
def _known_shape(shape: type[msgspec.Struct]) -> tuple[inspect.StructType, frozenset[str]]:
    """Return what a type consists of, and which of its keys hold other things than text. Many pages share one type."""
    type_info = cast("inspect.StructType", inspect.type_info(shape))
    return type_info, _other_keys(type_info)


def _other_keys(type_info: inspect.StructType) -> frozenset[str]:
    """Return the keys, at any depth, whose values are anything but text."""
    keys: set[str] = set()
    for item in type_info.fields:
        kind = _bare(item.type)
        if not isinstance(kind, (inspect.StrType, inspect.LiteralType)):
            keys.add(item.encode_name)
        for inner in _inner(kind):
            if isinstance(inner, inspect.StructType):
                keys |= _other_keys(inner)
    return frozenset(keys)


def _inner(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    if isinstance(kind, inspect.DictType):
        return (_bare(kind.value_type),)
    if isinstance(kind, inspect.VarTupleType):
        return (_bare(kind.item_type),)
    return (kind,)


def _bare(kind: inspect.Type) -> inspect.Type:
    """Return a type without its description and without `| None`."""
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        return next(_bare(part) for part in kind.types if not isinstance(part, inspect.NoneType))
    return kind


def _description(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.Metadata):
        return str((kind.extra_json_schema or {}).get("description", ""))
    return ""


def _struct(reader: _Reader, node: Mapping, type_info: inspect.StructType, path: str) -> object:
    fields = {item.encode_name: item for item in type_info.fields}
    values: dict[str, object] = {}
    typos = _unknown_keys(reader, node, fields)
    for key, value in node.pairs:
        item = fields.get(key.text)
        if item is None:
            continue
        at = f"{path}.{key.text}" if path else key.text
        reader.places[at] = Place(reader.source.path, value.line, value.column)
        if isinstance(value, Scalar) and value.plain and not value.text:
            _empty(reader, key, item)
            continue
        values[item.name] = _value(reader, value, item.type, at, _fallback(item))
    given = {key.text for key, _ in node.pairs} | typos | reader.damaged
    for name, item in fields.items():
        if item.name not in values:
            values[item.name] = _fallback(item)
            if item.required and name not in given:
                message = f"“{name}” is missing. {_description(item.type)}".strip()
                hint = f"Add a line “{name}: …”."
                reader.report.add(reader.source.problem("missing-key", message, node.line, node.column, hint=hint))
    return type_info.cls(**values)


def _unknown_keys(reader: _Reader, node: Mapping, fields: abc.Mapping[str, inspect.Field]) -> set[str]:
    """Report keys that there are not; return the known ones that they were meant to be."""
    given = {key.text for key, _ in node.pairs}
    meant: set[str] = set()
    for key, _ in node.pairs:
        if key.text in fields:
            continue
        hint = did_you_mean(key.text, [name for name in fields if name not in given])
        if hint:
            meant.add(hint.partition("“")[2].partition("”")[0])
        message = f"There is no key “{key.text}” here."
        reader.problem("unknown-key", message, key, hint or f"The keys are: {', '.join(fields)}.")
    return meant


def _empty(reader: _Reader, key: Scalar, item: inspect.Field) -> None:
    message = f"“{key.text}” has no value."
    words = _description(item.type)
    hint = f"{words} Write it after the colon." if item.required else "Write it after the colon, or take the line out."
    reader.problem("empty-value", message, key, hint.strip())


def _fallback(item: inspect.Field) -> object:
    """Return the default of a field, or an empty value of its type."""
    if item.default is not msgspec.NODEFAULT:
        return item.default
    if item.default_factory is not msgspec.NODEFAULT:
        return item.default_factory()
    return _nothing(_bare(item.type))


def _nothing(kind: inspect.Type) -> object:
    if isinstance(kind, inspect.StructType):
        return kind.cls(**{item.name: _fallback(item) for item in kind.fields})
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


def _value(reader: _Reader, node: Node, kind: inspect.Type, path: str, fallback: object) -> object:
    """Return the node as a value of the type, or `fallback` with a problem."""
    bare = _bare(kind)
    if isinstance(bare, inspect.StructType):
        if isinstance(node, Mapping):
            return _struct(reader, node, bare, path)
        first = bare.fields[0].encode_name
        _wrong(reader, node, f"Write its parts on lines of their own, indented, as “{first}: …”.")
        return fallback
    if isinstance(bare, inspect.VarTupleType):
        return _list(reader, node, bare, path, fallback)
    if isinstance(bare, inspect.DictType):
        return _dictionary(reader, node, bare, path, fallback)
    if not isinstance(node, Scalar):
        _wrong_kind(reader, node, bare)
        return fallback
    try:
        return read_scalar(node.text, bare, _description(kind), plain=node.plain)
    except WrongValueError as error:
        reader.problem(error.code, error.message, node, error.hint)
        return fallback


def _list(reader: _Reader, node: Node, kind: inspect.VarTupleType, path: str, fallback: object) -> object:
    if not isinstance(node, Sequence):
        shown = f"- {node.text}" if isinstance(node, Scalar) else "- …"
        _wrong(reader, node, f"Write a list: on a line of its own, “{shown}”.")
        return fallback
    values = []
    for number, item in enumerate(node.items):
        at = f"{path}.{number}"
        reader.places[at] = Place(reader.source.path, item.line, item.column)
        values.append(_value(reader, item, kind.item_type, at, _nothing(_bare(kind.item_type))))
    if kind.max_length is not None and len(values) > kind.max_length:
        message = f"There are {len(values)} entries; at most {kind.max_length} are allowed."
        reader.problem("wrong-value", message, node, "Take some out.")
        return tuple(values[: kind.max_length])
    return tuple(values)


def _dictionary(reader: _Reader, node: Node, kind: inspect.DictType, path: str, fallback: object) -> object:
    if not isinstance(node, Mapping):
        _wrong(reader, node, "Write each part on a line of its own, indented, as “name: value”.")
        return fallback
    values = {}
    for key, item in node.pairs:
        at = f"{path}.{key.text}"
        reader.places[at] = Place(reader.source.path, item.line, item.column)
        values[key.text] = _value(reader, item, kind.value_type, at, _nothing(_bare(kind.value_type)))
    return values


def _wrong_kind(reader: _Reader, node: Node, kind: inspect.Type) -> None:
    """Report a list or a group of keys where one value is wanted; what was meant as text gets its quotes."""
    line = reader.source.excerpt(node.line)
    value = line[node.column - 1 :].rstrip()
    fix = None
    if isinstance(kind, inspect.StrType) and value[:1] in {"[", "{"} and value[-1:] in {"]", "}"} and '"' not in value:
        fix = f'{line[: node.column - 1]}"{value}"'
    _wrong(reader, node, "Write one value here; put it in quotes if it is text.", fix)


def _wrong(reader: _Reader, node: Node, hint: str, fix: str | None = None) -> None:
    what = {Sequence: "A list", Mapping: "A group of keys"}.get(type(node))
    message = f"{what} cannot stand here." if what else f"“{cast('Scalar', node).text}” cannot stand here."
    reader.problem("wrong-value", message, node, hint, fix)
