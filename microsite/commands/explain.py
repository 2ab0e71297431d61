"""`explain`: say what a code means and how to mend it."""

from __future__ import annotations

import shutil
from itertools import groupby
from typing import TYPE_CHECKING

from microsite.commands import BUILT, WrongUseError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from microsite.commands import Build
    from microsite.explanations import Explanation

MAX_WIDTH = 100
"""Longer lines are hard to read, however wide the terminal."""


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `explain`."""
    parser.add_argument("code", metavar="CODE", nargs="?", help="as broken-link; left out, all codes are listed")


def run(wanted: Namespace, _build: Build) -> int:
    """Show the section of a code, or all codes."""
    from microsite.console import BOLD, open_console  # noqa: PLC0415  imported where it is used, for a quick start
    from microsite.explanations import FILE, FINDINGS_FILE, read_explanations  # noqa: PLC0415
    from microsite.problems import did_you_mean  # noqa: PLC0415

    console = open_console()
    width = min(shutil.get_terminal_size().columns, MAX_WIDTH)
    try:
        known = read_explanations() | read_explanations(FINDINGS_FILE)
    except OSError as error:
        raise WrongUseError(f"“{FILE.parent}” cannot be read: {error.strerror}. It comes with the generator.") from None
    if wanted.code is None:
        for line, colour in _list(list(known.values()), width):
            console.say(line, BOLD if colour else "")
        return BUILT
    # People copy what they see: “error[broken-link]”.
    code = wanted.code.strip().rpartition("[")[2].rstrip("]:").lower()
    if code not in known:
        hint = did_you_mean(code, known, "python build.py explain lists all codes.")
        raise WrongUseError(f"There is no code “{code}”. {hint}")
    explanation = known[code]
    console.say(f"{code} ({explanation.severity})", BOLD)
    console.say("")
    for line in explanation.lines(width):
        console.say(line)
    return BUILT


def _list(known: list[Explanation], width: int) -> Iterator[tuple[str, bool]]:
    """Yield a line for each code under the heading of its group, and whether the line is such a heading."""
    longest = max(len(explanation.code) for explanation in known)
    for number, (group, members) in enumerate(groupby(known, lambda explanation: explanation.group)):
        if number:
            yield "", False
        yield group, True
        for member in members:
            line = f"  {member.code:<{longest}}  {member.severity:<7}  {member.summary}"
            yield line if len(line) <= width else line[: width - 1].rstrip() + "…", False
    yield "", False
    yield "python build.py explain CODE says more, with how to mend it.", False
