"""`:::` blocks: find them, check them, mark where they go, and fill them once their text is HTML."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.marks import mark
from microsite.model import Block
from microsite.problems import Report, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microsite.source import Source
    from microsite.theme import Component
    from microsite.theme_files import Field

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
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# It begins where spaces begin, so that a long run of them is looked at once.
_PARAMETER = re.compile(r'(?<!\s)\s++([A-Za-z][\w-]*)="([^"]*)"')


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
            parameters = _parameters(source, number, found, component, report) if component else None
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


def _parameters(
    source: Source, number: int, found: re.Match[str], component: Component, report: Report
) -> Mapping[str, object] | None:
    """Return every parameter with its value, or None where one is wrong."""
    if not component.file.description:  # what is wrong with its own file is told there, and nothing is known of it
        return None
    fields, line = component.file.parameters, source.excerpt(number)
    given: dict[str, object] = {}
    wrong = Report()
    position = found.start("rest")
    for parameter in _PARAMETER.finditer(line, position):
        if line[position : parameter.start()].strip():
            break
        position = parameter.end()
        name = parameter[1]
        if name not in fields:
            message = f"The component “{component.name}” has no parameter “{name}”."
            hint = did_you_mean(name, fields, _known(fields))
            wrong.add(source.problem("unknown-parameter", message, number, parameter.start(1) + 1, hint=hint))
        else:
            given[name] = _value(source, number, parameter, fields[name], wrong)
    _check_rest(source, number, position, wrong)
    missing = [name for name, field in fields.items() if field.required and name not in given]
    if missing and not wrong.problems:
        name, field = missing[0], fields[missing[0]]
        message = f"The component “{component.name}” needs the parameter “{name}”. {field.description}"
        hint = f'Write :::{component.name} {name}="{(*field.choices, "…")[0]}".'
        wrong.add(source.problem("missing-parameter", message, number, 1, hint=hint))
    report.add(*wrong.problems)
    defaults = {name: field.default_value() for name, field in fields.items()}
    return None if wrong.problems else MappingProxyType(defaults | given)


def _known(fields: Mapping[str, Field]) -> str:
    return f"Its parameters are: {', '.join(fields)}." if fields else "It takes no parameters."


def _value(source: Source, number: int, parameter: re.Match[str], field: Field, report: Report) -> object:
    name, text = parameter[1], parameter[2]
    wanted = ""
    value: object = text
    if field.type == "choice" and text not in field.choices:
        wanted = did_you_mean(text, field.choices, f"It can be: {', '.join(field.choices)}.")
    elif field.type == "list":
        value = tuple(filter(None, (part.strip() for part in text.split(","))))
        strange = [part for part in value if field.choices and part not in field.choices]
        if strange:
            wanted = did_you_mean(strange[0], field.choices, f"Each can be: {', '.join(field.choices)}.")
        elif not value:
            wanted = f"Write one or more, with commas: {', '.join(field.choices) or 'a, b'}."
    elif field.type == "number":
        value = int(text) if text.isascii() and text.isdigit() else 0
        wanted = "" if text.isascii() and text.isdigit() else f'Write a whole number, as {name}="3".'
    elif field.type == "date":
        value = _day(text)
        wanted = "" if value else f'Write year, month and day, as {name}="2026-11-24".'
    elif field.type == "yes-no":
        value = text == "true"
        wanted = "" if text in {"true", "false"} else f'Write {name}="true" or {name}="false".'
    elif field.required and not text.strip():
        wanted = f"{field.description}"
    if wanted:
        message = f"“{text}” cannot be the value of “{name}”."
        report.add(source.problem("wrong-parameter", message, number, parameter.start(2) + 1, hint=wanted))
    return value


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    return None


def _check_rest(source: Source, number: int, position: int, report: Report) -> None:
    """Report what is left of the line after its parameters."""
    line = source.excerpt(number)
    rest = line[position:]
    if not rest.strip():
        return
    straight = re.sub("[“”„]", '"', rest)
    column = position + len(rest) - len(rest.lstrip()) + 1
    if straight != rest and not _PARAMETER.sub("", straight).strip():
        message = "The parameters stand in curly quotes."
        hint = 'Use straight quotes: "…".'
        fix = line[:position] + straight
        report.add(source.problem("bad-component-line", message, number, column, hint=hint, fix=fix))
    else:
        message = f"“{rest.strip()}” is not a parameter."
        hint = 'Write parameters as name="value", with straight quotes and no spaces around “=”.'
        report.add(source.problem("bad-component-line", message, number, column, hint=hint))
