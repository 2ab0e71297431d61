"""What stands between the lines of a component, as HTML, and the pieces that its template may ask for.

The HTML is our own converter's, which never writes a tag inside an attribute and never nests a table, so that its
pieces can be found by their tags.
"""

from __future__ import annotations

import html
import re
from functools import cached_property

from msgspec import Struct

_HEADING = re.compile(r'<h([2-6])(?: [^>]*?)? ?id="([^"]+)"[^>]*>(.*?)</h\1>\s*', re.DOTALL)
_ITEM_TAG = re.compile(r"<(/?)(?:ul|ol|li)\b[^>]*>")
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>", re.DOTALL)
_HEAD = re.compile(r"<strong>(.*?)</strong>\s*(.*)", re.DOTALL)
_FOOTNOTE = re.compile(r"<sup\b[^>]*>.*?</sup>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# Where one of these ends, words do not run into each other.
_BLOCK_END = re.compile(r"</(?:p|li|ul|ol|h\d|div|td|th|dd|dt)>|<br>")


class Html(Struct, frozen=True):
    """HTML of our own making: a template shows it as it is."""

    html: str

    def __html__(self) -> str:
        """Return the HTML, as markup-aware code asks for it."""
        return self.html

    def __str__(self) -> str:
        return self.html

    def __bool__(self) -> bool:
        return bool(self.html.strip())

    @property
    def words(self) -> str:
        """The visible text, without the numbers of footnotes."""
        return words(self.html)


class Section(Struct, frozen=True):
    """A heading within a component, and what stands under it."""

    level: int
    id: str
    title: Html
    body: Html

    @property
    def initial(self) -> str:
        """The first letter of the title, in capitals."""
        return self.title.words[:1].upper()


class Item(Struct, frozen=True):
    """An item of a list: what is bold at its beginning, and the rest."""

    head: Html
    rest: Html
    whole: Html


class Table(Struct, frozen=True):
    """A table: its caption, the cells of its first row, and the cells of each other row."""

    caption: Html
    header: tuple[Html, ...]
    rows: tuple[tuple[Html, ...], ...]


class Body(Html, frozen=True, dict=True):
    """The text of a component as HTML; its pieces are found when a template asks for them."""

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The headings and what stands under each."""
        found = list(_HEADING.finditer(self.html))
        ends = [*(heading.start() for heading in found[1:]), len(self.html)][: len(found)]
        return tuple(
            Section(int(heading[1]), heading[2], Html(heading[3].strip()), Html(self.html[heading.end() : end].strip()))
            for heading, end in zip(found, ends, strict=True)
        )

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items of the lists, without those of lists within an item."""
        items, depth, start = [], 0, 0
        for tag in _ITEM_TAG.finditer(self.html):
            depth += -1 if tag[1] else 1
            if not tag[1] and depth == 2:  # noqa: PLR2004  a list, and an item of it
                start = tag.end()
            elif tag[1] and depth == 1:
                items.append(_item(self.html[start : tag.start()].strip()))
        return tuple(items)

    @cached_property
    def table(self) -> Table:
        """The table; without any, one that has neither caption nor rows."""
        caption = _CAPTION.search(self.html)
        rows = [tuple(Html(cell[1].strip()) for cell in _CELL.finditer(row[1])) for row in _ROW.finditer(self.html)]
        return Table(Html(caption[1] if caption else ""), rows[0] if rows else (), tuple(rows[1:]))


def _item(inner: str) -> Item:
    only = _PARAGRAPH.fullmatch(inner)
    text = only[1] if only else inner
    found = _HEAD.match(text)
    head, rest = (found[1], found[2]) if found else ("", text)
    return Item(Html(head), Html(rest), Html(text))


def words(text: str) -> str:
    """Return the visible text of HTML, without the numbers of footnotes."""
    plain = _TAG.sub("", _BLOCK_END.sub(" ", _FOOTNOTE.sub("", text)))
    return " ".join(html.unescape(plain).split())
