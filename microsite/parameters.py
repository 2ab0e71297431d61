"""The parameters of components, as in `:::callout kind="…"`: read, checked, and completed with what is usual."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from microsite.problems import Report, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microsite.source import Source
    from microsite.theme import Component
    from microsite.theme_files import Field

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# It begins where spaces begin, so that a long run of them is looked at once.
_PARAMETER = re.compile(r'(?<!\s)\s++([A-Za-z][\w-]*)="([^"]*)"')


def read_parameters(
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
