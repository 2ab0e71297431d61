"""What a build finds of the runs before it, and leaves for those after it."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from microsite.last_run import (
    Run,
    as_left,
    entries_of_outputs,
    entries_of_program,
    entries_of_sources,
    keep_run,
    key_of,
    read_run,
)
from microsite.publish import MARKER, host_folder
from microsite.shelf import FOLDER, Shelf, read_shelf, write_shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from microsite.model import Output


class Records:
    """The records of one site and one way to build it."""

    def __init__(self, root: Path, folder: Path, given: Sequence[str]) -> None:
        """Look at the sources. `folder` is where the site goes, `given` what a person typed."""
        self.root, self.folder = root, folder
        self.key = key_of(given)
        self.started = time.time()
        # What is saved while the build runs may be read or not; so it is looked at before.
        self.sources = entries_of_sources(str(root))
        self.made_by = hashlib.sha256("\0".join(entries_of_program()).encode(errors="replace")).hexdigest()
        self._file = root / FOLDER / hashlib.sha256(self.key.encode(errors="replace")).hexdigest()[:16]
        self._run = read_run(str(root), self.key)

    def shelf(self) -> Shelf:
        """Return what was kept of each document, and which published files may be taken as they are."""
        kept, checksum = read_shelf(self._file, self.made_by)
        run, prefix = self._run, f"{self.folder}{os.sep}"
        if run is None or run.shelf != checksum:
            return Shelf(kept)
        found = {path[len(prefix) :]: path for path in as_left(run.outputs) if path.startswith(prefix)}
        return Shelf(kept, {path: file for path, file in found.items() if path not in run.stale})

    def keep(self, shelf: Shelf, outputs: Iterable[Output], said: str, zone: ZoneInfo) -> None:
        """Write down a good run. Where that cannot be written, the next run does all again."""
        if self.sources is None:
            return
        outputs = tuple(outputs)
        try:
            checksum = write_shelf(self._file, self.made_by, shelf.made)
            left = entries_of_outputs(
                str(self.folder), [MARKER, *(found.path for found in outputs if not found.beside)]
            )
            beside = [found.path for found in outputs if found.beside]
            if beside:
                left += entries_of_outputs(str(host_folder(self.folder)), [MARKER, *beside])
            until = _midnight(self.started, zone)
            keep_run(str(self.root), self.key, Run(self.sources, left, self.started, until, said, checksum))
        except OSError:
            return


def _midnight(now: float, zone: ZoneInfo) -> float:
    """Return the seconds of the clock at which the next day begins."""
    day = datetime.fromtimestamp(now, zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
