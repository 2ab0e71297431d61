"""What of a text is not prose: code and comments, blanked out so that every other character stays in its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_NO_LINE_END = re.compile(r"[^\n]")
_COMMENT, _COMMENT_END = "<!--", "-->"
_MARKS = re.compile(f"{_COMMENT}|`+")


def blank_code(text: str) -> str:
    """Return the text with fenced code, code spans and comments turned into spaces of the same length."""
    text = _blank_fences(text)
    written, position = [], 0
    for start, end, _ in _spans(text):
        written += [text[position:start], _NO_LINE_END.sub(" ", text[start:end])]
        position = end
    return "".join(written) + text[position:] if written else text


def comments_in(text: str) -> list[tuple[int, int]]:
    """Return where the comments of a text begin and end; what looks like one within code is code."""
    return [(start, end) for start, end, is_comment in _spans(_blank_fences(text)) if is_comment]


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where code spans and comments begin and end, and which are comments. Whichever begins first counts.

    A code span ends with as many backticks as it begins with; a backslash before these makes them text. What is not
    closed is none of both.
    """
    if "`" not in text and _COMMENT not in text:
        return
    marks = list(_MARKS.finditer(text))
    starts: dict[str, list[int]] = {}
    for mark in marks:
        starts.setdefault(mark[0], []).append(mark.start())
    last_end, position = text.rfind(_COMMENT_END), 0
    for mark in marks:
        start, word = mark.start(), mark[0]
        if start < position:
            continue
        if word == _COMMENT:
            if mark.end() > last_end:
                continue
            position = text.index(_COMMENT_END, mark.end()) + len(_COMMENT_END)
        else:
            same = starts[word]
            following = bisect_right(same, start)
            if following == len(same) or text[start - 1 : start] == "\\":
                continue
            position = same[following] + len(word)
        yield start, position, word == _COMMENT


def _blank_fences(text: str) -> str:
    if "```" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    fence = ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            lines[number] = " " * len(line)
            if found and found[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
        elif found:
            fence = found[1]
            lines[number] = " " * len(line)
    return "\n".join(lines)
