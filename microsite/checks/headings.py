"""Headings: one title, no level left out, no name used twice."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.problems import Problem

_SECTION = 2
_FROM_TEMPLATE = "It comes from a template, not from the text."


def one_title(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages that have not exactly one heading of the first level."""
    for page in checked.pages:
        count = sum(heading.level == 1 for heading in page.finished.headings)
        written = [number for number, heading in enumerate(page.page.headings) if heading.level == 1]
        if count == 1:
            continue
        if not written:
            message = f"The page has {count} main headings (h1)." if count else "The page has no main heading (h1)."
            hint = "The template of the page shows the title as its only h1."
            yield page.written.whole("not-one-h1", message, hint=hint)
        for number in written:
            offset = page.written.heading(number, page.page.headings)
            message = f"“{page.page.headings[number].text}” is a second main heading."
            hint = "The title is the main heading. Begin headings in the text with “## ”."
            fix = _deeper(page, offset)
            yield page.written.problem("not-one-h1", message, offset, hint=hint, fix=fix)


def skipped_levels(checked: CheckedSite) -> Iterator[Problem]:
    """Yield headings that are more than one level below the heading before them."""
    for page in checked.pages:
        numbers = _numbers(page)
        for before, heading in pairwise(page.finished.headings):
            if heading.level <= before.level + 1:
                continue
            wanted = before.level + 1
            message = f"“{heading.text}” is a heading of level {heading.level} right under one of level {before.level}."
            offset = _offset(page, numbers, heading.id)
            if offset < 0:  # a component may draw an editor's heading without its id
                offset = _same_words(page, heading.text)
            hint = f"Begin it with “{'#' * wanted} ”." if offset >= 0 else _FROM_TEMPLATE
            yield page.written.problem("skipped-level", message, offset, hint=hint)


def empty(checked: CheckedSite) -> Iterator[Problem]:
    """Yield headings without words."""
    for page in checked.pages:
        numbers = _numbers(page)
        for heading in page.finished.headings:
            untitled = heading.level == 1 and not page.document.front_matter.title.strip()
            if not heading.text and not untitled:  # a missing title is told where it is missing
                hint = "Write its words, or delete the line." if heading.id in numbers else _FROM_TEMPLATE
                message = "This heading has no words."
                yield page.written.problem("empty-heading", message, _offset(page, numbers, heading.id), hint=hint)


def repeated_ids(checked: CheckedSite) -> Iterator[Problem]:
    """Yield ids that a page uses more than once, so that a link to them is a matter of luck."""
    for page in checked.pages:
        source, start = page.document.source, page.document.body_start
        for id_ in page.finished.repeated_ids:
            offset = _second_id(source.prose, id_, start)
            if offset < 0:  # fenced code may have an id
                offset = _second_id(source.text, id_, start)
            message = f"The id “{id_}” stands on the page more than once."
            hint = "Give one of the two another id." if offset >= 0 else _FROM_TEMPLATE
            yield page.written.problem("duplicate-id", message, offset, hint=hint)


def bold_instead(checked: CheckedSite) -> Iterator[Problem]:
    """Yield bold paragraphs that look like a heading but are none to a screen reader."""
    for page in checked.pages:
        for text in page.finished.bold_paragraphs:
            offset = page.written.bold(text)
            if offset >= 0:  # otherwise a template makes it bold
                message = f"“{text}” is bold, but not a heading."
                hint = f"Write “## {text}” if it is a heading; if not, make only the weighty words bold."
                yield page.written.problem("bold-as-heading", message, offset, hint=hint)


def repeated_sections(checked: CheckedSite) -> Iterator[Problem]:
    """Yield sections of a page that have the same heading as an earlier one."""
    for page in checked.pages:
        seen: set[str] = set()
        for number, heading in enumerate(page.page.headings):
            folded = heading.text.casefold()
            if heading.level == _SECTION and folded in seen:
                offset = page.written.heading(number, page.page.headings)
                message = f"Two sections of this page are called “{heading.text}”."
                hint = "Say in each heading what is special about its section."
                yield page.written.problem("duplicate-heading", message, offset, hint=hint)
            if heading.level == _SECTION and folded:
                seen.add(folded)


CHECKS = (one_title, skipped_levels, empty, repeated_ids, bold_instead, repeated_sections)
SITE_CHECKS = ()


def _numbers(page: CheckedPage) -> dict[str, int]:
    """Return which heading of the text has which id."""
    return {heading.id: number for number, heading in enumerate(page.page.headings)}


def _offset(page: CheckedPage, numbers: dict[str, int], id_: str) -> int:
    return page.written.heading(numbers[id_], page.page.headings) if id_ in numbers else -1


def _same_words(page: CheckedPage, text: str) -> int:
    """Return the offset of the only heading of the text with these words, or -1."""
    found = [number for number, heading in enumerate(page.page.headings) if heading.text == text]
    return page.written.heading(found[0], page.page.headings) if len(found) == 1 else -1


def _deeper(page: CheckedPage, offset: int) -> str | None:
    """Return the line of a heading written with one “#” as one of the second level."""
    source = page.document.source
    if offset < 0 or not source.text.startswith("# ", offset):
        return None
    place = source.place(offset)
    line = source.excerpt(place.line)
    return line[: place.column - 1] + "#" + line[place.column - 1 :]


def _second_id(prose: str, id_: str, start: int) -> int:
    """Return the offset of the second `{#id}` written by hand, of the only one, or -1."""
    found = [match.start(1) for match in re.finditer(rf"\{{[^{{}}\n]*?(#{re.escape(id_)})(?![\w-])", prose[start:])]
    return start + found[min(1, len(found) - 1)] if found else -1
