"""What files and folders are, an entry each: size, time of the last change, inode, path. Equal ones are unchanged.

As `last_run`, this imports as little as it can.
"""

from __future__ import annotations

import os
import stat
import sys
import time
import zlib

TYPE_CHECKING = False  # what reads types takes it for true
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the program, and of its own site."""

_SOURCES = ("content", "templates", "site_config.yaml", "addresses.txt")

# A file may be written twice within one tick of the clock that dates it: some milliseconds, or two seconds where times
# are whole seconds, as on FAT. Of one that was just written, size and time say nothing (https://git-scm.com/docs/racy-git).
_TICK, _COARSE_TICK, _SECOND = 20_000_000, 2_000_000_000, 1_000_000_000  # nanoseconds


def entries_of_sources(root: str) -> tuple[str, ...] | None:
    """Return an entry for each file from which the site at `root` is made, and for each of the generator's own.

    None where a link leads out of these folders, so that nobody can tell whether anything has changed.
    """
    now = time.time_ns()
    places = [os.path.join(root, name) for name in _SOURCES]
    if not os.path.isdir(places[1]):
        places[1] = os.path.join(HOME, "templates")
    if any(map(os.path.islink, places)):
        return None
    try:
        return (*(entry for place in places for entry in _entries(place, now)), *entries_of_program())
    except (OSError, _LinkError):
        return None


def entries_of_program() -> tuple[str, ...]:
    """Return an entry for each file of the generator, and for the folders of its libraries. Raises OSError."""
    own = (os.path.join(HOME, name) for name in ("build.py", "microsite"))
    found = [entry for place in own for entry in _entries(place, 0)]
    # A library that is installed or taken away changes the time of its folder.
    found += [_entry(os.stat(place), place) for place in sys.path if place.endswith("-packages")]
    return (sys.version, *found)


def bytes_of(path: str) -> bytes:
    """Return what a plain file holds. Raises OSError, also for a pipe, at which a reader could wait for ever."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(f"“{path}” is no plain file.")
        with open(handle, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(handle)


class _LinkError(Exception):
    """A link leads to somewhere else."""


def _entries(place: str, now: int) -> Iterator[str]:
    try:
        found = sorted(os.scandir(place), key=lambda entry: entry.name)
    except NotADirectoryError:
        status = os.stat(place, follow_symlinks=False)
        yield _fresh(status, place, now)
        return
    except FileNotFoundError:
        yield f"- {place}"
        return
    for entry in found:
        if entry.is_symlink():
            raise _LinkError
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _entries(entry.path, now)
            continue
        status = entry.stat()
        if status.st_mtime_ns < now - _COARSE_TICK:  # nearly always; a call for each of many files takes its time
            yield f"{status.st_size} {status.st_mtime_ns} {status.st_ino} {entry.path}"
        else:
            yield _fresh(status, entry.path, now)


def _fresh(status: os.stat_result, path: str, now: int) -> str:
    """Return the entry of a file that is read, with a checksum if it was written a moment ago."""
    tick = _TICK if status.st_mtime_ns % _SECOND else _COARSE_TICK
    # Whoever opens a pipe waits until somebody writes into it.
    is_fresh = 0 <= now - status.st_mtime_ns <= tick and stat.S_ISREG(status.st_mode)
    return f"{_checksum_of(path)} {_entry(status, path)}" if is_fresh else _entry(status, path)


def _checksum_of(path: str) -> str:
    with open(path, "rb") as stream:
        return f"#{zlib.crc32(stream.read()):08x}"


def changed(before: Sequence[str], now: Sequence[str]) -> list[str] | None:
    """Return which sources have changed, or None where there are others. A file that had just been written is read."""
    if len(before) != len(now):
        return None
    pairs = [(one, other) for one, other in zip(before, now, strict=True) if one != other and not _is_same(one, other)]
    if any(path_of(one) != path_of(other) for one, other in pairs):
        return None
    return [path_of(other) for _, other in pairs]


def path_of(entry: str) -> str:
    """Return the path in an entry, without what was there of it: a checksum, a size, a time, an inode, or nothing."""
    if entry.startswith("-"):
        return entry[2:]
    return entry.split(" ", 4)[4] if entry.startswith("#") else entry.split(" ", 3)[3]


def inode_of(entry: str) -> int:
    """Return the inode in an entry of a file or folder that was left."""
    return int(entry.split(" ", 3)[2])


def _is_same(before: str, now: str) -> bool:
    checksum, _, entry = before.partition(" ")
    if not checksum.startswith("#") or not now.endswith(entry):
        return False
    return checksum == _checksum_of(entry.split(" ", 3)[3])


def entry_of(path: str) -> str:
    """Return the entry of a file or folder as it is now. Raises OSError."""
    return _entry(os.stat(path, follow_symlinks=False), path)


def _entry(status: os.stat_result, path: str) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino} {path}"


def entries_of_outputs(folder: str, paths: Iterable[str]) -> tuple[str, ...]:
    """Return an entry for each of the paths below a folder, and for each folder that holds one, whose path ends so.

    Raises OSError.
    """
    files = [os.path.join(folder, *path.split("/")) for path in paths]
    folders = {folder}
    for file in files:
        above = os.path.dirname(file)
        while above not in folders:
            folders.add(above)
            above = os.path.dirname(above)
    return tuple(entry_of(place) for place in (*files, *(os.path.join(found, "") for found in sorted(folders))))


def as_left(outputs: Iterable[str]) -> Iterator[str]:
    """Yield the path of each file and folder of a run that is as it left it.

    One file more or less changes the time of its folder.
    """
    for entry in outputs:
        path = path_of(entry)
        try:
            if entry_of(path) == entry:
                yield path
        except OSError:
            continue


def are_as_left(outputs: Sequence[str]) -> bool:
    """Tell whether every file and folder of a run is as it left it."""
    try:
        for entry in outputs:
            path = entry.split(" ", 3)[3]
            status = os.lstat(path)
            if entry != f"{status.st_size} {status.st_mtime_ns} {status.st_ino} {path}":
                return False
    except OSError:
        return False
    return True
