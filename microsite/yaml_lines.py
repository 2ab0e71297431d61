"""The lines of a piece of YAML, as an editor wrote them and as they are read once slips are healed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microsite.source import CONTROL

if TYPE_CHECKING:
    from microsite.problems import Problem, Report
    from microsite.source import Source

# What no text needs, what YAML takes for the end of a line although nobody sees it, and what it does not take at all.
UNFIT = re.compile(f"{CONTROL.pattern.removesuffix(']')}\ud800-\udfff]")

SHOWN = 80
"""Characters of a value that a message repeats."""


Change = tuple[int, int, str]
"""From which column to which on a line something else has to stand, and what."""


class Lines(Struct):
    """Lines of YAML: where they stand, what is written there and what is read instead. Counted from 0."""

    source: Source
    first: int
    """The number of the first line in its file, from 1."""
    written: tuple[str, ...]
    report: Report
    text: list[str] = field(default_factory=list)
    """The lines as they are read; a healed slip differs from what is written, a lost line is blank."""
    unfixable: set[int] = field(default_factory=set)
    """Lines that are read otherwise than they are written, but for which more than one answer is possible."""
    changes: dict[int, set[Change]] = field(default_factory=dict)
    """What has to be written otherwise on a line as it is read."""
    problems: list[tuple[Problem, int, bool]] = field(default_factory=list)
    """Each with the index of its line and whether it has one answer."""
    features: set[int] = field(default_factory=set)
    """Lines whose features of YAML are reported; once a line is enough."""

    def __post_init__(self) -> None:
        if self.text:
            return
        self.text = list(self.written)
        for index, line in enumerate(self.text):
            if found := UNFIT.search(line):
                self.add("control-character", invisible(found[0]), index, found.start(), hint="Delete it.")
                self.text[index] = UNFIT.sub(" ", line)

    def place(self, index: int, column: int) -> tuple[int, int]:
        """Return line and column in the file, both from 1, of a place in the lines as they are read."""
        if not 0 <= index < len(self.written):
            index = max(min(index, len(self.written) - 1), 0)
        written, read = self.written[index], self.text[index]
        if written is read:  # as nearly always
            return self.first + index, min(column, len(written)) + 1
        if written[:column] != read[:column] and read:
            rest = read[column:]
            column = len(written) - len(rest) if written.endswith(rest) else column
        return self.first + index, max(min(column, len(written)), 0) + 1

    def line(self, index: int) -> str:
        """Return a line as it is read; nothing after the last one, where YAML may see the end of a value."""
        return self.text[index] if index < len(self.text) else ""

    def add(
        self, code: str, message: str, index: int, column: int, *, hint: str = "", change: Change | None = None
    ) -> None:
        """Take a problem; `change` is what has to be written otherwise. A healed line is corrected anyway."""
        if change:
            self.changes.setdefault(index, set()).add(change)
        line, at = self.place(index, column)
        self.problems.append((self.source.problem(code, message, line, at, hint=hint), index, change is not None))

    def slip(self, code: str, message: str, index: int, column: int, *, hint: str) -> None:
        """Take a problem that is about to be healed in `text`."""
        line, at = self.place(index, column)
        self.problems.append((self.source.problem(code, message, line, at, hint=hint), index, True))

    def tell(self) -> None:
        """Report all problems, those that have one answer with the whole corrected line: one line, one correction."""
        for problem, index, has_answer in self.problems:
            has_fix = has_answer and index not in self.unfixable
            self.report.add(problem._replace(fix=self._corrected(index)) if has_fix else problem)

    def _corrected(self, index: int) -> str:
        line, last = "", 0
        for start, end, instead in sorted(self.changes.get(index, ())):
            if start >= last:
                line += self.text[index][last:start] + instead
                last = end
        return line + self.text[index][last:]

    def blank(self, index: int) -> None:
        """Leave out a line and what belongs to it: the lines that are indented deeper."""
        depth, end = indentation(self.text[index]), index + 1
        while end < len(self.text) and (not self.text[end].strip() or indentation(self.text[end]) > depth):
            end += 1
        self.text[index:end] = [""] * (end - index)
        self.unfixable.update(range(index, end))

    def is_lost_below(self, index: int) -> bool:
        """Tell whether the next line with something on it had to be left out."""
        below = range(index + 1, len(self.written))
        found = next((number for number in below if self.written[number].strip()), None)
        return found is not None and not self.text[found].strip()


def indentation(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def quoted(text: str) -> str:
    """Return the text in quotes that YAML reads back as the same text."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def shown(text: str) -> str:
    """Return a text as a message repeats it: on one line, in quotes, and not without end."""
    words = " ".join(text.split())
    return f"“{words}”" if len(words) <= SHOWN else f"“{words[:SHOWN]}…”"


def invisible(character: str) -> str:
    """Return what to say about a character that nobody sees."""
    return f"There is an invisible control character here (U+{ord(character):04X})."
