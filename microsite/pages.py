"""All pages of a site, made and put together."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import structs

from microsite.checks import judge_site
from microsite.checks.checked import CheckedSite, known_paths
from microsite.keeping import KeepingMaker
from microsite.known import encoded, write_known
from microsite.outputs import without_clashes
from microsite.outputs.assets import unnamed_pictures
from microsite.prose.known import write_prose
from microsite.remembering import RememberingMaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microsite.making import Made, Maker
    from microsite.memory import Memory
    from microsite.model import Document, Output
    from microsite.problems import Report
    from microsite.prose import Prose
    from microsite.render import Renderer
    from microsite.site import Site


def make_maker(prose: Prose, renderer: Renderer, others: Iterable[Output], memory: Memory) -> Maker:
    """Return what makes the pages, and recalls what was made of them before: in an earlier run, or in this one.

    `others` are the files of the site that are no pages.
    """
    checked = CheckedSite(renderer.site, known_paths(renderer.site, others, memory))
    if memory.shelf is not None:
        return KeepingMaker(prose, renderer, checked, memory, memory.shelf)
    return RememberingMaker(prose, renderer, checked, memory)


def make_pages(documents: Sequence[Document], maker: Maker, report: Report) -> tuple[Made, ...]:
    """Return what becomes of each document, in order; what is wrong with texts and templates goes to the report."""
    maker.memory.timings.stage("Pages")
    made = maker.make_all(documents)
    maker.renderer.environment.keep()
    report.extend(chain.from_iterable([page.problems for page in made if page.problems]))
    return tuple(made)


def put_together(site: Site, made: Sequence[Made], others: Iterable[Output], report: Report) -> tuple[Output, ...]:
    """Return every file of the site; two that would stand at one path are reported, and the first is kept."""
    pages = (page.output for page in made)
    unnamed = unnamed_pictures(site, (page.judged.outline.named for page in made if page.judged))
    return without_clashes(chain(pages, (output for output in others if output.made_from not in unnamed)), report)


def judge_all(maker: Maker, made: Sequence[Made], outputs: Iterable[Output], report: Report) -> CheckedSite:
    """Put together what the rules say of the pages, and ask those about the whole site; return the finished site."""
    maker.memory.timings.stage("Judge", "the site as a whole")
    judged = {page.output.path: page.judged for page in made if page.judged}
    # What was found where a document was read or drawn is not found again when its page is made alone.
    told = {problem.place.path for problem in report.problems}
    drawn = {page.output.path for page in made}
    others = tuple(output for output in outputs if output.path not in drawn)
    checked = judge_site(maker.checked, judged, others, report, memory=maker.memory)
    if maker.memory.shelf is not None:
        both = zip(checked.site.documents.published, made, strict=True)
        by_file = {document.file: page for document, page in both if document.source.path not in told}
        maker.memory.shelf.words = write_prose(maker.prose)
        maker.memory.shelf.known = encoded(write_known(checked, by_file, maker.renderer.crisis_line))
    pages = sorted((page.page for page in made if page.page), key=lambda page: page.document.file)
    return structs.replace(checked, pages=tuple(pages))
