"""Put a finished site in place: all of it or none."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.disk import disk_problem, shown_at
from microsite.exchange import exchange, recover
from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microsite.model import Output
    from microsite.problems import Report

MARKER = ".microsite"

_MARKER_WORDS = "This folder is made by Microsite. Each build replaces it. These files are its own:\n"


class Published(Struct, frozen=True):
    """What a publication changed, in files."""

    written: int
    """New or changed."""
    linked: int
    """As they were."""
    removed: int


class AnotherBuild(Exception):  # noqa: N818  it is no error: somebody else is at work
    """Another build of the same site is running."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"Another build is running{f' (process {pid})' if pid else ''}. Try again soon.")
        self.pid = pid


class Difference(Struct, frozen=True):
    """How a finished site differs from a folder, in paths of files, sorted."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    same: tuple[str, ...]


def compare(outputs: Sequence[Output], folder: Path) -> Difference | None:
    """Return how the outputs differ from the site that was published in the folder, or None if none was.

    Raises OSError where a file cannot be read.
    """
    if not (folder / MARKER).is_file():
        return None
    files = {output.path: output.data for output in outputs if not output.beside}
    return _difference(files, folder, set(_files(folder)) - {MARKER})


def publish(
    outputs: Sequence[Output], folder: Path, root: Path, sources: Iterable[Path], report: Report
) -> Published | None:
    """Put the outputs into the folder in one step, or report why not and change nothing.

    A process killed at any moment leaves all of the old site or all of the new: the new one is complete in a folder of
    its own before the two change places. Raises AnotherBuild.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100  resolve() would follow a link, which is refused below
    sources = tuple(sources)
    parts = {folder: [output for output in outputs if not output.beside]}
    problem = refusal(folder, root, sources)
    if problem is None and (beside := [output for output in outputs if output.beside]):
        # The site comes last: where it is new, what stands beside it is new as well.
        parts = {host_folder(folder): beside, **parts}
        problem = refusal(host_folder(folder), root, sources)
    if problem:
        report.add(problem)
        return None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(folder):
            return [_put_in_place(outputs, place) for place, outputs in parts.items()][-1]
    except OSError as error:
        unchanged = "The published site has not changed."
        report.add(disk_problem(error, shown_at(folder, root), unchanged))
        return None


def host_folder(folder: Path) -> Path:
    """Return where that stands which those who run the host need: `public-host` beside `public`."""
    return folder.with_name(f"{folder.name}-host")


def _put_in_place(outputs: Sequence[Output], folder: Path) -> Published:
    recover(folder, _beside(folder, "old"))
    stage = _beside(folder, "stage")
    shutil.rmtree(stage, ignore_errors=True)
    try:
        return _replace(outputs, folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _beside(folder: Path, what: str) -> Path:
    return folder.with_name(f".{folder.name}.{what}")


def _replace(outputs: Sequence[Output], folder: Path) -> Published:
    files = {output.path: output.data for output in outputs}
    files[MARKER] = (_MARKER_WORDS + "".join(f"{path}\n" for path in sorted(files))).encode()
    difference = _difference(files, folder, set(_files(folder)))
    same = set(difference.same)
    if folder.is_dir() and same == set(files) and not difference.gone:
        return Published(0, len(same) - 1, 0)
    stage = _beside(folder, "stage")
    for path, data in files.items():
        _put(stage, path, data, folder / path if path in same else None)
    if folder.exists():
        exchange(stage, folder, _beside(folder, "old"))
    else:
        stage.rename(folder)
    return Published(len(files) - len(same), len(same - {MARKER}), len(difference.gone))


def _difference(files: Mapping[str, bytes], folder: Path, present: set[str]) -> Difference:
    kept = present & set(files)
    same = {path for path in kept if _holds(folder / path, files[path])}
    parts = (set(files) - present, kept - same, present - set(files), same)
    return Difference(*(tuple(sorted(part)) for part in parts))


def _files(folder: Path) -> Iterator[str]:
    """Yield every file below the folder, relative to it; a link counts as a file."""
    for parent, names, files in os.walk(folder):
        links = [name for name in names if os.path.islink(os.path.join(parent, name))]  # noqa: PTH114, PTH118  os.walk
        for name in files + links:
            yield os.path.relpath(os.path.join(parent, name), folder).replace(os.sep, "/")  # noqa: PTH118


def _holds(file: Path, data: bytes) -> bool:
    return not file.is_symlink() and file.is_file() and file.stat().st_size == len(data) and file.read_bytes() == data


def _put(stage: Path, path: str, data: bytes, unchanged: Path | None) -> None:
    """Write a file into the stage, or link it there if it is as before, so that its time stays true."""
    parts = path.split("/")
    if not all(parts) or {".", ".."} & set(parts) or "\\" in path or "\0" in path:
        raise ValueError(path)
    file = stage / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if unchanged:
        with contextlib.suppress(OSError):  # some file systems have no hard links; then the file is written again
            os.link(unchanged, file)
            return
    with file.open("xb") as stream:
        stream.write(data)
    if unchanged:
        status = unchanged.stat()
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def refusal(folder: Path, root: Path, sources: Iterable[Path]) -> Problem | None:
    """Return why an output folder may not be replaced, or None."""
    place = Place(shown_at(folder, root))
    if folder.is_symlink():
        message = f"“{place.path}” is a link to elsewhere."
        return Problem("refused-output", message, place, "Name a folder with --output.")
    resolved, root = folder.resolve(), root.resolve()
    near = [source.resolve() for source in sources]
    reason = _reason(resolved, root, near)
    if reason:
        hint = "Name another folder with --output, as --output public."
        return Problem("refused-output", f"“{place.path}” {reason}.", place, hint)
    return _foreign(folder, place)


def _reason(folder: Path, root: Path, sources: list[Path]) -> str:
    if folder == Path(folder.anchor):
        return "is the root of the disk"
    if folder == Path.home().resolve():
        return "is your home folder"
    if root.is_relative_to(folder) or Path.cwd().resolve().is_relative_to(folder):
        return "is the project's own folder, or one that holds it"
    for source in sources:
        if source.is_relative_to(folder) or folder.is_relative_to(source):
            return f"overlaps with “{source.name}”, from which the site is made"
    if folder.exists() and not folder.is_dir():
        return "is a file"
    if os.path.ismount(folder):
        return "is a disk of its own"
    if (folder / ".git").exists():
        return "is a git folder"
    return ""


def _foreign(folder: Path, place: Place) -> Problem | None:
    present = set(_files(folder)) if folder.is_dir() else set()
    if not present:
        return None
    if MARKER not in present:
        message = f"“{place.path}” holds files that are not ours."
        return Problem("not-our-output", message, place, "Empty it yourself, or name another folder with --output.")
    known = {MARKER, *(folder / MARKER).read_text("utf-8", errors="replace").splitlines()[1:]}
    foreign = sorted(present - known)
    if foreign:
        named = ", ".join(f"“{path}”" for path in foreign[:3])
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""  # noqa: PLR2004  the three that are named
        message = f"“{place.path}” holds files that are not ours: {named}{more}."
        return Problem("not-our-output", message, place, "Move them elsewhere; each build replaces the folder.")
    return None


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Keep two builds apart. The system frees the lock with the process, however that ends.

    The file stays: removing it would let a third build lock a new file while a second waits for the old one.
    """
    with _beside(folder, "lock").open("a+b") as stream:
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
