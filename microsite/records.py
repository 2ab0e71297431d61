"""What a build finds of the runs before it, and leaves for those after it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from microsite.documents import FOLDER as DOCUMENTS
from microsite.last_run import (
    Run,
    as_left,
    changed,
    entries_of_outputs,
    entries_of_program,
    entries_of_sources,
    entry_of,
    keep_run,
    key_of,
    path_of,
    read_run,
)
from microsite.ledger import FILE as LEDGER
from microsite.problems import Problem
from microsite.publish import MARKER, host_folder
from microsite.shelf import FOLDER, Shelf, read_shelf, write_shelf, write_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from microsite.known import Known
    from microsite.model import Output
    from microsite.problems import Report


class Records:
    """The records of one site and one way to build it."""

    def __init__(self, root: Path, folder: Path, given: Sequence[str]) -> None:
        """Look at the sources. `folder` is where the site goes, `given` what a person typed."""
        self.root, self.folder = root, folder
        self.key = key_of(given)
        self.started = time.time()
        # What is saved while the build runs may be read or not; so it is looked at before.
        self.sources = entries_of_sources(str(root))
        self.run = read_run(str(root), self.key)
        self._file = root / FOLDER / hashlib.sha256(self.key.encode(errors="replace")).hexdigest()[:16]

    @cached_property
    def made_by(self) -> str:
        """Which version of the generator this is, with its libraries."""
        return hashlib.sha256("\0".join(entries_of_program()).encode(errors="replace")).hexdigest()

    def edited(self) -> tuple[str, ...]:
        """Return the documents, as files of `content/`, if they are all that has changed since the last run."""
        run, content = self.run, f"{self.root / DOCUMENTS}{os.sep}"
        if run is None or self.sources is None or not run.since <= self.started < run.until:
            return ()
        paths = changed(run.sources, self.sources) or ()
        if not all(path.startswith(content) and path.endswith(".md") for path in paths):
            return ()
        if sum(1 for _ in as_left(run.outputs)) != len(run.outputs):
            return ()
        return tuple(path[len(content) :].replace(os.sep, "/") for path in paths)

    def known(self) -> Known | None:
        """Return what the last run knew of the site, or None where it cannot be told."""
        from microsite.known import decoded  # noqa: PLC0415  only a small edit needs it

        try:
            return decoded(self._file.with_suffix(".known").read_bytes()) if self.run else None
        except OSError:
            return None

    def told(self) -> list[Problem]:
        """Return the problems of the last run."""
        return msgspec.json.decode(self.run.told, type=list[Problem]) if self.run and self.run.told else []

    def shelf(self) -> Shelf:
        """Return what was kept of each document, and which published files may be taken as they are."""
        kept, checksum = read_shelf(self._file, self.made_by)
        run, prefix = self.run, f"{self.folder}{os.sep}"
        if run is None or run.shelf != checksum:
            return Shelf(kept)
        found = {path[len(prefix) :]: path for path in as_left(run.outputs) if path.startswith(prefix)}
        return Shelf(kept, {path: file for path, file in found.items() if path not in run.stale})

    def keep(self, shelf: Shelf, outputs: Iterable[Output], told: Report, said: str, zone: ZoneInfo) -> None:
        """Write down a good run. Where that cannot be written, the next run does all again, and nobody need know."""
        outputs = tuple(outputs)
        places = {
            self.folder: [MARKER, *(found.path for found in outputs if not found.beside)],
            host_folder(self.folder): [MARKER, *(found.path for found in outputs if found.beside)],
        }
        with contextlib.suppress(OSError):
            checksum = write_shelf(self._file, self.made_by, shelf.made)
            write_whole(self._file.with_suffix(".known"), shelf.known)
            left = [entry for folder, paths in places.items() for entry in entries_of_outputs(str(folder), paths)]
            self._keep(left, told, said, zone, checksum, ())

    def keep_again(self, stale: Iterable[str], told: Report, said: str, zone: ZoneInfo) -> None:
        """Write down a run that made a few pages again: what the shelf has of these is older than what is published."""
        if self.run is None:
            return
        with contextlib.suppress(OSError):
            left = [entry_of(path_of(entry)) for entry in self.run.outputs]
            self._keep(left, told, said, zone, self.run.shelf, {*self.run.stale, *stale})

    def _keep(
        self, left: Sequence[str], told: Report, said: str, zone: ZoneInfo, shelf: str, stale: Collection[str]
    ) -> None:
        # The ledger is a source that the run itself may have written.
        ledger = str(self.root / LEDGER)
        sources = [entry_of(ledger) if path_of(entry) == ledger else entry for entry in self.sources or ()]
        if self.sources is not None:
            run = Run(
                tuple(sources),
                tuple(left),
                self.started,
                _midnight(self.started, zone),
                said,
                shelf,
                told=msgspec.json.encode(told.problems).decode(),
                stale=tuple(sorted(stale)),
            )
            keep_run(str(self.root), self.key, run)


def _midnight(now: float, zone: ZoneInfo) -> float:
    """Return the seconds of the clock at which the next day begins."""
    day = datetime.fromtimestamp(now, zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
