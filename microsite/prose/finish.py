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
from microsite.prose.typography import set_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown import Markdown

    from microsite.prose.pictures import ShownPicture


SOURCES_MARK = "\ue000sources\ue001"

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ANYWHERE = frozenset({"id", "class", "lang", "title"})
_OWN = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"align"}),
    "th": frozenset({"align"}),
}
_ID = re.compile(r"[a-z][a-z0-9-]*")
_FOOTNOTE_ID = re.compile(r"fn(ref\d*)?:[\w-]+")
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms"})
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
# What browsers drop from an address before they look at its scheme (https://url.spec.whatwg.org/#url-parsing).
_DROPPED = re.compile("[\t\n\r]|^[\x00-\x20]+")
_ESCAPED = re.compile("\x02(\\d+)\x03")
_STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
_CAPTION = "Table: "
_APOSTROPHE = re.compile(r"[’'‘]")
_NO_WORD = re.compile(r"[\W_]+")


class Slip(Struct):
    """Something in the Markdown that is not allowed, with the text by which its place is found."""

    code: str
    message: str
    hint: str
    needle: str
    nth: int = 1


class Notes(Struct):
    """What the pass has seen on one page."""

    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)


class FinishTree(Treeprocessor):
    """Runs after inline patterns and attribute lists; `resolve`, `shown` and `notes` are set anew for each page."""

    def __init__(self, md: Markdown) -> None:
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
        taken = set(RESERVED_IDS) | {id_ for element in elements if (id_ := element.get("id"))}
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
        own = _OWN.get(element.tag, frozenset())
        for name, value in element.items():
            if name not in _ANYWHERE and name not in own:
                message = f"The attribute “{name}” is not allowed here."
                hint = "Only id, class, lang and title may be set in { }."
                self.notes.slips.append(Slip("forbidden-attribute", message, hint, name))
                del element.attrib[name]
            elif name == "id":
                self._id(element, value)
            elif name == "align":
                # The strict policy of the site allows no style attribute, so the style sheet aligns by class.
                del element.attrib[name]
                element.set("class", f"align-{value}")
        if element.tag == "th":
            element.set("scope", "col")

    def _id(self, element: Element, value: str) -> None:
        if _FOOTNOTE_ID.fullmatch(value):
            return
        if value.startswith("fn:"):
            label = value.removeprefix("fn:")
            hint = "Use letters, digits and hyphens, as [^medicare]."
            slip = Slip("bad-id", f"“{label}” cannot name a footnote.", hint, f"[^{label}]")
        elif value in RESERVED_IDS:
            hint = f"Choose another, as “{value}-of-care”."
            slip = Slip("reserved-id", f"The id “{value}” is used by the site's templates.", hint, f"#{value}")
        elif not _ID.fullmatch(value) and not value.startswith("fnref"):
            hint = "Use lower-case letters, digits and hyphens, beginning with a letter."
            slip = Slip("bad-id", f"“{value}” cannot be an id.", hint, f"#{value}")
        else:
            return
        self.notes.slips.append(slip)
        del element.attrib["id"]

    def _heading(self, element: Element, taken: set[str], numbers: dict[str, int]) -> None:
        text = self.text(element)
        id_ = element.get("id")
        if id_ is None:
            id_ = unique(slug(text), taken, numbers)
            element.set("id", id_)
        self.notes.headings.append(Heading(int(element.tag[1]), id_, text))

    def _link(self, element: Element, seen: Counter[str]) -> None:
        kind = element.get("class")
        if kind == "footnote-ref":
            return
        if kind == "footnote-backref":
            self._back_link(element, seen)
            return
        written = element.get("href") or ""
        seen[written] += 1
        url = self._address(element, "href", written, seen[written])
        if url.startswith(("http://", "https://", "//")):
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
        written = element.get("src") or ""
        seen[written] += 1
        url = self._address(element, "src", written, seen[written])
        self.notes.pictures.append(Picture(written, url, element.get("alt") or "", seen[written]))
        if shown := self.shown(written):
            place(element, shown, lazy=lazy)

    def _address(self, element: Element, name: str, written: str, nth: int) -> str:
        """Set the attribute to the resolved address and return it; an address that may do harm is taken away."""
        plain = html.unescape(_unescaped(written))
        # A text that can be printed holds none of what is dropped, but perhaps a space before it.
        if not plain.isprintable() or plain.startswith(" "):
            plain = _DROPPED.sub("", _DROPPED.sub("", plain))
        scheme = _SCHEME.match(plain)
        if (scheme and scheme[1].lower() not in _SCHEMES) or _is_crooked(plain, scheme):
            message = f"A link cannot lead to “{plain[:60]}”."
            hint = "Links begin with https:, mailto:, tel: or sms:, or name a page as “fees.md”."
            self.notes.slips.append(Slip("forbidden-scheme", message, hint, written, nth))
            element.set(name, "#")
            return "#"
        url = plain if scheme or plain.startswith("//") else self.resolve(plain)
        element.set(name, url)
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
    references = [link for link in root.iter("a") if link.get("class") == "footnote-ref"]
    numbers: dict[str, int] = {}
    for link in references:
        link.text = str(numbers.setdefault(link.get("href") or "", len(numbers) + 1))
    for part in (part for div in root.findall("div") if _is_notes(div) for part in div.findall("ol")):
        part[:] = sorted(part, key=lambda item: numbers.get(f"#{item.get('id')}", len(numbers) + 1))
        for number, item in enumerate(part, 1):
            for link in item.iter("a"):
                if link.get("class") == "footnote-backref":
                    link.set("title", f"Jump back to footnote {number} in the text")


def _is_notes(element: Element) -> bool:
    return element.tag == "div" and element.get("class") == "footnote"


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1])), text) if "\x02" in text else text


def _collect(element: Element, parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        if child.tag != "sup":
            _collect(child, parts)
        parts.append(child.tail or "")


def _is_crooked(plain: str, scheme: re.Match[str] | None) -> bool:
    """Tell whether an address leads elsewhere than it seems to: `https:/x`, or with a backslash."""
    if scheme and scheme[1].lower() in {"http", "https"}:
        return not plain[scheme.end() :].startswith("//")
    return "\\" in plain


def slug(text: str) -> str:
    """Return a readable id for a heading in any script: `What it costs` → `what-it-costs`."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _NO_WORD.sub("-", _APOSTROPHE.sub("", folded)).strip("-") or "section"


def unique(wanted: str, taken: set[str], numbers: dict[str, int]) -> str:
    """Return the id, or the id with the first free number from 2 on, and take it; `numbers` are the last of each."""
    id_, number = wanted, numbers.get(wanted, 1)
    while id_ in taken:
        number += 1
        id_ = f"{wanted}-{number}"
    numbers[wanted] = number
    taken.add(id_)
    return id_
