"""Change a few places of a text file and no other byte: line ends, byte order mark and all else stay as they are."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.problems import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microsite.source import Source

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"\r\n|\r|\n")


class Edit(Struct, frozen=True, order=True):
    """Something else in place of a stretch of a `Source`'s text: of a part of one line, or of whole lines."""

    start: int
    """Character offsets in `Source.text`."""
    end: int
    text: str


class ChangedLine(Struct, frozen=True):
    """A line as it was and as it is; nothing for one that was not there, or is there no more."""

    place: Place
    """Its file and line, as both were."""
    before: str
    after: str


def rewrite(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes of a text file in UTF-8 with the edits made; lines that come end as the file's first one does.

    No two edits may overlap.
    """
    mark = _BOM if data.startswith(_BOM) else b""
    text = data[len(mark) :].decode("utf-8")
    ends = list(_LINE_END.finditer(text))
    end_of_line = ends[0][0] if ends else "\n"
    # A `Source` counts every end of a line as one character.
    behind = [end.end() - number for number, end in enumerate((end for end in ends if len(end[0]) > 1), 1)]
    written, position = [], 0
    for edit in sorted(edits):
        start, stop = _raw(edit.start, behind), _raw(edit.end, behind)
        written += [text[position:start], edit.text.replace("\n", end_of_line)]
        position = stop
    return mark + ("".join(written) + text[position:]).encode("utf-8")


def _raw(offset: int, behind: list[int]) -> int:
    """Return where an offset of a `Source` is in the text as it stands; `behind` is where a longer line end is over."""
    return offset + bisect_right(behind, offset)


def changed_lines(source: Source, edits: Iterable[Edit]) -> Iterator[ChangedLine]:
    """Yield the lines that the edits change, by line, each once."""
    ordered = sorted(edits)
    for line, group in groupby(ordered, key=lambda edit: source.place(edit.start).line):
        in_line = []
        for edit in group:
            replaced = source.text[edit.start : edit.end]
            if not (edit.text.endswith("\n") or replaced.endswith("\n")):
                in_line.append(edit)
                continue
            for number, gone in enumerate(replaced.splitlines()):
                yield ChangedLine(Place(source.path, line + number), gone, "")
            for come in edit.text.splitlines():
                yield ChangedLine(Place(source.path, line), "", come)
        if in_line:
            before, start = source.excerpt(line), source.offset(line)
            after = before
            for edit in reversed(in_line):
                after = after[: edit.start - start] + edit.text + after[edit.end - start :]
            yield ChangedLine(Place(source.path, line), before, after)
