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
    from microsite.checks.checked import CheckedPage
    from microsite.making import Made
    from microsite.model import Document, Output, Page
    from microsite.render import Drawn

_STEPS = ("page", "drawn", "read", "judged")
"""Under what names the memory keeps the steps by which a document becomes a page."""


class RememberingMaker(Maker):
    """Recalls each step whose parts are as they were."""

    def make_all(self, documents: Sequence[Document]) -> list[Made]:
        """Return what becomes of each document.

        Where all around the pages is as it was, a document that is as it was gives what it gave: no more is asked.
        """
        around = self.around()
        self.memory.timings.note(f"{len(documents)} made, in 1 process")
        return [self._make(document, around) for document in documents]

    def _make(self, document: Document, around: object) -> Made:
        file, memory = document.file, self.memory
        made = memory.recall(("made", file), (document, around), lambda _own: self.make(document), Report())
        memory.keep(*((step, file) for step in _STEPS), *(f"/{output.path}" for output in made.outputs[1:]))
        return made

    def around(self) -> object:
        """Return all of the site that any page may show or be judged by; the same object while nothing has changed."""
        site, prose = self.renderer.site, self.prose
        published = [(document.file, document.front_matter) for document in site.documents.published]
        withheld = [(document.file, document.front_matter) for document in site.documents.withheld]
        frame = (site.config, site.theme, site.web, site.today, site.portable, site.navigation, site.assets.addresses)
        text = (prose.converter, prose.facts, prose.targets, prose.pictures, self.renderer.texts)
        return self.memory.same("around", (*frame, *text, published, withheld, self.checked.paths))

    def convert(self, document: Document, report: Report) -> Page:
        """Return a document as a page, as it was if nothing that it is made from has changed."""
        parts = (*self.prose.decides_all, *self.prose.decides(document))
        make = partial(self.prose.page, document)
        return self.memory.recall(("page", document.file), parts, make, report, holds=self.prose.leads_on)

    def draw(self, page: Page, report: Report) -> Drawn:
        """Return a page drawn, as it was if nothing that it shows has changed."""
        document = page.document
        parts = (page, *self.renderer.decides_all, *self.renderer.decides(document))
        make = partial(self.renderer.page, page)
        return self.memory.recall(
            ("drawn", document.file), parts, make, report, holds=lambda drawn: self.renderer.still(drawn.used)
        )

    def read(self, output: Output, page: Page) -> CheckedPage:
        """Return a page with its HTML read."""
        name = ("read", page.document.file)
        return self.memory.recall(name, (output, page), lambda _own: read_page(output, page), Report())

    def judge(self, page: CheckedPage) -> Judged:
        """Return what the rules say of a page, as they did if nothing that they ask has changed."""
        name, parts = ("judged", page.document.file), (page, *surroundings(self.checked))
        return self.memory.recall(
            name,
            parts,
            lambda _own: judge_page(self.checked, page),
            Report(),
            holds=lambda judged: still_so(self.checked, judged),
        )
