"""What was made last time, and from what: a thing is made again only where something it is made from has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar, cast

from msgspec import Struct, field

from microsite.problems import Report
from microsite.source import STRANGER, signatures_below
from microsite.timings import Timings

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from pathlib import Path

    from microsite.cache import Cache
    from microsite.problems import Problem
    from microsite.shelf import Shelf
    from microsite.source import Signature

T = TypeVar("T")
P = TypeVar("P")


class _One(Struct, frozen=True):
    """What was made of one of many things of a kind."""

    part: object
    made: object
    problems: tuple[Problem, ...]
    memory: Memory
    """What was kept on the way."""


class _Many(Struct, frozen=True):
    """What was made of many things of a kind, and what all of them were made from."""

    around: object
    ones: dict[str, _One]


class Memory(Struct):
    """What the builds of one process share. A single build has a memory of its own, and recalls nothing.

    Things are kept by name; what they were made from is compared by value. Equal is enough: all parts are frozen.
    """

    cache: Cache | None = None
    """Where what takes long to make is kept on the disk; nowhere, if there is none."""
    shelf: Shelf | None = None
    """Where what became of each document is kept from run to run; nowhere, if there is none."""
    timings: Timings = field(default_factory=Timings)
    """Where each build notes its stages."""
    _kept: dict[Hashable, tuple[tuple[object, ...], object, tuple[Problem, ...]]] = field(default_factory=dict)
    _used: set[Hashable] = field(default_factory=set)
    _many: dict[str, _Many] = field(default_factory=dict)
    _listed: dict[Path, dict[str, Signature]] = field(default_factory=dict)
    _strangers: dict[Path, tuple[str, ...]] = field(default_factory=dict)

    def recall(
        self,
        name: Hashable,
        parts: tuple[object, ...],
        make: Callable[[Report], T],
        report: Report,
        *,
        holds: Callable[[T], bool] | None = None,
    ) -> T:
        """Return what `make` made from equal parts last time, or what it makes now; its problems go to the report.

        `holds` tells of what was made last time whether it still holds, where equal parts alone do not say so.
        """
        self._used.add(name)
        kept = self._kept.get(name)
        # Parts are usually the same objects as last time, so that comparing them takes no time.
        if kept is None or kept[0] != parts or (holds and not holds(cast("T", kept[1]))):
            own = Report()
            kept = (parts, make(own), own.problems)
            self._kept[name] = kept
        report.extend(kept[2])
        return cast("T", kept[1])

    def recall_each(
        self,
        kind: str,
        parts: Mapping[str, P],
        around: object,
        make: Callable[[str, P, Memory, Report], T],
        report: Report,
    ) -> list[T]:
        """Return what `make` makes of each of many things of a kind, in order, or made last time of an equal part.

        Where `around`, of which all are made, has changed, each is made again. Every one has a memory of its own for
        what is made on the way, which is forgotten with it: so one that is as it was costs less than a microsecond.
        """
        before = self._many.get(kind)
        known = before.ones if before else {}
        holds = before is not None and (before.around is around or before.around == around)
        ones = {}
        for name, part in parts.items():
            one = known.get(name)
            if one is None or not holds or not (one.part is part or one.part == part):
                memory = one.memory if one else Memory(self.cache, self.shelf, self.timings)
                own = Report()
                one = _One(part, make(name, part, memory, own), own.problems, memory)
                memory.tidy()
            if one.problems:
                report.extend(one.problems)
            ones[name] = one
        self._many[kind] = _Many(around, ones)
        return [cast("T", one.made) for one in ones.values()]

    def files(self, folder: Path) -> dict[str, Signature]:
        """Return the signature of every file below a folder, by its path there; it is listed once a build."""
        if folder not in self._listed:
            found = dict(sorted(signatures_below(folder), key=lambda entry: entry[0].split("/")))
            self._strangers[folder] = tuple(path for path, known in found.items() if known == STRANGER)
            self._listed[folder] = {path: known for path, known in found.items() if known != STRANGER}
        return self._listed[folder]

    def strangers(self, folder: Path) -> tuple[str, ...]:
        """Return what stands below a folder and is no file that can be read: links, pipes, folders that are shut."""
        self.files(folder)
        return self._strangers[folder]

    def look_again(self) -> Self:
        """Begin a build, for which folders are listed anew, and return this memory."""
        self._listed.clear()
        return self

    def same(self, name: Hashable, value: T) -> T:
        """Return the value as it was kept last time if it is equal, so that comparing it again takes no time."""
        return self.recall(name, (value,), lambda _report: value, Report())

    def keep(self, *names: Hashable) -> None:
        """Keep what was made under these names, though it was not needed: what was made from it holds still."""
        self._used.update(names)

    def tidy(self) -> None:
        """Forget what the build that ends has not used."""
        for name in self._kept.keys() - self._used:
            del self._kept[name]
        self._used.clear()
