"""All pages of a site: each is made once, in several processes where that pays, and all are put together."""

from __future__ import annotations

import tempfile
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import structs

from microsite.checks import judge_site
from microsite.kept import make_in_processes
from microsite.making import PARTS
from microsite.outputs import without_clashes
from microsite.outputs.assets import unnamed_pictures
from microsite.problems import Report
from microsite.workers import processes_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microsite.checks.checked import CheckedSite
    from microsite.making import Made, Maker
    from microsite.model import Document, Output
    from microsite.site import Site

LEAST_PAGES = 5
"""A process costs as much as a few pages, so that it is to make at least so many."""


def make_pages(documents: Sequence[Document], maker: Maker, report: Report) -> tuple[Made, ...]:
    """Return what becomes of each document, in order; what is wrong with its text or its templates goes to the report.

    Where all around the pages is as it was, a document that is as it was gives what it gave: no more is asked.
    """
    if maker.apart:
        made = _make_apart(documents, maker)
    else:
        around = maker.around()
        made = [_recall(maker, document, around) for document in documents]
    for page in made:
        report.extend(page.problems)
    return tuple(made)


def _make_apart(documents: Sequence[Document], maker: Maker) -> list[Made]:
    """Return what becomes of each document, made in several processes; this one forgets the pages themselves."""
    processes = processes_for(len(documents), LEAST_PAGES)
    if processes == 1:
        return list(map(maker.make, documents))
    # The files live as long as somebody has an output that lies in one of them.
    return make_in_processes(documents, maker, [tempfile.TemporaryFile() for _ in range(processes)])


def _recall(maker: Maker, document: Document, around: object) -> Made:
    file, memory = document.file, maker.memory
    made = memory.recall(("made", file), (document, around), lambda _own: maker.make(document), Report())
    memory.keep(*((part, file) for part in PARTS), *(f"/{output.path}" for output in made.outputs[1:]))
    return made


def put_together(site: Site, made: Sequence[Made], others: Iterable[Output], report: Report) -> tuple[Output, ...]:
    """Return every file of the site; two that would stand at one path are reported, and the first is kept."""
    pages = chain.from_iterable(page.outputs for page in made)
    named = {url for page in made if page.judged for url in page.judged.outline.named}
    unnamed = unnamed_pictures(site, named)
    return without_clashes(chain(pages, (output for output in others if output.made_from not in unnamed)), report)


def judge_all(maker: Maker, made: Iterable[Made], outputs: Iterable[Output], report: Report) -> CheckedSite:
    """Put together what the rules say of the pages, and ask those about the whole site; return the finished site."""
    judged = {page.path: page.judged for page in made if page.judged}
    drawn = {page.path for page in made}
    others = tuple(output for output in outputs if output.path not in drawn)
    checked = judge_site(maker.checked, judged, others, report, around=maker.around(), memory=maker.memory)
    pages = sorted((page.page for page in made if page.page), key=lambda page: page.document.file)
    return structs.replace(checked, pages=tuple(pages))
