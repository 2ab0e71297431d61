"""The words of a page's Markdown: all else is blank, so that an offset among the words is one in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.patterns import Searched
from microsite.reading import split_sentences

if TYPE_CHECKING:
    from microsite.model import Document

# What stands in Markdown and is not said: where links lead, notes (a title of somebody else is a quotation), names of
# components, attributes, facts, and bare addresses.
# Each begins with a letter and looks behind afterwards: so the search leaps from one such letter to the next.
_UNSAID = re.compile(
    r"""
    \]\[[^\]\n]*\]                                     # [words][name]
  | \]\((?:[^()\n]|\([^()\n]*\))*\)                    # [words](address)
  | \[\^[^\]\n]+\](?::[^\n]*)?                         # [^note] and [^note]: its text
  | \[(?:(?<=^\[)|(?<=^\ \[)|(?<=^\ \ \[)|(?<=^\ \ \ \[))[^\[\]\n]+\]:[^\n]*  # [name]: address
  | \{[^{}\n]*\}+ | :(?<=^:)::[\w-]* | https?://\S+
    """,
    re.VERBOSE | re.MULTILINE,
)
# Keys of the front matter whose values readers never read.
_SILENT = re.compile(
    r"^(?:type|related|reviewed_on|review_by|about|mentions|audience|draft|publish_on|expires_on|redirect_from|waive"
    r"|reading_grade|drawing):.*(?:\n(?:[ \t-].*)?$)*",
    re.MULTILINE,
)
_KEY = re.compile(r"^[ \t-]*[\w-]+:(?=\s)(?:(?<=\bto:).*)?", re.MULTILINE)
# A heading, a component's line and an empty line part paragraphs; the items of a list belong together.
_BREAK = re.compile(r"\n(?:[ \t>]*\n|(?=#{1,6} )|(?=:::))|#(?<=\n#)#{0,5} .*\n|:(?<=\n:)::.*\n")
_WORDS = re.compile(r"[^\W_]+")
_WORD = re.compile(r"([^\W_]+)")


class Spoken(Struct, frozen=True, dict=True):
    """What readers read of a page's Markdown."""

    document: Document

    @cached_property
    def text(self) -> str:
        """The file with everything blanked that is not read."""
        start, prose = self.document.body_start, self.document.source.prose
        front = _blank(_KEY, _blank(_SILENT, prose[:start]))
        return front + _blank(_UNSAID, prose[start:])

    @cached_property
    def searched(self) -> Searched:
        """The same, to look for words in it."""
        return Searched(self.text)

    @cached_property
    def _breaks(self) -> list[int]:
        start = self.document.body_start
        return [0, start, *(found.end() for found in _BREAK.finditer(self.text, start)), len(self.text)]

    def paragraph(self, offset: int) -> tuple[int, int]:
        """Return where the paragraph at an offset begins and ends."""
        after = bisect_right(self._breaks, offset)
        return self._breaks[after - 1], self._breaks[min(after, len(self._breaks) - 1)]

    def sentence(self, offset: int) -> tuple[int, int]:
        """Return where the sentence at an offset begins and ends."""
        start, end = self.paragraph(offset)
        for sentence in split_sentences(self.text[start:end]):
            here = self.text.index(sentence, start)
            start = here + len(sentence)
            if offset < start:
                return here, start
        return start, end

    def find(self, words: str) -> int:
        """Return the offset at which words of the finished page stand in the file, or -1.

        Where marks or a fact interrupt them, their beginning is enough.
        """
        keys = [word.lower() for word in _WORDS.findall(words)]
        squeezed, before, starts = self._squeezed
        for wanted in dict.fromkeys(("".join(keys), "".join(keys[:8]), "".join(keys[:4]))):
            at = squeezed.find(wanted) if wanted else -1
            if at >= 0:
                word = bisect_right(before, at) - 1
                return starts[word] + at - before[word]
        return -1

    @cached_property
    def _squeezed(self) -> tuple[str, list[int], list[int]]:
        """Letters and digits alone, where each word begins among them, and where it begins in the text."""
        parts = _WORD.split(self.searched.small)  # what stands between words, and every other time a word
        ends = list(accumulate(map(len, parts)))
        before = list(accumulate(map(len, parts[1::2]), initial=0))
        return "".join(parts[1::2]), before[:-1], ends[:-1:2]


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(_spaces, text)


def _spaces(found: re.Match[str]) -> str:
    text = found[0]
    return " " * len(text) if "\n" not in text else re.sub(r"[^\n]", " ", text)
