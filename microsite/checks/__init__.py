"""The rules: one function a rule, one module a family. To add a rule, write it and name it in its `CHECKS`.

A rule that compares pages with each other, or tells something once for the whole site, is named in `SITE_CHECKS`; a
rule in `CHECKS` may be handed any part of the pages, so that the preview asks it about changed pages only.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from microsite.checks import broken, contact, front_matter, headings, links, pictures, reach, slips, tables
from microsite.checks.checked import read_site
from microsite.problems import CODES, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microsite.checks.checked import CheckedSite
    from microsite.model import Document, Output
    from microsite.problems import Problem, Report
    from microsite.site import Site

FAMILIES = (broken, links, reach, headings, pictures, tables, front_matter, slips, contact)


def judge(site: Site, outputs: Sequence[Output], report: Report) -> CheckedSite:
    """Run every check over the finished site and return it; what pages do not waive goes to the report."""
    checked = read_site(site, outputs)
    checks = chain.from_iterable((*family.CHECKS, *family.SITE_CHECKS) for family in FAMILIES)
    found = chain.from_iterable(check(checked) for check in checks)
    documents = tuple(page.document for page in site.pages)
    report.extend(waive(found, documents))
    return checked


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
