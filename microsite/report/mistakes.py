"""What is wrong with the site, file by file, and whether it may be published."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.amounts import counted
from microsite.problems import ADVICE, ERROR, WARNING

if TYPE_CHECKING:
    from microsite.problems import Problem, Report

# Of a line so many characters are shown, around the place.
_WIDTH = 240

# Control characters are shown as their pictures (U+2400 and on): HTML may not hold them.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in {0x09, 0x0A}} | {0x7F: 0x2421}
_QUOTED = re.compile(r"“([^”]+)”")
_WORD = re.compile(r"\w(?:[\w./#-]*\w)?|.", re.DOTALL)


class Verdict(Struct, frozen=True):
    """Whether the site may be published, and what there is to do."""

    state: str
    """The severity of the worst problem, or `good`."""
    headline: str
    errors: str
    """How many things must be mended, in words: `3 errors`, or `nothing`."""
    warnings: str
    advice: str


class Mistake(Struct, frozen=True):
    """A problem, with its line cut into what stands before, at and after its place."""

    problem: Problem
    where: str
    """`line 3, column 7`, or nothing where the place is the whole file."""
    before: str
    marked: str
    after: str
    corrected: str
    """The line as it should be, or nothing where there is more than one answer."""


class FileMistakes(Struct, frozen=True):
    """The mistakes of a file, in the order of its lines."""

    path: str
    count: str
    mistakes: tuple[Mistake, ...]


def verdict(report: Report) -> Verdict:
    """Return whether the site may be published, in words."""
    errors, warnings, advice = (report.count(severity) for severity in (ERROR, WARNING, ADVICE))
    if errors:
        headline = f"This site cannot be published yet: {counted(errors, 'mistake')} must be mended."
    elif warnings:
        headline = f"This site may be published, but {counted(warnings, 'thing')} should be mended."
    else:
        headline = "This site may be published."
    return Verdict(
        ERROR if errors else WARNING if warnings else ADVICE if advice else "good",
        headline,
        counted(errors, "error") if errors else "nothing",
        counted(warnings, "warning") if warnings else "nothing",
        counted(advice, "piece of advice", "pieces of advice") if advice else "nothing",
    )


def by_file(report: Report) -> tuple[FileMistakes, ...]:
    """Return all mistakes by file: files with errors first, then those with warnings, otherwise by name."""
    groups = [(path, tuple(group)) for path, group in groupby(report.problems, key=lambda problem: problem.place.path)]
    found = [
        FileMistakes(_visible(path), counted(len(group), "problem"), tuple(map(_mistake, group)))
        for path, group in sorted(groups, key=lambda pair: (_worst(pair[1]), pair[0]))
    ]
    return tuple(found)


def _worst(problems: tuple[Problem, ...]) -> int:
    severities = {problem.severity for problem in problems}
    return next(rank for rank, severity in enumerate((ERROR, WARNING, ADVICE)) if severity in severities)


def _mistake(problem: Problem) -> Mistake:
    place = problem.place
    where = f"line {place.line:,}" if place.line else ""
    if place.line and place.column:
        where += f", column {place.column:,}"
    text, offset = problem.cut_excerpt(_WIDTH)
    end = offset + _marked(problem, text, offset) if place.column else offset
    parts = (text[:offset], text[offset:end], text[end:])
    before, marked, after = map(_visible, parts if text.strip() else ("", "", ""))
    return Mistake(problem, where, before, marked, after, _visible((problem.fix or "").strip()))


def _marked(problem: Problem, text: str, offset: int) -> int:
    """Return how many characters are marked: the words that the message quotes, if they stand there, or one word."""
    quoted = [words for words in _QUOTED.findall(problem.message) if text.startswith(words, offset)]
    if quoted:
        return len(max(quoted, key=len))
    word = _WORD.match(text, offset)
    return len(word[0]) if word else 0


def _visible(text: str) -> str:
    return text.translate(_PICTURES)
