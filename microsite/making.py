"""What becomes of one document: it is converted, drawn, read as a visitor reads it, and judged. No page needs another.

What is known of the site before any page is made is enough for that. So a page is made anew only where something that
it shows has changed, and many pages can be made in several processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from microsite.checks import Judged, judge_page
from microsite.checks.checked import CheckedPage, read_page
from microsite.deadline import in_time
from microsite.failures import failure
from microsite.model import Output, output_path
from microsite.problems import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from microsite.checks.checked import CheckedSite
    from microsite.frames import Frame
    from microsite.memory import Memory
    from microsite.model import Document, Page
    from microsite.problems import Problem
    from microsite.prose import Prose
    from microsite.render import Drawn, Renderer


T = TypeVar("T")


class Made(Struct, frozen=True):
    """What became of one document."""

    output: Output
    """The page, as a file of the site."""
    judged: Judged | None
    """What the rules say of it; None where a template's mistake kept it from being drawn."""
    problems: tuple[Problem, ...]
    """What is wrong with its Markdown or its templates."""
    page: CheckedPage | None = None
    """The page itself, where it was made in this process."""
    frame: Frame | None = None
    """What is around its text, where another text would fit into it."""


def draw_in_time(draw: Callable[[], T], document: Document, report: Report) -> T | None:
    """Return what `draw` returns, or None with a problem where drawing the page takes too long."""
    return in_time(draw, document.source, report, " to draw")


def judge_in_time(judge: Callable[[], T], document: Document, report: Report) -> T | None:
    """Return what `judge` returns, or None with a problem where checking the page takes too long."""
    return in_time(judge, document.source, report, " to check")


def not_drawn(document: Document) -> Output:
    """Return what stands for the page of a document that could not be drawn: nothing."""
    return Output(output_path(document.address), b"", document.source.path)


class Maker:
    """Makes the pages of one site. Others do the same in fewer steps: they recall what was made before."""

    def __init__(self, prose: Prose, renderer: Renderer, checked: CheckedSite, memory: Memory) -> None:
        """Take what converts and what draws, and the site as far as it is known before pages are drawn."""
        self.prose, self.renderer, self.checked, self.memory = prose, renderer, checked, memory

    def make_all(self, documents: Sequence[Document]) -> list[Made]:
        """Return what becomes of each document, in order."""
        return [self.make(document) for document in documents]

    def make(self, document: Document) -> Made:
        """Return what becomes of a document; where the generator itself fails at it, that is told."""
        try:
            return self.make_in_steps(document)
        except Exception as error:  # noqa: BLE001  a mistake of ours, which must not hide what is wrong elsewhere
            return self.failed(document, error)

    def make_in_steps(self, document: Document) -> Made:
        """Return what becomes of a document."""
        report = Report()
        page = self.convert(document, report)
        drawn = draw_in_time(lambda: self.draw(page, report), document, report)
        if drawn is None or not drawn.output.size:  # it could not be drawn: why not is already in the report
            return Made(not_drawn(document), None, report.problems)
        checked = judge_in_time(lambda: self.read(drawn.output, page), document, report)
        judged = judge_in_time(lambda: self.judge(checked), document, report) if checked else None
        return Made(drawn.output, judged, report.problems, checked)

    @staticmethod
    def failed(document: Document, error: Exception) -> Made:
        """Return a page that could not be made. Raises the error where it is not a mistake of ours."""
        return Made(not_drawn(document), None, (failure(document, error),))

    def convert(self, document: Document, report: Report) -> Page:
        """Return a document as a page; what is wrong with its Markdown goes to the report."""
        return self.prose.page(document, report)

    def draw(self, page: Page, report: Report) -> Drawn:
        """Return a page drawn; mistakes of templates go to the report."""
        return self.renderer.page(page, report)

    def read(self, output: Output, page: Page) -> CheckedPage:
        """Return a page with its HTML read."""
        return read_page(self.checked, output, page)

    def judge(self, page: CheckedPage) -> Judged:
        """Return what the rules say of a page."""
        return judge_page(self.checked, page)
