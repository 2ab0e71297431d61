"""What the last good build found and left, so that the next one can tell at once that nothing has changed.

This module imports as little as it can: on most days it is all that a build needs, and each import takes longer than
looking at a hundred files.
"""

from __future__ import annotations

import os
import sys
import time
import zlib

from microsite.entries import HOME, are_as_left, bytes_of, changed, entries_of_sources

TYPE_CHECKING = False  # what reads types takes it for true
if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = os.path.join(".cache", "last")
"""Below the site's root."""

PAGES = os.path.join(".cache", "pages")
"""Where it is kept what became of each document, below the site's root."""

KNOWN, WORDS = ".known", ".words"
"""How the files there end that tell what was known of the whole site, and what its texts were turned into HTML with."""

FORMAT = "microsite 3"

TIMINGS = "--timings"
"""What is typed to be told where the time went. It changes nothing that is built."""

MOST_TEXTS = 16
"""If more documents have changed, all cores are of more use."""

# All else that decides what a run does and says.
_VARIABLES = ("SOURCE_DATE_EPOCH", "NO_COLOR", "TERM", "COLUMNS", "GITHUB_STEP_SUMMARY", "PYTHONIOENCODING")


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
        wanted: str = "",
        stale: dict[str, str] | None = None,
        spare: tuple[str, ...] = (),
    ) -> None:
        """Take what each file was that it read, and each file and folder that it left; one entry for each.

        It holds from `since` to `until` by the clock, as a day brings other words. `said` is what it told of the site,
        and that nothing has changed; `told` are the problems, as JSON; `wanted` is what the command
        line was read as. `shelf` is the checksum of what it kept of each document. Of the `stale` files something older
        was kept than stands in the published site; with the path of each goes a word on where its text stands. `spare`
        has an entry for each folder of the site before this one, where that is kept and has files of the same names.
        """
        self.sources, self.outputs = sources, outputs
        self.since, self.until, self.said = since, until, said
        self.shelf, self.told, self.wanted, self.stale = shelf, told, wanted, stale or {}
        self.spare = spare


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


class Look:
    """What a build sees before it begins: the last run, and what has changed since then."""

    def __init__(self, given: Sequence[str]) -> None:
        """Look at the files of the site that the words of a command line name."""
        began = time.perf_counter()
        self.given, self.root = given, os.path.realpath(root_of(given))
        self.key = key_of(given)
        self.started = time.time()
        # What is saved while the build runs may be read or not; so it is looked at before.
        self.sources = entries_of_sources(self.root)
        self.run = read_run(self.root, self.key)
        self.edited = self._edited()
        """The sources that have changed since the last run, if that still holds; None where there are others, or nobody
        can tell."""
        self.seconds = time.perf_counter() - began

    @property
    def is_unchanged(self) -> bool:
        """Whether a build would find and leave what the last one did."""
        return self.edited == [] and self.run is not None and are_as_left(self.run.outputs)

    def stands(self) -> bool:
        """Tell whether every file and folder of the site is as the last run left it, and what is kept beside it."""
        return self.run is not None and are_as_left(self.run.outputs) and are_as_left(self.run.spare)

    @property
    def said(self) -> str:
        """What the last run said of the site, and that nothing has changed."""
        run = self.run
        if run is None or TIMINGS not in self.given or "--quiet" in self.given:
            return run.said if run else ""
        lines = run.said.splitlines(keepends=True)
        looked = f"{len(run.sources) + len(run.outputs)} files and folders, all as they were"
        return "".join((*lines[:-1], f"Look     {self.seconds:>7.3f} s  {looked}\n", lines[-1]))

    def texts(self) -> tuple[str, ...]:
        """Return the documents, as files of `content/`, if they are all that has changed."""
        content = os.path.join(self.root, "content", "")
        paths = self.edited or ()
        if len(paths) > MOST_TEXTS or not all(path.startswith(content) and path.endswith(".md") for path in paths):
            return ()
        return tuple(path[len(content) :].replace(os.sep, "/") for path in paths)

    def wanted(self) -> dict[str, str | bool | None]:
        """Return what the command line was read as by the last run, which had the same words: options by name."""
        kinds: dict[str, str | bool | None] = {"none": None, "true": True, "false": False}
        lines = [line.split(" ", 2) for line in (self.run.wanted if self.run else "").splitlines()]
        return {name: kinds.get(kind, value) for name, kind, value in lines} | {"timings": TIMINGS in self.given}

    def file(self, folder: str, suffix: str = "") -> str:
        """Return where something is kept for runs like this one, in a folder below the site's root."""
        return _file(self.root, self.key, folder) + suffix

    def _edited(self) -> list[str] | None:
        run = self.run
        if run is None or self.sources is None or not run.since <= self.started < run.until:
            return None
        return changed(run.sources, self.sources)


def read_run(root: str, key: str) -> Run | None:
    """Return the last good run with this key, or None where there is none that can be read."""
    try:
        checksum, _, data = bytes_of(_file(root, key, FOLDER)).partition(b"\0")
    except OSError:
        return None
    if checksum != _checksum(data):
        return None
    try:
        return _run_of(data.decode("utf-8", "surrogateescape").split("\0"), key)
    except (ValueError, IndexError):
        return None  # another version has written it


def _run_of(fields: list[str], key: str) -> Run | None:
    own_format, own_key, since, until, said, shelf, told, wanted, *lists = fields
    if (own_format, own_key) != (FORMAT, key):
        return None
    sources, rest = _list(lists)
    outputs, rest = _list(rest)
    words, rest = _list(rest)
    stale = {path: word for word, _, path in (field.partition(" ") for field in words)}
    until_, spare = float(until), _list(rest)[0]
    return Run(sources, outputs, float(since), until_, said, shelf, told=told, wanted=wanted, stale=stale, spare=spare)


def _list(fields: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the list with which the fields begin, whose length comes first, and the fields after it."""
    end = int(fields[0]) + 1
    return tuple(fields[1:end]), fields[end:]


def keep_run(root: str, key: str, run: Run) -> None:
    """Write down a good run. Raises OSError; then the next run does all again."""
    stale = [f"{word} {path}" for path, word in sorted(run.stale.items())]
    lists = [field for found in (run.sources, run.outputs, stale, run.spare) for field in (str(len(found)), *found)]
    data = "\0".join(
        (FORMAT, key, str(run.since), str(run.until), run.said, run.shelf, run.told, run.wanted, *lists)
    ).encode("utf-8", "surrogateescape")
    file = _file(root, key, FOLDER)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    beside = f"{file}.{os.getpid()}"
    with open(beside, "wb") as stream:
        stream.write(_checksum(data) + b"\0" + data)
    os.replace(beside, file)


def _file(root: str, key: str, folder: str) -> str:
    return os.path.join(root, folder, f"{zlib.crc32(key.encode('utf-8', 'surrogateescape')):08x}")


def _checksum(data: bytes) -> bytes:
    return f"{zlib.crc32(data):08x}".encode()
