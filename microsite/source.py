"""A text file of the site, and how to find a place in it again."""

from __future__ import annotations

import codecs
import os
import re
import stat
import time
from bisect import bisect_right
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.blanked import blank_code
from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.problems import Report

MAX_BYTES = 512 * 1024
MAX_LINE = 20 * 1024

# Tab and newline are the only control characters a text needs; U+FFFE and U+FFFF are no characters at all,
# and two of the private ones mark where components go while Markdown is turned into HTML.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ue000\ue001\ufffe\uffff]")

_CONTROL_BYTES = frozenset({*range(0x20), 0x7F, 0xC2, 0xEE, 0xEF}) - set(b"\t\n\r")
ORDINARY_BYTES = bytes(byte for byte in range(256) if byte not in _CONTROL_BYTES)
"""Bytes that in UTF-8 neither are nor begin a character that no text needs. Hardly a text has others, and to look for
bytes takes a tenth of the time."""

SPECIAL_SPACE = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
"""Spaces that look like the plain one and are another character, as word processors put them."""


class Source(Struct, frozen=True, dict=True):
    """A text file: its path relative to the site's root and its text, with one kind of line end and no BOM."""

    path: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text without their ends."""
        return tuple(self.text.split("\n"))

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    @cached_property
    def prose(self) -> str:
        """The text with code and comments blanked out, every other character in its place."""
        return blank_code(self.text)

    @cached_property
    def _found(self) -> dict[tuple[str, int], list[int]]:
        return {}

    def place(self, offset: int) -> Place:
        """Return line and column (both from 1) of a character offset in the text."""
        line = bisect_right(self._starts, offset)
        return Place(self.path, line, offset - self._starts[line - 1] + 1)

    def offset(self, line: int) -> int:
        """Return the character offset at which a line (from 1) begins."""
        return self._starts[line - 1]

    def excerpt(self, line: int) -> str:
        """Return the text of a line (from 1), or nothing for line 0 or a line that is not there."""
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def problem(  # the fields of a problem, as words
        self,
        code: str,
        message: str,
        line: int = 0,
        column: int = 0,
        *,
        hint: str = "",
        fix: str | None = None,
    ) -> Problem:
        """Return a problem in this file, with the line it is about."""
        return Problem(code, message, Place(self.path, line, column), hint, fix, self.excerpt(line))

    def problem_at(self, code: str, message: str, offset: int, *, hint: str = "", fix: str | None = None) -> Problem:
        """Return a problem at a character offset; a negative offset means somewhere in the file."""
        if offset < 0:
            return self.problem(code, message, hint=hint, fix=fix)
        place = self.place(offset)
        return self.problem(code, message, place.line, place.column, hint=hint, fix=fix)

    def find(self, needle: str, nth: int = 1, start: int = 0) -> int:
        """Return the offset of the `nth` occurrence outside code and comments, or -1.

        Where there are fewer, the last one is meant: a reference link is written once and used often.
        """
        # The nth is often looked for after the one before it, so what was found is kept.
        known = self._found.setdefault((needle, start), [])
        while len(known) < nth and known[-1:] != [-1]:
            known.append(self.prose.find(needle, known[-1] + len(needle) if known else start))
        count = len(known) - (known[-1:] == [-1])
        return known[min(nth, count) - 1] if count else -1


PYTHONS_OWN = "__pycache__"
"""The folder in which Python keeps bytecode, beside its source; it is no part of anything that people write."""


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder, in no order, but for Python's own; links to folders are not followed."""
    for parent, folders, names in os.walk(folder):
        if PYTHONS_OWN in folders:
            folders.remove(PYTHONS_OWN)
        for name in names:
            yield Path(parent, name)


def signatures_below(folder: Path | str, prefix: str = "") -> Iterator[tuple[str, Signature]]:
    """Yield the path below a folder and the signature of every file there, as `files_below` finds them."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if not _is_folder(entry):
            yield prefix + entry.name, signature(entry)
        elif entry.name != PYTHONS_OWN and not entry.is_symlink():
            yield from signatures_below(entry.path, f"{prefix}{entry.name}/")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


Signature = tuple[int, int, int, int]
"""Size in bytes, time of the last change in nanoseconds, inode, and 0, or the time now where these may lie.

