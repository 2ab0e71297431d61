"""Make again only what has changed since an earlier run, in several processes where that pays: the way of a build.

What became of each document is kept in a file, each step with a hash of all that it was made from. So a change of a
template draws again the pages that show it, and converts none; what is drawn as before is taken from the published
site, where it stands already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from msgspec import structs

from microsite.amounts import counted
from microsite.checks import still_so, surroundings
from microsite.contents import FilePart, PublishedFile, Spool
from microsite.ended import PageEndedError
from microsite.kept import (
    Handed,
    Kept,
    KeptOutput,
    kept_output,
    read_handed,
    read_kept,
    write_handed,
    write_kept,
)
from microsite.making import Made, Maker, draw_in_time, judge_in_time, not_drawn
from microsite.model import Output
from microsite.problems import ERROR, Report
from microsite.render import Drawn
from microsite.texts import digest, page_of, text_of
from microsite.workers import WorkerEndedError, processes_for, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.checks import Judged
    from microsite.checks.checked import CheckedSite
    from microsite.checks.outline import Outline
    from microsite.memory import Memory
    from microsite.model import Document, Page
    from microsite.problems import Problem
    from microsite.prose import Prose
    from microsite.render import Renderer
    from microsite.shelf import Shelf

MANY_PAGES = 500
"""Of so many, or if several processes make them, the drawn pages lie in files and not in memory."""

LEAST_PAGES = 5
"""A process costs as much as a few pages, so that it is to make at least so many."""


class KeepingMaker(Maker):
    """Recalls what an earlier run has made, as far as it holds, and keeps what this one makes."""

    def __init__(self, prose: Prose, renderer: Renderer, checked: CheckedSite, memory: Memory, shelf: Shelf) -> None:
        """Take what a maker takes, and where things are kept."""
        super().__init__(prose, renderer, checked, memory)
        self.shelf = shelf
        self._paths: dict[str, str] = {}
        # What is the same for all pages is looked at once.
        self.text_all, self.drawn_all = digest(prose.decides_all), digest(renderer.decides_all)
        self.judged_all = digest(surroundings(checked))

    def make_all(self, documents: Sequence[Document]) -> list[Made]:
        """Return what becomes of each document, made in several processes if there are enough of them.

        Raises PageEndedError where one of them was ended from outside.
        """
        count = processes_for(len(documents), LEAST_PAGES)
        made = (
            self._share(documents, count)
            if count > 1 or len(documents) >= MANY_PAGES
            else [self._keep(found, *self.recall(found)) for found in documents]
        )
        rows, before = self.shelf.made, self.shelf.kept
        taken = sum(rows[file] == before.get(file) for file in rows)
        processes = counted(count, "process", "processes")
        self.memory.timings.note(f"{len(made) - taken} made, {taken} taken as they were, in {processes}")
        return made

    def _share(self, documents: Sequence[Document], count: int) -> list[Made]:
        spools = [Spool() for _ in range(count)]
        files = [spool.file for spool in spools]
        made: dict[int, Made] = {}
        try:
            for piece, number, data in share(
                lambda piece, file: self._hand_over(documents[piece], file), len(documents), files
            ):
                made[piece] = self._take_in(documents[piece], data, spools[number])
        except WorkerEndedError as ended:
            page = "a page" if ended.piece is None else f"“{documents[ended.piece].source.path}”"
            raise PageEndedError(page, ended.by) from None
        for file in files:
            file.flush()
        return [made[piece] for piece in range(len(documents))]

    def make(self, document: Document) -> Made:
        """Return what becomes of a document."""
        return self.recall(document)[0]

    def recall(self, document: Document) -> tuple[Made, bytes]:
        """Return what becomes of a document, and what to keep of it: nothing where there are errors in it."""
        try:
            return self._recall(document)
        except Exception as error:  # noqa: BLE001  as in `make`
            return self.failed(document, error), b""

    def _recall(self, document: Document) -> tuple[Made, bytes]:
        row = self.shelf.kept.get(document.file)
        before = read_kept(row) if row else None
        text_key = digest((self.text_all, self.prose.decides(document)))
        page, text_problems = self._page(document, text_key, before)
        text = text_of(page)
        front_matter = (document.front_matter, document.file, document.address)
        drawn_key = digest((self.drawn_all, digest(text), front_matter, self.renderer.decides(document)))
        drawn, drawn_problems = self._drawn(page, drawn_key, before)
        problems = (*text_problems, *drawn_problems)
        if drawn is None or not drawn.output.size:
            return Made(not_drawn(document), None, problems), b""
        output = drawn.output
        judged_key = digest((self.judged_all, text_key, output.sha256))
        report = Report()
        judged = judge_in_time(lambda: self._judged(page, output, judged_key, before), document, report)
        made = Made(output, judged, (*problems, *report.problems), frame=drawn.frame)
        if judged is None or problems or any(problem.severity == ERROR for problem in judged.problems):
            return made, b""
        kept = Kept(text_key, text, drawn_key, drawn.used, drawn.frame, kept_output(output), judged_key, judged)
        return made, row if row and kept == before else write_kept(kept)

    def _page(self, document: Document, key: bytes, before: Kept | None) -> tuple[Page, tuple[Problem, ...]]:
        if before and before.text_key == key:
            page = page_of(before.text, document, self.prose.components)
            if self.prose.leads_on(page):
                return page, ()
        report = Report()
        return self.convert(document, report), report.problems

    def _drawn(self, page: Page, key: bytes, before: Kept | None) -> tuple[Drawn | None, tuple[Problem, ...]]:
        if before and before.drawn_key == key and self.renderer.still(before.used):
            output = self._published(before.output)
            if output:
                return Drawn(output, before.used, before.frame), ()
        report = Report()
        return draw_in_time(lambda: self.draw(page, report), page.document, report), report.problems

    def _published(self, kept: KeptOutput) -> Output | None:
        """Return an output as it stands in the published site, or None where it does not."""
        file = self.shelf.published.get(kept.path)
        if file is None:
            return None
        return Output(kept.path, PublishedFile(file, kept.size, kept.sha256), kept.made_from, kept.withheld)

    def _judged(self, page: Page, output: Output, key: bytes, before: Kept | None) -> Judged:
        if before and before.judged_key == key and still_so(self.checked, before.judged):
            return before.judged
        return self.judge(self.read(output, page))

    def _keep(self, document: Document, made: Made, row: bytes) -> Made:
        if row:
            self.shelf.made[document.file] = row
        return made

    def _hand_over(self, document: Document, file: BinaryIO) -> bytes:
        """Return what becomes of a document as bytes; those of its page go to the end of the file."""
        made, row = self.recall(document)
        # What was asked is in the row, and nobody else needs it.
        judged = made.judged and structs.replace(made.judged, asked={})
        output, offset = kept_output(made.output), _put(made.output, file)
        return write_handed(Handed(output, offset, judged, made.problems, made.frame, row))

    def _take_in(self, document: Document, data: bytes, spool: Spool) -> Made:
        """Return what became of a document in another process, which wrote into the spool."""
        handed = read_handed(data)
        output = self._published(handed.output) if handed.offset < 0 else None
        output = output or _lying_in(spool, handed.offset, handed.output)
        judged = handed.judged and structs.replace(handed.judged, outline=self._sharing(handed.judged.outline))
        made = Made(output, judged, handed.problems, frame=handed.frame)
        return self._keep(document, made, handed.row)

    def _sharing(self, outline: Outline) -> Outline:
        """Return an outline that has each path of the site once in memory, and not once a page."""
        known = self._paths.setdefault
        leads, text_leads = (
            tuple(known(path, path) for path in paths) for paths in (outline.leads, outline.text_leads)
        )
        return structs.replace(outline, leads=leads, text_leads=text_leads)


def _put(output: Output, file: BinaryIO) -> int:
    if isinstance(output.content, PublishedFile):
        return -1
    offset = file.tell()
    file.write(output.data)
    return offset


def _lying_in(spool: Spool, offset: int, kept: KeptOutput) -> Output:
    part = FilePart(spool, offset, kept.size, kept.sha256)
    return Output(kept.path, part, kept.made_from, kept.withheld)
