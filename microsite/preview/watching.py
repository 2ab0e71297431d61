"""Tell what was saved: file events from the system, gathered into bursts."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from watchfiles import Change, watch

from microsite.config import FILE
from microsite.content_files import FOLDER
from microsite.ledger import FILE as ADDRESSES
from microsite.source import PYTHONS_OWN, signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STEP, STEP_OF_SETTINGS, BURST = 2, 20, 50
"""Milliseconds without an event that end a burst, the same for the settings, and the longest that a burst lasts.

The system is asked as often, which takes about a hundredth of a processor.
"""
LOOK = 500
"""Milliseconds after which it is looked whether the folders are still the same, without any event."""

_LEFT_BY_EDITORS = re.compile(r"~$|^\.|^#.*#$|\.sw[a-z]$|\.tmp$|^4913$|^sed\w{6}$|___jb_\w+___$", re.IGNORECASE)


def is_left_by_an_editor(path: str) -> bool:
    """Tell whether a file is one that an editor keeps for itself while somebody writes."""
    return bool(_LEFT_BY_EDITORS.search(Path(path).name))


class Watched(Struct, frozen=True):
    """The folders of a site that are watched."""

    root: Path
    templates: Path

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders with everything in them, so far as they are there."""
        return tuple(folder for folder in (self.root / FOLDER, self.templates) if folder.is_dir())

    def name(self, path: str) -> str:
        """Return how problems name a file: `content/fees.md`; nothing for one that is no part of the site."""
        file = Path(path)
        if file in {self.root / FILE, self.root / ADDRESSES}:
            return file.name
        for folder, label in ((self.root / FOLDER, FOLDER), (self.templates, "templates")):
            if file.is_relative_to(folder) and PYTHONS_OWN not in file.relative_to(folder).parts:
                return f"{label}/{file.relative_to(folder).as_posix()}".removesuffix("/.")
        return ""


class Watcher:
    """Watches a site in threads of its own and hands each burst of changes to `tell`, from those threads.

    An empty burst means: look again, something may have been saved before the system began to send events.
    """

    def __init__(self, watched: Watched, tell: Callable[[frozenset[str]], None], *, poll: bool = False) -> None:
        """Take what to watch; `poll` looks at the files again and again where the system sends no events."""
        self.watched, self.tell, self.poll = watched, tell, poll
        self._stop = Event()
        self._threads = [Thread(target=self._watch_settings, daemon=True), Thread(target=self._watch_all, daemon=True)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=1)

    def _watch_settings(self) -> None:
        """Watch the settings by their folder, as many editors put a new file in the place of the old one."""
        while not self._stop.is_set():
            self._follow((self.watched.root,), recursive=False)

    def _watch_all(self) -> None:
        while not self._stop.is_set():
            folders = self.watched.folders
            if folders:
                self._follow(folders, recursive=True)
            else:
                self._stop.wait(LOOK / 1000)

    def _follow(self, folders: tuple[Path, ...], *, recursive: bool) -> None:
        """Tell what changes in the folders, until one of them comes, goes or is replaced."""
        inodes = [signature(folder)[2] for folder in folders]
        seen = False
        for changes in self._changes(folders, recursive=recursive):
            names = frozenset(filter(None, map(self._name, changes)))
            if names or not seen:
                self.tell(names)
            seen = True
            now = self.watched.folders if recursive else folders
            if now != folders or [signature(folder)[2] for folder in now] != inodes:
                return

    def _changes(self, folders: tuple[Path, ...], *, recursive: bool) -> Iterator[set[tuple[Change, str]]]:
        return watch(
            *folders,
            watch_filter=None,
            debounce=BURST,
            step=STEP if recursive else STEP_OF_SETTINGS,
            stop_event=self._stop,
            rust_timeout=LOOK,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=self.poll or None,
            poll_delay_ms=100,
            recursive=recursive,
            ignore_permission_denied=True,
        )

    def _name(self, change: tuple[Change, str]) -> str:
        path = change[1]
        return "" if is_left_by_an_editor(path) else self.watched.name(path)
