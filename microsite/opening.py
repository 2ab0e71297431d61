"""Open a file of the site only if it is an ordinary one, and name it so that anybody can read it."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from microsite.problems import Report

MAX_BYTES = 512 * 1024


def shown_name(path: str) -> str:
    """Return a path as messages show it: bytes that are no UTF-8, and characters that nobody can see, by number."""
    text = path if path.isascii() else os.fsencode(path).decode("utf-8", errors="backslashreplace")
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text)


def open_file(file: Path, path: str) -> int | Problem:
    """Return a handle on an ordinary file, or why there is none: links, pipes and devices are refused at once."""
    shown = shown_name(path)
    place = Place(shown)
    try:
        # O_NONBLOCK: opening a pipe must not wait for somebody to write into it.
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if os.path.islink(file):  # noqa: PTH114  where a folder is shut, that of pathlib raises
            message = f"“{shown}” is a link to “{shown_name(str(file.readlink()))}”."
            return Problem("not-a-file", message, place, "Put the file itself there instead.")
        if isinstance(error, FileNotFoundError):
            return Problem("missing-file", f"There is no file “{shown}”.", place)
        if error.errno not in {errno.ENXIO, errno.EOPNOTSUPP}:  # as of a socket
            message = f"“{shown}” cannot be opened: {error.strerror}."
            return Problem("unreadable-file", message, place, "Allow reading it, or take it away.")
    else:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            return handle
        os.close(handle)
    return Problem("not-a-file", f"“{shown}” is not an ordinary file.", place, "Take it away.")


def why_shut(file: Path, path: str) -> Problem | None:
    """Return why something that is there cannot be read as a file, or None where it can be, or nothing is there."""
    found = open_file(file, path)
    if isinstance(found, Problem):
        return None if found.code == "missing-file" else found
    os.close(found)
    return None


def read_bytes(
    file: Path, path: str, report: Report, limit: int = MAX_BYTES, hint: str = "Split it into several files."
) -> bytes | None:
    """Return the bytes of a regular file, or None with a problem; links, pipes and devices are refused.

    `hint` says what to do about a file of more bytes than `limit`.
    """
    handle = open_file(file, path)
    if isinstance(handle, Problem):
        report.add(handle)
        return None
    with os.fdopen(handle, "rb", buffering=0) as stream:
        size = os.fstat(handle).st_size
        if size <= limit:
            return stream.read()
    message = f"The file has {size:,} bytes; at most {limit:,} are allowed."
    report.add(Problem("too-large", message, Place(shown_name(path)), hint))
    return None
