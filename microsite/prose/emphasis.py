"""Emphasis with `*` and `_`, of which no letter is lost.

The library pairs all marks of a text at once, keeps the pairs, and makes one element of them at a time. Where the next
pair stands by then it guesses from the mark that it meets, which may belong to no pair: then the element begins some
letters too early or too late, and letters are lost. What stands before the next pair is all that has changed since, so
where it stands follows from how long the text is now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.inlinepatterns import DelimiterProcessor

if TYPE_CHECKING:
    import re
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_MARKS = ("*", "_")
_NO_MARKS = str.maketrans("", "", "*_")

Pairs = tuple[str, list[tuple[int, int, int, int, tuple[str, str], int]], int]
"""A text, the pairs of marks that were found in it, and which of them is next."""


class Emphasis(DelimiterProcessor):
    """Makes emphasis of pairs of marks."""

    def __init__(self, md: Markdown) -> None:
        super().__init__("*", "strong,em", md)
        self.add("_", "strong,em", smart=True)
        self.text = ""
        """The text in which the pairs were found."""
        self.around: list[Pairs] = []
        """The texts within which this one stands, as what follows an element within another does."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  the library's name; its stub knows one form only
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the next element and where it begins and ends, or nothing where the marks belong to none."""
        self._turn_to(data)
        if not self.regions:
            self.text = data
        element, start, end = super().handleMatch(m, data)
        if element is not None and not _is_whole(element, data[start:end]):
            # Marks that cross each other in odd ways are left as they are typed.
            self.reset()
            return None, start, end
        return element, start, end

    def get_cached_result(self, pos: int, data: str) -> tuple[Element, int, int]:
        """Return the next element of the pairs that are known, and where it begins and ends now."""
        del pos
        offset = len(data) - len(self.text)
        start, end = self.regions[self.cache_index][0], self.regions[self.cache_index][3]
        element, count = self._build_element(data, self.cache_index, offset)  # type: ignore[attr-defined]  # not in its stub
        self.increment_next_position(start, count)
        return element, start + offset, end + offset

    def _turn_to(self, data: str) -> None:
        """Take out the pairs of the text that is asked about, of those that are known, or begin with none."""
        if self.regions and not _is_rest(data, self.text, self.regions[self.cache_index][0]):
            self.around.append((self.text, self.regions[:], self.cache_index))
            self.reset()
        while not self.regions and self.around:
            text, pairs, index = self.around[-1]
            if not _is_rest(data, text, pairs[index][0]):
                return
            self.around.pop()
            self.text, self.regions[:], self.cache_index = text, pairs, index

    def forget(self) -> None:
        """Forget all pairs, as before another page."""
        self.around.clear()
        self.reset()


def _is_rest(data: str, text: str, start: int) -> bool:
    """Tell whether a text ends as another does from a place on."""
    return data.endswith(text[start:])


def _is_whole(element: Element, written: str) -> bool:
    """Tell whether an element holds all that was written but its marks, between which it stands."""
    between = written[:1] in _MARKS and written[-1:] in _MARKS
    return between and "".join(element.itertext()).translate(_NO_MARKS) == written.translate(_NO_MARKS)
