"""YAML into frozen types: the type decides what a value means, and every wrong key is named with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import msgspec
from msgspec import Struct, field, inspect

from microsite.problems import Place, did_you_mean
from microsite.scalars import WrongValueError, read_scalar
from microsite.shapes import Key, bare_type, description, empty_value, fallback, keys_of, known_shape
from microsite.yaml_lines import Lines, quoted, shown
from microsite.yaml_nodes import Mapping, Node, Nodes, Refused, Scalar, Sequence
from microsite.yaml_plain import read_plain

if TYPE_CHECKING:
    from collections import abc

    from microsite.problems import Report
    from microsite.source import Source

T = TypeVar("T", bound=msgspec.Struct)


class Located(Struct, Generic[T], frozen=True):
    """A value, usable even where there were problems, and where each part of it stands."""

    value: T
    places: abc.Mapping[str, Place]
    """By dotted path: `title`, `menu.2.pages.0`."""


class _Reader(Struct):
    lines: Lines
    damaged: tuple[tuple[int, str], ...]
    places: dict[str, Place] = field(default_factory=dict)
    guesses: int = 40
    """Guessing what a word was meant to be takes time, so there is an end to it."""

    def add(self, code: str, message: str, node: Node, hint: str, instead: str | None = None) -> None:
        """Report a problem with a node; `instead` is what should stand there."""
        is_one_line = instead is not None and node.line == node.end_line
        change = (node.column, node.end, instead or "") if is_one_line else None
        self.lines.add(code, message, node.line, node.column, hint=hint, change=change)

    def remember(self, path: str, node: Node) -> None:
        """Note where a value stands."""
        self.places[path] = Place(self.lines.source.path, *self.lines.place(node.line, node.column))

    def guess(self, word: str, known: abc.Iterable[str]) -> str:
        """Return the hint which of the known words was meant, or nothing."""
        self.guesses -= 1
        return did_you_mean(word, known) if self.guesses >= 0 else ""


class _UnreadError(Exception):
    """There is no value, for a reason that is reported."""


def read_yaml(source: Source, shape: type[T], report: Report, *, start: int = 0, end: int | None = None) -> Located[T]:
    """Return the YAML in `source.text[start:end]`, which begins with a line, as the struct type `shape`.

    Each key is read on its own, so one run names all that are wrong; a key that could not be read has its default, or
    an empty value of its type. An item of a list that could not be read is left out.
    """
    type_info, keys = known_shape(shape)
    nodes = _read_nodes(source, start, len(source.text) if end is None else end, keys, report)
    reader = _Reader(nodes.lines, nodes.damaged)
    root = nodes.root
    if isinstance(root, (Scalar, Sequence)):
        reader.add("wrong-value", "This is not a list of keys.", root, "Write each line as “key: value”.")
    if root is None:
        root = Mapping(0, 0, 0, 0, ())
    value = _struct(reader, root, shape, "") if isinstance(root, Mapping) else empty_value(type_info)
    nodes.lines.tell()
    return Located(cast("T", value), reader.places)


def _read_nodes(source: Source, start: int, end: int, keys: abc.Collection[str], report: Report) -> Nodes:
    text = source.text[start:end]
    if root := read_plain(text, keys):
        lines = text.split("\n")
        return Nodes(Lines(source, source.text.count("\n", 0, start) + 1, tuple(lines), report, lines), root, ())
    from microsite.yaml_reader import read_nodes  # noqa: PLC0415  only what is not plain needs the library

    return read_nodes(source, start, end, keys, report)


# Keys


def _struct(reader: _Reader, node: Mapping, shape: type[msgspec.Struct], path: str) -> object:
    keys = keys_of(shape)
    values: dict[str, object] = {}
    unknown: list[Scalar] = []
    for written, value in node.pairs:
        key = keys.get(written.text)
        if key is None:
            unknown.append(written)
            continue
        at = f"{path}.{written.text}" if path else written.text
        reader.remember(at, value)
        try:
            if not _is_left_out(reader, written, value, key):
                values[key.name] = _value(reader, value, key.type, key.description, at)
        except _UnreadError:
            pass
    meant = _tell_unknown(reader, node, unknown, keys) if unknown else set()
    for name, key in keys.items():
        if key.required and key.name not in values:
            values[key.name] = fallback(key.field)
            _tell_missing(reader, node, name, key, meant, path)
    return shape(**values)


def _tell_missing(reader: _Reader, node: Mapping, name: str, key: Key, meant: abc.Set[str], path: str) -> None:
    """Report a required key that is not there, unless something else is told of it; `meant` are told as unknown."""
    given = {written.text for written, _ in node.pairs}
    damaged = {word for line, word in reader.damaged if not path or node.line - 1 <= line <= node.end_line}
    if name not in given | meant | damaged:
        message = f"“{name}” is missing. {key.description}".strip()
        line, column = (node.line, node.column) if path else (0, 0)
        reader.lines.add("missing-key", message, line, column, hint=f"Add a line “{name}: …”.")


def _tell_unknown(reader: _Reader, node: Mapping, unknown: abc.Iterable[Scalar], keys: abc.Collection[str]) -> set[str]:
    """Report keys that there are not; return the absent ones that they were meant to be."""
    given = {written.text for written, _ in node.pairs}
    absent = [name for name in keys if name not in given]
    meant: set[str] = set()
    for written in unknown:
        hint = reader.guess(written.text, absent)
        meant |= {name for name in absent if hint and f"“{name}”" in hint}
        message = f"There is no key {shown(written.text)} here."
        reader.add("unknown-key", message, written, hint or f"The keys are: {', '.join(keys)}.")
    return meant


def _is_left_out(reader: _Reader, written: Scalar, value: Node, key: Key) -> bool:
    """Tell whether nothing stands after a key; report it where something must."""
    if not isinstance(value, Scalar) or value.text or not value.plain:
        return False
    if value.remark and isinstance(key.type, inspect.StrType):
        return False
    if key.needs_text and not reader.lines.is_lost_below(value.line):
        hint = f"{key.description} Write it after the colon.".strip()
        reader.add("empty-value", f"“{written.text}” has no value.", written, hint)
    return True


# Values


def _value(reader: _Reader, node: Node, bare: inspect.Type, wanted: str, path: str) -> object:
    """Return the node as a value of a bare type; raise _UnreadError where a problem says that it is none.

    `wanted` says what belongs there.
    """
    if isinstance(bare, (inspect.StructType, inspect.VarTupleType, inspect.DictType)):
        return _several(reader, node, bare, path)
    if not isinstance(node, Scalar):
        return _text_of(reader, node, bare)
    try:
        return read_scalar(_whole_text(reader, node, bare), bare, wanted, plain=node.plain)
    except WrongValueError as error:
        guess = isinstance(bare, inspect.LiteralType) and reader.guess(node.text, map(str, bare.values))
        reader.add(error.code, error.message, node, guess or error.hint, error.instead)
        raise _UnreadError from None


def _several(
    reader: _Reader, node: Node, bare: inspect.StructType | inspect.VarTupleType | inspect.DictType, path: str
) -> object:
    if isinstance(bare, inspect.StructType):
        if isinstance(node, Mapping):
            return _struct(reader, node, bare.cls, path)
        raise _wrong(reader, node, f"Write its parts on lines of their own, indented, as “{bare.fields[0].name}: …”.")
    if isinstance(bare, inspect.VarTupleType):
        return _list(reader, node, bare, path)
    if isinstance(node, Mapping):
        return {key.text: value for key, value in _parts(reader, node.pairs, bare.value_type, path)}
    raise _wrong(reader, node, "Write each part on a line of its own, indented, as “name: value”.")


def _wrong(reader: _Reader, node: Node, hint: str, instead: str | None = None) -> _UnreadError:
    if not isinstance(node, Refused):
        what = {Sequence: "A list", Mapping: "A group of keys"}.get(type(node))
        what = what or (shown(node.text) if isinstance(node, Scalar) else "")
        reader.add("wrong-value", f"{what} cannot stand here.", node, hint, instead)
    return _UnreadError()


def _list(reader: _Reader, node: Node, kind: inspect.VarTupleType, path: str) -> object:
    if not isinstance(node, Sequence):
        entry = node.text if isinstance(node, Scalar) else "…"
        raise _wrong(reader, node, f"Write a list: on a line of its own, {shown(f'- {entry}')}.")
    numbered = [(node, item) for item in node.items]
    values = tuple(value for _, value in _parts(reader, numbered, kind.item_type, path))
    most, least = kind.max_length, kind.min_length or 0
    if most is not None and len(node.items) > most:
        message = f"There are {len(node.items)} entries; at most {most} are allowed."
        reader.add("wrong-value", message, node, "Take some out.")
    elif len(node.items) < least:
        message = f"There are {len(node.items)} entries; at least {least} are needed."
        reader.add("wrong-value", message, node, "Add what is missing.")
    return values


def _parts(
    reader: _Reader, parts: abc.Iterable[tuple[Node, Node]], kind: inspect.Type, path: str
) -> abc.Iterator[tuple[Any, object]]:
    """Yield the keys and values of a mapping, or the items of a list, that can be read; report those that are empty."""
    bare, wanted = bare_type(kind), description(kind)
    number = 0
    for key, node in parts:
        name = key.text if isinstance(key, Scalar) else str(number)
        if isinstance(node, Scalar) and node.plain and not node.text + node.remark:
            if not reader.lines.is_lost_below(node.line):
                message = (
                    f"{shown(name)} has no value." if isinstance(key, Scalar) else "There is nothing in this entry."
                )
                reader.add("empty-value", message, node, "Write it there, or take the line out.")
            continue
        at = f"{path}.{name}"
        reader.remember(at, node)
        try:
            yield key, _value(reader, node, bare, wanted, at)
        except _UnreadError:
            continue
        number += 1


def _whole_text(reader: _Reader, node: Scalar, kind: inspect.Type) -> str:
    """Return the text of a value; in a text without quotes, what follows a ` #` is a part of it."""
    if not node.remark or not isinstance(kind, inspect.StrType):
        return node.text
    text = (node.text + node.remark).strip()
    column = node.end + node.remark.index("#")
    start = column if not node.text else node.column
    message = f"All from the # on would be lost: {shown(node.remark)}."
    hint = "Put the value in quotes, or the remark on a line of its own."
    end = node.end + len(node.remark)
    change = (start, end, quoted(text)) if node.line == node.end_line else None
    reader.lines.add("unquoted-hash", message, node.end_line, column, hint=hint, change=change)
    return text


def _text_of(reader: _Reader, node: Node, kind: inspect.Type) -> str:
    """Return the text that was meant where it reads as keys for its colon, or as a list for its brackets."""
    hint, line = "Put the value in quotes.", reader.lines.line(node.line)
    is_text = isinstance(kind, inspect.StrType)
    if (
        is_text
        and isinstance(node, Mapping)
        and line[node.column : node.column + 1] not in {"{", "&", "!"}
        and len(node.pairs) == 1
    ):
        ((key, value),) = node.pairs
        if isinstance(value, Scalar) and key.line == value.line == value.end_line:
            end = value.end + len(value.remark)
            text = line[node.column : end]
            message = f"The colon in {shown(text)} makes it look like another key."
            change = (node.column, end, quoted(text))
            reader.lines.add("unquoted-colon", message, node.line, key.end, hint=hint, change=change)
            return text
    hint = "Write one value here; put it in quotes if it is text."
    is_in_brackets = is_text and line[node.column : node.column + 1] in {"[", "{"} and node.line == node.end_line
    raise _wrong(reader, node, hint, quoted(line[node.column : node.end]) if is_in_brackets else None)
