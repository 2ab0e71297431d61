"""Put other bytes in the place of a file's, whole or not at all, and of several files together or of none."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class ChangedMeanwhileError(Exception):
    """The file no longer holds what was read; the message says so in plain words."""

    def __init__(self, file: Path) -> None:
        super().__init__("The file was saved by another program meanwhile.")
        self.file = file


class Replacement(Struct, frozen=True):
    """A file, the bytes that it holds and the bytes that it is to hold."""

    file: Path
    before: bytes
    after: bytes
    to: Path | None = None
    """Where the file is to stand from now on, if elsewhere."""


def replace_file(file: Path, before: bytes, after: bytes) -> None:
    """Replace a file in one step, with its mode and all else that the system keeps of it.

    Raises ChangedMeanwhileError where it does not hold `before` any more, and OSError where the disk does not take it.
    """
    with _staged(file, after, file.parent) as name:
        if file.read_bytes() != before:
            raise ChangedMeanwhileError(file)
        os.replace(name, file)  # noqa: PTH105  both are paths, and this says it best
    _sync_folder(file.parent)


def write_new_file(file: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all. Raises OSError."""
    with _beside(file.parent) as (handle, name):
        _fill(handle, data)
        # A file for one's own eyes is how temporary ones begin; this one is as any other of its folder.
        os.chmod(name, 0o666 & ~_umask())  # noqa: PTH101  name is a string
        os.replace(name, file)  # noqa: PTH105  as above
    _sync_folder(file.parent)


def replace_together(replacements: Sequence[Replacement]) -> None:
    """Replace all files, or none of them: where one cannot be replaced, those before it are put back.

    Everything is on the disk before the first file changes, so that what can go wrong goes wrong early. Folders for
    files that move are made; a folder that they leave empty is removed. Raises ChangedMeanwhileError and OSError.
    """
    made: list[Path] = []
    try:
        for found in replacements:
            made += _make_folders(found.to.parent) if found.to else []
        with ExitStack() as stack:
            steps = [(found, *_stage(found, stack)) for found in replacements]
            for found in replacements:
                _check_unchanged(found)
            _exchange_all(steps)
    except (OSError, ChangedMeanwhileError):
        for folder in reversed(made):
            with contextlib.suppress(OSError):  # somebody else may have put something there
                folder.rmdir()
        raise
    for found in replacements:
        if found.to:
            _remove_empty(found.file.parent)
        _sync_folder((found.to or found.file).parent)


def _stage(found: Replacement, stack: ExitStack) -> tuple[str, str]:
    """Return files that hold what the file is to hold and what it holds now, each beside where it belongs."""
    after = _staged(found.file, found.after, (found.to or found.file).parent)
    return stack.enter_context(after), stack.enter_context(_staged(found.file, found.before, found.file.parent))


def _check_unchanged(found: Replacement) -> None:
    if found.file.read_bytes() != found.before:
        raise ChangedMeanwhileError(found.file)
    if found.to and found.to.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(found.to))


def _exchange_all(steps: Sequence[tuple[Replacement, str, str]]) -> None:
    done: list[tuple[Replacement, str]] = []
    try:
        for found, after, before in steps:
            done.append((found, before))
            os.replace(after, found.to or found.file)  # noqa: PTH105  both are paths, and this says it best
            if found.to:
                found.file.unlink()
    except OSError:
        for found, before in reversed(done):
            os.replace(before, found.file)  # noqa: PTH105  as above
            if found.to:
                found.to.unlink(missing_ok=True)
        raise


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those around it; return which were not there, the outermost first."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _remove_empty(folder: Path) -> None:
    """Remove a folder, and those around it, that have nothing in them any more."""
    with contextlib.suppress(OSError):  # the first one that is not empty ends it
        while True:
            folder.rmdir()
            folder = folder.parent


@contextmanager
def _staged(file: Path, data: bytes, folder: Path) -> Iterator[str]:
    """Give a new file in a folder that holds the data, with mode and owner of another; it is gone afterwards."""
    with _beside(folder) as (handle, name):
        _fill(handle, data)
        shutil.copystat(file, name)
        _keep_owner(file, name)
        os.utime(name)  # it has changed now
        yield name


def _fill(handle: int, data: bytes) -> None:
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _beside(folder: Path) -> Iterator[tuple[int, str]]:
    """Give a new file in a folder, under a name that no page has; it is gone afterwards."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".stage", dir=folder)
    try:
        yield handle, name
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _keep_owner(file: Path, name: str) -> None:
    status = file.stat()
    if hasattr(os, "chown") and status.st_uid != os.geteuid():
        try:
            os.chown(name, status.st_uid, status.st_gid)
        except PermissionError:
            # Only the administrator may give files away; for anybody else the new file is their own, as in any editor.
            return
        os.chmod(name, stat.S_IMODE(status.st_mode))  # noqa: PTH101  giving a file away may take rights off it


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
