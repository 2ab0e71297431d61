"""How much a page may hold of what takes long to read, and the parts of the library that keep to it.

Python-Markdown takes the square of the time for twice a paragraph, for brackets that nobody closes, for footnotes. Each
limit is far beyond what a page for people has; a page beyond one is refused at once and told why, where it would else
be stopped after seconds that tell nobody anything.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import (
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)

from microsite.prose.slips import Slip
from microsite.prose.text import MAX_NESTING
from microsite.source import MAX_LINE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from microsite.prose.sparing import SparingMarkdown

MAX_PARAGRAPH = MAX_LINE
"""To Markdown, a paragraph is one line."""
MAX_BLOCK = 32 * 1024
"""Characters without an empty line between them, but for lists, tables, quotations and code."""
MAX_CELLS = 20_000
MAX_FOOTNOTE_MARKS = 2_000
MAX_SHORT_FORMS = 500
MAX_OPEN_LINKS = 30
MAX_OPEN_FENCES = 30

_BRACKET = re.compile(r"[\[\]]")
_FENCE = re.compile(r"^(~{3,}|`{3,})( *$)?", re.MULTILINE)
_SHORT_FORM = re.compile(r"^\*\[[^\]\n]*\]:", re.MULTILINE)


class TooMuchError(Exception):
    """A text has more of something than a page may have; `needle` is the text by which its place is found."""

    def __init__(self, code: str, message: str, hint: str, needle: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.needle = code, message, hint, needle


def check_counts(text: str) -> None:
    """Raise TooMuchError where a text has too many footnotes or short forms."""
    if (marks := text.count("[^")) > MAX_FOOTNOTE_MARKS:
        message = f"The page names footnotes in {marks:,} places; at most {MAX_FOOTNOTE_MARKS:,} are allowed."
        raise TooMuchError("too-many", message, "Split it into several pages.")
    if text.count("*[") > MAX_SHORT_FORMS and (forms := len(_SHORT_FORM.findall(text))) > MAX_SHORT_FORMS:
        message = f"The page explains {forms:,} short forms; at most {MAX_SHORT_FORMS:,} are allowed."
        raise TooMuchError("too-many", message, "Explain those that the page has.")


def check_fences(text: str) -> None:
    """Raise TooMuchError where many lines begin code that does not end: each is followed to the end of the text."""
    last = {found[1]: found.start() for found in _FENCE.finditer(text) if found[2] is not None}
    unclosed = (found for found in _FENCE.finditer(text) if last.get(found[1], -1) < found.start())
    too_many = next(islice(unclosed, MAX_OPEN_FENCES, None), None)
    if too_many:
        message = f"More than {MAX_OPEN_FENCES} blocks of code do not end."
        hint = "Write as many backticks or tildes under each as stand above it, on a line of their own."
        raise TooMuchError("too-many", message, hint, text[too_many.start() :].partition("\n")[0])


def too_long_paragraph(text: str) -> TooMuchError:
    """Return what is wrong with the text of a paragraph, an item or a cell that is too long."""
    message = f"The paragraph has {len(text):,} characters; at most {MAX_PARAGRAPH:,} are allowed."
    hint = "Break it into paragraphs, with an empty line between each two."
    return TooMuchError("line-too-long", message, hint, _first_line(text))


def too_long(block: str) -> TooMuchError:
    """Return what is wrong with a text without an empty line in it that is too long."""
    message = f"There is no empty line in {len(block):,} characters; at most {MAX_BLOCK:,} may stand together."
    return TooMuchError("line-too-long", message, "Put an empty line between paragraphs.", _first_line(block))


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


class _Shallow(LinkInlineProcessor):
    """Links and pictures whose brackets do not stand too deep in each other, and that mostly come to an end.

    The library looks from every bracket to the one that closes it, to the end of the paragraph where there is none.
    """

    def __init__(self, pattern: str, md: SparingMarkdown) -> None:
        super().__init__(pattern, md)
        self.sparing = md

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802  the library's name
        """Return what stands in square brackets, from behind the first, where it ends, and whether it does."""
        depth = 1
        for found in _BRACKET.finditer(data, index):
            depth += 1 if found[0] == "[" else -1
            if not depth:
                return data[index : found.start()], found.end(), True
            if depth > MAX_NESTING:
                message = f"Square brackets stand more than {MAX_NESTING} deep in each other, or are not closed."
                raise TooMuchError("nested-too-deeply", message, "Close each “[” with a “]”.", data[index - 1 :][:9])
        return data[index:], len(data), False

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802  as above
        """Return the address in round brackets, the title, where they end, and whether they do."""
        link = super().getLink(data, index)
        if not link[3] and data.startswith("(", index):
            self.sparing.open_links += 1
            if self.sparing.open_links > MAX_OPEN_LINKS:
                message = f"More than {MAX_OPEN_LINKS} links of the page do not end."
                raise TooMuchError("too-many", message, "Close each “(” after the text of a link with a “)”.", "](")
        return link


class ShallowLink(_Shallow):
    """A link that is written in full."""


class _ShallowPicture(_Shallow, ImageInlineProcessor):
    """A picture that is written in full."""


class _ShallowReference(_Shallow, ReferenceInlineProcessor):
    """A link whose address stands elsewhere."""


class _ShallowShortReference(_Shallow, ShortReferenceInlineProcessor):
    """A link whose text names its address."""


class _ShallowPictureReference(_Shallow, ImageReferenceInlineProcessor):
    """A picture whose address stands elsewhere."""


class _ShallowShortPictureReference(_Shallow, ShortImageReferenceInlineProcessor):
    """A picture whose description names its address."""


_KINDS = {
    "reference": (_ShallowReference, 170),
    "image_link": (_ShallowPicture, 150),
    "image_reference": (_ShallowPictureReference, 140),
    "short_reference": (_ShallowShortReference, 130),
    "short_image_ref": (_ShallowShortPictureReference, 125),
}


class _SmallTable(TableProcessor):
    """Every row of a table has all columns, however few are written: three kilobytes may be a million cells."""

    def __init__(self, md: SparingMarkdown) -> None:
        super().__init__(md.parser, {"use_align_attribute": True})
        self.sparing = md

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Turn the block into a table."""
        self.sparing.cells += len(self.separator) * (blocks[0].count("\n") + 1)
        if self.sparing.cells > MAX_CELLS:
            message = f"The tables of the page have more than {MAX_CELLS:,} cells."
            hint = "Split the page; or offer the table as a file, as [the whole list](list.pdf)."
            raise TooMuchError("too-many", message, hint, _first_line(blocks[0]))
        super().run(parent, blocks)

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        """Add a row to its part of the table, and note it where it has too many cells."""
        super()._build_row(row, parent, align)  # type: ignore[misc]  # its stub leaves out what is private
        if row.count("|") >= len(align) and any(cell.strip() for cell in self._split_row(row)[len(align) :]):  # type: ignore[attr-defined]  # as above
            message = "This row has more cells than its table has columns: the last would be lost."
            hint = "Add a column to the first two rows; or write \\| for a bar that is text."
            self.sparing.slips.append(Slip("long-row", message, hint, row))


def keep_to_limits(md: SparingMarkdown) -> None:
    """Put parts that keep to the limits in the place of the library's own, but for the link itself."""
    for name, (kind, priority) in _KINDS.items():
        md.inlinePatterns.register(kind(md.inlinePatterns[name].pattern, md), name, priority)


def limit_tables(md: SparingMarkdown) -> None:
    """Put tables that keep to the limits in the place of the library's own, once its extension has set those."""
    md.parser.blockprocessors.register(_SmallTable(md), "table", 75)
