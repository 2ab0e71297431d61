"""Where the parts of a page stand in its Markdown, so that a problem seen in the HTML is shown in the text."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microsite.model import Document, Heading, Picture
    from microsite.problems import Place, Problem

_DESTINATION = re.compile(
    r"""\](?:\(\s*|:[ \t]*)                                 # after [text] of a link or [name] of a definition
    (?:<(?P<pointed>[^<>\n]*)>                              # <two words.md>
    |(?P<plain>[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*))    # fees.md, or an address with (brackets) in it
    """,
    re.VERBOSE,
)
_HASHES = re.compile(r"[ >]*(#{1,6})(.*)")
_UNDERLINE = re.compile(r"(?:=+|-+) *")
_BOLD_LINE = re.compile(r"^[ >]*(?P<bold>(\*\*|__).+?\2) *$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{[^{}]*\}\s*$")
_LINK_END = re.compile(r"\]\([^()]*\)")


class Written(Struct, frozen=True, dict=True):
    """The Markdown of a page, searched once for each kind of thing."""

    document: Document

    def problem(
        self, code: str, message: str, place: Place | int, *, hint: str = "", fix: str | None = None
    ) -> Problem:
        """Return a problem in the file, at a place or at a character offset (negative: somewhere)."""
        source = self.document.source
        if isinstance(place, int):
            return source.problem_at(code, message, place, hint=hint, fix=fix)
        return source.problem(code, message, place.line, place.column, hint=hint, fix=fix)

    def whole(self, code: str, message: str, *, hint: str = "") -> Problem:
        """Return a problem of the file as a whole."""
        return self.document.source.problem(code, message, hint=hint)

    def address(self, of: Link | Picture) -> int:
        """Return the offset of the address of a link or picture, of a link's text where no address is typed, or -1."""
        offsets = self._destinations.get(of.written)
        if offsets:
            return offsets[min(of.nth, len(offsets)) - 1]
        text = of.text if isinstance(of, Link) else ""
        return self.document.source.find(text, 1, self.document.body_start) if text else -1

    def replaced(self, offset: int, old: str, new: str) -> str | None:
        """Return the line at an offset with what stands there replaced, or None where something else does."""
        return self.document.source.replaced(offset, old, new)

    def heading(self, number: int, headings: Sequence[Heading]) -> int:
        """Return the offset of the heading `number` (from 0) of all `headings`, or -1 where it cannot be told."""
        if len(headings) == len(self._headings):
            return self._headings[number][0]
        heading = headings[number]
        return self._headings_by_key.get((heading.level, _key(heading.text)), -1)

    def table(self, number: int, count: int) -> int:
        """Return the offset of the header row of the table `number` (from 0) of `count`, or -1."""
        return self._tables[number] if len(self._tables) == count else -1

    def bold(self, text: str) -> int:
        """Return the offset of the line that is nothing but this text in bold, or -1."""
        return self._bold_lines.get(_key(text), -1)

    @cached_property
    def _destinations(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for match in _DESTINATION.finditer(self.document.source.prose, self.document.body_start):
            name = "pointed" if match["pointed"] is not None else "plain"
            found.setdefault(match[name], []).append(match.start(name))
        return found

    @cached_property
    def _headings(self) -> tuple[tuple[int, int, str], ...]:
        return tuple(self._find_headings())

    @cached_property
    def _headings_by_key(self) -> dict[tuple[int, str], int]:
        return {(level, _key(text)): offset for offset, level, text in reversed(self._headings)}

    @cached_property
    def _bold_lines(self) -> dict[str, int]:
        found = _BOLD_LINE.finditer(self.document.source.prose, self.document.body_start)
        return {_key(match["bold"]): match.start("bold") for match in reversed(list(found))}

    @cached_property
    def _tables(self) -> tuple[int, ...]:
        """The offsets of the rows above a line of hyphens and bars."""
        return tuple(
            offset
            for (offset, above), (_, line) in pairwise(self._lines())
            if "|" in line and "-" in line and set(line) <= set("|:- ") and "|" in above
        )

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Yield each line of the body outside code, with its offset."""
        offset = self.document.body_start
        for line in self.document.source.prose[offset:].split("\n"):
            yield offset, line
            offset += len(line) + 1

    def _find_headings(self) -> Iterator[tuple[int, int, str]]:
        """Yield offset, level and text of each heading, in the two ways that Markdown has."""
        before, offset_before, starts_block = "", 0, False
        for offset, line in self._lines():
            hashes = _HASHES.fullmatch(line)
            if hashes:
                yield offset + hashes.start(1), len(hashes[1]), hashes[2].rstrip("# ")
            elif before and starts_block and _UNDERLINE.fullmatch(line):
                yield offset_before, 1 if line.startswith("=") else 2, before
            starts_block = not before and bool(line.strip()) and not hashes
            before, offset_before = line.strip(), offset


def _key(text: str) -> str:
    """Return the letters and digits of a heading, by which its Markdown and its HTML are alike."""
    return re.sub(r"[\W_]+", "", _LINK_END.sub("", _ATTRIBUTES.sub("", text))).casefold()
