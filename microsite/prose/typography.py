"""Typographic quotes, dashes and ellipses, set over the finished text so that code and addresses stay as typed."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.util import AtomicString

from microsite.typography import has_marks, smarten

_AS_TYPED = frozenset({"code", "pre", "kbd", "samp"})
_INLINE = frozenset({"a", "abbr", "code", "em", "strong", "sup", "sub", "span", "del", "kbd", "samp", "img", "br"})


# An element, which of its two texts, that text, and whether it stays as it is. A tuple: there is one for every text.
_Segment = tuple[Element, str, str, bool]


def set_type(root: Element) -> None:
    """Replace typewriter marks by typographic ones in every text of the tree but code and bare addresses."""
    runs: list[list[_Segment]] = [[]]
    _collect(root, runs, as_typed=False)
    for run in runs:
        for number, segment in enumerate(run):
            element, part, text, as_typed = segment
            if has_marks(text) and not as_typed:
                before = run[number - 1][2][-1] if number else ""
                after = run[number + 1][2][0] if number + 1 < len(run) else ""
                setattr(element, part, smarten(text, before, after))


def _collect(element: Element, runs: list[list[_Segment]], *, as_typed: bool) -> None:
    """Add the texts below an element to the last run, in reading order; a run ends where a block begins or ends."""
    as_typed = as_typed or element.tag in _AS_TYPED
    inline = element.tag in _INLINE
    if not inline and runs[-1]:
        runs.append([])
    if text := element.text:
        runs[-1].append((element, "text", text, as_typed or isinstance(text, AtomicString)))
    for child in element:
        _collect(child, runs, as_typed=as_typed)
        # Between blocks stands a line end, which is as good as nothing.
        if (tail := child.tail) and (tail != "\n" or child.tag in _INLINE):
            runs[-1].append((child, "tail", tail, as_typed))
    if not inline and runs[-1]:
        runs.append([])
