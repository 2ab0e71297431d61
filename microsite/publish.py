"""Put a finished site in place: all of it or none."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.contents import PublishedFile
from microsite.disk import UNCHANGED, disk_problem, shown_at
from microsite.ended import AnotherBuild
from microsite.model import Output
from microsite.ours import MARKER, foreign, hindrance, host_folder, lock_of, marked_in, marker_of
from microsite.placing import Change, clear, made_new
from microsite.spare import spare_of
from microsite.staging import Tree, check_paths, holds, tree_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from microsite.problems import Report

__all__ = [
    "MARKER",
    "AnotherBuild",
    "Difference",
    "NotAsPublished",
    "Published",
    "compare",
    "host_folder",
    "publish",
    "publish_changes",
]


class Published(Struct, frozen=True):
    """What a publication changed, in files."""

    written: int
    """New or changed."""
    linked: int
    """As they were."""
    removed: int


class NotAsPublished(Exception):  # noqa: N818  it is no error: the whole site has to be published instead
    """The folder does not hold a whole site of ours, so that changes alone do not make the new one."""


class Difference(Struct, frozen=True):
    """How a finished site differs from a folder, in paths of files, sorted."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    same: tuple[str, ...]


_MakeChange = Callable[[Path, Tree], Change]
"""Makes, of a folder and what it holds, what becomes of it. Nothing has been touched yet."""


def compare(outputs: Sequence[Output], folder: Path) -> Difference | None:
    """Return how the outputs differ from the site that was published in the folder, or None if none was.

    Raises OSError where a file cannot be read.
    """
    if not (folder / MARKER).is_file():
        return None
    files = {output.path: output for output in outputs if not output.beside}
    present = tree_of(folder)
    present.files.pop(MARKER, None)
    change = _change(files, folder, present)
    new = change.written.keys() - present.files.keys()
    parts = (new, change.written.keys() - new, change.gone, change.kept)
    return Difference(*(tuple(sorted(part)) for part in parts))


def publish(
    outputs: Sequence[Output], folder: Path, root: Path, sources: Iterable[Path], report: Report
) -> Published | None:
    """Put the outputs into the folder in one step, or report why not and change nothing.

    A process killed at any moment leaves all of the old site or all of the new: the new one is complete in a folder of
    its own before the two change places. Raises AnotherBuild.
    """
    site = {output.path: output for output in outputs if not output.beside}
    return _publish(partial(_whole, site), outputs, folder, root, sources, report, {})


def publish_changes(
    changed: Mapping[str, bytes],
    gone: Collection[str],
    folder: Path,
    root: Path,
    sources: Iterable[Path],
    report: Report,
    *,
    beside: Sequence[Output] = (),
    trees: Mapping[Path, Tree] | None = None,
) -> Published | None:
    """Publish a site that differs from the one in the folder only in these files, which are changed, new or gone.

    All other files stay as they are and are not read: who calls this knows that the folder holds what was published
    last. `beside` is all that stands beside the site; without any, what is there stays. `trees` are what the folders
    and their spares hold, if that is known. Otherwise as `publish`.
    Raises AnotherBuild, and NotAsPublished where files are missing, so that only `publish` makes the site whole again.
    """
    outputs = {path: Output(path, data) for path, data in changed.items()}
    changes = partial(_changes, outputs, frozenset(gone))
    return _publish(changes, beside, folder, root, sources, report, trees or {})


def _publish(
    site: _MakeChange,
    outputs: Iterable[Output],
    folder: Path,
    root: Path,
    sources: Iterable[Path],
    report: Report,
    trees: Mapping[Path, Tree],
) -> Published | None:
    """Put a site in place, and of the outputs those that stand beside it."""
    folder = Path(os.path.abspath(folder))  # noqa: PTH100  resolve() would follow a link, which is refused below
    places: dict[Path, _MakeChange] = {folder: site}
    if beside := {output.path: output for output in outputs if output.beside}:
        # The site comes last: where it is new, what stands beside it is new as well.
        places = {host_folder(folder): partial(_whole, beside), folder: site}
    sources = tuple(sources)
    try:
        done = next(filter(None, (hindrance(place, root, sources) for place in reversed(places))), None)
        if done is None:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with _lock(folder):
                return _put_in_place(places, root, report, trees)
    except OSError as error:
        done = disk_problem(error, shown_at(folder, root), UNCHANGED)
    report.add(done)
    return None


def _whole(files: Mapping[str, Output], folder: Path, present: Tree) -> Change:
    """Return what makes of a folder one that holds these files and the marker."""
    return _change({**files, MARKER: Output(MARKER, marker_of(files))}, folder, present)


def _change(files: Mapping[str, Output], folder: Path, present: Tree) -> Change:
    """Return what makes of a folder one that holds just these files."""
    there = present.files
    kept = {path for path, output in files.items() if there.get(path) and _stands(output, f"{folder}/{path}")}
    written = {path: output for path, output in files.items() if path not in kept}
    check_paths(written)
    return Change(written, kept, there.keys() - files.keys())


def _stands(output: Output, file: str) -> bool:
    """Tell whether a file holds what an output does. One that was taken from there need not be read."""
    content = output.content
    if isinstance(content, PublishedFile) and content.path == file:
        return True
    return os.path.getsize(file) == output.size and holds(file, output.data)  # noqa: PTH202  as in `staging`


def _changes(changed: Mapping[str, Output], gone: frozenset[str], folder: Path, present: Tree) -> Change:
    """Return what makes of our folder one in which only these files are others."""
    ours = marked_in(folder) if MARKER in present.files else frozenset()
    if not ours or not all(map(present.files.get, ours)):
        raise NotAsPublished
    paths = ours - {MARKER} - gone | changed.keys()
    found = _change({**changed, MARKER: Output(MARKER, marker_of(paths))}, folder, present)
    return Change(found.written, (paths - changed.keys()) | found.kept, ours - paths - {MARKER})


def _put_in_place(
    places: Mapping[Path, _MakeChange], root: Path, report: Report, trees: Mapping[Path, Tree]
) -> Published | None:
    changes: list[tuple[Path, Tree, Change, Tree | None]] = []
    for folder, make in places.items():
        clear(folder)
        present = trees.get(folder) or tree_of(folder)
        problem = foreign(folder, present.files, root)
        if problem:
            report.add(problem)
            return None
        changes.append((folder, present, make(folder, present), trees.get(spare_of(folder))))
    with contextlib.ExitStack() as stack:
        # Nothing is put in place until all that is to be is complete.
        for new in [stack.enter_context(made_new(*change)) for change in changes]:
            new.put_in_place()
    _, _, site, _ = changes[-1]
    return Published(len(site.written), len(site.kept - {MARKER}), len(site.gone))


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Keep two builds apart. The system frees the lock with the process, however that ends.

    The file stays: removing it would let a third build lock a new file while a second waits for the old one.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(lock_of(folder), flags, 0o666), "r+b") as stream:  # noqa: PTH123  with flags of its own
        try:
            _lock_file(stream.fileno())
        except OSError as error:
            if error.errno not in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}:
                raise
            stream.seek(0)
            text = stream.read(20).decode("ascii", errors="replace")
            raise AnotherBuild(int(text) if text.isdigit() else None) from None
        stream.truncate(0)
        stream.write(str(os.getpid()).encode())
        stream.flush()
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock_file(handle: int) -> None:
        # The bytes locked lie far behind the text, which others must be able to read.
        os.lseek(handle, 1024, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock_file(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
