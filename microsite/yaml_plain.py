"""YAML as nearly all files have it, read at once: keys, lists and texts of one line, and no slip anywhere.

What is read here means the same to PyYAML, character for character and place for place; a test compares the two. Where
a single line holds anything else, nothing is read, and `yaml_reader` takes the text from the start.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.yaml_lines import UNFIT, indentation
from microsite.yaml_nodes import MAX_BYTES, MAX_DEPTH, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Collection

# Words of letters and signs that mean nothing in YAML, with single spaces between them. The library takes no key of
# more than 1,024 characters.
_KEY = r"([A-Za-z_][A-Za-z0-9_*'/.-]{0,99}+(?: [A-Za-z0-9_*'/.-]{1,99}+){0,8}+):"
_QUOTED = r""""([^"\\]*)"|'([^']*)'"""
# Between single quotes, two of them are one.
_QUOTED_LINE = r""""([^"\\]*)"|'((?:[^']|'')*+)'"""
# Whatever begins with a sign may be more than a text, and so may what has a colon or a `#` beside a space.
_TEXT = r"""([^\s\-?:,\[\]{}#&*!|>'"%@`“”„‘’‚][^:#]*(?:(?::(?! |$)|(?<! )\#)[^:#]*)*)(?<! )"""
_LINE = re.compile(rf"( *)(- +)?(?:{_KEY}(?: +|$))?(?:{_TEXT}|{_QUOTED_LINE}|([\[{{].*[\]}}])|([|>]-?))?")
_WORDS = r"""([^\s\-?:,\[\]{}#&*!|>'"%@`](?:[^:,\[\]{}#?'"]*[^\s:,\[\]{}#?'"])?)"""
_IN_BRACKETS = re.compile(rf" *(?:{_KEY} +)?(?:{_WORDS}|{_QUOTED}) *([,\]}}])")


class _NotPlainError(Exception):
    """Something stands there that is not for this reader."""


def read_plain(text: str, keys: Collection[str]) -> Mapping | None:
    """Return the keys that a text holds, or None where it is not as plain as that.

    `keys` are all that are known: in a list `title:Text` is a slip, and `tel:988` is not.
    """
    # Nothing that can be printed is unfit, and to ask that takes a third of the time.
    if not text.replace("\n", "").isprintable() and ("\t" in text or UNFIT.search(text)):
        return None
    if len(text.encode()) > MAX_BYTES:
        return None
    try:
        return _Reader(text.split("\n"), keys).all()
    except _NotPlainError:
        return None


