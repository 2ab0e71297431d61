"""What a check has found as a table for people, on the page that GitHub shows of a run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microsite.problems import Problem

VARIABLE = "GITHUB_STEP_SUMMARY"
"""The environment variable that names the file.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
"""

MAX_ROWS = 50
"""Who has more mistakes than this begins with these; GitHub takes at most 1 MiB, too."""
MAX_WORDS = 300
"""Characters of a cell."""

_SPECIAL = re.compile(r"[^\w ,;'\"“”‘’?…–—/]|_", re.ASCII)


def step_summary(problems: Sequence[Problem], counts: str) -> str:
    """Return the problems as a Markdown table, with `counts`, how many there are in words, above it."""
    return "\n".join(_lines(problems, counts)) + "\n"


def _lines(problems: Sequence[Problem], counts: str) -> Iterator[str]:
    if not problems:
        yield from ("### The site is in order", "", "No problems were found.", "")
        return
    yield from (f"### The check found {counts}", "")
    yield from ("| file | line | what is wrong | what to do |", "|---|---:|---|---|")
    for problem in problems[:MAX_ROWS]:
        advice = problem.hint + (f" Write: {problem.fix.strip()}" if problem.fix is not None else "")
        kind = f"**{problem.severity}** {_cell(problem.code)}"
        cells = (_cell(problem.place.path), str(problem.place.line or ""), f"{_cell(problem.message)}<br>{kind}")
        yield f"| {' | '.join(cells)} | {_cell(advice)} |"
    left = len(problems) - MAX_ROWS
    if left > 0:
        yield from ("", f"{left} more {'is' if left == 1 else 'are'} not shown here. Mend these first.")
    yield from ("", "`python build.py explain CODE` says more about each.", "")


def _cell(text: str) -> str:
    """Return text that stands in a cell as it is: no mark of Markdown or HTML in it means anything."""
    words = " ".join(text.split())
    if len(words) > MAX_WORDS:
        words = words[:MAX_WORDS].rstrip() + "…"
    # To Markdown a character written as a number is text, whatever character it is
    # (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references).
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};" if found[0].isprintable() else " ", words)
