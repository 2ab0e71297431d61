"""Lists as GitHub takes them, rewritten into the form that Python-Markdown takes.

Python-Markdown wants a blank line before a list and four spaces for each level. CommonMark, and so GitHub, lets a
list follow a line of text, and nests an item that is indented as far as the text of the item above it
(https://spec.commonmark.org/0.31.2/#list-items).
"""

from __future__ import annotations

import re

from msgspec import Struct

_ITEM = re.compile(r"^(?P<indent> *)(?P<marker>[-*+]|\d{1,9}[.)])(?P<gap> +|$)(?P<text>.*)$")
_FENCE = re.compile(r"^ *(`{3,}|~{3,})")
_RULE = re.compile(r"^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
# Lines that end a paragraph by themselves, so that nothing after them is its continuation.
_OWN_LINE = re.compile(r"^(#{1,6}(\s|$)|>|\||<|\ue000|\[\^?[^\]]+\]:|:\s)")

_INDENT = "    "


class _Level(Struct):
    indent: int
    """Where the marker stands."""
    content: int
    """Where the text of the item stands, and so where its children begin."""
    ordered: bool


def normalize_lists(text: str) -> str:
    """Return the Markdown with every list set off by a blank line and indented by four spaces a level."""
    if not re.search(r"^ *(?:[-*+]|\d{1,9}[.)])(?: |$)", text, re.MULTILINE):
        return text
    return "\n".join(_Normalizer().lines(text.split("\n")))


class _Normalizer:
    """Rewrites the lines of one text; what it remembers is the list it is in."""

    def __init__(self) -> None:
        self.levels: list[_Level] = []
        self.written: list[str] = []
        self.after_blank = True
        self.fence = ""
        self.in_later_paragraph = False
        """Whether the line above belongs to a paragraph of an item that is not its first."""

    def lines(self, lines: list[str]) -> list[str]:
        for line in lines:
            self._line(line)
        return self.written

    def _line(self, line: str) -> None:
        if self.fence and self.levels:
            self._code(line)
            return
        if not line.strip():
            self.written.append("")
            self.after_blank = True
            return
        if line[0].isalpha() and not self.levels and not self.fence:  # most lines: no mark can stand in front
            self.written.append(line)
            self.after_blank = False
            return
        item = None if self.fence or _RULE.match(line) else _ITEM.match(line)
        if item and self._is_item(item):
            self._item(item)
        else:
            self._other(line)
        self.after_blank = False

    def _code(self, line: str) -> None:
        """Write a line of fenced code within an item as indented code, which is all that may stand there."""
        if self._closes(line):
            self.fence = ""
            self.written.append("")
            self.after_blank = True
            return
        inside = line[self.levels[-1].content :] if not line[: self.levels[-1].content].strip() else line.lstrip(" ")
        self.written.append(_INDENT * (len(self.levels) + 1) + inside if line.strip() else "")

    def _closes(self, line: str) -> bool:
        found = _FENCE.match(line)
        return bool(found and found[1].startswith(self.fence) and not line.strip(" `~"))

    def _is_item(self, item: re.Match[str]) -> bool:
        indent = len(item["indent"])
        if self.levels:
            return indent < self.levels[-1].content + 4
        # Four spaces outside a list are code, or the rest of a footnote. Into a paragraph only a list that
        # begins at 1 may break, as a line may well begin with a year.
        if indent > 3:  # noqa: PLR2004  the four spaces of an indented code block
            return False
        in_paragraph = not self.after_blank and self._previous_is_text()
        return not in_paragraph or (bool(item["text"].strip()) and item["marker"] in {*"-*+", "1.", "1)"})

    def _previous_is_text(self) -> bool:
        return bool(self.written) and not _OWN_LINE.match(self.written[-1])

    def _item(self, item: re.Match[str]) -> None:
        indent, ordered = len(item["indent"]), item["marker"][0].isdigit()
        starts_list = not self.levels
        while len(self.levels) > 1 and indent < self.levels[-2].content:
            self.levels.pop()
        sibling = bool(self.levels) and indent < self.levels[-1].content
        if sibling:
            changed = self.levels.pop().ordered != ordered
            starts_list = starts_list or changed
        gap = min(len(item["gap"]), 4) or 1
        self.levels.append(_Level(indent, indent + len(item["marker"]) + gap, ordered))
        if (starts_list or self.in_later_paragraph) and not self.after_blank:
            self.written.append("")
        self.in_later_paragraph = False
        marker = item["marker"].replace(")", ".") if ordered else "-"
        depth = len(self.levels) - 1
        self.written.append(f"{_INDENT * depth}{marker} {item['text']}")

    def _other(self, line: str) -> None:
        """Write a line that begins no item: the rest of one, a paragraph of one, or the end of the list."""
        indent = len(line) - len(line.lstrip(" "))
        if self.levels and self.after_blank:
            self.in_later_paragraph = True
            while self.levels and indent < self.levels[-1].content:
                self.levels.pop()
        opens = _FENCE.match(line)
        if self.levels and opens and indent:
            self.fence = opens[1]
            self.written.append("")
            return
        if self.levels and (self.after_blank or indent):
            deeper = max(0, indent - self.levels[-1].content)
            line = _INDENT * len(self.levels) + " " * deeper + line.lstrip(" ")
        elif self.levels and _OWN_LINE.match(line):
            self.levels = []
            self.written.append("")
        if self.fence:
            self.fence = "" if self._closes(line) else self.fence
        elif opens:
            self.fence = opens[1]
        self.written.append(line)
