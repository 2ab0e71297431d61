"""Tell a person, a pull request or a program what a run has found."""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from microsite.amounts import counted
from microsite.problems import ADVICE, ERROR, WARNING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from microsite.problems import Problem, Report

TEXT, GITHUB, JSON = "text", "github", "json"

RED, YELLOW, CYAN, GREEN, BOLD = "31", "33", "36", "32", "1"
"""Colours of a terminal, by their numbers (ECMA-48, SGR)."""

_COLOURS = {ERROR: RED, WARNING: YELLOW, ADVICE: CYAN}
_COUNTED = {ERROR: ("error",), WARNING: ("warning",), ADVICE: ("piece of advice", "pieces of advice")}


class Console(NamedTuple):
    """Where words go, and how they look there."""

    out: TextIO
    format: str = TEXT
    quiet: bool = False
    colour: bool = False

    def report(self, report: Report, **facts: object) -> None:
        """Show all problems; as JSON also the `facts` of the run."""
        if self.format == JSON:
            import json  # noqa: PLC0415  people are shown text

            problems = [as_data(problem) for problem in report.problems]
            # What a stream cannot write, JSON has a form of its own for; `_write` would put in another.
            plain = not (self.out.encoding or "utf-8").lower().startswith("utf")
            self._write(json.dumps({"problems": problems, **facts}, ensure_ascii=plain, indent=2))
            return
        for problem in report.problems:
            self._write(as_annotation(problem) if self.format == GITHUB else self._block(problem))
        if self.format == GITHUB:
            _append_summary(report)

    def say(self, text: str, colour: str = "") -> None:
        """Show a line of our own; nothing where a program reads along or silence was asked for."""
        if self.format != JSON and not self.quiet:
            self._write(self._paint(text, colour))

    def _block(self, problem: Problem) -> str:
        return as_text(problem, self._paint) + "\n"

    def _paint(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour and colour and text else text

    def _write(self, text: str) -> None:
        # A name that is no UTF-8, or a terminal that is none, must not end the run.
        encoding = self.out.encoding or "utf-8"
        self.out.write(text.encode(encoding, errors="backslashreplace").decode(encoding) + "\n")


def open_console(format: str = TEXT, *, quiet: bool = False) -> Console:  # noqa: A002  the option's own name
    """Return the console of this process: standard output, with colour only on a terminal that wants it."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Console(sys.stdout, format, quiet, colour)


def _plain(text: str, _colour: str) -> str:
    return text


def as_text(problem: Problem, colour: Callable[[str, str], str] = _plain) -> str:
    """Return a problem as people read it: place, what is wrong, the line, a caret, a hint, the corrected line."""
    place = problem.place
    where = visible(f"{place.path}:{place.line}:{place.column}" if place.line else place.path)
    kind = colour(f"{problem.severity}[{problem.code}]", _COLOURS[problem.severity])
    lines = [f"{colour(where, BOLD)}: {kind} {visible(problem.message)}"]
    if problem.excerpt.strip():
        lines += _excerpt(problem)
    if problem.hint:
        lines.append(f"    hint: {visible(problem.hint)}")
    if problem.fix is not None:
        lines.append(f"    write: {visible(problem.fix.strip())}")
    return "\n".join(lines)


def visible(text: str, *, one: bool = False) -> str:
    """Return the text with characters that no terminal shows written out: they could move, hide or colour others.

    With `one`, each still takes the place of one character, so that what stands below it stays there.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character == "\u00a0" else "�" if one else repr(character)[1:-1]
        for character in text
    )


def _excerpt(problem: Problem, width: int = 100) -> list[str]:
    """Return the offending line, cut to `width` around its column, and a caret under the column."""
    text, offset = problem.cut_excerpt(width)
    lines = [f"    {visible(text, one=True)}".rstrip()]
    if problem.place.column:
        lines.append(f"    {' ' * offset}^")
    return lines


def as_annotation(problem: Problem) -> str:
    """Return a problem as GitHub shows it beside the line of a pull request."""
    place = problem.place
    properties: dict[str, object] = {"file": place.path}
    properties |= {"line": place.line} if place.line else {}
    properties |= {"col": place.column} if place.column else {}
    text = problem.message + (f"\n{problem.hint}" if problem.hint else "")
    return annotation(problem.severity, text, **properties, title=problem.code)


def annotation(severity: str, text: str, **properties: object) -> str:
    """Return a message as GitHub shows it with a run, and beside the line that its `properties` name.

    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    kind = {ERROR: "error", WARNING: "warning", ADVICE: "notice"}[severity]
    where = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{kind} {where}::{text}"


def _append_summary(report: Report) -> None:
    """Add the problems to the page of the run, where GitHub names the file for it."""
    from microsite.step_summary import VARIABLE, step_summary  # noqa: PLC0415  only GitHub has such a page

    file = os.environ.get(VARIABLE)
    if not file:
        return
    try:
        with Path(file).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(step_summary(report.problems, counted_problems(report.problems)))
    except OSError as error:
        sys.stderr.write(f"The summary cannot be written to “{file}”: {error.strerror}.\n")


def _property(text: str) -> str:
    for character, escaped in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(character, escaped)
    return text


def as_data(problem: Problem) -> dict[str, object]:
    """Return a problem as a program reads it."""
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "fix": problem.fix,
    }


def counted_problems(problems: Iterable[Problem]) -> str:
    """Return how many problems there are, in words: `2 errors, 1 warning`."""
    counts = Counter(problem.severity for problem in problems)
    return ", ".join(counted(counts[severity], *words) for severity, words in _COUNTED.items() if counts[severity])


def shown_path(folder: Path) -> str:
    """Return a folder as a person would type it: relative to where they stand, if that is shorter."""
    absolute = folder.resolve()
    here = Path.cwd()
    return f"{absolute.relative_to(here).as_posix()}" if absolute.is_relative_to(here) else str(absolute)


class Heard(StringIO):
    """A stream that passes on what is written, and keeps it as well."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out: TextIO | None = out
        self._encoding = out.encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a StringIO has none
        """That of the stream to which all is passed on."""
        return self._encoding

    def write(self, text: str) -> int:
        """Write a text to both."""
        if self._out:
            self._out.write(text)
        return super().write(text)

    def only_heard(self) -> Heard:
        """Return this stream, passing on nothing more."""
        self._out = None
        return self


@contextmanager
def progress(console: Console, text: str) -> Iterator[None]:
    """Show a line on a terminal while what is inside takes its time."""
    if console.quiet or console.format != TEXT or not console.out.isatty():
        yield
        return
    console.out.write(f"{text} …")
    console.out.flush()
    try:
        yield
    finally:
        console.out.write("\r\x1b[K")
        console.out.flush()
