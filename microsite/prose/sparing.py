"""Python-Markdown without the work that is in vain: each part is tried only where it can do anything.

Every part of the library looks at every piece of a text, and nearly all find nothing: on a page of prose that is half
of the time. Here each is asked only where the text holds the characters without which it does nothing. The parts
themselves are the library's own, so what comes out is the same, byte for byte; `tests/test_sparing.py` compares pages
that were made with and without all this.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.inlinepatterns import LINK_RE, LinkInlineProcessor, ReferenceInlineProcessor
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor, UnescapeTreeprocessor
from markdown.util import BLOCK_LEVEL_ELEMENTS, AtomicString

from microsite.prose.inline import TelephoneNumber

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

    from markdown.blockprocessors import BlockProcessor
    from markdown.extensions.fenced_code import FencedBlockPreprocessor
    from markdown.inlinepatterns import Pattern
    from markdown.util import Registry

T = TypeVar("T")

# From behind the first bracket of a link to its end; \x02 begins what stands for code or for an escape.
_PLAIN_LINK = re.compile(r"""([^\[\]]*)\]\(([^()<>'"\s\x02]*)\)""")
_EMPTY_LINES = re.compile(r"\n +(?=\n)")
_BLOCK_LEVEL = frozenset(BLOCK_LEVEL_ELEMENTS)

# Without one of these in a block its processor leaves the block alone.
_BLOCK_NEEDS = {
    "indent": ("    ",),
    "defindent": ("    ",),
    "code": ("    ",),
    "table": ("|",),
    "hashheader": ("#",),
    "setextheader": ("\n=", "\n-"),
    "hr": ("-", "*", "_"),
    "olist": (". ",),
    "ulist": ("- ", "* ", "+ "),
    "deflist": (": ",),
    "quote": (">",),
    "footnote": ("[^",),
    "abbr": ("*[",),
    "reference": ("]:",),
}

# Without one of these in a text its pattern cannot match.
_INLINE_NEEDS = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
    "web_address": ("://", "www."),
    "mail_address": ("@",),
}


class SparingMarkdown(Markdown):
    """The library's converter, made of the parts below."""

    text = ""
    """The text that is converted, its white space made plain, for parts that ask what it holds."""

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
        self.inlinePatterns.register(_Link(LINK_RE, self), "link", 160)
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
        return self.sparing.text.split("\n")


class _FencedCode(Preprocessor):
    """The library's fenced code, imported where there is some: it imports Pygments, too, where that is installed."""

    library: FencedBlockPreprocessor | None = None

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "```" not in text and "~~~" not in text:
            return lines
        if self.library is None:
            from markdown.extensions.fenced_code import FencedBlockPreprocessor  # noqa: PLC0415  as said above

            self.library = FencedBlockPreprocessor(self.md, {"lang_prefix": "language-"})
            # What the library would find out by looking for its own extension of attribute lists.
            self.library.checked_for_deps = self.library.use_attr_list = True
        return self.library.run(lines)


class _AttributeLists(Treeprocessor):
    """The library's attribute lists, imported where there are some: that takes 2 ms."""

    def __init__(self, md: SparingMarkdown) -> None:
        super().__init__(md)
        self.sparing = md

    library: Treeprocessor | None = None

    def run(self, root: Element) -> None:
        if "{" not in self.sparing.text:
            return
        if self.library is None:
            from markdown.extensions.attr_list import AttrListTreeprocessor  # noqa: PLC0415  as said above

            self.library = AttrListTreeprocessor(self.sparing)
        self.library.run(root)


class _Unescape(UnescapeTreeprocessor):
    """Only a backslash makes an escape."""

    def __init__(self, md: SparingMarkdown) -> None:
        super().__init__(md)
        self.sparing = md

    def run(self, root: Element) -> None:
        if "\\" in self.sparing.text:
            super().run(root)


class _Link(LinkInlineProcessor):
    """The library reads a link character by character, as brackets and quotes may stand in it: most have none."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  the library's name; its stub knows one form only
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        plain = _PLAIN_LINK.match(data, m.end())
        if plain is None:
            return super().handleMatch(m, data)  # type: ignore[return-value]
        link = Element("a", href=plain[2])
        link.text = plain[1]
        return link, m.start(), plain.end()


class SparingBlockParser(BlockParser):
    """Asks those processors that can do anything with a block."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._needs: list[tuple[BlockProcessor, tuple[str, ...]]] = []

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802  the library's name
        """Turn blocks into elements below `parent`."""
        if not self._needs:  # by now extensions have added theirs
            self._needs = _with_needs(self.blockprocessors, _BLOCK_NEEDS)
        paragraph = self.blockprocessors["paragraph"]
        while blocks:
            block = blocks[0]
            # All that is no paragraph begins a line with a mark, a digit or a space, or takes two lines.
            if block[:1].isalpha() and "\n" not in block:
                paragraph.run(parent, blocks)
                continue
            for processor, needs in self._needs:
                for need in needs:
                    if need in block:
                        break
                else:
                    continue
                if processor.test(parent, block) and processor.run(parent, blocks) is not False:
                    break


class SparingInlineProcessor(InlineProcessor):
    """Asks those patterns that can match in a text, and looks at no text in which none can."""

    def __init__(self, md: SparingMarkdown) -> None:
        super().__init__(md)
        self.sparing = md
        self._needs: list[tuple[Pattern, tuple[str, ...]]] = []
        self._likely: list[tuple[Pattern, tuple[str, ...]]] = []

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Change the texts of the tree in place."""
        if not self._needs:  # by now extensions have added theirs
            self._needs = _with_needs(self.sparing.inlinePatterns, _INLINE_NEEDS)
        self._likely = [
            (pattern, found) for pattern, needs in self._needs if (found := self._needed_here(pattern, needs))
        ]
        every = {need for _, needs in self._likely for need in needs}
        texts: list[tuple[Element, str]] = []
        tails: list[tuple[Element, str]] = []
        # A text in which nothing can match comes out as it went in. It is taken away meanwhile, and put back.
        for element in tree.iter():
            if (text := element.text) and not isinstance(text, AtomicString) and not _holds(text, every):
                texts.append((element, text))
                element.text = None
            if (tail := element.tail) and not isinstance(tail, AtomicString) and not _holds(tail, every):
                tails.append((element, tail))
                element.tail = None
        super().run(tree, ancestors)
        for element, text in texts:
            element.text = text
        for element, tail in tails:
            element.tail = tail
        return tree

    def _needed_here(self, pattern: Pattern, needs: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of the characters that a pattern needs which the page holds."""
        text = self.sparing.text
        if isinstance(pattern, TelephoneNumber):
            return pattern.telephones.likely(text)
        if isinstance(pattern, ReferenceInlineProcessor) and not self.sparing.references:
            return ()
        return tuple(need for need in needs if need in text)

    # The name that Python gives to the private method `__handleInline` of the class above.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        start, index = 0, patternIndex
        while index < len(self._likely):
            pattern, needs = self._likely[index]
            matched = False
            for need in needs:
                if need in data:
                    data, matched, start = self._InlineProcessor__applyPattern(pattern, data, index, start)  # type: ignore[attr-defined]
                    break
            if not matched:
                index, start = index + 1, 0
        return data


def _holds(text: str, needs: Iterable[str]) -> bool:
    for need in needs:  # noqa: SIM110  any() takes twice the time, and this is asked of every text
        if need in text:
            return True
    return False


def _with_needs(parts: Registry[T], needs: Mapping[str, tuple[str, ...]]) -> list[tuple[T, tuple[str, ...]]]:
    """Return the parts in the order of the library, each with what it needs; the empty text is in every text."""
    named = {id(parts[name]): need for name, need in needs.items() if name in parts}
    return [(part, named.get(id(part), ("",))) for part in parts]
