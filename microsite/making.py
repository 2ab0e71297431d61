"""What becomes of one document: it is converted, drawn, read as a visitor reads it, and judged. No page needs another.

What is known of the site before any page is made is enough for that. So a page is made anew only where something that
it shows has changed, and many pages can be made in several processes.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.checks import Judged, decides, judge_page
from microsite.checks.checked import CheckedPage, read_page
from microsite.outputs.social import social
from microsite.problems import Report

if TYPE_CHECKING:
    from microsite.checks.checked import CheckedSite
    from microsite.memory import Memory
    from microsite.model import Document, Output, Page
    from microsite.problems import Problem
    from microsite.prose import Prose
    from microsite.render import Drawn, Renderer


PARTS = ("page", "drawn", "read", "judged")
"""Under what names the memory keeps the steps by which a document becomes a page."""


class Made(Struct, frozen=True):
    """What became of one document."""

    path: str
    """The path of the page."""
    outputs: tuple[Output, ...]
    """The page, and the picture that other sites show of it."""
    judged: Judged | None
    """What the rules say of the page; None where a template's mistake kept it from being drawn."""
    problems: tuple[Problem, ...]
    """What is wrong with its Markdown or its templates."""
    page: CheckedPage | None = None
    """The page itself, where it was made in this process."""


class Maker(Struct, frozen=True):
    """Makes the pages of one site."""

    prose: Prose
    renderer: Renderer
    checked: CheckedSite
    """The site as far as it is known before pages are drawn."""
    memory: Memory
    apart: bool = False
    """Whether pages may be made in several processes: then what they are made of stays there."""

    def around(self) -> tuple[object, ...]:
        """Return all of the site that any page may show or be judged by; the same object while nothing has changed."""
        site, prose = self.renderer.site, self.prose
        published = [(document.file, document.front_matter) for document in site.documents.published]
        withheld = [(document.file, document.front_matter) for document in site.documents.withheld]
        frame = (site.config, site.theme, site.web, site.today, site.portable, site.navigation, site.assets.addresses)
        text = (prose.converter, prose.facts, prose.targets, prose.pictures, self.renderer.texts)
        return self.memory.same("around", (*frame, *text, published, withheld, self.checked.paths))

    def make(self, document: Document) -> Made:
        """Return what becomes of a document."""
        report = Report()
        page = self._converted(document, report)
        output = self._drawn(page, report).output
        judged, checked = None, None
        # A page without content could not be drawn: its template's mistake is already in the report.
        if output.size:
            checked = self._read(output, page)
            judged = self._judged(checked)
        pictures = tuple(social(self.renderer.site, document, self.memory, report))
        return Made(output.path, (output, *pictures), judged, report.problems, checked)

    def _converted(self, document: Document, report: Report) -> Page:
        parts = self.prose.decides(document)
        make = partial(self.prose.page, document)
        return self.memory.recall(("page", document.file), parts, make, report, holds=self.prose.leads_on)

    def _drawn(self, page: Page, report: Report) -> Drawn:
        parts = (page, *self.renderer.decides(page.document))
        make = partial(self.renderer.page, page)
        return self.memory.recall(
            ("drawn", page.document.file), parts, make, report, holds=lambda drawn: self.renderer.still(drawn.used)
        )

    def _read(self, output: Output, page: Page) -> CheckedPage:
        name = ("read", page.document.file)
        return self.memory.recall(name, (output, page), lambda _own: read_page(output, page), Report())

    def _judged(self, page: CheckedPage) -> Judged:
        name, parts = ("judged", page.document.file), (page, *decides(self.checked, page))
        return self.memory.recall(name, parts, lambda _own: judge_page(self.checked, page), Report())
