"""What is to be reached, and the tables that a person reads."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

OURS = "Microsite"
Task = Literal["all", "unchanged", "edit", "title"]
TASKS: dict[Task, str] = {
    "all": "all, nothing kept",
    "unchanged": "nothing changed",
    "edit": "one body edited",
    "title": "one title edited",
}
"""What is timed, and how the tables call it."""


@dataclass(frozen=True, slots=True)
class Case:
    """What was timed: a generator, the number of pages and what there was to do."""

    builder: str
    pages: int
    task: Task


Times = dict[Case, list[float]]
"""Seconds of each run."""


@dataclass(frozen=True, slots=True)
class Target:
    """Our time may be at most so many times that of another case."""

    ours: Case
    other: Case
    most: float


def _target(pages: int, task: Task, most: float, builder: str, other_pages: int = 0) -> Target:
    return Target(Case(OURS, pages, task), Case(builder, other_pages or pages, task), most)


TARGETS = (
    _target(12, "all", 0.8, "MkDocs"),
    _target(1_000, "all", 0.35, "MkDocs"),
    _target(10_000, "all", 11, OURS, 1_000),
    _target(12, "unchanged", 0.4, "Hugo"),
    _target(1_000, "unchanged", 0.07, "Hugo"),
    _target(10_000, "unchanged", 0.05, "Hugo"),
    _target(12, "edit", 1.5, "Hugo"),
    _target(1_000, "edit", 0.25, "Hugo"),
    _target(10_000, "edit", 0.1, "Hugo"),
)
MOST_MEMORY = {10_000: 400.0}
"""Megabytes that our build of all may take, by the number of pages."""


def table_of_seconds(times: Times, missing: Collection[str]) -> str:
    """Return the least and the median of the seconds of each case, one row a generator and a number of pages.

    `missing` are generators that are not installed; they have a row that says so.
    """
    tasks = [task for task in TASKS if any(case.task == task for case in times)]
    rows = [
        [f"{pages:,}", builder, *(_seconds(times.get(Case(builder, pages, task), [])) for task in tasks)]
        for pages, builder in dict.fromkeys((case.pages, case.builder) for case in times)
    ]
    rows += [["", name, *["not installed"] * len(tasks)] for name in missing]
    return _table(["pages", "generator", *(TASKS[task] for task in tasks)], rows)


def table_of_ratios(times: Times) -> str:
    """Return how our medians stand to those of others, for each target that can be told."""
    rows = []
    for target in TARGETS:
        case, other = target.ours, target.other
        if times.get(case) and times.get(other):
            found = ratio(times, target)
            to = f"{other.builder}, {other.pages:,} pages"
            held = "held" if found <= target.most else "not held"
            rows.append([TASKS[case.task], f"{case.pages:,}", to, f"{found:.2f}", f"≤ {target.most:g}", held])
    return _table(["task", "pages", "compared with", "ratio", "target", ""], rows)


def table_of_memory(memory: Mapping[int, float]) -> str:
    """Return the most memory that our build of all took, by the number of pages."""
    rows = []
    for pages, found in memory.items():
        most = MOST_MEMORY.get(pages)
        held = "" if most is None else "held" if found < most else "not held"
        rows.append([f"{pages:,}", f"{found:.0f} MB", "" if most is None else f"< {most:.0f} MB", held])
    return _table(["pages", "most memory, all", "target", ""], rows)


def ratio(times: Times, target: Target) -> float:
    """Return our median through that of the other case."""
    return statistics.median(times[target.ours]) / statistics.median(times[target.other])


def as_data(times: Times, memory: Mapping[int, float], machine: str, versions: Mapping[str, str]) -> dict[str, object]:
    """Return everything that was measured, for programs."""
    return {
        "machine": machine,
        "versions": dict(versions),
        "seconds": [
            {"generator": case.builder, "pages": case.pages, "task": case.task, "runs": runs, **_summary(runs)}
            for case, runs in times.items()
            if runs
        ],
        "memory": [{"pages": pages, "megabytes": found} for pages, found in memory.items()],
        "targets": [
            {
                "task": target.ours.task,
                "pages": target.ours.pages,
                "than": target.other.builder,
                "than_pages": target.other.pages,
                "most": target.most,
                "ratio": ratio(times, target),
                "held": ratio(times, target) <= target.most,
            }
            for target in TARGETS
            if times.get(target.ours) and times.get(target.other)
        ],
    }


def _summary(runs: Sequence[float]) -> dict[str, float]:
    return {"least": min(runs), "median": statistics.median(runs)}


def _seconds(runs: Sequence[float]) -> str:
    return f"{min(runs):.3f} / {statistics.median(runs):.3f}" if runs else "–"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown, which reads well in a terminal, too; nothing where it would have no rows."""
    lines = [list(head), *map(list, rows)]
    if len(lines) == 1:
        return ""
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    texts = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([texts[0], rule, *texts[1:]])
