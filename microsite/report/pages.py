"""What there is to know of each page."""

from __future__ import annotations

import gzip
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from microsite.amounts import counted, listed, sized
from microsite.assets import STYLE_SHEET
from microsite.coming import title_of
from microsite.model import output_path
from microsite.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.model import Document, Output
    from microsite.navigation import Navigation
    from microsite.page_keys import Waiver
    from microsite.problems import Report
    from microsite.reading import Reading, Sentence

# So many of a page's longest sentences are shown.
_LONGEST = 3

# The usual compression of a server.
_LEVEL = 6


class LeadingPage(Struct, frozen=True):
    """A page that leads to another one."""

    title: str
    anchor: str
    by: str
    """By what, as `its text and its next steps`."""


class PageFacts(Struct, frozen=True):
    """A page as the report shows it."""

    document: Document
    anchor: str
    """Its place in the report."""
    review: Review
    problems: str
    """How many there are, in words, or nothing."""
    sources: int
    """How many footnotes it has."""
    waivers: tuple[Waiver, ...]
    menu: str
    """Where in the frame of every page it stands, as `the menu and the footer`, or nothing."""
    led_from: tuple[LeadingPage, ...]
    size: str
    """Of its HTML; nothing where it could not be drawn."""
    sent: str
    """What a server sends for it together with the style sheet, compressed."""
    reading: Reading | None
    """None where it could not be drawn; without a grade where the text is too short, or not in English."""
    ceiling: float
    """Years of school that its text may ask for."""

    @property
    def title(self) -> str:
        """The title of the page, or its file where it has none that could be read."""
        return self.review.title

    @property
    def short_title(self) -> str:
        """The title in the menu, or the title."""
        return " ".join(self.document.menu_title.split()) or self.title

    @property
    def grade(self) -> float | None:
        """Years of school that its text asks for, or None where it is too short to tell."""
        return self.reading.grade if self.reading else None

    @property
    def is_hard(self) -> bool:
        """Whether its text asks for more than it may."""
        return self.grade is not None and round(self.grade, 1) > self.ceiling

    @property
    def longest(self) -> tuple[Sentence, ...]:
        """Its longest sentences, the longest first."""
        return self.reading.longest[:_LONGEST] if self.reading else ()


def page_facts(checked: CheckedSite, outputs: Sequence[Output], report: Report) -> tuple[PageFacts, ...]:
    """Return every page of the site, by file, also those that could not be drawn."""
    site = checked.site
    drawn = {page.document.file: page for page in checked.pages}
    problems = Counter(problem.place.path for problem in report.problems)
    frame = _frame(site.navigation)
    style = _compressed(_style_sheet(site.assets.addresses, outputs))
    documents = sorted((found for found in site.documents.published if not found.is_tool), key=lambda found: found.file)
    anchors = {document.file: f"page-{number}" for number, document in enumerate(documents, 1)}
    found = []
    for document in documents:
        finished = drawn.get(document.file)
        data = finished.finished.output.data if finished else b""
        count = problems[document.source.path]
        found.append(
            PageFacts(
                document=document,
                anchor=anchors[document.file],
                review=Review(document, site.today),
                problems=counted(count, "problem") if count else "",
                sources=finished.page.sources.count('<li id="fn:') if finished else 0,
                waivers=document.front_matter.waive,
                menu=listed(frame.get(document.address, [])),
                led_from=_led_from(checked, output_path(document.address), anchors),
                size=sized(len(data)) if data else "",
                sent=sized(_compressed(data) + style) if data else "",
                reading=_reading(finished, site.config.settings.language) if finished else None,
                ceiling=document.front_matter.reading_grade or site.config.settings.reading_grade,
            )
        )
    return tuple(found)


def _reading(page: CheckedPage, language: str) -> Reading:
    """Return how hard a page is to read; the formula of the grade counts English."""
    return page.reading if language.startswith("en") else structs.replace(page.reading, grade=None, smog=None)


def _frame(navigation: Navigation) -> dict[str, list[str]]:
    """Return where each address stands on every page."""
    found: dict[str, list[str]] = {}
    for group in navigation.menu:
        for item in group.items:
            found[item.address] = ["the menu"]
    if navigation.help:
        found.setdefault(navigation.help.address, []).append("the menu, set apart")
    for item in navigation.footer:
        found.setdefault(item.address, []).append("the footer")
    return found


def _led_from(checked: CheckedSite, path: str, anchors: Mapping[str, str]) -> tuple[LeadingPage, ...]:
    by_page: dict[str, tuple[CheckedPage, list[str]]] = {}
    for way in checked.ways.get(path, ()):
        by_page.setdefault(way.page.document.file, (way.page, []))[1].append(way.by)
    return tuple(
        LeadingPage(title_of(page.document), anchors[file], listed(by))
        for file, (page, by) in by_page.items()
        if file in anchors
    )


def _style_sheet(addresses: Mapping[str, str], outputs: Sequence[Output]) -> bytes:
    path = addresses.get(STYLE_SHEET, "").lstrip("/")
    return next((output.data for output in outputs if output.path == path), b"")


def _compressed(data: bytes) -> int:
    return len(gzip.compress(data, _LEVEL, mtime=0)) if data else 0
