"""Python-Markdown without the work that is in vain: each part is tried only where it can do anything.

Every part of the library looks at every piece of a text, and nearly all find nothing: on a page of prose that is half
of the time. Here each is asked only where the text holds the characters without which it does nothing. The parts
themselves are the library's own, so what comes out is the same, byte for byte; `tests/test_sparing.py` compares pages
that were made with and without all this.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.inlinepatterns import LINK_RE
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import BLOCK_LEVEL_ELEMENTS

from microsite.prose.likely import PlainLink, SparingBlockParser, SparingInlineProcessor
from microsite.prose.limits import check_counts, check_fences, keep_to_limits
from microsite.prose.slips import NotingMarkdown

if TYPE_CHECKING:
    from typing import Self
    from xml.etree.ElementTree import Element

    from microsite.prose.attributes import AttributeLists, FencedCode

_EMPTY_LINES = re.compile(r"\n +(?=\n)")
_BLOCK_LEVEL = frozenset(BLOCK_LEVEL_ELEMENTS)


class SparingMarkdown(NotingMarkdown):
    """The library's converter, made of the parts below."""

    text = ""
    """The text that is converted, its white space made plain, for parts that ask what it holds."""
    cells = 0
    """How many cells the tables of the text have so far."""
    open_links = 0
    """How many links of the text do not end, so far."""

    def reset(self) -> Self:
        """Forget the text before."""
        self.cells = self.open_links = 0
        return super().reset()

    def is_block_level(self, tag: object) -> bool:
        """Tell whether a tag is one of a block. The library looks through a list of sixty, for each element twice."""
        return tag in _BLOCK_LEVEL

    def build_parser(self) -> Self:
        """Set the parts that others are added to by extensions."""
        super().build_parser()
        sparing, plain = SparingBlockParser(self), self.parser
        sparing.blockprocessors = plain.blockprocessors
        for processor in plain.blockprocessors:
            processor.parser = sparing
        self.parser = sparing
        self.preprocessors.register(_Whitespace(self), "normalize_whitespace", 30)
        self.preprocessors.register(_FencedCode(self), "fenced_code_block", 25)
        keep_to_limits(self)
        self.inlinePatterns.register(PlainLink(LINK_RE, self), "link", 160)
        self.treeprocessors.register(SparingInlineProcessor(self), "inline", 20)
        self.treeprocessors.register(_AttributeLists(self), "attr_list", 8)
        self.treeprocessors.register(_Unescape(self), "unescape", 0)
        return self


class _Whitespace(NormalizeWhitespace):
    """Lines of nothing but spaces are looked for from line end to line end, which is ten times as fast."""

    def __init__(self, md: SparingMarkdown) -> None:
        super().__init__(md)
        self.sparing = md

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines).replace("\x02", "").replace("\x03", "")
        text = text.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
        self.sparing.text = _EMPTY_LINES.sub("\n", text.expandtabs(self.sparing.tab_length))
        check_counts(self.sparing.text)
        return self.sparing.text.split("\n")


class _FencedCode(Preprocessor):
    """Fenced code, imported where there is some."""

    own: FencedCode | None = None

    def __init__(self, md: SparingMarkdown) -> None:
        super().__init__(md)
        self.sparing = md

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "```" not in text and "~~~" not in text:
            return lines
        check_fences(text)
        if self.own is None:
            from microsite.prose.attributes import FencedCode  # noqa: PLC0415  as it says there

            self.own = FencedCode(self.sparing)
        return self.own.run(lines)


class _AttributeLists(Treeprocessor):
    """Attribute lists, imported where there are some."""

    own: AttributeLists | None = None

    def __init__(self, md: SparingMarkdown) -> None:
        super().__init__(md)
        self.sparing = md

    def run(self, root: Element) -> None:
        if "{" not in self.sparing.text:
            return
        if self.own is None:
            from microsite.prose.attributes import AttributeLists  # noqa: PLC0415  as it says there

            self.own = AttributeLists(self.sparing)
        self.own.run(root)


class _Unescape(UnescapeTreeprocessor):
    """Only a backslash makes an escape."""

    def __init__(self, md: SparingMarkdown) -> None:
        super().__init__(md)
        self.sparing = md

    def run(self, root: Element) -> None:
        if "\\" in self.sparing.text:
            super().run(root)
