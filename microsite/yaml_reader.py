"""YAML into nodes that keep the text as it stands and know where it stands; nothing is guessed.

PyYAML's own loaders turn `9:30` into 570 and `no` into false, cut `Group #1` at the `#`, and let the second of two
equal keys win. Here only its events are used; what a value means is decided by the schema.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import yaml
from msgspec import Struct, field

from microsite.yaml_lines import UNFIT, Lines, invisible, quoted, shown
from microsite.yaml_nodes import MAX_BYTES, MAX_DEPTH, Mapping, Node, Nodes, Refused, Scalar, Sequence
from microsite.yaml_slips import heal

if TYPE_CHECKING:
    from collections.abc import Collection

    from microsite.problems import Report
    from microsite.source import Source

MAX_ATTEMPTS = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REMARK = re.compile(r" +#.*")
_FIRST_WORD = re.compile(r" *(?:- +)*[\"']?([A-Za-z_][\w-]*)")


class _Open(Struct):
    """A list or mapping that is being read."""

    event: yaml.CollectionStartEvent
    is_refused: bool
    nodes: list[Node] = field(default_factory=list)
    """The items; in a mapping keys and values by turns."""


class _StopError(Exception):
    """The YAML cannot be read on; why is reported."""


def read_nodes(source: Source, start: int, end: int, keys: Collection[str], report: Report) -> Nodes:
    """Return the nodes of `source.text[start:end]`, which begins with a line. `keys` are all that are known.

    The usual slips of a line are reported with their fix and healed in memory; a line that still cannot be read is
    reported and left out; so one run names every mistake.
    """
    text = source.text[start:end]
    lines = Lines(source, source.place(start).line, tuple(text.split("\n")), report)
    size = len(text.encode(errors="replace"))
    if size > MAX_BYTES:
        message = f"This is more than {MAX_BYTES // 1024} KB."
        lines.add("too-large", message, 0, 0, hint="Put long texts into pages.")
        return Nodes(lines, Refused(0, 0, 0, 0), ())
    heal(lines, keys)
    damaged: list[tuple[int, str]] = []
    # The larger the text, the fewer attempts, so that the time has a limit.
    for _ in range(1 + min(MAX_ATTEMPTS, 4 * MAX_BYTES // (size + 1))):
        try:
            root = _compose(lines)
        except yaml.MarkedYAMLError as error:
            damaged.append(_leave_out(lines, error))
        except _StopError:
            break
        else:
            is_lost = root is None and any(line.strip() and line.strip()[0] != "#" for line in lines.written)
            return Nodes(lines, Refused(0, 0, 0, 0) if is_lost else root, tuple(damaged))
    return Nodes(lines, Refused(0, 0, 0, 0), ())


# Events into nodes, without recursion: nobody knows how deep they are nested


def _compose(lines: Lines) -> Node | None:
    root: Node | None = None
    stack: list[_Open] = []
    for event in yaml.parse("\n".join(lines.text), Loader=_LOADER):
        node: Node | None = None
        if isinstance(event, yaml.DocumentStartEvent) and not _is_first(lines, event, root):
            return root
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(_Open(event, _has_feature(lines, event)))
            if len(stack) > MAX_DEPTH:
                message = f"This stands more than {MAX_DEPTH} deep in lists and keys."
                line, column, *_ = _span(event)
                lines.add("yaml-too-deep", message, line, column, hint="Make it flatter.")
                raise _StopError
        elif isinstance(event, yaml.CollectionEndEvent):
            node = _collection(lines, stack.pop(), event)
        elif isinstance(event, yaml.ScalarEvent):
            node = _scalar(lines, event)
        elif isinstance(event, yaml.AliasEvent):
            _tell_alias(lines, event)
            node = Refused(*_span(event))
        if node and stack:
            stack[-1].nodes.append(node)
        elif node:
            root = node
    return root


def _span(event: yaml.Event, last: yaml.Event | None = None) -> tuple[int, int, int, int]:
    # Only events that others make have no marks.
    begin, end = cast("yaml.Mark", event.start_mark), cast("yaml.Mark", (last or event).end_mark)
    return begin.line, begin.column, end.line, end.column


def _tell(lines: Lines, event: yaml.Event, message: str, hint: str, instead: str | None = None) -> None:
    """Report a feature of YAML that this site does without; `instead` is the text that was certainly meant."""
    line, column, _, end = _span(event)
    if line not in lines.features:
        lines.features.add(line)
        change = (column, end, quoted(instead)) if instead else None
        lines.add("yaml-feature", message, line, column, hint=hint, change=change)


def _is_first(lines: Lines, event: yaml.DocumentStartEvent, root: Node | None) -> bool:
    """Tell whether this document is the only one so far; report another, and settings for YAML itself."""
    if root is not None:
        _tell(lines, event, "A second document begins here.", "Delete the line.")
    elif event.version or event.tags:
        _tell(lines, event, "A line that begins with “%” has no use here.", "Delete the line.")
    return root is None


def _has_feature(lines: Lines, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> bool:
    """Report a name for a value or a type of YAML's own; tell whether the value is of no use with it."""
    hint = "Take it out, or put the value in quotes."
    if event.anchor:
        _tell(lines, event, f"“&{event.anchor}” is a name for use elsewhere in YAML.", hint)
    if event.tag:
        _tell(lines, event, f"{shown(event.tag)} is a type of YAML.", hint)
    return bool(event.tag)


