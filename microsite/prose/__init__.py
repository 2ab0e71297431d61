"""Markdown into HTML, with the links, headings and ids of each page noted."""

from __future__ import annotations

import re
import signal
import threading
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from msgspec import Struct

from microsite.components import mark_blocks
from microsite.memory import Memory
from microsite.model import Page, resolve
from microsite.problems import Report
from microsite.prose.finish import SOURCES_MARK, FinishTree, Notes
from microsite.prose.inline import Telephones, add_links
from microsite.prose.lists import normalize_lists
from microsite.prose.pictures import shown_picture
from microsite.prose.text import check_facts, check_text, insert_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FrameType

    from microsite.assets import Assets
    from microsite.config import Config, SiteConfig
    from microsite.model import Document, Documents, Link, Picture, Web
    from microsite.prose.pictures import ShownPicture
    from microsite.source import Source
    from microsite.theme import Theme

SECONDS_A_PAGE = 10

_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|//|#")


class Converter:
    """Turns Markdown into HTML. Making one costs as much as a page, so one serves all pages."""

    def __init__(self, telephones: Telephones) -> None:
        self._markdown = Markdown(
            extensions=[  # as objects: names would be looked up among all installed packages
                TableExtension(use_align_attribute=True),
                FootnoteExtension(USE_DEFINITION_ORDER=False),
                DefListExtension(),
                AbbrExtension(),
                AttrListExtension(),
                SaneListExtension(),
                FencedCodeExtension(lang_prefix="language-"),
            ],
            output_format="html",
        )
        # Marks that the typographic pass sets may be kept as typed with a backslash, too.
        self._markdown.ESCAPED_CHARS.extend(['"', "'"])
        self._markdown.preprocessors.deregister("html_block")
        self._markdown.inlinePatterns.deregister("html")
        add_links(self._markdown, telephones)
        self._finish = FinishTree(self._markdown)
        # After attribute lists (8) and abbreviations (7), before escapes are undone (0).
        self._markdown.treeprocessors.register(self._finish, "finish", 5)

    def convert(
        self, text: str, targets: Mapping[str, str], file: str, pictures: Mapping[str, ShownPicture]
    ) -> tuple[str, str, Notes]:
        """Return body and sources as HTML, and the notes.

        `targets` are the URLs of files, `file` is the text's own, `pictures` are those of `content/`.
        """
        self._markdown.reset()
        self._finish.notes, self._finish.resolve = Notes(), lambda written: link_target(written, file, targets)
        self._finish.shown = lambda written: pictures.get(resolve(file, written))
        body, _, sources = self._markdown.convert(text).partition(f"<p>{SOURCES_MARK}</p>")
        return body.strip(), sources.strip(), self._finish.notes

    def inline(self, text: str) -> str:
        """Return one line of Markdown as HTML without a paragraph around it."""
        return self.convert(text, {}, "", {})[0].removeprefix("<p>").removesuffix("</p>")


def link_target(written: str, file: str, targets: Mapping[str, str]) -> str:
    """Return the URL that a link in a file of `content/` means, or the link as it is written where it names no file."""
    path, mark, anchor = written.partition("#")
    url = targets.get(resolve(file, path)) if path else ""
    return written if url is None else url + mark + anchor


def make_converter(config: Config, memory: Memory | None = None) -> Converter:
    """Return a converter that knows the site's telephone numbers."""
    settings = config.settings
    parts = (settings.contact, settings.telephones)
    return (memory or Memory()).recall("converter", parts, lambda _report: _converter(settings), Report())


def _converter(settings: SiteConfig) -> Converter:
    contact = settings.contact
    code = contact.country_calling_code if contact else "1"
    numbers = [(telephone.number, str(telephone.use), code) for telephone in settings.telephones]
    if contact:
        numbers.append((contact.phone, "call", code))
    return Converter(Telephones(numbers))


class Prose(Struct, frozen=True):
    """All that decides how the documents of a site become HTML."""

    theme: Theme
    converter: Converter
    facts: Mapping[str, str]
    targets: Mapping[str, str]
    """The URL of every page and file of `content/`, by its name there."""
    pictures: Mapping[str, ShownPicture]
    """How each picture of `content/` is shown, by its name there."""

    def page(self, document: Document, report: Report) -> Page:
        """Return a document as a page; what is wrong with its Markdown goes to the report."""
        marked = mark_blocks(document.source, document.body_start, self.theme, report)
        check_facts(document, self.facts, report)
        body, sources, notes = "", "", Notes()
        if check_text(document, report):
            text = normalize_lists(insert_facts(marked.text, self.facts))
            body, sources, notes = _in_time(
                lambda: self.converter.convert(text, self.targets, document.file, self.pictures),
                document.source,
                report,
            )
        _report_slips(notes, document, report)
        return Page(
            document,
            body,
            sources,
            tuple(notes.headings),
            tuple(notes.links),
            tuple(notes.pictures),
            marked.blocks,
        )

    def decides(self, document: Document) -> tuple[object, ...]:
        """Return all that a page is made from, but for where its links lead."""
        used = self.facts if "{{" in document.source.text else {}
        return (document, used, self.converter, self.theme.components)

    def leads_on(self, page: Page) -> bool:
        """Tell whether the links and pictures of a page that was made earlier lead where they would now."""
        file = page.document.file
        named: chain[Link | Picture] = chain(page.links, page.pictures)
        return all(
            link.url == link_target(link.written, file, self.targets)
            for link in named
            if not _ELSEWHERE.match(link.written)
        )


def make_prose(
    documents: Documents,
    config: Config,
    theme: Theme,
    web: Web,
    assets: Assets,
    converter: Converter,
    memory: Memory | None = None,
) -> Prose:
    """Return what turns the documents of a site into HTML."""
    memory = memory or Memory()
    targets = {document.file: web.url(document.address) for document in documents.published}
    targets |= {file: web.url("/" + file) for file in documents.files}
    pictures = {file: shown_picture(files, theme.pictures.sizes, web) for file, files in assets.pictures.items()}
    targets |= {file: picture.url for file, picture in pictures.items()}
    return Prose(theme, converter, memory.same("facts", config.facts()), targets, memory.same("pictures", pictures))


def _in_time(convert: Callable[[], tuple[str, str, Notes]], source: Source, report: Report) -> tuple[str, str, Notes]:
    """Return what `convert` returns, or nothing with a problem where the text defeats the converter."""
    try:
        with _time_limit(SECONDS_A_PAGE):
            return convert()
    except _TooSlowError:
        message = f"The page took more than {SECONDS_A_PAGE} seconds."
        report.add(source.problem("too-slow", message, hint="Look for very long runs of brackets or stars."))
    except RecursionError:
        message = "Something on the page is nested too deeply."
        report.add(source.problem("nested-too-deeply", message, hint="Look for lists in lists and quotations."))
    return "", "", Notes()


def _report_slips(notes: Notes, document: Document, report: Report) -> None:
    source = document.source
    for slip in notes.slips:
        place = source.find(slip.needle, slip.nth, document.body_start)
        report.add(source.problem_at(slip.code, slip.message, place, hint=slip.hint))


class _TooSlowError(Exception):
    """A page took longer than it may."""


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Stop what runs inside after so many seconds, where the system can (signals, main thread)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
