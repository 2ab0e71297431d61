"""What the disk says, in words, and one file that a person asked for, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from microsite.ended import lack_in_words
from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

UNCHANGED = "The published site has not changed."

# How much of a file is read to see whether it is one of ours.
_HEAD = 1024


def disk_problem(error: OSError, path: str, also: str = "") -> Problem:
    """Return what went wrong in writing to a path, in words; `also` is said behind it."""
    message, hint = lack_in_words(error) or (f"The folder cannot be written: {error.strerror}.", "Try again.")
    return Problem("disk", f"{message} {also}".rstrip(), Place(path), hint)


def shown_at(path: Path, root: Path) -> str:
    """Return how problems name a file or folder: relative to the site's root where it stands below it."""
    inside = path.is_relative_to(root) and path != root
    return path.relative_to(root).as_posix() if inside else path.as_posix()


def write_file(file: Path, data: bytes, mark: bytes, root: Path, keep_out: Iterable[Path]) -> Problem | None:
    """Write one file and return None, or change nothing and return why not.

    A file that is there already is replaced only if it begins like one of ours, that is, holds the `mark` near its
    beginning. Nothing is written below the folders of `keep_out`: there it would become part of the site.
    """
    shown = shown_at(file.absolute(), root)
    for folder in keep_out:
        if file.resolve().is_relative_to(folder.resolve()):
            message = f"“{shown}” would stand in “{folder.name}”, where only the site itself may be."
            return Problem("refused-output", message, Place(shown), "Name a file in another folder.")
    if file.is_dir():
        return Problem("refused-output", f"“{shown}” is a folder.", Place(shown), "Name a file in it.")
    beside = file.with_name(f".{file.name}.{os.getpid()}.stage")
    try:
        if file.exists() and not _is_ours(file, mark):
            message = f"“{shown}” holds something else, and nothing of yours is ever replaced."
            return Problem("not-our-output", message, Place(shown), "Move it elsewhere, or name another file.")
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(data)
            beside.replace(file)
        finally:
            with contextlib.suppress(FileNotFoundError):
                beside.unlink()
    except OSError as error:
        return disk_problem(error, shown)
    return None


def _is_ours(file: Path, mark: bytes) -> bool:
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    return not head or mark in head
