"""Slips of Markdown: what was meant as a link, a footnote or a heading and has become plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.problems import did_you_mean
from microsite.source import SPECIAL_SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.problems import Problem

# Whatever begins in the middle of a line is looked for by its first letter, which a search finds fastest; what stands
# before that is looked at afterwards.
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]+)\]:", re.MULTILINE)
_REFERENCE = re.compile(r"\[(?<!\\\[)(?!\^)([^\[\]]+)\][ ]?\[(?!\^)([^\[\]]*)\](?!\()")
_NOTE = re.compile(r"\[(?<!\\\[)\^([^\[\]\n]+)\]")
_INDENTS = frozenset({"", " ", "  ", "   "})
_CROWDED_HEADING = re.compile(r"(#(?<![^\n]#)#{0,5})(?=[^#\s])")

_SPECIAL_SPACE_AFTER_MARK = re.compile(rf"^ *(?:[-*+]|\d{{1,9}}[.)])({SPECIAL_SPACE.pattern})", re.MULTILINE)
_BULLETS = re.compile("[•◦▪‣·●○■]")
_BULLET = re.compile(rf"^[ \t]*({_BULLETS.pattern})\s*(?=\S)", re.MULTILINE)

# A page with more wrong references than this has another mistake than a slip of the finger.
MAX_GUESSES = 20


def missing_references(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links by reference whose address is given nowhere."""
    for page in checked.pages:
        prose = page.document.source.prose
        if "][" not in prose and "] [" not in prose:
            continue
        defined = {_label(found[1]): found[1] for found in _matches(_DEFINITION, page)}
        missing = (
            (found, found[2] or found[1])
            for found in _matches(_REFERENCE, page)
            if _label(found[2] or found[1]) not in defined
        )
        for number, (found, name) in enumerate(missing):
            message = f"The link “{found[0]}” has no address: “{name}” is defined nowhere."
            hint = f"Write [{found[1]}](page.md), or add a line “[{name}]: page.md”."
            if number < MAX_GUESSES:
                hint = did_you_mean(name, defined.values(), hint)
            yield page.written.problem("missing-reference", message, found.start(), hint=hint)


def missing_footnotes(checked: CheckedSite) -> Iterator[Problem]:
    """Yield references to footnotes that are not there."""
    for page in checked.pages:
        defined, used = _footnotes(page)
        missing = [found for name, every in used.items() if name not in defined for found in every]
        for number, found in enumerate(missing):
            message = f"There is no footnote “{found[1]}”."
            hint = f"Add a line “[^{found[1]}]: …” with its text at the end of the page."
            if number < MAX_GUESSES:
                hint = did_you_mean(found[1], defined, hint)
            yield page.written.problem("missing-reference", message, found.start(), hint=hint)


def unused_footnotes(checked: CheckedSite) -> Iterator[Problem]:
    """Yield footnotes that no text leads to."""
    for page in checked.pages:
        defined, used = _footnotes(page)
        for name, offset in defined.items():
            if name not in used:
                message = f"Nothing leads to the footnote “{name}”."
                hint = f"Write “[^{name}]” after the words it belongs to, or delete it."
                yield page.written.problem("unused-footnote", message, offset, hint=hint)


def crowded_headings(checked: CheckedSite) -> Iterator[Problem]:
    """Yield headings without a space after their `#`, which other programs show as text."""
    for page in checked.pages:
        source = page.document.source
        for found in _matches(_CROWDED_HEADING, page):
            place = source.place(found.start())
            line = source.excerpt(place.line)
            marks = len(found[1])
            # “#1 in the county” may be meant as it stands.
            fix = None if marks == 1 and line[1].isdigit() else f"{found[1]} {line[marks:]}"
            message = f"There is no space after “{found[1]}”."
            hint = f"Write “{found[1]} ” before the words of a heading, or “\\{found[1]}” if it is none."
            yield page.written.problem("heading-without-space", message, place, hint=hint, fix=fix)


def special_spaces(checked: CheckedSite) -> Iterator[Problem]:
    """Yield items of lists that are none, for the space after their mark is no plain one."""
    for page in checked.pages:
        for found in _matches(_SPECIAL_SPACE_AFTER_MARK, page) if _has(SPECIAL_SPACE, page) else ():
            place = page.document.source.place(found.start(1))
            line = page.document.source.excerpt(place.line)
            fix = line[: place.column - 1] + " " + line[place.column - 1 :].lstrip()
            message = "This is no list yet: the space here is a special one, as word processors have them."
            hint = "Delete it, and press the space bar."
            yield page.written.problem("special-space", message, place, hint=hint, fix=fix)


def bullets(checked: CheckedSite) -> Iterator[Problem]:
    """Yield lines that begin with a bullet as word processors draw it, which makes no list."""
    for page in checked.pages:
        for found in _matches(_BULLET, page) if _has(_BULLETS, page) else ():
            place = page.document.source.place(found.start(1))
            line = page.document.source.excerpt(place.line)
            rest = line[place.column :].strip()
            indent = " " * len(line[: place.column - 1].expandtabs(2))
            message = f"“{found[1]}” makes no list."
            hint = "Begin each item with a hyphen and a space."
            yield page.written.problem("bullet", message, place, hint=hint, fix=f"{indent}- {rest}")


CHECKS = (missing_references, missing_footnotes, unused_footnotes, crowded_headings, special_spaces, bullets)
SITE_CHECKS = ()


def _matches(pattern: re.Pattern[str], page: CheckedPage) -> Iterator[re.Match[str]]:
    """Return every match in the body outside code."""
    return pattern.finditer(page.document.source.prose, page.document.body_start)


def _has(letters: re.Pattern[str], page: CheckedPage) -> bool:
    """Tell whether one of some letters that are not ASCII stands anywhere on a page, as on hardly any."""
    prose = page.document.source.prose
    return not prose.isascii() and letters.search(prose) is not None


def _footnotes(page: CheckedPage) -> tuple[dict[str, int], dict[str, list[re.Match[str]]]]:
    """Return by name where footnotes are defined first, the last of all first, and where they are used."""
    defined: dict[str, int] = {}
    used: dict[str, list[re.Match[str]]] = {}
    prose = page.document.source.prose
    for found in _matches(_NOTE, page) if "[^" in prose else ():
        line = prose.rfind("\n", 0, found.start()) + 1
        if prose.startswith(":", found.end()) and prose[line : found.start()] in _INDENTS:
            defined.setdefault(found[1], line)
        else:
            used.setdefault(found[1], []).append(found)
    return dict(reversed(defined.items())), used


def _label(text: str) -> str:
    return " ".join(text.casefold().split())
