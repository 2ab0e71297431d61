"""`:::` blocks: find them, check them, mark where they go, and fill them once their text is HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.marks import mark
from microsite.model import Block
from microsite.parameters import read_parameters
from microsite.problems import Report, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microsite.source import Source
    from microsite.theme import Component

MAX_DEPTH = 8

# How a paragraph of each kind of text begins; sections are looked at where the text begins, tables in every line.
_KINDS = {
    "text": re.compile(""),
    "none": re.compile(""),
    "sections": re.compile(r"#{2,6}\s"),
    "list": re.compile(r"\s|[-*+]\s|\d+[.)]\s"),
    "table": re.compile(r"Table:|.*\|"),
}
_WANTED = {
    "sections": ("headings with text under them", "Write “### ” before a heading, and begin with one."),
    "list": ("a list and nothing else", "Write “- ” before each item; put other text before or after the component."),
    "table": ("a table and nothing else", "Write it with | between its cells, under a line “Table: what it shows”."),
}

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_LINE = re.compile(r"^(\s*):::+[ \t]*(?P<name>[^\s:]*)(?P<rest>.*)$")


class Marked(Struct, frozen=True):
    """The text of a document with marks where blocks begin and end, and the blocks."""

    text: str
    blocks: tuple[Block, ...]


class _Open(Struct):
    number: int
    line: int
    component: Component | None
    has_text: bool = False
    strange_line: int = 0
    """The first line that is not of the kind that the component takes, or 0."""
    after_blank: bool = True

    def read(self, number: int, line: str) -> None:
        """Take in a line of the text, and note one that is not of the kind that the component takes."""
        if line.strip():
            kind = self.component.file.body if self.component else "text"
            begins = not self.has_text if kind == "sections" else self.after_blank or kind == "table"
            if begins and not self.strange_line and not _KINDS[kind].match(line):
                self.strange_line = number
            self.has_text = True
        self.after_blank = not line.strip()

    def read_component(self, number: int) -> None:
        """Take in a component within this one; it begins a paragraph, whatever stands above it."""
        self.after_blank = True
        self.read(number, ":::")
        self.after_blank = True


def mark_blocks(source: Source, start: int, components: Mapping[str, Component], report: Report) -> Marked:
    """Return the body of a document, from the offset `start` on, with marks in place of its `:::` lines."""
    if ":::" not in source.text:
        return Marked(source.text[source.text.rfind("\n", 0, start) + 1 :], ())
    first_line = source.place(start).line
    written: list[str] = []
    blocks: list[Block] = []
    stack: list[_Open] = []
    for number, line, in_code in _lines_with_fences(source.lines[first_line - 1 :], first_line):
        found = None if in_code or ":::" not in line else _LINE.match(line)
        if not found:
            written.append(line)
            if stack:
                stack[-1].read(number, line)
            continue
        _check_margin(source, number, found, report)
        if found["name"]:
            if stack:
                stack[-1].read_component(number)
            component = _component(source, number, found, components, report)
            parameters = read_parameters(source, number, found, component, report) if component else None
            if len(stack) == MAX_DEPTH:
                message = f"Components stand more than {MAX_DEPTH} deep in each other."
                report.add(source.problem("nested-too-deeply", message, number, 1, hint="Take some of them apart."))
            stack.append(_Open(len(blocks), number, component))
            written += _mark("open", stack)
            blocks.append(Block(found["name"], parameters, number))
        elif stack:
            written += _mark("close", stack)
            _check_text(source, stack.pop(), report)
        else:
            message = "This “:::” ends a component, but none is open here."
            report.add(source.problem("stray-component-end", message, number, 1, hint="Delete the line."))
    while stack:
        written += _mark("close", stack)
        block = stack.pop()
        message = f"The component “{blocks[block.number].component}” is not closed."
        report.add(
            source.problem("unclosed-component", message, block.line, 1, hint="Write a line “:::” under its text.")
        )
    return Marked("\n".join(written), tuple(blocks))


def _mark(what: str, stack: Sequence[_Open]) -> list[str]:
    """Return the lines that mark where the last open block begins or ends; one that stands too deep is not drawn."""
    return ["", mark(what, stack[-1].number), ""] if len(stack) <= MAX_DEPTH else [""]


def _lines_with_fences(lines: Sequence[str], first: int) -> Iterator[tuple[int, str, bool]]:
    """Yield each line with its number and whether it is fenced code, in which `:::` means itself."""
    fence = ""
    for number, line in enumerate(lines, first):
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        yield number, line, bool(fence or found)
        if fence and found and found[1].startswith(fence) and not line.strip(" `~"):
            fence = ""
        elif not fence and found:
            fence = found[1]


def _check_margin(source: Source, number: int, found: re.Match[str], report: Report) -> None:
    if found[1]:
        message = "A component's line begins at the margin."
        hint = "Delete the spaces before “:::”."
        report.add(source.problem("bad-component-line", message, number, 1, hint=hint, fix=found[0].lstrip()))


def _component(
    source: Source, number: int, found: re.Match[str], components: Mapping[str, Component], report: Report
) -> Component | None:
    name = found["name"]
    if name not in components:
        message = f"There is no component “{name}”."
        hint = did_you_mean(name, components, f"The components are: {', '.join(sorted(components))}.")
        report.add(source.problem("unknown-component", message, number, found.start("name") + 1, hint=hint))
    return components.get(name)


def _check_text(source: Source, block: _Open, report: Report) -> None:
    if block.component is None:
        return
    name, body = block.component.name, block.component.file.body
    if block.strange_line:
        wanted, hint = _WANTED[body]
        message = f"The component “{name}” takes {wanted}."
        report.add(source.problem("wrong-component-text", message, block.strange_line, 1, hint=hint))
    if body != "none" and not block.has_text:
        message = f"The component “{name}” has no text."
        hint = "Write its text between its two lines."
        report.add(source.problem("component-without-text", message, block.line, 1, hint=hint))
    if body == "none" and block.has_text:
        message = f"The component “{name}” takes no text: its words are always the same."
        hint = "Put the text before or after it."
        report.add(source.problem("component-with-text", message, block.line, 1, hint=hint))
