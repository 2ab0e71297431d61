"""Where in HTML a piece of text leaves off: in a text, in a tag, in the value of an attribute, in a script.

It follows https://html.spec.whatwg.org/multipage/parsing.html#tokenization as far as templates need it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TEXT, TAG, BETWEEN, NAME, AFTER_NAME = "text", "tag", "between", "name", "after name"
BEFORE_VALUE, VALUE, RAW, TITLE, COMMENT, DECLARATION = (
    *("before value", "value", "raw", "title", "comment", "declaration"),
)

DYNAMIC = "…"
"""Stands in names and values for what a template puts there."""

_DATA = frozenset({"application/ld+json", "application/json"})
_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"})
_TITLES = frozenset({"title", "textarea"})

_TAG_NAME = re.compile(r"/?[^\s/>]*")
_ATTRIBUTE_NAME = re.compile(r"=?[^\s/>=]*")
_UNQUOTED = re.compile(r"[^\s>]*")
_SPACES, _SPACES_OR_SLASHES = re.compile(r"\s*"), re.compile(r"[\s/]*")


class Spot(NamedTuple):
    """Where something stands."""

    kind: str
    tag: str = ""
    """The element whose tag or text this is, in small letters; of an end tag with a `/` before it."""
    attribute: str = ""
    quote: str = ""
    """What the value began with; nothing for one without quotes."""
    value: str = ""
    """What says of a script whether it is one, so far; of all else nobody asks."""
    is_data: bool = False
    """Whether a script is none, but data."""


def after(spot: Spot, text: str) -> Spot:
    """Return where HTML stands that stood at a spot, after some text."""
    at = 0
    while at < len(text):
        spot, at = _STEPS[spot.kind](spot, text, at)
    return spot


def after_value(spot: Spot) -> Spot:
    """Return where HTML stands that stood at a spot, after something that nobody knows."""
    if spot.kind == BEFORE_VALUE:
        return spot._replace(kind=VALUE, quote="", value=DYNAMIC if _says_what_it_is(spot) else "")
    if spot.kind == VALUE and _says_what_it_is(spot):
        return spot._replace(value=spot.value.rstrip(DYNAMIC) + DYNAMIC)
    if spot.kind == TAG:
        return spot._replace(tag=spot.tag.rstrip(DYNAMIC) + DYNAMIC)
    if spot.kind in {BETWEEN, NAME, AFTER_NAME}:
        before = spot.attribute if spot.kind == NAME else ""
        return spot._replace(kind=NAME, attribute=before.rstrip(DYNAMIC) + DYNAMIC)
    return spot


# Each step takes the spot, the text and where in it to go on, and returns both as they are then.

_Step = tuple[Spot, int]


def _text(spot: Spot, text: str, at: int) -> _Step:
    found = text.find("<", at)
    if found < 0:
        return spot, len(text)
    if text.startswith("<!--", found):
        return Spot(COMMENT), found + 4
    following = text[found + 1 : found + 2]
    if following in {"!", "?"} and following:
        return Spot(DECLARATION), found + 2
    is_tag = not following or following == "/" or following.isalpha()
    return (Spot(TAG) if is_tag else spot), found + 1


def _tag(spot: Spot, text: str, at: int) -> _Step:
    found = _TAG_NAME.match(text, at) if not spot.tag else re.compile(r"[^\s/>]*").match(text, at)
    end = found.end() if found else at
    name = (spot.tag + text[at:end]).lower()
    return Spot(TAG if end == len(text) else BETWEEN, name), end


def _between(spot: Spot, text: str, at: int) -> _Step:
    at = _end(_SPACES_OR_SLASHES, text, at)
    if at == len(text):
        return spot, at
    if text[at] == ">":
        return _within(spot), at + 1
    return spot._replace(kind=NAME, attribute="", quote="", value=""), at


def _name(spot: Spot, text: str, at: int) -> _Step:
    # A `=` belongs to the name where it is the first sign of it.
    end = _end(_ATTRIBUTE_NAME, text, at) if not spot.attribute else _end(re.compile(r"[^\s/>=]*"), text, at)
    spot = spot._replace(attribute=(spot.attribute + text[at:end]).lower())
    if end == len(text):
        return spot, end
    if text[end] == "=":
        return spot._replace(kind=BEFORE_VALUE), end + 1
    return spot._replace(kind=AFTER_NAME if text[end].isspace() else BETWEEN), end


def _after_name(spot: Spot, text: str, at: int) -> _Step:
    at = _end(_SPACES, text, at)
    if text[at : at + 1] == "=":
        return spot._replace(kind=BEFORE_VALUE), at + 1
    return (spot if at == len(text) else spot._replace(kind=BETWEEN)), at


def _before_value(spot: Spot, text: str, at: int) -> _Step:
    at = _end(_SPACES, text, at)
    if at == len(text):
        return spot, at
    if text[at] == ">":
        return _within(spot), at + 1
    is_quoted = text[at] in "\"'"
    return spot._replace(kind=VALUE, quote=text[at] if is_quoted else "", value=""), at + is_quoted


def _value(spot: Spot, text: str, at: int) -> _Step:
    end = text.find(spot.quote, at) if spot.quote else _end(_UNQUOTED, text, at)
    if _says_what_it_is(spot):
        value = spot.value + text[at : end if end >= 0 else len(text)]
        spot = spot._replace(value=value, is_data=value.strip().lower() in _DATA)
    if end < 0 or end == len(text):
        return spot, len(text)
    return spot._replace(kind=BETWEEN), end + len(spot.quote)


def _says_what_it_is(spot: Spot) -> bool:
    return (spot.tag, spot.attribute) == ("script", "type")


def _within(spot: Spot) -> Spot:
    """Return where the text of an element begins."""
    if spot.tag in _RAW:
        return Spot(RAW, spot.tag, is_data=spot.is_data)
    return Spot(TITLE, spot.tag) if spot.tag in _TITLES else Spot(TEXT)


def _raw(spot: Spot, text: str, at: int) -> _Step:
    found = re.compile(rf"</{spot.tag}(?![^\s/>])", re.IGNORECASE).search(text, at)
    return (Spot(TAG), found.start() + 1) if found else (spot, len(text))


def _comment(spot: Spot, text: str, at: int) -> _Step:
    found = text.find("-->", at)
    return (spot, len(text)) if found < 0 else (Spot(TEXT), found + 3)


def _declaration(spot: Spot, text: str, at: int) -> _Step:
    found = text.find(">", at)
    return (spot, len(text)) if found < 0 else (Spot(TEXT), found + 1)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


_STEPS = {
    TEXT: _text,
    TAG: _tag,
    BETWEEN: _between,
    NAME: _name,
    AFTER_NAME: _after_name,
    BEFORE_VALUE: _before_value,
    VALUE: _value,
    RAW: _raw,
    TITLE: _raw,
    COMMENT: _comment,
    DECLARATION: _declaration,
}
