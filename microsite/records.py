"""What a build finds of the runs before it, and leaves for those after it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from microsite.entries import as_left, bytes_of, entries_of_outputs, entries_of_program, entry_of, inode_of, path_of
from microsite.last_run import KNOWN, PAGES, WORDS, Run, keep_run
from microsite.ledger import FILE as LEDGER
from microsite.ours import MANIFEST, MARKER, host_folder
from microsite.problems import Problem
from microsite.shelf import Shelf, read_shelf, write_shelf, write_whole
from microsite.spare import site_in_spare, spare_of, tree_of_spare
from microsite.staging import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from microsite.frames import Places
    from microsite.known import Known
    from microsite.last_run import Look
    from microsite.model import Output
    from microsite.problems import Report


class Records:
    """The records of one site and one way to build it."""

    def __init__(self, look: Look, folder: Path, wanted: Mapping[str, object]) -> None:
        """Take what was seen before the build began. `folder` is where the site goes, `wanted` the options by name."""
        self.look, self.folder, self.wanted = look, folder, wanted
        self._file = Path(look.file(PAGES))

    @cached_property
    def made_by(self) -> str:
        """Which version of the generator this is, with its libraries."""
        return hashlib.sha256("\0".join(entries_of_program()).encode(errors="replace")).hexdigest()

    def known(self) -> Known | None:
        """Return what the last run knew of the site, or None where it cannot be told."""
        from microsite.known import decoded  # noqa: PLC0415  only a small edit needs it

        try:
            return decoded(bytes_of(self.look.file(PAGES, KNOWN))) if self.look.run else None
        except OSError:
            return None

    def places(self, path: str, first: Places) -> Places:
        """Return where the text of a page stands in its file now; `first` is where it stood when all was built."""
        word = self.look.run.stale.get(path, "") if self.look.run else ""
        return tuple(map(int, word.split(","))) if word else first

    def told(self) -> list[Problem]:
        """Return the problems of the last run."""
        run = self.look.run
        return msgspec.json.decode(run.told, type=list[Problem]) if run and run.told else []

    def trees(self) -> dict[Path, Tree]:
        """Return what the last run left in the folder of the site, in that beside it, and in the site before it."""
        found: dict[Path, Tree] = {}
        for folder in (self.folder, host_folder(self.folder)):
            tree, prefix = found.setdefault(folder, Tree()), f" {folder}{os.sep}"
            for entry in self.look.run.outputs if self.look.run else ():
                known, _, name = entry.replace(os.sep, "/").partition(prefix.replace(os.sep, "/"))
                if name.endswith("/"):
                    tree.folders.add(name[:-1])
                elif name:
                    tree.files[name] = int(known.rpartition(" ")[2])
        same = self.look.run is not None and self.look.run.spare
        spare = found[self.folder] if same else tree_of_spare(self.folder)
        return found | ({spare_of(self.folder): spare} if spare.files else {})

    def shelf(self) -> Shelf:
        """Return what was kept of each document, and which published files may be taken as they are."""
        kept, checksum = read_shelf(self._file, self.made_by)
        run, prefix = self.look.run, f"{self.folder}{os.sep}"
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
            write_whole(Path(self.look.file(PAGES, KNOWN)), [shelf.known])
            write_whole(Path(self.look.file(PAGES, WORDS)), [shelf.words])
            left = [entry for folder, paths in places.items() for entry in entries_of_outputs(str(folder), paths)]
            self._keep(left, told, said, _midnight(self.look.started, zone), checksum, {}, ())

    def keep_again(self, changed: Sequence[str], places: Mapping[str, Places], told: Report, said: str) -> None:
        """Write down a run that made a few pages again; what the shelf has of these is older than what is published.

        `changed` are all files that it wrote into the site, `places` those that are pages.
        """
        if self.look.run is None:
            return
        # Files that have not changed are the same ones, but in folders of their own. Few entries need be read for that.
        new = (*(str(self.folder / path) for path in changed), str(host_folder(self.folder) / MANIFEST))
        ends = (os.sep, *new)
        with contextlib.suppress(OSError):
            left = [entry_of(path_of(entry)) if entry.endswith(ends) else entry for entry in self.look.run.outputs]
            stale = {path: ",".join(map(str, places.get(path, ()))) for path in changed}
            kept = self.look.run.shelf, self.look.run.stale | stale, self._folders_of_spare(self.look.run.outputs)
            self._keep(left, told, said, self.look.run.until, *kept)

    def _folders_of_spare(self, before: Sequence[str]) -> tuple[str, ...]:
        """Return an entry for each folder of the site that stood here before, where it is kept; nothing if it is not.

        Moving it has changed none of them. Raises OSError.
        """
        home, prefix = f"{site_in_spare(self.folder)}{os.sep}", f" {self.folder}{os.sep}"
        folders = [entry.partition(prefix) for entry in before if entry.endswith(os.sep)]
        found = {inside: known for known, here, inside in folders if here}
        if not Path(home).is_dir() or inode_of(found.pop("") + prefix) != inode_of(now := entry_of(home)):
            return ()
        return (now, *(f"{known} {home}{inside}" for inside, known in found.items()))

    def _keep(
        self,
        left: Sequence[str],
        told: Report,
        said: str,
        until: float,
        shelf: str,
        stale: dict[str, str],
        spare: tuple[str, ...],
    ) -> None:
        # The ledger is a source that the run itself may have written.
        ledger = str(Path(self.look.root) / LEDGER)
        sources = [
            entry_of(ledger) if entry.endswith(ledger) and path_of(entry) == ledger else entry
            for entry in self.look.sources or ()
        ]
        if self.look.sources is not None:
            run = Run(
                tuple(sources),
                tuple(left),
                self.look.started,
                until,
                said,
                shelf,
                told=msgspec.json.encode(told.problems).decode(),
                wanted="".join(f"{name} {_kind(value)} {value}\n" for name, value in self.wanted.items()),
                stale=stale,
                spare=spare,
            )
            keep_run(self.look.root, self.look.key, run)


def _kind(value: object) -> str:
    return str(value).lower() if value is None or isinstance(value, bool) else "text"


def _midnight(now: float, zone: ZoneInfo) -> float:
    """Return the seconds of the clock at which the next day begins."""
    day = datetime.fromtimestamp(now, zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
