"""A text file of the site, and how to find a place in it again."""

from __future__ import annotations

import codecs
import os
import re
import time
from bisect import bisect_right
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.blanked import blank_code
from microsite.opening import MAX_BYTES, read_bytes, shown_name
from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.problems import Report

MAX_LINE = 20 * 1024
MAX_CONTROLS = 100
"""How many control characters of a file are told; one that has more is no text."""

# Tab and newline are the only control characters a text needs. U+2028 and U+2029 end lines for YAML and some programs,
# and for others not; U+202D and U+202E turn digits round; a byte order mark belongs to the beginning; two of the
# private ones mark where components go while Markdown is turned into HTML; and some numbers are no characters at all
# (https://www.unicode.org/faq/private_use.html#nonchar1).
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\u202d\u202e\ue000\ue001\ufeff{_NO_CHARACTERS}]")
"""A character that no text needs."""

_CONTROL_BYTES = frozenset({*range(0x20), 0x7F, 0xC2, 0xEE, 0xEF}) - set(b"\t\n\r")
ORDINARY_BYTES = bytes(byte for byte in range(256) if byte not in _CONTROL_BYTES)
"""Bytes that in UTF-8 neither are nor begin a character that no text needs. Hardly a text has others, and to look for
bytes takes a tenth of the time."""
_RARE = (b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xe2\x80\xad", b"\xe2\x80\xae", b"\xbf\xbe", b"\xbf\xbf")
"""Those of them whose first byte many others have."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS: dict[tuple[bool, ...], str] = {
    (True, False, False, False): "utf-32-le",
    (False, False, False, True): "utf-32-be",
    (True, False, True, False): "utf-16-le",
    (False, True, False, True): "utf-16-be",
}

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

    def replaced(self, offset: int, old: str, new: str) -> str | None:
        """Return the line at an offset with what stands there replaced, or None where something else does."""
        if offset < 0 or not self.text.startswith(old, offset):
            return None
        place = self.place(offset)
        line, start = self.excerpt(place.line), place.column - 1
        return line[:start] + new + line[start + len(old) :]

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
    """Yield the path below a folder and the signature of every file there, but for Python's own.

    What is no file, cannot be looked into, or has a name that cannot be shown, has the signature `STRANGER`.
    """
    try:
        entries = list(os.scandir(folder))
    except OSError:
        if prefix:
            yield prefix.rstrip("/"), STRANGER
        return
    for entry in entries:
        if shown_name(entry.name) != entry.name:
            yield prefix + entry.name, STRANGER
        elif entry.is_file(follow_symlinks=False):
            yield prefix + entry.name, signature(entry)
        elif not entry.is_dir(follow_symlinks=False):
            yield prefix + entry.name, STRANGER
        elif entry.name != PYTHONS_OWN:
            yield from signatures_below(entry.path, f"{prefix}{entry.name}/")


Signature = tuple[int, int, int, int]
"""Size in bytes, time of the last change in nanoseconds, inode, and 0, or the time now where these may lie.

Two signatures that are equal mean that a file has not changed in between.
"""

NO_FILE: Signature = (0, 0, 0, 0)
"""The signature of a file that is not there, or that cannot be looked at."""

STRANGER: Signature = (-1, 0, 0, 0)
"""What stands for the signature of a link, a pipe or a device, and of a folder that cannot be read."""

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


def read_source(file: Path, path: str, report: Report, limit: int = MAX_BYTES) -> Source | None:
    """Return a text file, or None with the problem that makes it unreadable.

    A byte order mark and CRLF line ends are read as if they were not there.
    """
    data = read_bytes(file, path, report, limit)
    if data is None:
        return None
    wide = _wide(data)
    if wide:
        report.add(_not_utf8(path, data.decode(wide, "replace").lstrip("\ufeff"), 0, wide[:6].upper()))
        return None
    try:
        written = data.removeprefix(codecs.BOM_UTF8)
        text = written.decode()
    except UnicodeDecodeError as error:
        # One byte is one letter in the encodings that are left, so that it is where it stands in the text.
        read, at = error.object.decode("cp1252", "replace"), error.start
        report.add(_not_utf8(path, read, at, "Windows-1252"))
        return None
    source = Source(path, text.replace("\r\n", "\n").replace("\r", "\n"))
    return Source(path, CONTROL.sub(" ", source.text)) if tell_controls(source, written, report) else source


def tell_controls(source: Source, written: bytes, report: Report) -> bool:
    """Report the characters of a text that none needs, and tell whether there are any; `written` is its file."""
    if not written.translate(None, ORDINARY_BYTES) and not any(rare in written for rare in _RARE):
        return False
    found = list(islice(CONTROL.finditer(source.text), MAX_CONTROLS))
    for control in found:
        message = f"There is an invisible control character here (U+{ord(control[0]):04X})."
        report.add(source.problem_at("control-character", message, control.start(), hint="Delete it."))
    return bool(found)


def _wide(data: bytes) -> str:
    """Return the encoding of a text with two or four bytes a letter, or nothing: by its mark, or where its zeros are.

    No text begins with a zero itself, and ours begin with a letter of English
    (https://yaml.org/spec/1.2.2/#52-character-encodings).
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    return _ZEROS.get(tuple(map(bool, data[:4])), "")


def _not_utf8(path: str, text: str, offset: int, encoding: str) -> Problem:
    """Return the problem of a text as it was meant, with the offset of the first letter that would come out wrong."""
    message = f"The file is not saved as UTF-8; it looks like {encoding}."
    hint = "In your editor choose “Save with encoding”, then UTF-8."
    return Source(path, text.replace("\r", " ")).problem_at("not-utf-8", message, offset, hint=hint)
