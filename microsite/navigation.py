"""The ways through a site: menu, breadcrumbs, next steps and related pages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.documents import is_unread
from microsite.memory import Memory
from microsite.problems import Place, Report, did_you_mean
from microsite.typography import smarten
from microsite.web import is_whole, why_astray

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microsite.config import Config
    from microsite.model import Document, Documents
    from microsite.problems import Problem
    from microsite.source import Source
    from microsite.web import Web


class Item(Struct, frozen=True):
    """A link to a page, as a menu shows it."""

    title: str
    url: str
    address: str
    description: str = ""
    current: bool = False


class Group(Struct, frozen=True):
    """An entry of the menu: a page, or a title over several."""

    title: str
    url: str
    items: tuple[Item, ...]
    current: bool = False


class Step(Struct, frozen=True):
    """Something to do next."""

    text: str
    url: str


class Navigation(Struct, frozen=True, dict=True):
    """Every way through the site, resolved and checked once."""

    menu: tuple[Group, ...]
    help: Item | None
    footer: tuple[Item, ...]
    next: dict[str, tuple[Step, ...]]
    """The next steps of each document, by its file."""
    related: dict[str, tuple[Item, ...]]

    @cached_property
    def _in_menu(self) -> frozenset[str]:
        return frozenset(item.address for group in self.menu for item in group.items)

    def menu_at(self, address: str) -> tuple[Group, ...]:
        """Return the menu as the page at this address shows it: with itself marked as current."""
        if address not in self._in_menu:
            return self.menu
        return tuple(
            Group(
                group.title,
                group.url,
                items := tuple(_at(item, address) for item in group.items),
                current=any(item.current for item in items),
            )
            for group in self.menu
        )

    def help_at(self, address: str) -> Item | None:
        """Return the page set apart in the menu, marked if it is this one."""
        return self.help and _at(self.help, address)


def _at(item: Item, address: str) -> Item:
    return Item(item.title, item.url, item.address, item.description, current=item.address == address)


class _Finder:
    """Finds pages by file name, and reports names that lead nowhere."""

    def __init__(self, documents: Documents, web: Web, report: Report) -> None:
        self.documents = documents
        self.published = documents.by_file()
        self.withheld = {document.file for document in documents.withheld}
        self.web = web
        self.report = report

    def item(self, file: str, source: Source, place: Place, title: str = "") -> Item | None:
        """Return the page as an item, or None with a problem at the place that names it."""
        path, mark, anchor = file.partition("#")
        document = self.published.get(path)
        if path in self.withheld:
            message = f"“{file}” is not published yet, so nothing can lead to it."
            hint = "Publish it, or take it out here."
            self.report.add(source.problem("page-not-published", message, place.line, place.column, hint=hint))
        if document:
            url = self.web.url(document.address) + mark + anchor
            return Item(smarten(title) or document.menu_title, url, document.address, document.description)
        if path not in self.withheld and not is_unread(self.documents, path):
            message = f"There is no page “{file}”."
            hint = did_you_mean(path, self.published, "Name a file of content/, as “fees.md”.")
            self.report.add(source.problem("unknown-page", message, place.line, place.column, hint=hint))
        return None


def ways_from(
    documents: Iterable[Document], among: Documents, web: Web, report: Report
) -> tuple[dict[str, tuple[Step, ...]], dict[str, tuple[Item, ...]]]:
    """Return the next steps and the related pages of documents, by file, `among` all of a site."""
    finder, documents = _Finder(among, web, report), tuple(documents)
    return (
        {document.file: _next(document, finder) for document in documents},
        {document.file: _related(document, finder) for document in documents},
    )


def make_navigation(
    documents: Documents, config: Config, web: Web, report: Report, memory: Memory | None = None
) -> Navigation:
    """Return the ways through the site; names of pages that do not exist go to the report."""
    memory = memory or Memory()

    def make(_own: Report) -> tuple[Navigation, tuple[Problem, ...]]:
        own = Report()
        return _navigation(documents, config, web, own), own.problems

    # A problem names a line of a page, and lines move while somebody writes; where there was none, there is none still.
    parts = (config, web, documents.without_texts)
    navigation, problems = memory.recall("ways", parts, make, report, holds=lambda made: not made[1])
    report.extend(problems)
    return memory.same("navigation", navigation)


def _navigation(documents: Documents, config: Config, web: Web, report: Report) -> Navigation:
    finder = _Finder(documents, web, report)
    settings = config.settings
    menu = tuple(group for number in range(len(settings.menu)) if (group := _group(number, config, finder)))
    footer = (
        finder.item(file, config.source, config.place(f"footer.{number}"))
        for number, file in enumerate(settings.footer)
    )
    apart = finder.item(settings.help, config.source, config.place("help")) if settings.help else None
    return Navigation(
        menu,
        apart,
        tuple(item for item in footer if item),
        *ways_from(documents.published, documents, web, report),
    )


def _group(number: int, config: Config, finder: _Finder) -> Group | None:
    entry, key = config.settings.menu[number], f"menu.{number}"
    if entry.page:
        item = finder.item(entry.page, config.source, config.place(f"{key}.page"), entry.title)
        return Group(item.title, item.url, (item,)) if item else None
    found = (
        finder.item(file, config.source, config.place(f"{key}.pages.{index}")) for index, file in enumerate(entry.pages)
    )
    items = tuple(item for item in found if item)
    if not entry.pages or not entry.title:
        place = config.place(key)
        message = "A menu entry needs a “page”, or a “title” and “pages”."
        hint = "Write “- page: fees.md”, or “- title: About” with “pages:” under it."
        finder.report.add(config.source.problem("wrong-value", message, place.line, place.column, hint=hint))
    return Group(smarten(entry.title), "", items) if items else None


def _next(document: Document, finder: _Finder) -> tuple[Step, ...]:
    steps = []
    for number, step in enumerate(document.front_matter.next):
        place = document.place(f"next.{number}.to")
        if is_whole(step.to):
            if problem := _address_problem(document, step.to, place):
                finder.report.add(problem)
            else:
                steps.append(Step(smarten(step.text), step.to))
        elif item := finder.item(step.to, document.source, place):
            steps.append(Step(smarten(step.text), item.url))
    return tuple(steps)


def _address_problem(document: Document, url: str, place: Place) -> Problem | None:
    """Return what is wrong with the address of a next step, if anything is."""
    hint, code, message = why_astray(url), "forbidden-scheme", f"A next step cannot lead to “{url[:60]}”."
    if url.endswith(":") or not url.isprintable():
        hint = hint or "Write the whole of it, with letters and signs that can be seen."
    if not hint and not url.startswith(("https:", "tel:", "sms:", "mailto:")):
        code, message = "wrong-value", f"“{url}” does not begin as the address of a next step does."
        hint = "Write “https://…”, “tel:…”, “sms:…” or “mailto:…”, in small letters."
    return document.source.problem(code, message, place.line, place.column, hint=hint) if hint else None


def _related(document: Document, finder: _Finder) -> tuple[Item, ...]:
    found = (
        finder.item(file, document.source, document.place(f"related.{number}"))
        for number, file in enumerate(document.front_matter.related)
    )
    return tuple(item for item in found if item)


def breadcrumbs(document: Document, documents: dict[str, Document], web: Web) -> tuple[Item, ...]:
    """Return the way from home to the document by `addresses` of `documents`; nothing on home itself."""
    if document.address == "/" or not document.listed:
        return ()
    parts = document.address.strip("/").split("/")
    addresses = ["/"] + ["/" + "/".join(parts[:end]) + "/" for end in range(1, len(parts) + 1)]
    return tuple(
        Item(
            found.menu_title if address != "/" else "Home",
            web.url(address),
            address,
            current=found is document,
        )
        for address in addresses
        if (found := documents.get(address))
    )
