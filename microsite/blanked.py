"""What of a text is not prose: code and comments, blanked out so that every other character stays in its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_BEGINNING = re.compile("`+|<!--")
_COMMENT, _COMMENT_END = "<!--", "-->"
_NO_LINE_END = re.compile(r"[^\n]")


def blank_code(text: str) -> str:
    """Return the text with fenced code, code spans and comments turned into spaces of the same length."""
    text = _blank_fences(text)
    written, position = [], 0
    for start, end, _ in _spans(text):
        written += [text[position:start], _NO_LINE_END.sub(" ", text[start:end])]
        position = end
    return "".join(written) + text[position:]


def comments_in(text: str) -> list[tuple[int, int]]:
    """Return where the comments of a text begin and end."""
    return [(start, end) for start, end, is_comment in _spans(_blank_fences(text)) if is_comment]


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where code spans and comments begin and end, and whether each is a comment.

    Whichever begins first: what looks like a comment within code is code. Code ends with as many backticks as it begins
    with; a backslash before these makes them text. Each place is looked at once, however many begin and never end.
    """
    if "`" not in text and _COMMENT not in text:
        return
    marks = list(_BEGINNING.finditer(text))
    of_length: dict[int, list[int]] = {}
    for mark in marks:
        if mark[0] != _COMMENT:
            of_length.setdefault(len(mark[0]), []).append(mark.start())
    last_end, position = text.rfind(_COMMENT_END), 0
    for mark in marks:
        start, end = mark.span()
        if start < position:
            continue
        if mark[0] == _COMMENT:
            if end <= last_end:
                position = text.find(_COMMENT_END, end) + len(_COMMENT_END)
                yield start, position, True
        elif text[start - 1 : start] != "\\":
            same = of_length[end - start]
            following = bisect_right(same, start)
            if following < len(same):
                position = same[following] + end - start
                yield start, position, False


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