def _tell_alias(lines: Lines, event: yaml.AliasEvent) -> None:
    name = f"*{event.anchor}"
    # Without anything of that name it can only be text.
    is_text = not any(f"&{event.anchor}" in line for line in lines.text)
    message, hint = f"“{name}” is a reference.", "Write the value out, or put it in quotes."
    _tell(lines, event, message, hint, name if is_text else None)


def _scalar(lines: Lines, event: yaml.ScalarEvent) -> Node:
    line, column, end_line, end = span = _span(event)
    if _has_feature(lines, event) or (event.anchor and not event.value):
        return Refused(*span)
    text = event.value
    if unfit := UNFIT.search(text):
        # Within double quotes a backslash can write what cannot be written as it is.
        lines.add("control-character", invisible(unfit[0]), line, column, hint="Delete it.")
        text = UNFIT.sub(" ", text)
    if event.style in {"|", ">"}:
        # The end of the last line is not part of what was written.
        return Scalar(*span, text.rstrip("\n"), plain=False)
    remark = None if event.style else _REMARK.match(lines.line(end_line), end)
    return Scalar(*span, text, not event.style, remark[0] if remark else "")


def _collection(lines: Lines, opened: _Open, event: yaml.Event) -> Node:
    span = _span(opened.event, event)
    if opened.is_refused:
        return Refused(*span)
    if isinstance(opened.event, yaml.SequenceStartEvent):
        return Sequence(*span, tuple(opened.nodes))
    pairs: dict[str, tuple[Scalar, Node]] = {}
    for key, value in zip(opened.nodes[::2], opened.nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            if not isinstance(key, Refused):
                message, hint = "A list or a group of keys cannot be a key.", "Put the value in quotes if it is text."
                lines.add("wrong-value", message, key.line, key.column, hint=hint)
        elif key.text == "<<" and key.plain:
            lines.add("yaml-feature", "“<<” is a reference.", key.line, key.column, hint="Write the keys out.")
        elif key.text in pairs:
            first, _ = lines.place(pairs[key.text][0].line, 0)
            message = f"{shown(key.text)} stands here twice; the first is in line {first}."
            lines.add("duplicate-key", message, key.line, key.column, hint="Delete one of them.")
        else:
            pairs[key.text] = (key, value)
    return Mapping(*span, tuple(pairs.values()))


# What YAML itself cannot read

_NOT_ALIGNED = ("This line does not fit to the lines around it.", "Look at its indentation and quotes.")
_NOT_CLOSED = ("A quotation is not closed.", "Put the second quote at its end.")
_ODD_BEGINNING = ("A value cannot begin with this character.", "Put the value in quotes.")

_PLAIN_WORDS = (
    ("could not find expected ':'", "This line has no colon after its key.", "Write it as “key: value”."),
    ("mapping values are not allowed", "There is a colon too many in this line.", "Put the value in quotes."),
    ("did not find expected key", *_NOT_ALIGNED),
    ("did not find expected '-'", *_NOT_ALIGNED),
    ("did not find expected <document start>", *_NOT_ALIGNED),
    ("unexpected end of stream", *_NOT_CLOSED),
    ("unexpected document indicator", *_NOT_CLOSED),
    ("did not find expected ',' or ']'", "A list in brackets is not closed.", "Put “]” at its end."),
    ("did not find expected ',' or '}'", "A group in braces is not closed.", "Put the value in quotes if it is text."),
    ("cannot start any token", *_ODD_BEGINNING),
    ("did not find expected node content", *_ODD_BEGINNING),
    ("did not find expected alphabetic", *_ODD_BEGINNING),
    ("block sequence entries are not allowed", "A list cannot begin here.", "Begin it on the next line."),
    ("unknown escape character", "A backslash in quotes means something of its own.", "Write two backslashes."),
)


def _leave_out(lines: Lines, error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Report a line that cannot be read and blank it; return it with its key, or with nothing."""
    mark = error.problem_mark or error.context_mark
    # Where something is not finished, the parser stumbles later than the mistake.
    if error.context_mark and re.search("quoted scalar|flow|simple key", error.context or ""):
        mark = error.context_mark
    index, column = (mark.line, mark.column) if mark else (0, 0)
    if index >= len(lines.text) or not lines.text[index].strip():
        filled = [number for number, line in enumerate(lines.text) if line.strip()]
        index, column = max((number for number in filled if number < index), default=[*filled, 0][0]), 0
    said = error.problem or ""
    words = next((words for part, *words in _PLAIN_WORDS if part in said), None)
    message, hint = words or ("This line cannot be read.", "Compare it with the lines around it.")
    lines.add("yaml-syntax", message, index, column, hint=hint)
    key = _FIRST_WORD.match(lines.text[index])
    lines.blank(index)
    return index, key[1] if key else ""
