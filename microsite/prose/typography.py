"""Typographic quotes, dashes and ellipses, set over the finished text so that code and addresses stay as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.util import AtomicString
from msgspec import Struct

from microsite.typography import has_marks, smarten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_AS_TYPED = frozenset({"code", "pre", "kbd", "samp"})
_INLINE = frozenset({"a", "abbr", "code", "em", "strong", "sup", "sub", "span", "del", "kbd", "samp", "img", "br"})


def set_type(root: Element) -> None:
    """Replace typewriter marks by typographic ones in every text of the tree but code and bare addresses."""
    run: list[_Segment] = []
    for segment in _segments(root, as_typed=False):
        if segment is None:
            _set_run(run)
            run = []
        else:
            run.append(segment)
    _set_run(run)


class _Segment(Struct):
    element: Element
    part: str
    text: str
    as_typed: bool


def _segments(element: Element, *, as_typed: bool) -> Iterator[_Segment | None]:
    """Yield the texts below an element in reading order, and None wherever a block begins or ends."""
    as_typed = as_typed or element.tag in _AS_TYPED
    inline = element.tag in _INLINE
    if not inline:
        yield None
    if element.text:
        kept = as_typed or isinstance(element.text, AtomicString)
        yield _Segment(element, "text", element.text, kept)
    for child in element:
        yield from _segments(child, as_typed=as_typed)
        if child.tail:
            yield _Segment(child, "tail", child.tail, as_typed)
    if not inline:
        yield None


def _set_run(run: list[_Segment]) -> None:
    for number, segment in enumerate(run):
        if segment.as_typed or not has_marks(segment.text):
            continue
        before = run[number - 1].text[-1] if number else ""
        after = run[number + 1].text[0] if number + 1 < len(run) else ""
        setattr(segment.element, segment.part, smarten(segment.text, before, after))
