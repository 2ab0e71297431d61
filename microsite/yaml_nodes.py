"""What YAML is made of: values, lists and keys, each as it stands and with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from microsite.yaml_lines import Lines

MAX_DEPTH = 8
"""Lists and keys within each other."""

MAX_BYTES = 64 * 1024


class Node(Struct, frozen=True):
    """Something that stands at a place of the lines, counted from 0, and ends at another."""

    line: int
    column: int
    end_line: int
    end: int


class Scalar(Node, frozen=True):
    """A value as it stands."""

    text: str
    plain: bool
    """Whether it stands without quotes."""
    remark: str = ""
    """What follows on the line after a space and `#`: in a text without quotes, a part of it."""


class Sequence(Node, frozen=True):
    """A list."""

    items: tuple[Node, ...]


class Mapping(Node, frozen=True):
    """Keys with their values, in order; no key stands there twice."""

    pairs: tuple[tuple[Scalar, Node], ...]


class Refused(Node, frozen=True):
    """What is reported already and has no value."""


class Nodes(Struct, frozen=True):
    """What a piece of YAML says, and which of its keys could not be read."""

    lines: Lines
    root: Node | None
    """None where nothing is written."""
    damaged: tuple[tuple[int, str], ...]
    """Lines that could not be read, each with its key: it is not missing as well."""
