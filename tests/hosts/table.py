"""How the servers answered, as one table that people can read: a row for what was asked, a column for each host."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hosts.expectations import PROTECTIONS, Wish

Deviations = dict[str, tuple[str, Callable[[Wish], Wish]]]
"""What a host does otherwise and cannot be told not to: by the row of the table, why, and what is wished instead."""


@dataclass
class Column:
    """What one host was asked, and what was otherwise than wished; by the rows of the table."""

    deviations: Deviations
    asked: dict[str, list[Wish]] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def note(self, wish: Wish, wrong: list[str]) -> None:
        """Take down an answer: what was wished of every host, and what is wrong even so."""
        self.asked.setdefault(wish.kind, []).append(wish)
        self.wrong.setdefault(wish.kind, []).extend(wrong)

    @property
    def told(self) -> list[str]:
        """All that is wrong."""
        return [line for lines in self.wrong.values() for line in lines]

    def cell(self, row: str) -> str:
        """Return how often the host answered as wished, or what was wrong."""
        if row not in self.asked:
            return "–"
        if self.wrong[row]:
            return f"✗ {len(self.wrong[row])} wrong"
        return f"✓ {len(self.asked[row])}{'*' if row in self.deviations else ''}"


COLUMNS: dict[str, Column] = {}
"""Every host that was asked, by its name and the path of the site."""


def as_markdown() -> str:
    """Return the table; below it, where hosts do otherwise and why."""
    rows: dict[str, list[Wish]] = {}
    for column in COLUMNS.values():
        for row, asked in column.asked.items():
            rows.setdefault(row, []).extend(asked)
    lines = [f"| asked for | wished | {' | '.join(COLUMNS)} |", f"|---|---|{'---|' * len(COLUMNS)}"]
    for row, asked in rows.items():
        cells = [column.cell(row) for column in COLUMNS.values()]
        lines.append(f"| {row} | {_wished(asked)} | {' | '.join(cells)} |")
    reasons = {
        f"\\* {row}: {why}."
        for column in COLUMNS.values()
        for row, (why, _) in column.deviations.items()
        if row in column.asked
    }
    return "\n".join(["", *lines, "", *sorted(reasons), ""])


def _wished(asked: list[Wish]) -> str:
    """Return in a few words what all of these are to have."""
    parts = [" or ".join(sorted({str(status) for wish in asked for status in wish.status}))]
    if all(set(wish.status) <= {301} for wish in asked):
        parts.append("to its address")
    for name in ("Cache-Control", "Content-Type", "Vary"):
        values = {wish.headers.get(name, "") for wish in asked}
        parts.append(values.pop() if len(values) == 1 else f"its {name}")
    parts.append("all protections" * all(wish.headers.keys() >= PROTECTIONS.keys() for wish in asked))
    parts.append("the same bytes" * all(wish.content for wish in asked))
    return "; ".join(filter(None, parts))
