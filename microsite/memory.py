"""What was made last time, and from what: a thing is made again only where something it is made from has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from msgspec import Struct, field

from microsite.problems import Report
from microsite.timings import Timings

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from microsite.cache import Cache
    from microsite.problems import Problem
    from microsite.shelf import Shelf

T = TypeVar("T")


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
