"""Make again only what has changed since the last build of the same process: the way of the preview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from microsite.checks import judge_page, still_so, surroundings
from microsite.checks.checked import read_page
from microsite.making import Maker
from microsite.problems import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.checks import Judged
    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.making import Made
    from microsite.memory import Memory
    from microsite.model import Document, Output, Page
    from microsite.prose import Prose
    from microsite.render import Drawn, Renderer


class RememberingMaker(Maker):
    """Recalls each document that is as it was, where all around it is, and else each step whose parts are."""

    def make_all(self, documents: Sequence[Document]) -> list[Made]:
        """Return what becomes of each document.

        Where all around the pages is as it was, a document that is as it was gives what it gave: no more is asked.
        """
        self.memory.timings.note(f"{len(documents)} made, in 1 process")
        parts = {document.file: document for document in documents}
        return self.memory.recall_each("pages", parts, self._around(), self._make, Report())

    def _make(self, _file: str, document: Document, own: Memory, _report: Report) -> Made:
        return _Steps(self.prose, self.renderer, self.checked, self.memory, own).make(document)

    def _around(self) -> object:
        """Return all of the site that any page may show or be judged by; the same object while nothing has changed."""
        site, prose = self.renderer.site, self.prose
        frame = (site.config, site.theme, site.web, site.today, site.portable, site.navigation, site.assets.addresses)
        text = (prose.converter, prose.facts, prose.targets, prose.pictures, self.renderer.texts)
        return self.memory.same("around", (*frame, *text, site.documents.without_texts, self.checked.paths))


class _Steps(Maker):
    """Makes one document, and recalls each step whose parts are as they were from a memory that is its own."""

    def __init__(self, prose: Prose, renderer: Renderer, checked: CheckedSite, memory: Memory, own: Memory) -> None:
        super().__init__(prose, renderer, checked, memory)
        self.own = own

    def convert(self, document: Document, report: Report) -> Page:
        """Return a document as a page, as it was if nothing that it is made from has changed."""
        parts = (*self.prose.decides_all, *self.prose.decides(document))
        make = partial(self.prose.page, document)
        return self.own.recall("page", parts, make, report, holds=self.prose.leads_on)

    def draw(self, page: Page, report: Report) -> Drawn:
        """Return a page drawn, as it was if nothing that it shows has changed."""
        document = page.document
        parts = (page, *self.renderer.decides_all, *self.renderer.decides(document))
        make = partial(self.renderer.page, page)
        return self.own.recall("drawn", parts, make, report, holds=lambda drawn: self.renderer.still(drawn.used))

    def read(self, output: Output, page: Page) -> CheckedPage:
        """Return a page with its HTML read."""
        parts = (output, page, self.checked.site.config.settings.rules.required, self.checked.required)
        return self.own.recall("read", parts, lambda _own: read_page(self.checked, output, page), Report())

    def judge(self, page: CheckedPage) -> Judged:
        """Return what the rules say of a page, as they did if nothing that they ask has changed."""
        return self.own.recall(
            "judged",
            (page, *surroundings(self.checked)),
            lambda _own: judge_page(self.checked, page),
            Report(),
            holds=lambda judged: still_so(self.checked, judged),
        )
