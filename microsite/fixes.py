"""Write the corrected lines that problems carry into the files of a site, and touch nothing else."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.config import FILE as SETTINGS
from microsite.content_files import FOLDER as CONTENT
from microsite.replacing import ChangedMeanwhileError, replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from microsite.problems import Place, Problem

TEMPLATES = "templates"
TEXT_FILES = frozenset({".css", ".html", ".md", ".yaml"})
"""What is ever written to."""

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"(\r\n|\r|\n)")


class Mended(Struct, frozen=True):
    """A line that was written anew."""

    place: Place
    """Its file and line."""
    codes: tuple[str, ...]
    """The codes of the problems that it mends."""
    before: str
    after: str


class Refused(Struct, frozen=True):
    """A correction that was not written, and why, in plain words."""

    place: Place
    why: str


class _RefusedError(Exception):
    """A file that is not written to; the message says why."""


def apply_fixes(root: Path, problems: Iterable[Problem]) -> tuple[tuple[Mended, ...], tuple[Refused, ...]]:
    """Write the fixes that the problems carry; return what was written, and what was not.

    Of several fixes for one line the first is written: the others were made for the line as it was. A file is
    replaced in one step, so that it is never half written, and only if all its bytes are those that were read.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.fix is not None and problem.place.line:
            by_file.setdefault(problem.place.path, []).append(problem)
    mended: list[Mended] = []
    refused: list[Refused] = []
    for path, wanted in by_file.items():
        try:
            file = _file_of_the_site(root, path)
            done, left = _mend_file(file, wanted)
        except (_RefusedError, ChangedMeanwhileError) as error:
            refused.append(Refused(wanted[0].place, str(error)))
        except OSError as error:
            refused.append(Refused(wanted[0].place, f"The file cannot be written: {error.strerror}."))
        else:
            mended += done
            refused += left
    return tuple(mended), tuple(refused)


def _file_of_the_site(root: Path, path: str) -> Path:
    """Return the file that a problem names; raise _RefusedError unless it is an ordinary text file of the site."""
    parts = PurePosixPath(path).parts
    inside = path == SETTINGS or (len(parts) > 1 and parts[0] in {CONTENT, TEMPLATES})
    if not inside or ".." in parts or PurePosixPath(path).suffix not in TEXT_FILES:
        raise _RefusedError("It is not a text file of this site.")
    file = root
    for part in parts:
        file /= part
        if file.is_symlink():
            raise _RefusedError(f"“{file.relative_to(root).as_posix()}” is a link to elsewhere.")
    # A site without templates of its own is drawn with those of the generator, which are not its to change.
    if not file.is_file():
        raise _RefusedError("There is no such file in this site.")
    return file


def _mend_file(file: Path, problems: Sequence[Problem]) -> tuple[list[Mended], list[Refused]]:
    data = file.read_bytes()
    mark = _BOM if data.startswith(_BOM) else b""
    try:
        text = data[len(mark) :].decode("utf-8")
    except UnicodeDecodeError:
        raise _RefusedError("The file is not saved as UTF-8.") from None
    # Every other piece is the end of a line, as it stands.
    pieces = _LINE_END.split(text)
    mended, refused = _mend_lines(pieces, problems)
    if mended:
        replace_file(file, data, mark + "".join(pieces).encode("utf-8"))
    return mended, refused


def _mend_lines(pieces: list[str], problems: Sequence[Problem]) -> tuple[list[Mended], list[Refused]]:
    """Write the fixes into the lines; return what was written, and what was not."""
    by_line: dict[int, list[Problem]] = {}
    for problem in problems:
        by_line.setdefault(problem.place.line, []).append(problem)
    mended: list[Mended] = []
    refused: list[Refused] = []
    for line, wanted in by_line.items():
        first, at = wanted[0], 2 * (line - 1)
        fix = first.fix or ""
        if at >= len(pieces) or pieces[at] != first.excerpt:
            refused.append(Refused(first.place, "The line has changed since it was checked."))
        elif _LINE_END.search(fix):
            refused.append(Refused(first.place, "The correction is more than one line."))
        elif pieces[at] != fix:
            codes = tuple(dict.fromkeys(problem.code for problem in wanted if problem.fix == fix))
            mended.append(Mended(first.place, codes, pieces[at], fix))
            pieces[at] = fix
    return mended, refused
