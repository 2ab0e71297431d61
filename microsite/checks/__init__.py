"""The rules: one function a rule, one module a family. To add a rule, write it and name it in a list of its family.

- `CHECKS` are asked about one page at a time: about the page, and about what is known of the site before any page is
  drawn. Pages that have not changed are not asked about again, and pages may be asked about in several processes.
- `TEMPLATE_CHECKS` look in the same way for what the frame of a page does wrong, which stands on many pages and is told
  once for the whole site.
- `SITE_CHECKS` compare pages with each other, or tell something of the site. Of a page they get its outline alone.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from microsite.checks import (
    addresses,
    broken,
    contact,
    downloads,
    freshness,
    front_matter,
    headings,
    help_order,
    languages,
    links,
    pictures,
    plain,
    privacy,
    reach,
    redirects,
    required,
    scope,
    search,
    secrets,
    slips,
    tables,
    wording,
)
from microsite.checks.broken import GUESSING, lacks
from microsite.checks.outline import Outline, Pending, outline_of
from microsite.documents import address_of
from microsite.memory import Memory
from microsite.model import output_path
from microsite.problems import CODES, Problem, Report, did_you_mean
from microsite.tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.model import Document, Output
    from microsite.page_keys import Waiver
    from microsite.site import Site
    from microsite.tree import FinishedPage

FAMILIES = (
    *(broken, links, redirects, addresses, reach, headings, languages, pictures, tables, front_matter, slips),
    *(contact, help_order, freshness, plain, privacy, secrets, downloads, search, scope, required, wording),
)


class Fate(Struct, frozen=True, array_like=True):
    """What is said of an output to which a page leads."""

    is_there: bool
    hidden: str
    """The file of the document that visitors do not get there, or nothing."""
    goes: str
    """The day on which it goes, if that is soon, or nothing."""
    moved: str
    """The file of the document that is now elsewhere, or nothing."""


class Judged(Struct, frozen=True):
    """What the rules say of one page."""

    outline: Outline
    problems: tuple[Problem, ...]
    """Those of the page itself, before its waivers."""
    of_templates: tuple[Problem, ...]
    """Those of its frame, each told once for the whole site."""
    asked: dict[str, Fate] = {}
    """What was asked of other outputs, by their paths."""
    guesses: bool = False
    """Whether a hint names what was nearest among all pages and files."""


def judge_page(checked: CheckedSite, page: CheckedPage) -> Judged:
    """Return what the rules for single pages say of a page of the site."""
    alone = structs.replace(checked, pages=(page,))
    problems = tuple(problem for family in FAMILIES for check in family.CHECKS for problem in check(alone))
    of_templates, pending = _judge_frame(checked, page.finished)
    outline = outline_of(checked, page, pending)
    guesses = any(problem.code in GUESSING for problem in (*problems, *of_templates))
    return Judged(outline, problems, of_templates, _asked(checked, page, outline), guesses)


def surroundings(checked: CheckedSite) -> tuple[object, ...]:
    """Return all that `CHECKS` and `TEMPLATE_CHECKS` may ask of the site, but for what is said of other pages."""
    site = checked.site
    wanted = [checked.url_of(link) for rule in site.config.settings.rules.required for link in rule.links]
    unread = site.documents.unread
    return (site.config.settings, site.theme.components, site.theme.page_types, site.web, site.today, wanted, unread)


def still_so(checked: CheckedSite, judged: Judged) -> bool:
    """Tell whether all is so that was asked of other pages when a page was judged.

    Where something leads to nothing, the nearest names are told, and any new page may be nearer.
    """
    return judged.guesses is False and all(_fate(checked, path) == fate for path, fate in judged.asked.items())


def _asked(checked: CheckedSite, page: CheckedPage, outline: Outline) -> dict[str, Fate]:
    named = (page.page.links, page.page.pictures)
    targets = [checked.target(url, page.path) for urls in named for url in {found.url for found in urls}]
    files = (name.partition("#")[0] for name in page.document.named_files.values())
    goals = [output_path(address_of(file)) for file in files if file.endswith(".md")]
    paths = {*outline.leads, *(target.path for target in targets if target), *goals}
    return {path: _fate(checked, path) for path in sorted(paths)}


def _fate(checked: CheckedSite, path: str) -> Fate:
    """Return what may be said of an output to which a page leads: whether it is there, hidden, goes, or has moved."""
    site = checked.site
    hidden, moved = site.withheld_by_output.get(path), site.moved.get(path)
    document = site.by_output.get(path)
    goes = document.front_matter.expires_on if document and document.file in site.going else None
    return Fate(path in checked.paths, hidden.file if hidden else "", str(goes or ""), moved.file if moved else "")


def _judge_frame(checked: CheckedSite, finished: FinishedPage) -> tuple[tuple[Problem, ...], tuple[Pending, ...]]:
    found = [
        told
        for family in FAMILIES
        for check in getattr(family, "TEMPLATE_CHECKS", ())
        for told in check(checked, finished)
    ]
    return (
        tuple(told for told in found if isinstance(told, Problem)),
        tuple(told for told in found if isinstance(told, Pending)),
    )


def judge_site(
    checked: CheckedSite,
    judged: Mapping[str, Judged],
    others: Iterable[Output],
    report: Report,
    *,
    memory: Memory | None = None,
) -> CheckedSite:
    """Put together what the rules say of all pages and of the site; what pages do not waive goes to the report.

    `judged` has every page that could be drawn, by the path of its output; `others` are all other outputs.
    """
    memory = memory or Memory()
    outputs = tuple(others)
    documents = checked.documents
    pages = [path for _, path in sorted([(documents[path].file, path) for path in judged if path in documents])]
    whole = structs.replace(
        checked,
        outlines={path: judged[path].outline for path in pages},
        others=memory.recall("other files", outputs, lambda _own: _read_others(outputs), Report()),
        outputs=outputs,
    )
    # A problem may name a line, and lines move while somebody writes; only where there was none, none is there still.
    found = memory.recall(
        "whole site",
        (*_around(checked.site), whole.outlines, whole.others, outputs),
        lambda _own: [problem for family in FAMILIES for check in family.SITE_CHECKS for problem in check(whole)],
        Report(),
        holds=lambda found: not found,
    )[:]
    found += _once(whole, [judged[path] for path in pages])
    of_pages = chain.from_iterable(judged[path].problems for path in pages)
    report.extend(waive(chain(found, of_pages), checked.site.documents.published))
    return structs.replace(whole, of_site=tuple(found))


def _around(site: Site) -> tuple[object, ...]:
    """Return all that `SITE_CHECKS` may ask of the site, but for its pages and files."""
    without_texts = site.documents.without_texts
    return (site.config, site.theme, site.web, site.today, without_texts, site.navigation, site.ledger)


def _read_others(outputs: Iterable[Output]) -> tuple[FinishedPage, ...]:
    return tuple(read_tree(output, None) for output in outputs if output.path.endswith(".html") and output.size)


def _once(checked: CheckedSite, judged: Iterable[Judged]) -> Iterator[Problem]:
    """Yield what frames do wrong, each once: where pages differ in a frame, at the first of them."""
    frames = chain(
        [(page.of_templates, page.outline.pending) for page in judged if page.of_templates or page.outline.pending],
        (_judge_frame(checked, other) for other in checked.others),
    )
    told: set[tuple[str, str]] = set()
    for problems, pending in frames:
        missing = (found.problem for found in pending if lacks(checked, found.path, found.anchor))
        for problem in chain(problems, missing):
            if (problem.code, problem.message) not in told:
                told.add((problem.code, problem.message))
                yield problem


def waive(problems: Iterable[Problem], documents: Sequence[Document]) -> Iterator[Problem]:
    """Yield the problems that no page waives, and what is wrong with the waivers themselves."""
    waiving = [document for document in documents if document.front_matter.waive]
    waivers = {document.source.path: document.front_matter.waive for document in waiving}
    used: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for problem in problems:
        path = problem.place.path
        taken = [use for number, waiver in enumerate(waivers.get(path, ())) for use in _uses(number, waiver, problem)]
        # Where two waivers take the same away, the second is of no use.
        used[path].update(taken[:1])
        if not taken:
            yield problem
    for document in waiving:
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
