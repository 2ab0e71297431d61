"""What every check gets: the site, its finished pages, and which of its addresses exist."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from msgspec import Struct

from microsite.checks.scope import applies
from microsite.checks.spoken import Spoken
from microsite.checks.written import Written
from microsite.memory import Memory
from microsite.model import output_path
from microsite.problems import Report
from microsite.reading import measure
from microsite.serving import redirects_of
from microsite.tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microsite.checks.outline import Outline
    from microsite.model import Document, Output, Page
    from microsite.problems import Problem
    from microsite.reading import Reading
    from microsite.site import Site
    from microsite.tree import FinishedPage
    from microsite.web import Web


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
    """The finished site, as the checks see it."""

    site: Site
    paths: frozenset[str]
    """The path of every file of the finished site, and what stands for each old address, also where the host itself
    leads on."""
    pages: tuple[CheckedPage, ...] = ()
    """The pages that `CHECKS` are asked about, whole."""
    outlines: Mapping[str, Outline] = {}
    """What `SITE_CHECKS` may ask of each page that could be drawn, by the path of its output."""
    others: tuple[FinishedPage, ...] = ()
    """HTML files that are no pages, as redirects."""
    outputs: tuple[Output, ...] = ()
    """Every file of the finished site but its pages, for `SITE_CHECKS`."""
    of_site: tuple[Problem, ...] = ()
    """What was found by comparing pages, and in what stands on many, before waivers."""

    def target(self, url: str, path: str) -> Target | None:
        """Return where a URL in the output at `path` leads, or None if it is not the site's own."""
        # A menu stands on every page, and what begins with “/” means the same everywhere.
        return _target(self.site.web, url, "" if url.startswith("/") else path)

    @cached_property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids of each HTML file."""
        others = {other.output.path: other.ids for other in self.others}
        return {path: frozenset(outline.ids) for path, outline in self.outlines.items()} | others

    @cached_property
    def required(self) -> frozenset[str]:
        """The components that some page must have. One of a wrong name is told once, where the rule names it."""
        rules = self.site.config.settings.rules.required
        return frozenset(rule.component for rule in rules if rule.component in self.site.theme.components)

    @property
    def documents(self) -> Mapping[str, Document]:
        """The published documents by the paths of their outputs."""
        return self.site.by_output

    def url_of(self, written: str) -> str:
        """Return the URL that a page of the site has for an address or the file of a page."""
        document = self.site.by_file.get(written)
        return self.site.web.url(document.address) if document else written

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


@lru_cache(maxsize=10_000)
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


def known_paths(site: Site, outputs: Iterable[Output], memory: Memory | None = None) -> frozenset[str]:
    """Return the paths at which something answers, once the pages are drawn: `outputs` are all others."""
    memory, outputs = memory or Memory(), tuple(outputs)
    parts = (site.documents.without_texts, outputs)
    return memory.recall("paths", parts, lambda _own: _known_paths(site, outputs), Report())


def _known_paths(site: Site, outputs: Iterable[Output]) -> frozenset[str]:
    pages = {output_path(document.address) for document in site.documents.published}
    moved = {output_path(redirect.old) for redirect in redirects_of(site)}
    return frozenset(output.path for output in outputs) | pages | moved


def read_page(checked: CheckedSite, output: Output, page: Page) -> CheckedPage:
    """Return a page of a site with the HTML of its output read."""
    rules = checked.site.config.settings.rules.required
    is_asked = any(applies(rule, page.document) for rule in rules)
    return CheckedPage(page, read_tree(output, page, checked.required if is_asked else None), output.path)


def split(url: str) -> SplitResult | None:
    """Return the parts of a URL, or None for one that no browser can read, as `http://[`."""
    try:
        return urlsplit(url)
    except ValueError:
        return None
