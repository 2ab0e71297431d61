"""Where the time of a run goes: one stage after another, from its start to its end."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stage(NamedTuple):
    """A part of a run."""

    name: str
    seconds: float
    note: str
    """What was done in it, or nothing."""


class Timings:
    """Notes when each stage begins; the one before it ends there, so that no time is left out or counted twice.

    Unless somebody wants to know, nothing is noted: the preview builds again and again with the same one.
    """

    def __init__(self, *, wanted: bool = False) -> None:
        """Begin with the first stage, `Start`."""
        self.wanted = wanted
        self._begun: list[tuple[str, float]] = []
        self._notes: dict[int, str] = {}
        self.stage("Start", "libraries, what the last run left")

    def stage(self, name: str, note: str = "") -> None:
        """Let the next stage begin."""
        if self.wanted:
            self._begun.append((name, perf_counter()))
            self.note(note)

    def note(self, text: str) -> None:
        """Say what was done in the present stage."""
        if self.wanted:
            self._notes[len(self._begun)] = text

    def stages(self) -> list[Stage]:
        """Return the stages in order; the present one until now."""
        ends = [*(began for _, began in self._begun[1:]), perf_counter()]
        return [
            Stage(name, end - began, self._notes[number])
            for number, ((name, began), end) in enumerate(zip(self._begun, ends, strict=False), 1)
        ]

    def as_data(self) -> list[dict[str, object]]:
        """Return the stages as a program reads them."""
        return [
            {"stage": stage.name, "seconds": round(stage.seconds, 6), "note": stage.note} for stage in self.stages()
        ]

    def lines(self) -> Iterator[str]:
        """Yield the stages as a person reads them."""
        for stage in self.stages():
            yield f"{stage.name:<9}{stage.seconds:>7.3f} s  {stage.note}".rstrip()
