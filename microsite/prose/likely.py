"""Processors of blocks and patterns of lines, each asked only where the text holds the characters that it needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar
from xml.etree.ElementTree import Element

from markdown.blockparser import BlockParser
from markdown.inlinepatterns import ReferenceInlineProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from microsite.prose.inline import TelephoneNumber
from microsite.prose.limits import MAX_BLOCK, MAX_PARAGRAPH, ShallowLink, too_long, too_long_paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markdown import Markdown
    from markdown.blockprocessors import BlockProcessor
    from markdown.inlinepatterns import Pattern
    from markdown.util import Registry

    from microsite.prose.sparing import SparingMarkdown

T = TypeVar("T")

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

# These take a block apart and hand on each part; others take a line, and hand on all the rest.
_OF_ANY_SIZE = ("empty", "indent", "defindent", "code", "table", "olist", "ulist", "quote")

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

# From behind the first bracket of a link to its end; \x02 begins what stands for code or for an escape.
_PLAIN_LINK = re.compile(r"""([^\[\]]*)\]\(([^()<>'"\s\x02]*)\)""")


class PlainLink(ShallowLink):
    """The library reads a link character by character, as brackets and quotes may stand in it: most have none."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  the library's name; its stub knows one form only
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link and where it begins and ends, or nothing where there is none."""
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
        self._of_any_size: tuple[BlockProcessor, ...] = ()

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802  the library's name
        """Turn blocks into elements below `parent`."""
        if not self._needs:  # by now extensions have added theirs
            self._needs = _with_needs(self.blockprocessors, _BLOCK_NEEDS)
            self._of_any_size = tuple(self.blockprocessors[name] for name in _OF_ANY_SIZE)
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
                if processor.test(parent, block):
                    if len(block) > MAX_BLOCK and processor not in self._of_any_size:
                        raise too_long(block)
                    if processor.run(parent, blocks) is not False:
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
            if (text := element.text) and len(text) > MAX_PARAGRAPH and not isinstance(text, AtomicString):
                raise too_long_paragraph(text)
            if text and not isinstance(text, AtomicString) and not _holds(text, every):
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
