"""What of a text is not prose: code and comments, blanked out so that every other character stays in its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_BACKTICKS = re.compile("`+")
_NO_LINE_END = re.compile(r"[^\n]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def blank_code(text: str) -> str:
    """Return the text with fenced code, code spans and comments turned into spaces of the same length."""
    if "```" in text or "~~~" in text:
        text = _blank_fences(text)
    if "<!--" in text:
        text = replace_comments(text, _spaces)
    return _blank_spans(text) if "`" in text else text


def _blank_spans(text: str) -> str:
    """Blank what stands between backticks and as many again, with those; a backslash before them makes them text."""
    runs = list(_BACKTICKS.finditer(text))
    of_length: dict[int, list[int]] = {}
    for number, run in enumerate(runs):
        of_length.setdefault(run.end() - run.start(), []).append(number)
    written, position, next_one = [], 0, 0
    for number, run in enumerate(runs):
        if number < next_one or text[run.start() - 1 : run.start()] == "\\":
            continue
        same = of_length[run.end() - run.start()]
        following = bisect_right(same, number)
        if following < len(same):
            next_one = same[following] + 1
            end = runs[same[following]].end()
            written += [text[position : run.start()], _NO_LINE_END.sub(" ", text[run.start() : end])]
            position = end
    return "".join(written) + text[position:]


def replace_comments(text: str, replacement: Callable[[re.Match[str]], str]) -> str:
    """Return the text with each comment replaced. What is not closed is none, and behind the last end nothing is."""
    end = text.rfind("-->") + len("-->")
    return _COMMENT.sub(replacement, text[:end]) + text[end:]


def _spaces(found: re.Match[str]) -> str:
    return _NO_LINE_END.sub(" ", found[0])


def _blank_fences(text: str) -> str:
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
