"""Slips in YAML that people often make and that have one answer: a colon, a `#`, a tab, curly quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from microsite.problems import Report
    from microsite.source import Source

_KEY = re.compile(
    r"^(?P<indent>[ \t]*)(?P<dash>-[ \t]+)?(?P<key>[A-Za-z_][\w-]*)(?P<colon>:)(?P<gap>[ \t]*)(?P<value>.*)$"
)
_BLOCK_TEXT = re.compile(r"[|>][+\-\d]*[ \t]*(#.*)?$")
_CURLY = re.compile(r"^[“”„«](?P<text>[^“”„«»]*)[“”»](?P<rest>.*)$")


@dataclass(slots=True)
class _Lines:
    source: Source
    first: int
    lines: list[str]
    report: Report


def mend_lines(
    source: Source, first: int, lines: list[str], is_text: Callable[[str], bool], report: Report
) -> list[str]:
    """Return the lines with slips that have one answer mended, and report each; longer texts are left alone.

    `first` is the number of the first line, `is_text` tells whether the value of a key is any text.
    """
    reading = _Lines(source, first, lines, report)
    block_indent = -1
    for index, line in enumerate(reading.lines):
        indent = len(line) - len(line.lstrip())
        if block_indent >= 0 and (not line.strip() or indent > block_indent):
            continue
        block_indent = -1
        line = _mend_tabs(reading, index, line)  # noqa: PLW2901  the mended line is the line from here on
        line = _mend_space(reading, index, line)  # noqa: PLW2901
        found = _KEY.match(line)
        if found and _BLOCK_TEXT.match(found["value"]):
            block_indent = len(found["indent"]) + len(found["dash"] or "")
        elif found:
            line = _mend_value(reading, index, line, found, is_text)  # noqa: PLW2901
        reading.lines[index] = line
    return reading.lines


def _slip(reading: _Lines, index: int, column: int, code: str, message: str, hint: str, fix: str) -> str:
    reading.report.add(reading.source.problem(code, message, reading.first + index, column, hint=hint, fix=fix))
    return fix


def _mend_tabs(reading: _Lines, index: int, line: str) -> str:
    before_text = re.match(r"^[ \t]*(-[ \t]+)?([A-Za-z_][\w-]*:[ \t]*)?", line)
    if not before_text or "\t" not in before_text[0]:
        return line
    stem = before_text[0]
    # A tab at the margin is a slip of the finger; within the indentation it stands for two spaces.
    mended = stem.lstrip("\t").replace("\t", "  " if stem.lstrip(" ").startswith("\t") else " ")
    fix = mended + line[before_text.end() :]
    message = "A tab stands where spaces belong."
    return _slip(reading, index, line.index("\t") + 1, "tab", message, "Use spaces.", fix)


def _mend_space(reading: _Lines, index: int, line: str) -> str:
    found = re.match(r"^(\s*(?:- +)?)([a-z_][a-z0-9_]*):([^\s:/].*)$", line)
    if found:
        fix = f"{found[1]}{found[2]}: {found[3]}"
        message = f"There is no space after “{found[2]}:”."
        return _slip(reading, index, found.end(2) + 2, "missing-space", message, "Put one there.", fix)
    found = re.match(r"^(\s*)-([A-Za-z][\w-]*(?::.*|\.md|[ \w]*))$", line)
    if found:
        fix = f"{found[1]}- {found[2]}"
        message = "There is no space after the hyphen of a list."
        return _slip(reading, index, len(found[1]) + 2, "missing-space", message, "Put one there.", fix)
    return line


def _quoted(text: str) -> str:
    """Return the text in quotes that YAML reads back as the same text."""
    return "'" + text.replace("'", "''") + "'" if '"' in text or "\\" in text else f'"{text}"'


def _mend_value(reading: _Lines, index: int, line: str, found: re.Match[str], is_text: Callable[[str], bool]) -> str:
    value = found["value"].strip()
    stem, column = line[: found.start("value")], found.start("value") + 1
    curly = _CURLY.match(value)
    if curly and (not curly["rest"].strip() or curly["rest"].lstrip().startswith("#")):
        message = "The value stands in curly quotes."
        return _slip(
            reading, index, column, "smart-quotes", message, "Use straight quotes.", stem + _quoted(curly["text"])
        )
    if value.startswith("'") and (broken := re.fullmatch(r"'((?:[^']|'')*[^'](?:'[^'])+.*)'", value)):
        message = "The apostrophe ends the quotation."
        fix = stem + _quoted(broken[1])
        return _slip(reading, index, column, "yaml-syntax", message, "Put the value in double quotes.", fix)
    if not value or value[0] in "\"'[{#&*!|>%@`":
        return _mend_first(reading, index, line, found, is_text)
    comment = re.search(r"\s#", value)
    before_comment = value[: comment.start()] if comment else value
    colon = re.search(r":(\s|$)", before_comment)
    if colon:
        message = f"The colon in “{before_comment}” makes it look like another key."
        fix = stem + _quoted(value if is_text(found["key"]) else before_comment)
        hint = "Put the value in quotes."
        return _slip(reading, index, column + colon.start(), "unquoted-colon", message, hint, fix)
    if comment and is_text(found["key"]):
        message = f"All from the # on would be lost: “{value[comment.start() :].strip()}”."
        hint = "Put the value in quotes, or the remark on a line of its own."
        return _slip(
            reading, index, column + comment.start() + 1, "unquoted-hash", message, hint, stem + _quoted(value)
        )
    return line


def _mend_first(reading: _Lines, index: int, line: str, found: re.Match[str], is_text: Callable[[str], bool]) -> str:
    """Mend a text that begins with a character which means something else to YAML."""
    value = found["value"].strip()
    begins_oddly = value[:1] in {"@", "`", "%", "*", "&", "!"} and value[:1] != ""
    braces = value.startswith("{{") and value.endswith("}}")
    if not is_text(found["key"]) or not (begins_oddly or braces):
        return line
    code = "yaml-feature" if value[0] in "*&!" else "yaml-syntax"
    message = f"A value cannot begin with “{value[0]}” as it stands."
    fix = line[: found.start("value")] + _quoted(value)
    return _slip(reading, index, found.start("value") + 1, code, message, "Put the value in quotes.", fix)
