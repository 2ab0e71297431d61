"""The site before the last one, kept beside a large one, so that the next publication only writes what has changed.

Its files are hard links to those of the present site, but for those that the last publication changed; a note says
which. The note is removed before anything is done to a spare and written after everything, so that a spare with a note
is whole. Whatever does not fit the note and the present site makes it no spare: it is removed, and costs time only.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.staging import (
    Tree,
    folders_of,
    link_files,
    make_folders,
    remove_files,
    remove_folders,
    remove_whole,
    tree_of,
    write_files,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from microsite.model import Output

LEAST_FILES = 500
"""A smaller site is staged anew as quickly."""

_SITE, _NOTE = "site", "note.txt"

_NOTE_WORDS = "The site before the last one. Microsite makes the next one from it; it may be deleted.\n"


class Spare(Struct, frozen=True):
    """A spare without its note: nobody else uses it."""

    folder: Path
    tree: Tree
    outdated: frozenset[str]
    """The files in which it differs from the present site: they stand in one of the two only, or are others there."""


def spare_of(folder: Path) -> Path:
    """Return where the spare of a published folder stands, with its note."""
    return folder.with_name(f".{folder.name}.spare")


def site_in_spare(folder: Path) -> Path:
    """Return where the site before the last one stands in the spare of a folder."""
    return spare_of(folder) / _SITE


def tree_of_spare(folder: Path) -> Tree:
    """Return what the spare of a folder holds; nothing where there is none. Raises OSError."""
    return tree_of(site_in_spare(folder))


def recover_spare(folder: Path) -> None:
    """Remove a spare that a run left half done."""
    spare = spare_of(folder)
    if spare.exists() and not (spare / _NOTE).is_file():
        drop_spare(folder)


def drop_spare(folder: Path) -> None:
    """Remove the spare, if there is one: its note first, so that a run killed here leaves none that looks whole."""
    spare = spare_of(folder)
    if spare.exists():
        with contextlib.suppress(OSError):  # what cannot be removed is no spare either: it will not fit
            (spare / _NOTE).unlink()
        remove_whole(spare)


def take_spare(folder: Path, present: Tree, tree: Tree | None = None) -> Spare | None:
    """Return the spare of a folder that holds `present`, or remove one that does not fit and return None.

    `tree` is what the spare holds, if that was just looked at.

    It fits if its note does, and if each of its files that the note does not name is the same file as the present one:
    then nobody has put another in its place. Raises OSError.
    """
    home = spare_of(folder)
    outdated = _read_note(folder)
    if outdated is not None:
        tree = tree or tree_of(home / _SITE)
        differing = {path for path, _ in tree.files.items() ^ present.files.items()}
        if differing <= outdated and all(present.files.values()):
            (home / _NOTE).unlink()
            return Spare(home / _SITE, tree, outdated)
    drop_spare(folder)
    return None


def renew(spare: Spare, present: Path, kept: AbstractSet[str], written: Mapping[str, Output]) -> bool:
    """Make of a spare the site that keeps these files of the present one and has these written.

    Nothing is ever written into a file that is there, because it may be one of the present site as well. Returns
    whether all kept files are hard links. Raises OSError.
    """
    there = spare.tree.files.keys()
    folders = folders_of((*kept, *written))
    linked = kept & spare.outdated
    remove_files(spare.folder, [path for path in there if path not in kept or path in linked])
    remove_folders(spare.folder, spare.tree.folders - folders)
    make_folders(spare.folder, folders - spare.tree.folders)
    write_files(spare.folder, written)
    return link_files(spare.folder, linked, present)


def keep_spare(folder: Path, old: Path, changed: Collection[str]) -> None:
    """Keep what stood in the folder until now, and stands at `old`, as its spare. Raises OSError.

    `changed` are the files that were written anew or removed when the folder was replaced.
    """
    if old != site_in_spare(folder):
        _make_home(folder)
        old.rename(site_in_spare(folder))
    _write_note(folder, changed)


def begin_spare(folder: Path, paths: Collection[str]) -> None:
    """Make a spare of a site that stands where there was none before, and has these files. Raises OSError."""
    _make_home(folder)
    site = site_in_spare(folder)
    site.mkdir()
    make_folders(site, folders_of(paths))
    if link_files(site, paths, folder):
        _write_note(folder, ())


def _make_home(folder: Path) -> None:
    drop_spare(folder)
    home = spare_of(folder)
    home.mkdir()
    # A site of one's own has a .gitignore of its own, which may not know of spares.
    (home / ".gitignore").write_text("*\n", "utf-8")


def _write_note(folder: Path, changed: Collection[str]) -> None:
    home = spare_of(folder)
    said = "".join(f"{line}\n" for line in (_stamp(home / _SITE), _stamp(folder), *sorted(changed))).encode()
    beside = home / f"{_NOTE}.new"
    beside.write_bytes(_NOTE_WORDS.encode() + _checksum(said) + said)
    beside.replace(home / _NOTE)


def _read_note(folder: Path) -> frozenset[str] | None:
    """Return which files differ between the spare and the folder, or None where no note says so of these two."""
    home, words = spare_of(folder), _NOTE_WORDS.encode()
    try:
        data = (home / _NOTE).read_bytes()
        stamps = [_stamp(home / _SITE), _stamp(folder)]
    except OSError:
        return None  # there is none, and that is usual
    said = data[len(words) + len(_checksum(b"")) :]
    if data != words + _checksum(said) + said:
        return None
    lines = said.decode().splitlines()
    return frozenset(lines[2:]) if lines[:2] == stamps else None


def _checksum(said: bytes) -> bytes:
    return hashlib.sha256(said).hexdigest().encode() + b"\n"


def _stamp(folder: Path) -> str:
    """Return what tells a folder from another in its place, and one whose entries have changed from itself before."""
    status = os.stat(folder, follow_symlinks=False)  # noqa: PTH116  Path.lstat says less plainly what is asked
    return f"{status.st_ino} {status.st_mtime_ns}"
