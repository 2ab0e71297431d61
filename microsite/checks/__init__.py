"""The rules: one function a rule, one module a family. To add a rule, write it and name it in its `CHECKS`.

A rule that compares pages with each other, or tells something once for the whole site, is named in `SITE_CHECKS`; a
rule in `CHECKS` may be handed any part of the pages, so that the preview asks it about changed pages only. What a rule
in `SITE_CHECKS` asks of a page is in its outline: all but the words of its text.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from msgspec import structs

from microsite.checks import (
    addresses,
    broken,
    contact,
    freshness,
    front_matter,
    headings,
    links,
    pictures,
    plain,
    privacy,
    reach,
    redirects,
    required,
    scope,
    secrets,
    slips,
    tables,
    wording,
)
from microsite.checks.checked import read_site
from microsite.memory import Memory
from microsite.model import Output
from microsite.problems import CODES, Report, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.model import Document, Waiver
    from microsite.problems import Problem
    from microsite.site import Site

FAMILIES = (
    *(broken, links, redirects, addresses, reach, headings, pictures, tables, front_matter, slips, contact),
    *(freshness, plain, privacy, secrets, scope, required, wording),
)


def judge(site: Site, outputs: Sequence[Output], report: Report, memory: Memory | None = None) -> CheckedSite:
    """Run every check over the finished site and return it; what pages do not waive goes to the report."""
    memory = memory or Memory()
    checked = read_site(site, outputs, memory)
    around = memory.same("around", _around(checked))
    # A problem may name a line, and lines move while somebody writes; only where there was none, none is there still.
    found = memory.recall(
        "whole site",
        (around, _outline(checked)),
        lambda _own: [problem for family in FAMILIES for check in family.SITE_CHECKS for problem in check(checked)],
        Report(),
        holds=lambda found: not found,
    )[:]
    for page in checked.pages:
        own = memory.recall(("judged", page.path), (page, around), partial(_judge_page, checked, page), Report())
        found += own
    documents = tuple(page.document for page in site.pages)
    report.extend(waive(found, documents))
    return checked


def _judge_page(checked: CheckedSite, page: CheckedPage, _report: Report) -> list[Problem]:
    alone = structs.replace(checked, pages=(page,))
    return [problem for family in FAMILIES for check in family.CHECKS for problem in check(alone)]


def _around(checked: CheckedSite) -> tuple[object, ...]:
    """Return all that checks of one page may ask of the rest of the site."""
    site = checked.site
    documents = [(document.file, document.front_matter) for document in site.documents.published]
    withheld = [(document.file, document.front_matter) for document in site.documents.withheld]
    files = list(site.documents.files)
    return (checked.paths, checked.ids, site.config, site.theme, site.web, site.today, documents, withheld, files)


def _outline(checked: CheckedSite) -> tuple[object, ...]:
    """Return all that checks of the whole site may ask of its pages and files."""
    nothing = Output("", b"")
    pages = [
        (
            structs.replace(checked.finished, output=nothing, page=None, paragraphs=()),
            checked.page.links,
            checked.page.pictures,
        )
        for checked in checked.pages
    ]
    blocks = [
        {(block.component, block.parameters is None) for block in checked.page.blocks} for checked in checked.pages
    ]
    finished = {page.path for page in checked.pages}
    files = [output for output in checked.outputs if output.path not in finished]
    return (pages, blocks, checked.others, files, checked.site.navigation, checked.site.ledger)


def waive(problems: Iterable[Problem], documents: Sequence[Document]) -> Iterator[Problem]:
    """Yield the problems that no page waives, and what is wrong with the waivers themselves."""
    waivers = {document.source.path: document.front_matter.waive for document in documents}
    used: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for problem in problems:
        path = problem.place.path
        taken = [use for number, waiver in enumerate(waivers.get(path, ())) for use in _uses(number, waiver, problem)]
        # Where two waivers take the same away, the second is of no use.
        used[path].update(taken[:1])
        if not taken:
            yield problem
    for document in documents:
        yield from _wrong_waivers(document, used[document.source.path])


def _uses(number: int, waiver: Waiver, problem: Problem) -> Iterator[tuple[int, str]]:
    """Yield which waiver, and which of its words, takes a problem away; the words are those that the message names."""
    if waiver.code != problem.code:
        return
    if not waiver.words:
        yield number, ""
    message = problem.message.casefold()
    yield from ((number, word) for word in waiver.words if f"“{word.casefold()}" in message)


def _wrong_waivers(document: Document, used: set[tuple[int, str]]) -> Iterator[Problem]:
    for number, waiver in enumerate(document.front_matter.waive):
        place = document.place(f"waive.{number}")
        if not waiver.reason.strip():
            message = f"The waiver of “{waiver.code}” has no reason."
            hint = "Write under it why the rule does not hold here, as “reason: …”."
            yield document.source.problem("waiver-without-reason", message, place.line, place.column, hint=hint)
            continue
        idle = [word for word in waiver.words or ("",) if (number, word) not in used]
        for word in idle:
            what = f" for “{word}”" if word else ""
            message = f"The waiver of “{waiver.code}” takes nothing away{what}."
            hint = "Take it out." if waiver.code in CODES else did_you_mean(waiver.code, CODES, "Take it out.")
            yield document.source.problem("unused-waiver", message, place.line, place.column, hint=hint)
