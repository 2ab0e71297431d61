"""The rules: one function a rule, one module a family. To add a rule, write it and name it in its `CHECKS`.

A rule that compares pages with each other, or tells something once for the whole site, is named in `SITE_CHECKS`; a
rule in `CHECKS` may be handed any part of the pages, so that the preview asks it about changed pages only.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from microsite.checks import broken, contact, front_matter, headings, links, pictures, reach, slips, tables
from microsite.checks.checked import read_site
from microsite.memory import Memory
from microsite.problems import CODES, Report, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.model import Document, Output
    from microsite.problems import Problem
    from microsite.site import Site

FAMILIES = (broken, links, reach, headings, pictures, tables, front_matter, slips, contact)


def judge(site: Site, outputs: Sequence[Output], report: Report, memory: Memory | None = None) -> CheckedSite:
    """Run every check over the finished site and return it; what pages do not waive goes to the report."""
    memory = memory or Memory()
    checked = read_site(site, outputs, memory)
    around = memory.same("around", _around(checked))
    found = [problem for family in FAMILIES for check in family.SITE_CHECKS for problem in check(checked)]
    for page in checked.pages:
        own = memory.recall(("judged", page.path), (page, around), partial(_judge_page, checked, page), Report())
        found += own
    documents = tuple(page.document for page in site.pages)
    report.extend(waive(found, documents))
    return checked


def _judge_page(checked: CheckedSite, page: CheckedPage, _report: Report) -> list[Problem]:
    alone = replace(checked, pages=(page,))
    return [problem for family in FAMILIES for check in family.CHECKS for problem in check(alone)]


def _around(checked: CheckedSite) -> tuple[object, ...]:
    """Return all that checks of one page may ask of the rest of the site."""
    site = checked.site
    documents = [(document.file, document.front_matter) for document in site.documents.published]
    withheld = [(document.file, document.front_matter) for document in site.documents.withheld]
    files = list(site.documents.files)
    return (checked.paths, checked.ids, site.config, site.theme, site.web, site.today, documents, withheld, files)


def waive(problems: Iterable[Problem], documents: Sequence[Document]) -> Iterator[Problem]:
    """Yield the problems that no page waives, and what is wrong with the waivers themselves."""
    waived = {document.source.path: {waiver.code for waiver in document.front_matter.waive} for document in documents}
    used: defaultdict[str, set[str]] = defaultdict(set)
    for problem in problems:
        if problem.code in waived.get(problem.place.path, ()):
            used[problem.place.path].add(problem.code)
        else:
            yield problem
    for document in documents:
        yield from _wrong_waivers(document, used[document.source.path])


def _wrong_waivers(document: Document, used: set[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, waiver in enumerate(document.front_matter.waive):
        place = document.place(f"waive.{number}")
        code = ""
        if not waiver.reason.strip():
            code, message = "waiver-without-reason", f"The waiver of “{waiver.code}” has no reason."
            hint = "Write under it why the rule does not hold here, as “reason: …”."
        elif waiver.code not in used or waiver.code in seen:
            code, message = "unused-waiver", f"The waiver of “{waiver.code}” takes nothing away."
            hint = "Take it out." if waiver.code in CODES else did_you_mean(waiver.code, CODES, "Take it out.")
        seen.add(waiver.code)
        if code:
            yield document.source.problem(code, message, place.line, place.column, hint=hint)
