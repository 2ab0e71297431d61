"""The words of a small edit: texts into HTML, and what the rules say of the pages. This may be done aside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from microsite.edited import Edited, Verdict
from microsite.entries import are_as_left
from microsite.known import decoded, hash_of_outline
from microsite.last_run import PAGES
from microsite.model import Output, output_path
from microsite.problems import ERROR, Report
from microsite.prose import make_converter, make_prose
from microsite.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.aside import Channel
    from microsite.last_run import Look
    from microsite.model import Page
    from microsite.texts import Text


class Words:
    """The words of documents that were edited."""

    def __init__(self, edited: Edited, outputs: Sequence[str]) -> None:
        """Take the site, and the entries of all that the last run left."""
        self.edited, self.outputs, self.report = edited, outputs, Report()
        self.pages: list[Page] = []
        self.drawn: Sequence[bytes] = ()

    def texts(self) -> list[Text]:
        """Return each text as HTML, or nothing where more has changed than their words."""
        if not self.edited.is_whole:
            return []
        site = self.edited.site
        converter = make_converter(site.config)
        prose = make_prose(site.documents, site.config, site.theme, site.web, site.assets, converter)
        self.pages = [prose.page(document, self.report) for document in self.edited.documents.values()]
        return [] if self.report.problems else list(map(text_of, self.pages))

    def judge(self, drawn: Sequence[bytes]) -> None:
        """Take the pages, drawn."""
        self.drawn = drawn

    def verdict(self) -> Verdict:
        """Return what the rules say of the pages."""
        from microsite.checks import judge_page, waive  # noqa: PLC0415  while the other process draws
        from microsite.checks.checked import CheckedSite, read_page  # noqa: PLC0415

        edited = self.edited
        if not are_as_left(self.outputs):
            return Verdict(as_before=False)
        checked = CheckedSite(edited.site, frozenset(edited.known.paths))
        problems = [problem for problem in edited.known.of_site if problem.place.path in edited.paths]
        for page, data in zip(self.pages, self.drawn, strict=True):
            output = Output(output_path(page.address), data, page.document.source.path)
            judged = judge_page(checked, read_page(output, page))
            outline = edited.found[page.document.file].outline
            if not outline or hash_of_outline(judged) != outline:
                return Verdict(as_before=False)
            problems += judged.problems
        self.report.extend(waive(problems, tuple(edited.documents.values())))
        return Verdict(not self.report.count(ERROR), self.report.problems)


def work_aside(channel: Channel, look: Look) -> None:
    """Do the words of a small edit for another process: send the texts, take the drawn pages, send the verdict."""
    known = decoded(Path(look.file(PAGES, ".known")).read_bytes())
    if known is None or look.run is None:
        return
    words = Words(Edited(Path(look.root), look.texts(), known), look.run.outputs)
    channel.send(msgspec.msgpack.encode(words.texts()))
    import microsite.checks  # noqa: F401, PLC0415  while the other process draws

    drawn = channel.receive()
    if drawn is not None:
        words.judge(msgspec.msgpack.decode(drawn, type=list[bytes]))
        channel.send(msgspec.msgpack.encode(words.verdict()))
