"""The last pass over a page's tree: links resolved, ids given, attributes checked, and everything noted."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from msgspec import Struct, field

from microsite.model import RESERVED_IDS, Heading, Link, Picture
from microsite.prose.pictures import place
from microsite.prose.slips import Slip
from microsite.prose.typography import set_type
from microsite.web import is_whole, why_astray

if TYPE_CHECKING:
    from collections.abc import Callable

    from microsite.prose.pictures import ShownPicture
    from microsite.prose.slips import NotingMarkdown


SOURCES_MARK = "\ue000sources\ue001"

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NOTE_ID = re.compile(r"fn:[\w-]+")
# What browsers drop from an address before they look at its scheme (https://url.spec.whatwg.org/#url-parsing).
_DROPPED = re.compile("[\t\n\r]|^[\x00-\x20]+")
_REFERENCE = re.compile(r"&(?:#\d+|#x[\da-f]+|[a-z][a-z\d]*);", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_ESCAPED = re.compile("\x02(\\d+)\x03")
_STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
_CAPTION = "Table: "
_APOSTROPHE = re.compile(r"[’'‘]")
_NO_WORD = re.compile(r"[\W_]+")
_HYPHENS = re.compile("-+")


class Notes(Struct):
    """What the pass has seen on one page."""

    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    is_whole: bool = True
    """Whether the text was turned into HTML; if not, a slip says why."""


class FinishTree(Treeprocessor):
    """Runs after inline patterns and attribute lists; `resolve`, `shown` and `notes` are set anew for each page."""

    def __init__(self, md: NotingMarkdown) -> None:
        super().__init__(md)
        self.markdown = md
        self.notes = Notes()
        self.resolve: Callable[[str], str] = str
        self.shown: Callable[[str], ShownPicture | None] = lambda _written: None

    def run(self, root: Element) -> None:
        """Change the tree in place and fill `notes`."""
        _number_sources(root)
        self._captions(root)
        set_type(root)
        seen: Counter[str] = Counter()
        elements = list(root.iter())
        taken = {id_ for element in elements if (id_ := element.get("id"))}
        taken |= RESERVED_IDS | self.markdown.ids_of_code
        numbers: dict[str, int] = {}
        # What stands before the first part of a page, and before a second picture, may be in view when it opens.
        in_first_view = True
        for element in elements:
            self._attributes(element)
            if element.tag in _HEADINGS:
                in_first_view = in_first_view and element.tag != "h2"
                self._heading(element, taken, numbers)
            elif element.tag == "a" and element.get("href") is not None:
                self._link(element, seen)
            elif element.tag == "img":
                self._picture(element, seen, lazy=not in_first_view)
                in_first_view = False
        self._sources(root)

    def text(self, element: Element) -> str:
        """Return the visible text of an element, without references to footnotes."""
        parts: list[str] = []
        _collect(element, parts)
        text = "".join(parts)
        if "\x02" in text:
            text = _unescaped(text)
            stash = self.markdown.htmlStash.rawHtmlBlocks
            text = _STASHED.sub(lambda found: html.unescape(str(stash[int(found[1])])), text)
        return " ".join(text.split())

    def _attributes(self, element: Element) -> None:
        if align := element.attrib.pop("align", ""):
            # The strict policy of the site allows no style attribute, so the style sheet aligns by class.
            element.set("class", f"{element.get('class', '')} align-{align}".strip())
        if element.tag == "th":
            element.set("scope", "col")
        id_ = element.get("id") or ""
        if id_.startswith("fn:") and not _NOTE_ID.fullmatch(id_):
            label = id_.removeprefix("fn:")
            hint = "Use letters, digits and hyphens, as [^medicare]."
            self.notes.slips.append(Slip("bad-id", f"“{label}” cannot name a footnote.", hint, f"[^{label}]"))
            del element.attrib["id"]

    def _heading(self, element: Element, taken: set[str], numbers: dict[str, int]) -> None:
        text = self.text(element)
        id_ = element.get("id")
        if id_ is None:
            id_ = unique(heading_id(text), taken, numbers)
            element.set("id", id_)
        self.notes.headings.append(Heading(int(element.tag[1]), id_, text))

    def _link(self, element: Element, seen: Counter[str]) -> None:
        if _is_note_reference(element):
            return
        if _is_way_back(element):
            self._back_link(element, seen)
            return
        written = _as_typed(element.get("href") or "")
        seen[written] += 1
        url = self._address(element, "href", written, seen[written])
        if _ELSEWHERE.match(url):
            element.set("rel", "noreferrer noopener")
        self.notes.links.append(Link(written, url, self._link_text(element), seen[written]))

    def _back_link(self, element: Element, seen: Counter[str]) -> None:
        """Name the link from a source back to the text, which shows an arrow alone."""
        number = element.attrib.pop("title", "").rpartition("footnote ")[2].partition(" ")[0]
        seen[f"back {number}"] += 1
        which = seen[f"back {number}"]
        again = f", place {which}" if which > 1 else ""
        element.set("aria-label", f"Back to the text at source {number}{again}")

    def _link_text(self, element: Element) -> str:
        pictures = (picture.get("alt") or "" for picture in element.iter("img"))
        return " ".join([self.text(element), *pictures]).strip()

    def _picture(self, element: Element, seen: Counter[str], *, lazy: bool) -> None:
        written = _as_typed(element.get("src") or "")
        seen[written] += 1
        url = self._address(element, "src", written, seen[written])
        self.notes.pictures.append(Picture(written, url, element.get("alt") or "", seen[written]))
        if shown := self.shown(written):
            place(element, shown, lazy=lazy)

    def _address(self, element: Element, name: str, written: str, nth: int) -> str:
        """Set the attribute to the resolved address and return it; an address that may do harm is taken away."""
        plain = _REFERENCE.sub(lambda found: html.unescape(found[0]), _unescaped(element.get(name) or ""))
        # A text that can be printed holds none of what is dropped, but perhaps a space before it.
        if not plain.isprintable() or plain.startswith(" "):
            plain = _DROPPED.sub("", _DROPPED.sub("", plain))
        is_picture = name == "src"
        hint = why_astray(plain)
        if is_picture and (hint or (is_whole(plain) and not _ELSEWHERE.match(plain))):
            hint = "Put the file of the picture beside the page, and write its name, as “door.jpg”."
        if hint:
            message = f"A {'picture cannot be' if is_picture else 'link cannot lead to'} “{plain[:60]}”."
            self.notes.slips.append(Slip("forbidden-scheme", message, hint, written, nth))
            element.set(name, "#")
            return "#"
        url = plain if is_whole(plain) else self.resolve(plain)
        # What looks like a character reference is none any more, but the library would leave it for one.
        element.set(name, url.replace("&", "&amp;"))
        return url

    def _captions(self, root: Element) -> None:
        """Make a paragraph “Table: …” right before a table its caption."""
        if next(root.iter("table"), None) is None:
            return
        for parent in [element for element in root.iter() if len(element) > 1]:
            for before, table in pairwise(list(parent)):
                if table.tag == "table" and before.tag == "p" and (before.text or "").startswith(_CAPTION):
                    parent.remove(before)
                    before.tag, before.tail = "caption", "\n"
                    before.text = (before.text or "").removeprefix(_CAPTION)
                    table.insert(0, before)

    def _sources(self, root: Element) -> None:
        """Set a mark before the footnotes, so that the page's template can place them."""
        for position, element in enumerate(list(root)):
            if _is_notes(element):
                for rule in element.findall("hr"):
                    element.remove(rule)
                mark = Element("p")
                mark.text = SOURCES_MARK
                root.insert(position, mark)
                return


