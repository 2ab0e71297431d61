"""What every check gets: the site, its finished pages, and which of its addresses exist."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from msgspec import Struct

from microsite.checks.spoken import Spoken
from microsite.checks.written import Written
from microsite.memory import Memory
from microsite.model import output_path
from microsite.problems import Report
from microsite.reading import measure
from microsite.serving import redirects_of
from microsite.tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microsite.model import Document, Output, Page, Web
    from microsite.reading import Reading
    from microsite.site import Site
    from microsite.tree import FinishedPage


TEXT, NEXT, RELATED = "its text", "its next steps", "its related pages"
"""By what a page leads to another."""


class Target(Struct, frozen=True):
    """Where one of the site's own URLs leads."""

    path: str
    """The output that should answer; begins with `/` where the URL leads out of the site's folder."""
    anchor: str


class CheckedPage(Struct, frozen=True, dict=True):
    """A page, what a visitor gets of it, and where its parts stand in the Markdown."""

    page: Page
    finished: FinishedPage
    path: str

    @property
    def document(self) -> Document:
        """The Markdown file of the page."""
        return self.page.document

    @cached_property
    def written(self) -> Written:
        """Where links, headings and tables stand in the file."""
        return Written(self.page.document)

    @cached_property
    def spoken(self) -> Spoken:
        """The words of the file, without what is not read."""
        return Spoken(self.page.document)

    @cached_property
    def reading(self) -> Reading:
        """How hard the page is to read."""
        return measure(paragraph.text for paragraph in self.finished.paragraphs)


class Way(Struct, frozen=True):
    """How a page leads to another, besides menu and footer."""

    page: CheckedPage
    """The page on which the way begins."""
    by: str
    """`TEXT`, `NEXT` or `RELATED`."""


class CheckedSite(Struct, frozen=True, dict=True):
    """The whole finished site, as the checks see it."""

    site: Site
    pages: tuple[CheckedPage, ...]
    others: tuple[FinishedPage, ...]
    """HTML files that are no pages, as redirects."""
    paths: frozenset[str]
    """Every file of the finished site, and what stands for each old address, also where the host itself leads on."""
    ids: Mapping[str, frozenset[str]]
    """The ids of each HTML file."""
    outputs: tuple[Output, ...]
    """Every file of the finished site, for `SITE_CHECKS`."""

    def target(self, url: str, path: str) -> Target | None:
        """Return where a URL in the output at `path` leads, or None if it is not the site's own."""
        # A menu stands on every page, and what begins with “/” means the same everywhere.
        return _target(self.site.web, url, "" if url.startswith("/") else path)

    @cached_property
    def links(self) -> tuple[tuple[str | None, ...], ...]:
        """For each page the output that each of its links leads to, or None where it leads to somebody else."""

        def path(url: str, page: CheckedPage) -> str | None:
            target = self.target(url, page.path)
            return target.path if target else None

        return tuple(tuple(path(link.url, page) for link in page.finished.links) for page in self.pages)

    @cached_property
    def ways(self) -> Mapping[str, tuple[Way, ...]]:
        """For each output the ways by which other pages lead to it, each once, by the pages' order."""
        navigation = self.site.navigation
        found: defaultdict[str, list[Way]] = defaultdict(list)
        for page in self.pages:
            file = page.document.file
            urls = {
                TEXT: (link.url for link in page.page.links),
                NEXT: (step.url for step in navigation.next.get(file, ())),
                RELATED: (item.url for item in navigation.related.get(file, ())),
            }
            for by, kind in urls.items():
                targets = (self.target(url, page.path) for url in set(kind))
                for path in {target.path for target in targets if target and target.path != page.path}:
                    found[path].append(Way(page, by))
        return {path: tuple(ways) for path, ways in found.items()}


@lru_cache(maxsize=50_000)
def _target(web: Web, url: str, path: str) -> Target | None:
    parts = split(url)
    if parts is None or parts.scheme not in {"", "http", "https"}:
        return None
    if parts.netloc and parts.netloc.casefold() != urlsplit(web.base_url).netloc.casefold():
        return None
    anchor = parts.fragment
    if not parts.path and not parts.netloc:
        return Target(path, anchor)
    here = web.url("/" + path.removesuffix("index.html"))
    there = urljoin(here, parts.path or "/")
    if not there.startswith(web.path):
        if there + "/" == web.path:
            return Target("index.html", anchor)
        return None if parts.netloc else Target(there, anchor)
    return Target(output_path("/" + unquote(there[len(web.path) :])), anchor)


def read_site(site: Site, outputs: Sequence[Output], memory: Memory | None = None) -> CheckedSite:
    """Return the finished site with every HTML output read once."""
    memory = memory or Memory()
    by_path = {output_path(page.address): page for page in site.pages}
    pages: list[CheckedPage] = []
    others: list[FinishedPage] = []
    # An output without content could not be drawn: its template's mistake is already in the report.
    for output in outputs:
        if output.path.endswith(".html") and output.data:
            page = by_path.get(output.path)
            checked = memory.recall(("checked", output.path), (output, page), partial(_read, output, page), Report())
            if isinstance(checked, CheckedPage):
                pages.append(checked)
            else:
                others.append(checked)
    pages.sort(key=lambda checked: checked.document.file)
    ids = {page.output.path: page.ids for page in chain((checked.finished for checked in pages), others)}
    moved = {output_path(redirect.old) for redirect in redirects_of(site)}
    paths = frozenset(output.path for output in outputs) | by_path.keys() | moved
    return CheckedSite(site, tuple(pages), tuple(others), paths, ids, tuple(outputs))


def _read(output: Output, page: Page | None, _report: Report) -> CheckedPage | FinishedPage:
    finished = read_tree(output, page)
    return CheckedPage(page, finished, output.path) if page else finished


def split(url: str) -> SplitResult | None:
    """Return the parts of a URL, or None for one that no browser can read, as `http://[`."""
    try:
        return urlsplit(url)
    except ValueError:
        return None
