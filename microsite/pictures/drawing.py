"""A drawing (SVG): admitted only if it is nothing but a drawing, and written anew without what its program left in.

Opened by itself, an SVG is a page: it runs scripts and fetches files (https://www.w3.org/TR/SVG2/conform.html). So what
could do that is refused at its line, and comments, metadata and the notes of drawing programs are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

from microsite.pictures import RefusedPictureError, Variant

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 100
"""Of groups within groups; people draw with five."""

_SVG, _XLINK, _XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)

_RUNS = frozenset(
    {
        *("script", "handler", "listener", "foreignobject", "iframe", "object", "embed"),
        *("audio", "video", "canvas", "applet", "link", "meta", "base", "form", "input"),
    }
)
_MOVES = frozenset({"animate", "animatecolor", "animatemotion", "animatetransform", "discard", "set"})
# In the language of style sheets, letters may be written by their numbers (https://www.w3.org/TR/css-syntax-3/#escaping).
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ACTIVE = re.compile(r"javascript\s*:|expression\s*\(|-moz-binding|behavior\s*:", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"""@import[^;]*|(?:image-set|image|src)\(\s*["'][^)]*|url\(\s*+["']?\s*+([^#"'\s)][^"')]*)""", re.IGNORECASE
)
_KEYFRAMES = re.compile(r"@(?:-\w+-)?keyframes\b", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")
_NUMBER = re.compile(r"[\s,]+")
# A byte order mark and spaces; then whatever may stand before the root (https://www.w3.org/TR/xml/#sec-prolog-dtd).
_BEGINS = re.compile(rb"[\xef\xbb\xbf\xff\xfe\s]*<(?!(?:!doctype\s+)?html)", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:\w{1,40}:)?svg\b")
_LOOKED_AT = 64 * 1024
_SHOWN = 60
_VIEW_BOX = 4

_AS_PLAIN = "Save it as “plain SVG” or “optimized SVG”, or save it as a PNG."
_FREEZE = "Take that out, or save the drawing as a PNG."


def read_drawing(data: bytes) -> Variant:
    """Return the drawing that the bytes hold, written anew, with its size.

    Raises RefusedPictureError, with line and column, for what is more than a drawing, and for what is none.
    """
    if len(data) > MAX_BYTES:
        message = f"The drawing has {len(data):,} bytes; at most {MAX_BYTES:,} are allowed."
        raise RefusedPictureError("too-large", message, "Save it as a PNG.")
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003  as the library wants it
    except (LookupError, ValueError):  # it names an encoding that Python does not know, or that expat cannot use
        message = "The drawing says that it is in an encoding that browsers do not read."
        raise RefusedPictureError("broken-picture", message, _AS_PLAIN) from None
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        message = f"The drawing is damaged, or only a part of it is there: {words}."
        hint = "Open it in the program that it comes from, and save it anew."
        raise RefusedPictureError("broken-picture", message, hint, error.lineno, error.offset + 1) from None
    root = reader.builder.close()
    width, height = _size(root)
    return Variant("svg", width, height, tostring(root, "utf-8"))


def is_drawing(data: bytes) -> bool:
    """Tell whether the bytes begin as an SVG does, in whatever encoding."""
    start = data[:_LOOKED_AT].replace(b"\0", b"")
    return bool(_BEGINS.match(start) and _ROOT.search(start))


class _Reader:
    """Gathers what belongs to the drawing while a parser reads it."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.parser: XMLParserType = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._declaration
        self.parser.SkippedEntityHandler = self._entity
        self.parser.ProcessingInstructionHandler = self._instruction
        self.open: list[str] = []
        self.at = (1, 1)
        """Line and column of what the parser has met last, texts apart: it hands them over at their end."""
        self.left_out = 0
        """How deep the parser is in something that is left out."""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._here()
        space, _, local = name.rpartition(" ")
        self._look_at(local)
        if not self.open and (space, local) != (_SVG, "svg"):
            message = f"The drawing begins with “<{local}>” and does not say that it is SVG."
            raise self._refuse("not-a-picture", message, f'A drawing begins with: <svg xmlns="{_SVG}" …>')
        if len(self.open) + self.left_out >= MAX_DEPTH:
            raise self._refuse("nested-too-deeply", "The drawing has groups nested too deeply.", _AS_PLAIN)
        if self.left_out or space != _SVG or local == "metadata":
            self.left_out += 1
            return
        kept = dict(filter(None, map(_kept, attributes.items())))
        self._look_at_attributes(kept)
        if not self.open:
            kept = {"xmlns": _SVG, "xmlns:xlink": _XLINK} | kept
        self.open.append(local)
        self.builder.start(local, kept)

    def _end(self, _name: str) -> None:
        if self.left_out:
            self.left_out -= 1
        else:
            self.builder.end(self.open.pop())

    def _text(self, text: str) -> None:
        if self.left_out:
            return
        if self.open[-1] == "style":
            self._look_at_style(text)
            if _KEYFRAMES.search(_unescaped(text)):
                raise self._refuse("moving-picture", "The drawing moves: it has “@keyframes” in it.", _FREEZE)
        self.builder.data(text)

    def _look_at(self, local: str) -> None:
        """Refuse an element that can run or move something."""
        if local.lower() in _RUNS:
            raise self._refuse("active-content", f"The drawing can run something: “<{local}>”.", _AS_PLAIN)
        if local.lower() in _MOVES:
            raise self._refuse("moving-picture", f"The drawing moves: it has “<{local}>” in it.", _FREEZE)

    def _look_at_attributes(self, attributes: dict[str, str]) -> None:
        """Refuse an attribute that can run or fetch something."""
        for name, value in attributes.items():
            plain = name.removeprefix("xlink:").lower()
            if plain.startswith("on"):
                raise self._refuse("active-content", f"The drawing can run something: “{plain}”.", _AS_PLAIN)
            self._look_at_style(value)
            if plain in {"href", "src"} and not value.strip().startswith("#"):
                raise self._foreign(value)

    def _look_at_style(self, text: str) -> None:
        plain = _unescaped(text)
        if found := _ACTIVE.search(plain):
            raise self._refuse("active-content", f"The drawing can run something: “{found[0]}”.", _AS_PLAIN)
        if found := _ELSEWHERE.search(plain):
            raise self._foreign(found[1] or found[0])

    def _declaration(self, _name: str, _system: str | None, _public: str | None, has_own: int) -> None:
        """Refuse what a drawing declares before it begins; the mere name of its kind is left out."""
        self._here()
        if has_own:
            message = "The drawing declares words of its own before it begins, by “<!DOCTYPE svg [ … ]>”."
            raise self._refuse("active-content", message, _AS_PLAIN)

    def _entity(self, name: str, _is_parameter: int) -> None:
        self._here()
        message = f"The drawing uses the word “&{name};”, which is declared nowhere."
        raise self._refuse("broken-picture", message, _AS_PLAIN)

    def _instruction(self, target: str, _data: str) -> None:
        self._here()
        if target == "xml-stylesheet":
            raise self._refuse("foreign-load", "The drawing takes a style sheet from elsewhere.", _AS_PLAIN)

    def _foreign(self, address: str) -> RefusedPictureError:
        shown = address.strip()[:_SHOWN] + ("…" if len(address.strip()) > _SHOWN else "")
        if address.strip().startswith("data:"):
            message = f"There is another file within the drawing: “{shown}”."
            return self._refuse("foreign-load", message, "Put a photo beside the page as a file of its own.")
        message = f"The drawing takes something from elsewhere: “{shown}”."
        return self._refuse("foreign-load", message, "Draw it in the file itself.")

    def _refuse(self, code: str, message: str, hint: str) -> RefusedPictureError:
        return RefusedPictureError(code, message, hint, *self.at)

    def _here(self) -> None:
        self.at = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)


def _kept(attribute: tuple[str, str]) -> tuple[str, str] | None:
    """Return an attribute as it is written, or None for the notes of a drawing program."""
    name, value = attribute
    space, _, local = name.rpartition(" ")
    if not space:
        return None if local.startswith("data-") else (local, value)
    if space == _XLINK and local == "href":
        return "xlink:href", value
    return (f"xml:{local}", value) if space == _XML and local in {"lang", "space"} else None


def _unescaped(text: str) -> str:
    def character(found: re.Match[str]) -> str:
        return chr(min(int(found[1], 16), 0x10FFFF)) if found[1] else found[2]

    return _ESCAPED.sub(character, _COMMENT.sub("", text))


def _size(root: Element) -> tuple[int, int]:
    """Return width and height in pixels, as the drawing says or its view box; 0 and 0 where neither says."""
    width, height = (_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height"))
    numbers = [width[1], height[1]] if width and height else _NUMBER.split(root.get("viewBox", "").strip())[2:_VIEW_BOX]
    try:
        sides = [max(1, round(float(number))) for number in numbers]
    except (ValueError, OverflowError):
        return 0, 0
    return (sides[0], sides[1]) if len(sides) == 2 else (0, 0)  # noqa: PLR2004  width and height