Two signatures that are equal mean that a file has not changed in between.
"""

NO_FILE: Signature = (0, 0, 0, 0)
"""The signature of a file that is not there, or that cannot be looked at."""

# A file may be written twice within one tick of the clock that dates it (4 ms on Linux, 2 s on FAT); a file that was
# just written is equal to nothing, then (https://git-scm.com/docs/racy-git).
_TICK = 2_000_000_000


def signature(file: Path | os.DirEntry[str]) -> Signature:
    """Return the signature of a file, or `NO_FILE`. An entry of a folder that was just listed takes the least time."""
    try:
        status = file.stat()
    except OSError:
        return NO_FILE
    now = time.time_ns()
    return (status.st_size, status.st_mtime_ns, status.st_ino, now if now - status.st_mtime_ns < _TICK else 0)


def read_bytes(
    file: Path, path: str, report: Report, limit: int = MAX_BYTES, hint: str = "Split it into several files."
) -> bytes | None:
    """Return the bytes of a regular file, or None with a problem; links, pipes and devices are refused.

    `hint` says what to do about a file of more bytes than `limit`.
    """
    whole = Source(path, "")
    try:
        # O_NONBLOCK: opening a pipe must not wait for somebody to write into it.
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if file.is_symlink():
            message = f"“{path}” is a link to “{file.readlink()}”."
            report.add(whole.problem("not-a-file", message, hint="Put the file itself there instead."))
        elif isinstance(error, FileNotFoundError):
            report.add(whole.problem("missing-file", f"There is no file “{path}”."))
        else:
            message = f"“{path}” cannot be opened: {error.strerror}."
            report.add(whole.problem("unreadable-file", message, hint="Allow reading it, or take it away."))
        return None
    status = os.fstat(handle)
    problem = None
    if not stat.S_ISREG(status.st_mode):
        problem = whole.problem("not-a-file", f"“{path}” is not an ordinary file.", hint="Take it away.")
    elif status.st_size > limit:
        message = f"The file has {status.st_size:,} bytes; at most {limit:,} are allowed."
        problem = whole.problem("too-large", message, hint=hint)
    if problem:
        os.close(handle)
        report.add(problem)
        return None
    with os.fdopen(handle, "rb", buffering=0) as stream:
        return stream.read()


def read_source(file: Path, path: str, report: Report, limit: int = MAX_BYTES) -> Source | None:
    """Return a text file, or None with the problem that makes it unreadable.

    A byte order mark and CRLF line ends are read as if they were not there.
    """
    data = read_bytes(file, path, report, limit)
    if data is None:
        return None
    try:
        written = data.removeprefix(codecs.BOM_UTF8)
        text = written.decode()
    except UnicodeDecodeError as error:
        report.add(_not_utf8(path, data, error.start))
        return None
    source = Source(path, text.replace("\r\n", "\n").replace("\r", "\n"))
    if not written.translate(None, ORDINARY_BYTES):
        return source
    for found in _CONTROL.finditer(source.text):
        message = f"There is an invisible control character here (U+{ord(found[0]):04X})."
        report.add(source.problem_at("control-character", message, found.start(), hint="Delete it."))
    if _CONTROL.search(source.text):
        return Source(path, _CONTROL.sub(" ", source.text))
    return source


def _not_utf8(path: str, data: bytes, offset: int) -> Problem:
    before = data[:offset]
    line = before.count(b"\n") + 1
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding, readable = "UTF-16", "utf-16"
    else:
        encoding, readable = "Windows-1252", "cp1252"
    lines = data.decode(readable, errors="replace").splitlines()
    excerpt = lines[line - 1] if line <= len(lines) else ""
    message = f"The file is not saved as UTF-8; it looks like {encoding}."
    hint = "In your editor choose “Save with encoding”, then UTF-8."
    column = len(before.rpartition(b"\n")[2]) + 1
    return Problem("not-utf-8", message, Place(path, line, column), hint, None, excerpt)