class _Reader:
    """The lines, and where in them the next thing stands that is not read yet."""

    def __init__(self, lines: list[str], keys: Collection[str]) -> None:
        self._lines = lines
        self._keys = keys
        self._line = -1
        self._column = 0
        """-1 behind the last line."""
        self._dash = 0
        """How wide the hyphen here is with its spaces; 0 where there is none."""
        self._key: str | None = None
        self._depth = 0

    def all(self) -> Mapping:
        self._go_on()
        if self._column or self._key is None or self._dash:
            raise _NotPlainError
        return self._mapping()

    def _go_on(self, line: int | None = None) -> None:
        """Go to the next line that holds something, or that one."""
        lines = self._lines
        number = self._line + 1 if line is None else line
        while number < len(lines) and (not (text := lines[number].lstrip(" ")) or text[0] == "#"):
            number += 1
        self._line = number
        if number == len(lines):
            if lines[-1].lstrip(" ").startswith("#"):
                raise _NotPlainError  # a line without an end
            # Where the last line does not end, YAML ends it.
            self._line -= not lines[-1].strip(" ")
            self._column, self._dash, self._key = -1, 0, None
            return
        found = _LINE.fullmatch(lines[number])
        if not found:
            raise _NotPlainError
        self._found = found
        indent, dash, self._key, self._text, self._double, self._single, self._brackets, self._block = found.groups()
        self._column, self._dash = len(indent), len(dash or "")

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _NotPlainError

    def _mapping(self) -> Mapping:
        self._deeper()
        line, column = self._line, self._column
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while self._column == column and (name := self._key) is not None and not self._dash:
            if name in pairs:
                raise _NotPlainError
            key = Scalar(self._line, column, self._line, column + len(name), name, plain=True)
            pairs[name] = (key, self._value(column))
        if self._column >= column:
            raise _NotPlainError
        self._depth -= 1
        return Mapping(line, column, self._line, max(self._column, 0), tuple(pairs.values()))

    def _sequence(self) -> Sequence:
        self._deeper()
        line, column = self._line, self._column
        items: list[Node] = []
        while self._column == column and self._dash:
            self._column += self._dash
            self._dash = 0
            if self._key is not None:
                items.append(self._mapping())
            else:
                self._check_item()
                items.append(self._value(column))
        if self._column > column:
            raise _NotPlainError
        self._depth -= 1
        return Sequence(line, column, self._line, max(self._column, 0), tuple(items))

    def _check_item(self) -> None:
        """Refuse an item that is nothing, and one that may be meant as a key."""
        name, colon, rest = (self._text or "").partition(":")
        if not self._found[0].strip(" -") or (colon and (name in self._keys or rest[:1].isspace())):
            raise _NotPlainError

    def _value(self, column: int) -> Node:
        """Return the value of the key or the hyphen at a column, and go to what follows it."""
        line, found, node = self._line, self._found, None
        if (text := self._text) is not None:
            node = Scalar(line, found.start(4), line, found.end(4), text, plain=True)
        elif (text := self._double) is not None:
            node = Scalar(line, found.start(5) - 1, line, found.end(5) + 1, text, plain=False)
        elif (text := self._single) is not None:
            node = Scalar(line, found.start(6) - 1, line, found.end(6) + 1, text.replace("''", "'"), plain=False)
        elif self._brackets:
            return self._in_brackets(column)
        elif self._block:
            return self._of_lines(column)
        self._go_on()
        if node:
            if self._column > column:
                raise _NotPlainError  # the text goes on
            return node
        return self._below(column)

    def _below(self, column: int) -> Node:
        """Return the value of a key that has it on the lines below."""
        if self._dash and self._column >= column and self._found[2]:
            return self._sequence()
        if self._column > column and self._key is not None:
            return self._mapping()
        if self._column > column and self._brackets and not self._dash:
            return self._in_brackets(column)
        raise _NotPlainError

    def _in_brackets(self, column: int) -> Node:
        self._deeper()
        line, (start, end) = self._line, self._found.span(7)
        text = self._lines[line]
        items: list[Node] = []
        pairs: dict[str, tuple[Scalar, Node]] = {}
        is_list, at = text[start] == "[", start + 1
        while at < end:
            found = _IN_BRACKETS.match(text, at)
            if not found or (found[5] == ",") != (found.end() < end) or (found[1] is None) != is_list:
                raise _NotPlainError
            group = next(number for number in (2, 3, 4) if found[number] is not None)
            quotes = int(group > 2)  # noqa: PLR2004  the first two groups are the key and a text without quotes
            value = Scalar(
                line, found.start(group) - quotes, line, found.end(group) + quotes, found[group], plain=not quotes
            )
            if found[1] in pairs:
                raise _NotPlainError
            if found[1] is not None:
                pairs[found[1]] = (Scalar(line, found.start(1), line, found.end(1), found[1], plain=True), value)
            items.append(value)
            at = found.end()
        if text[end - 1] != ("]" if is_list else "}"):
            raise _NotPlainError
        self._depth -= 1
        self._go_on()
        if self._column > column:
            raise _NotPlainError
        place = (line, start, line, end)
        return Sequence(*place, tuple(items)) if is_list else Mapping(*place, tuple(pairs.values()))

    def _of_lines(self, column: int) -> Node:
        """Return a text that stands below its `|` or `>`, without an empty line in it and nowhere indented further."""
        line, start, lines = self._line, self._found.start(8), self._lines
        number, depth = line + 1, indentation(lines[line + 1]) if line + 1 < len(lines) else 0
        while number < len(lines) and lines[number].strip() and indentation(lines[number]) == depth > column:
            number += 1
        text = ("\n" if self._block[0] == "|" else " ").join(piece[depth:] for piece in lines[line + 1 : number])
        last = number
        while number < len(lines) and not lines[number]:
            number += 1
        if last == line + 1 or last == len(lines):
            raise _NotPlainError
        if number < len(lines) and (indentation(lines[number]) > column or lines[number].isspace()):
            raise _NotPlainError
        self._go_on(number)
        return Scalar(line, start, min(number, len(lines) - 1), 0, text, plain=False)