def _number_sources(root: Element) -> None:
    """Give the sources the numbers in which a reader meets them.

    Python-Markdown numbers them in the order in which it works, which leaves lists for later.
    """
    references = [link for link in root.iter("a") if _is_note_reference(link)]
    numbers: dict[str, int] = {}
    for link in references:
        link.text = str(numbers.setdefault(link.get("href") or "", len(numbers) + 1))
    for part in (part for div in root.findall("div") if _is_notes(div) for part in div.findall("ol")):
        part[:] = sorted(part, key=lambda item: numbers.get(f"#{item.get('id')}", len(numbers) + 1))
        for number, item in enumerate(part, 1):
            for link in item.iter("a"):
                if _is_way_back(link):
                    link.set("title", f"Jump back to footnote {number} in the text")


def _is_notes(element: Element) -> bool:
    return element.tag == "div" and element.get("class") == "footnote"


# An editor may give any link any class, so a class alone does not tell that a link is one of the library's.
def _is_note_reference(link: Element) -> bool:
    return link.get("class") == "footnote-ref" and (link.get("href") or "").startswith("#fn:")


def _is_way_back(link: Element) -> bool:
    return link.get("class") == "footnote-backref" and (link.get("href") or "").startswith("#fnref")


def _as_typed(address: str) -> str:
    """Return an address as it stands in the Markdown, with backslashes before the marks that have some."""
    return _ESCAPED.sub(lambda found: "\\" + chr(int(found[1])), address) if "\x02" in address else address


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1])), text) if "\x02" in text else text


def _collect(element: Element, parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        if child.tag != "sup":
            _collect(child, parts)
        parts.append(child.tail or "")


def slug(text: str) -> str:
    """Return a readable name in any script: `What it costs` → `what-it-costs`."""
    return _NO_WORD.sub("-", _folded(text)).strip("-") or "section"


def heading_id(text: str) -> str:
    """Return a readable id for a heading in any script: a slug with the vowels that stand over and under letters.

    Names of files do without these, as not every system keeps them.
    """
    folded = _folded(text)
    if folded.isascii():
        return slug(text)
    return _HYPHENS.sub("-", "".join(map(_in_id, folded, f" {folded}"))).strip("-") or "section"


def _folded(text: str) -> str:
    return _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text).lower())


def _in_id(character: str, before: str) -> str:
    """Return a character of a heading as its id has it."""
    if character.isalnum():
        return character
    is_vowel = unicodedata.category(character) in {"Mn", "Mc"} and unicodedata.category(before)[0] in "LM"
    return character if is_vowel else "-"


def unique(wanted: str, taken: set[str], numbers: dict[str, int]) -> str:
    """Return the id, or the id with the first free number from 2 on, and take it; `numbers` are the last of each."""
    id_, number = wanted, numbers.get(wanted, 1)
    while id_ in taken:
        number += 1
        id_ = f"{wanted}-{number}"
    numbers[wanted] = number
    taken.add(id_)
    return id_
