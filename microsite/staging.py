"""Write the files of a folder, and tell what one holds: many files, few questions to the system."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microsite.model import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# Where a system knows these flags: a link is not followed, and no line end is turned into another.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

_ASTRAY = re.compile(r"(?:^|/)\.{0,2}(?:/|\Z)|[\\\0]")
"""A path that leaves its folder, or that not every system takes for the same."""


class Tree(Struct, frozen=True):
    """What a folder holds, in paths relative to it with forward slashes."""

    files: dict[str, int] = field(default_factory=dict)
    """The inode of every file; 0 for what is no plain file, as a link, also one to a folder."""
    folders: set[str] = field(default_factory=set)


def tree_of(folder: Path) -> Tree:
    """Return what a folder holds, nothing for one that is not there. Raises OSError where it cannot be read."""
    tree, root = Tree(), os.fspath(folder)
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            entries = os.scandir(f"{root}/{inside}")
        except FileNotFoundError:
            if inside:
                raise
            break
        with entries:
            for entry in entries:
                path = inside + entry.name
                if entry.is_dir(follow_symlinks=False):
                    tree.folders.add(path)
                    waiting.append(f"{path}/")
                else:
                    tree.files[path] = entry.inode() if entry.is_file(follow_symlinks=False) else 0
    return tree


def check_paths(paths: Iterable[str]) -> None:
    """Raise ValueError for a path that leads astray: it is our bug, and nothing may be written for it."""
    for path in paths:
        if _ASTRAY.search(path):
            raise ValueError(path)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return every folder that the paths need, also those that only hold folders."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def holds(file: str, data: bytes) -> bool:
    """Tell whether a plain file holds the data and nothing else. Raises OSError where it cannot be read."""
    handle = os.open(file, _READ)
    try:
        # One more byte is asked for than there should be, so that a longer file is another one.
        return os.read(handle, len(data) + 1) == data
    finally:
        os.close(handle)


def remove_tree(folder: Path, tree: Tree) -> None:
    """Remove a folder that holds just this. Raises OSError."""
    remove_files(folder, tree.files)
    remove_folders(folder, tree.folders)
    folder.rmdir()


def remove_whole(folder: Path) -> None:
    """Remove a folder with all that it holds, as far as that can be done; one that is not there is none."""
    if os.path.lexists(folder):
        import shutil  # noqa: PLC0415  most runs leave nothing behind that has to go, and it takes a while to import

        shutil.rmtree(folder, ignore_errors=True)
        if os.path.lexists(folder):
            _open_up(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _open_up(folder: Path) -> None:
    """Allow changing the folder and all folders below it, as far as that can be done; links are not followed."""
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
        for inside, names, _ in os.walk(folder):
            for path in (f"{inside}/{name}" for name in names):
                if not os.path.islink(path):  # noqa: PTH114  as in make_folders
                    os.chmod(path, 0o700)  # noqa: PTH101  as in make_folders


def make_folders(root: Path, folders: Iterable[str]) -> None:
    """Make folders below `root`, each after the one that holds it. Raises OSError where one is there already."""
    for folder in sorted(folders):
        os.mkdir(f"{root}/{folder}")  # noqa: PTH102  a path object for each of many files takes longer than the system


def write_files(root: Path, files: Mapping[str, Output]) -> None:
    """Write new files below `root`, whose folders are there. Raises OSError, also where a file is there already."""
    for path, output in files.items():
        data = output.data
        handle = os.open(f"{root}/{path}", _WRITE, 0o666)
        try:
            written = os.write(handle, data)
            while written < len(data):  # a disk that is nearly full takes a part
                written += os.write(handle, memoryview(data)[written:])
        finally:
            os.close(handle)


def link_files(root: Path, paths: Iterable[str], present: Path) -> bool:
    """Put files of the folder `present` below `root` as well, as they are, so that their times stay true.

    Returns whether all became hard links; some file systems have none, and there a file is copied. Raises OSError.
    """
    linked = True
    for path in paths:
        old, new = f"{present}/{path}", f"{root}/{path}"
        try:
            os.link(old, new)
        except OSError:
            linked = False
            _copy(old, new, path, root)
    return linked


def _copy(old: str, new: str, path: str, root: Path) -> None:
    with open(old, "rb") as stream:  # noqa: PTH123  as in make_folders
        data, status = stream.read(), os.fstat(stream.fileno())
    write_files(root, {path: Output(path, data)})
    os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))


def remove_files(root: Path, paths: Iterable[str]) -> None:
    """Remove files below `root`. Raises OSError."""
    for path in paths:
        os.unlink(f"{root}/{path}")  # noqa: PTH108  as in make_folders


def remove_folders(root: Path, folders: Iterable[str]) -> None:
    """Remove empty folders below `root`, each before the one that holds it. Raises OSError where one is not empty."""
    for folder in sorted(folders, reverse=True):
        os.rmdir(f"{root}/{folder}")  # noqa: PTH106  as in make_folders
