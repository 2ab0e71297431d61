"""YAML into nodes that keep the text as it stands and know where it stands; nothing is guessed.

PyYAML's own loaders turn `9:30` into 570 and `no` into false, cut `Group #1` at the `#`, and let the second of two
equal keys win. Here only its events are used; what a value means is decided by the schema.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import yaml

from microsite.yaml_slips import mend_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from microsite.problems import Problem, Report
    from microsite.source import Source

MAX_DEPTH = 8
MAX_BYTES = 64 * 1024
MAX_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it stands: its text, and whether it stands without quotes."""

    text: str
    plain: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in order; no key stands there twice."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Nodes:
    """What a piece of YAML says, and which of its keys could not be read."""

    root: Node | None
    damaged: frozenset[str]
    """Keys whose lines could not be read; they are not missing as well."""


class _RefusedError(Exception):
    """The YAML cannot be read on; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class _Reading:
    source: Source
    first: int
    """The number of the first line."""
    lines: list[str]
    report: Report
    damaged: set[str] = field(default_factory=set)


def read_nodes(source: Source, start: int, end: int, is_text: Callable[[str], bool], report: Report) -> Nodes:
    """Return the nodes of `source.text[start:end]`.

    The usual slips of a line are reported with their fix and mended in memory; a line that still cannot be read is
    reported and left out; so one run names every mistake. `is_text` tells whether the value of a key is any text, in
    which a ` #` is meant.
    """
    text = source.text[start:end]
    first = source.place(start).line
    if len(text.encode()) > MAX_BYTES:
        message = f"This is more than {MAX_BYTES // 1024} KB."
        report.add(source.problem("too-large", message, first, 1, hint="Put long texts into pages."))
        return Nodes(None, frozenset())
    reading = _Reading(source, first, mend_lines(source, first, text.split("\n"), is_text, report), report)
    for _ in range(MAX_ATTEMPTS):
        try:
            return Nodes(_compose(reading), frozenset(reading.damaged))
        except yaml.MarkedYAMLError as error:
            _leave_out(reading, error)
        except _RefusedError as error:
            report.add(error.problem)
            break
    return Nodes(None, frozenset(reading.damaged))


# Events into nodes


def _compose(reading: _Reading) -> Node | None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = yaml.parse("\n".join(reading.lines), Loader=loader)
    root: Node | None = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refused(reading, event, "yaml-feature", "A second document begins here.", "Delete the line.")
        elif isinstance(event, yaml.NodeEvent):
            root = _node(reading, event, events, 1)
    return root


def _refused(reading: _Reading, event: yaml.Event, code: str, message: str, hint: str) -> _RefusedError:
    line, column = _where(reading, event)
    return _RefusedError(reading.source.problem(code, message, line, column, hint=hint))


def _where(reading: _Reading, event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (reading.first + mark.line, mark.column + 1) if mark else (reading.first, 1)


def _check_features(reading: _Reading, event: yaml.NodeEvent, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        message = f"“{'*' if isinstance(event, yaml.AliasEvent) else '&'}{event.anchor}” is a reference."
        raise _refused(reading, event, "yaml-feature", message, "Write the value out, or put it in quotes.")
    tag = getattr(event, "tag", None)
    if tag:
        message = f"“{tag}” is a type of YAML."
        raise _refused(reading, event, "yaml-feature", message, "Take it out, or put the value in quotes.")
    if depth > MAX_DEPTH:
        message = f"This stands more than {MAX_DEPTH} deep in lists and keys."
        raise _refused(reading, event, "yaml-too-deep", message, "Make it flatter.")


def _node(reading: _Reading, event: yaml.NodeEvent, events: Iterator[yaml.Event], depth: int) -> Node:
    _check_features(reading, event, depth)
    line, column = _where(reading, event)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, not event.style, line, column)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Node] = []
        while isinstance(item := next(events), yaml.NodeEvent):
            items.append(_node(reading, item, events, depth + 1))
        return Sequence(tuple(items), line, column)
    pairs: dict[str, tuple[Scalar, Node]] = {}
    while isinstance(name := next(events), yaml.NodeEvent):
        key = _node(reading, name, events, depth + 1)
        value = _node(reading, cast("yaml.NodeEvent", next(events)), events, depth + 1)  # a key has a value
        _take_pair(reading, pairs, key, value)
    return Mapping(tuple(pairs.values()), line, column)


def _take_pair(reading: _Reading, pairs: dict[str, tuple[Scalar, Node]], key: Node, value: Node) -> None:
    if not isinstance(key, Scalar):
        message, hint = "A list or a group of keys cannot be a key.", "Put the value in quotes if it is text."
        reading.report.add(reading.source.problem("wrong-value", message, key.line, key.column, hint=hint))
    elif key.text == "<<" and key.plain:
        message, hint = "“<<” is a reference.", "Write the keys out."
        reading.report.add(reading.source.problem("yaml-feature", message, key.line, key.column, hint=hint))
    elif key.text in pairs:
        message = f"“{key.text}” stands here twice; the first is in line {pairs[key.text][0].line}."
        hint = "Delete one of them."
        reading.report.add(reading.source.problem("duplicate-key", message, key.line, key.column, hint=hint))
    else:
        pairs[key.text] = (key, value)


# What YAML itself cannot read

_PLAIN_WORDS = (
    ("could not find expected ':'", "This line has no colon after its key.", "Write it as “key: value”."),
    ("mapping values are not allowed", "There is a colon too many in this line.", "Put the value in quotes."),
    (
        "did not find expected key",
        "This line does not fit to the lines around it.",
        "Look at its indentation and quotes.",
    ),
    ("did not find expected '-'", "A list item is expected here.", "Begin the line with “- ”."),
    ("unexpected end of stream", "A quotation is not closed.", "Put the second quote at its end."),
    ("unexpected document indicator", "A quotation is not closed.", "Put the second quote at its end."),
    ("did not find expected ',' or ']'", "A list in brackets is not closed.", "Put “]” at its end."),
    ("did not find expected ',' or '}'", "A group in braces is not closed.", "Put the value in quotes if it is text."),
    ("cannot start any token", "A value cannot begin with this character.", "Put the value in quotes."),
    ("block sequence entries are not allowed", "A list cannot begin here.", "Begin it on the next line."),
    ("unknown escape character", "A backslash in quotes means something of its own.", "Write two backslashes."),
)


def _leave_out(reading: _Reading, error: yaml.MarkedYAMLError) -> None:
    """Report a line that cannot be read and blank it, so that the rest can be."""
    mark = error.problem_mark or error.context_mark
    # Where a quotation or bracket is not closed, the parser stumbles later than the mistake.
    if error.context_mark and error.context and ("quoted scalar" in error.context or "flow" in error.context):
        mark = error.context_mark
    index = min(mark.line if mark else 0, len(reading.lines) - 1)
    while index > 0 and not reading.lines[index].strip():
        index -= 1
    column = mark.column + 1 if mark and index == mark.line else 1
    said = error.problem or ""
    words = next((words for part, *words in _PLAIN_WORDS if part in said), None)
    message, hint = words or ("This line cannot be read.", "Compare it with the lines around it.")
    reading.report.add(reading.source.problem("yaml-syntax", message, reading.first + index, column, hint=hint))
    key = re.match(r"\s*(?:- +)?([A-Za-z_][\w-]*)", reading.lines[index])
    if key:
        reading.damaged.add(key[1])
    reading.lines[index] = ""
    while index + 1 < len(reading.lines) and re.match(r"\s+\S", reading.lines[index + 1]):
        index += 1
        reading.lines[index] = ""
