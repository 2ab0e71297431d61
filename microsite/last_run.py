"""What the last good build found and left, so that the next one can tell at once that nothing has changed.

This module imports as little as it can: on most days it is all that a build needs, and each import takes longer than
looking at a hundred files.
"""

from __future__ import annotations

import os
import sys
import time
import zlib

TYPE_CHECKING = False  # what reads types takes it for true
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FOLDER = os.path.join(".cache", "last")
"""Below the site's root."""

FORMAT = "microsite 1"

_SOURCES = ("content", "templates", "site_config.yaml", "addresses.txt")

# All else that decides what a run does and says.
_VARIABLES = ("SOURCE_DATE_EPOCH", "NO_COLOR", "TERM", "COLUMNS", "GITHUB_STEP_SUMMARY", "PYTHONIOENCODING")

# A file may be written twice within one tick of the clock that dates it: some milliseconds, or two seconds where times
# are whole seconds, as on FAT. Of one that was just written, size and time say nothing (https://git-scm.com/docs/racy-git).
_TICK, _COARSE_TICK, _SECOND = 20_000_000, 2_000_000_000, 1_000_000_000  # nanoseconds


TIMINGS = "--timings"
"""What is typed to be told where the time went. It changes nothing that is built."""

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the program, and of its own site."""


class Run:
    """A good build: what it read, what it left, and what it said."""

    def __init__(  # a class of the library that others are made with takes longer to import than a run may take
        self,
        sources: tuple[str, ...],
        outputs: tuple[str, ...],
        since: float,
        until: float,
        said: str,
        shelf: str,
        *,
        told: str = "",
        stale: tuple[str, ...] = (),
    ) -> None:
        """Take what each file was that it read, and each file and folder that it left; one entry for each.

        It holds from `since` to `until` by the clock, as a day brings other words. `said` is what it told of the site,
        and that nothing has changed; `told` are the problems, as JSON. `shelf` is the checksum of what it kept of each
        document, but for the `stale` files, of which something older was kept than stands in the published site.
        """
        self.sources, self.outputs = sources, outputs
        self.since, self.until, self.said = since, until, said
        self.shelf, self.told, self.stale = shelf, told, stale


def root_of(given: Sequence[str]) -> str:
    """Return the folder of the site that the words of a command line name, or of our own."""
    for number, word in enumerate(given):
        if word == "--root" and number + 1 < len(given):
            return given[number + 1]
        if word.startswith("--root="):
            return word[len("--root=") :]
    return HOME


def key_of(given: Sequence[str]) -> str:
    """Return all that must be the same for a run to be the same, but for files and the day."""
    words = [word for word in (given[1:] if given[:1] == ["build"] else given) if word != TIMINGS]
    terminal = sys.stdout.isatty(), (sys.stdout.encoding or "utf-8").lower()
    return repr((*words, os.getcwd(), sys.version, terminal, *map(os.environ.get, _VARIABLES)))


def entries_of_sources(root: str) -> tuple[str, ...] | None:
    """Return an entry for each file from which the site at `root` is made, and for each of the generator's own.

    None where a link leads out of these folders, so that nobody can tell whether anything has changed.
    """
    now = time.time_ns()
    places = [os.path.join(root, name) for name in _SOURCES]
    if not os.path.isdir(places[1]):
        places[1] = os.path.join(HOME, "templates")
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
        else:
            yield _fresh(entry.stat(), entry.path, now)


def _fresh(status: os.stat_result, path: str, now: int) -> str:
    """Return the entry of a file that is read, with a checksum if it was written a moment ago."""
    tick = _TICK if status.st_mtime_ns % _SECOND else _COARSE_TICK
    is_fresh = 0 <= now - status.st_mtime_ns <= tick
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
    """Return an entry for each of the paths below a folder, and for each folder that holds one. Raises OSError."""
    files = [os.path.join(folder, *path.split("/")) for path in paths]
    folders = {folder}
    for file in files:
        above = os.path.dirname(file)
        while above not in folders:
            folders.add(above)
            above = os.path.dirname(above)
    return tuple(entry_of(place) for place in (*files, *sorted(folders)))


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


def unchanged(given: Sequence[str]) -> str | None:
    """Return what to say if a build with these words would find and leave what the last one did; else None."""
    began, root = time.perf_counter(), os.path.realpath(root_of(given))
    run = read_run(root, key_of(given))
    if run is None or not run.since <= time.time() < run.until:
        return None
    sources = entries_of_sources(root)
    if (
        sources is None
        or changed(run.sources, sources) != []
        or sum(1 for _ in as_left(run.outputs)) != len(run.outputs)
    ):
        return None
    if TIMINGS not in given or "--quiet" in given:
        return run.said
    lines = run.said.splitlines(keepends=True)
    looked = f"{len(sources) + len(run.outputs)} files and folders, all as they were"
    return "".join((*lines[:-1], f"Look     {time.perf_counter() - began:>7.3f} s  {looked}\n", lines[-1]))


def read_run(root: str, key: str) -> Run | None:
    """Return the last good run with this key, or None where there is none that can be read."""
    try:
        with open(_file(root, key), "rb") as stream:
            checksum, _, data = stream.read().partition(b"\0")
    except OSError:
        return None
    if checksum != _checksum(data):
        return None
    try:
        return _run_of(data.decode("utf-8", "surrogateescape").split("\0"), key)
    except (ValueError, IndexError):
        return None  # another version has written it


def _run_of(fields: list[str], key: str) -> Run | None:
    own_format, own_key, since, until, said, shelf, told, *lists = fields
    if (own_format, own_key) != (FORMAT, key):
        return None
    sources, rest = _list(lists)
    outputs, rest = _list(rest)
    return Run(sources, outputs, float(since), float(until), said, shelf, told=told, stale=_list(rest)[0])


def _list(fields: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the list with which the fields begin, whose length comes first, and the fields after it."""
    end = int(fields[0]) + 1
    return tuple(fields[1:end]), fields[end:]


def keep_run(root: str, key: str, run: Run) -> None:
    """Write down a good run. Raises OSError; then the next run does all again."""
    lists = [field for found in (run.sources, run.outputs, run.stale) for field in (str(len(found)), *found)]
    data = "\0".join((FORMAT, key, str(run.since), str(run.until), run.said, run.shelf, run.told, *lists)).encode(
        "utf-8", "surrogateescape"
    )
    file = _file(root, key)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    beside = f"{file}.{os.getpid()}"
    with open(beside, "wb") as stream:
        stream.write(_checksum(data) + b"\0" + data)
    os.replace(beside, file)


def _file(root: str, key: str) -> str:
    return os.path.join(root, FOLDER, f"{zlib.crc32(key.encode('utf-8', 'surrogateescape')):08x}")


def _checksum(data: bytes) -> bytes:
    return f"{zlib.crc32(data):08x}".encode()
