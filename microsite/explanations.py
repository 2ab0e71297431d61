"""What each code of a problem means and how to mend it, as `docs/problems.md` and `docs/verify.md` say."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).resolve().parent.parent / "docs" / "problems.md"
"""It stands beside the generator, wherever that is."""

FINDINGS_FILE = FILE.with_name("verify.md")
"""The same for what `verify` finds at a live site."""

LEAST_WIDTH = 40

_HEADING = re.compile(r"^(##|###) (.+)$", re.MULTILINE)
_CODE_HEADING = re.compile(r"`([a-z0-9-]+)` \((\w+)\)")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`]+)`")
_EMPHASIS = re.compile(r"(\*\*?)(?=\S)(.+?)(?<=\S)\1")
_FIRST_SENTENCE = re.compile(r".+?[.:](?=\s|$)", re.DOTALL)


class Explanation(NamedTuple):
    """The section of one code."""

    code: str
    severity: str
    group: str
    """The heading under which the section stands."""
    text: str
    """Its Markdown."""

    @property
    def summary(self) -> str:
        """What the code means, in one sentence of plain text."""
        found = _FIRST_SENTENCE.match(self.text)
        return _plain(" ".join((found[0] if found else self.text).split())).rstrip(":")

    def lines(self, width: int) -> Iterator[str]:
        """Yield the section as plain text of at most `width` characters a line; examples stay as they are."""
        width = max(width, LEAST_WIDTH)
        for number, block in enumerate(_blocks(self.text)):
            if number:
                yield ""
            if block.startswith("    "):
                yield from block.split("\n")
                continue
            words = _plain(" ".join(block.split()))
            yield from textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)


def read_explanations(file: Path = FILE) -> dict[str, Explanation]:
    """Return every section by its code, in the order of the file. Raises OSError where the file cannot be read."""
    text = file.read_text(encoding="utf-8")
    headings = list(_HEADING.finditer(text))
    found: dict[str, Explanation] = {}
    group = ""
    for number, heading in enumerate(headings):
        code = _CODE_HEADING.fullmatch(heading[2])
        if heading[1] == "##":
            group = heading[2]
        elif code:
            end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
            section = text[heading.end() : end].strip("\n")
            found[code[1]] = Explanation(code[1], code[2], group, section)
    return found


def _blocks(text: str) -> Iterator[str]:
    """Yield paragraphs and code; code may hold empty lines, and begins with four spaces."""
    code: list[str] = []
    for block in re.split(r"\n{2,}", text):
        if block.startswith("    "):
            code.append(block)
            continue
        if code:
            yield "\n\n".join(code)
            code = []
        yield block
    if code:
        yield "\n\n".join(code)


def _plain(text: str) -> str:
    """Return Markdown as a person reads it in a terminal: code in quotes, links by the file they lead to."""
    text = _LINK.sub(lambda found: found[1] if "://" in found[1] else f"docs/{found[1]}", text)
    # What stands in code is kept as it is, whatever marks it holds.
    parts = _CODE.split(text)
    return "".join(f"“{part}”" if number % 2 else _EMPHASIS.sub(r"\2", part) for number, part in enumerate(parts))
