"""Markdown into HTML, with the links, headings and ids of each page noted."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.components import mark_blocks
from microsite.deadline import in_time
from microsite.marks import lost_block
from microsite.memory import Memory
from microsite.model import Page
from microsite.problems import Report
from microsite.prose.converter import Converter, link_target, make_converter
from microsite.prose.finish import Notes
from microsite.prose.lists import normalize_lists
from microsite.prose.pictures import ShownPicture, shown_picture
from microsite.prose.settings import CRISIS_LINE, read_crisis_line
from microsite.prose.text import check_facts, check_text, facts_in, insert_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microsite.assets import Assets
    from microsite.config import Config
    from microsite.model import Block, Document, Documents, Link, Picture
    from microsite.problems import Problem
    from microsite.prose.slips import Slip
    from microsite.source import Source
    from microsite.theme import Component, Theme
    from microsite.web import Web

__all__ = ["Converter", "Prose", "make_converter", "make_prose"]

_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|//|#")


class Prose(Struct, frozen=True):
    """All that pages are made from, but for their documents. It is made once for all pages of a build."""

    components: Mapping[str, Component]
    converter: Converter
    facts: Mapping[str, str]
    """What may be written as `{{ name }}`, by name."""
    targets: Mapping[str, str]
    """The URL of each file that a page may lead to."""
    pictures: Mapping[str, ShownPicture]
    """The pictures of `content/`, by file."""

    def page(self, document: Document, report: Report) -> Page:
        """Return one document as a page; what is wrong with its text goes to the report."""
        page = in_time(lambda: self._page(document, report), document.source, report)
        return page or Page(document, "", "", (), (), (), ())

    def _page(self, document: Document, report: Report) -> Page:
        marked = mark_blocks(document.source, document.body_start, self.components, report)
        check_facts(document, self.facts, report)
        body, sources, notes = "", "", Notes()
        if check_text(document, report):
            text = normalize_lists(insert_facts(marked.text, self.facts))
            body, sources, notes = self.converter.convert(text, self.targets, document.file, self.pictures)
            if notes.is_whole and marked.blocks and (lost := lost_block(text, body, marked.blocks)):
                report.add(_lost(lost, document.source))
                body = ""
        _report_slips(notes, document, self.facts, report)
        return Page(
            document,
            body,
            sources,
            tuple(notes.headings),
            tuple(notes.links),
            tuple(notes.pictures),
            marked.blocks,
        )

    def crisis_line(self, config: Config, memory: Memory, report: Report) -> str:
        """Return the line for a crisis as HTML; what is wrong with the Markdown of settings goes to the report."""
        converter = self.converter
        return memory.recall(
            CRISIS_LINE, (converter, config), lambda own: read_crisis_line(config, converter, own), report
        )

    def leads_on(self, page: Page) -> bool:
        """Tell whether the links of a page that was made earlier lead where they would now."""
        named: chain[Link | Picture] = chain(page.links, page.pictures)
        return all(
            link.url == link_target(link.written, page.document.file, self.targets)
            for link in named
            if not _ELSEWHERE.match(link.written)
        )

    @property
    def decides_all(self) -> tuple[object, ...]:
        """All that every page is made from."""
        return (self.converter, self.components)

    def decides(self, document: Document) -> tuple[object, ...]:
        """Return all else that a page is made from, but for where its links lead."""
        text = document.source.text
        named = facts_in(text)
        # Where there is no such fact, all others are told.
        facts = {name: self.facts[name] for name in sorted(named)} if named <= self.facts.keys() else self.facts
        return (document, facts, self.pictures if "![" in text else {})


def make_prose(
    documents: Documents,
    config: Config,
    theme: Theme,
    web: Web,
    assets: Assets,
    converter: Converter,
    memory: Memory | None = None,
) -> Prose:
    """Return what makes pages of documents; `documents` are those to which pages may lead."""
    memory = memory or Memory()
    pictures = memory.same(
        "pictures",
        {file: shown_picture(files, theme.pictures.sizes, web) for file, files in assets.pictures.items()},
    )
    parts = (documents.without_texts, web, pictures)
    targets = memory.recall("targets", parts, lambda _own: _targets(documents, web, pictures), Report())
    return Prose(theme.components, converter, memory.same("facts", config.facts()), targets, pictures)


def _targets(documents: Documents, web: Web, pictures: Mapping[str, ShownPicture]) -> dict[str, str]:
    """Return the URL of each file to which a page may lead."""
    targets = {document.file: web.url(document.address) for document in documents.published}
    targets |= {file: web.url("/" + file) for file in documents.files}
    return targets | {file: picture.url for file, picture in pictures.items()}


def _lost(block: Block, source: Source) -> Problem:
    """Return what is wrong where the lines of a component are no lines of their own to Markdown."""
    message = f"What stands around the component “{block.component}” takes its lines for its own."
    hint = "Put an empty line before and after each “:::”; look for comments and code that begin or end between them."
    return source.problem("bad-component-line", message, block.line, 1, hint=hint)


def _report_slips(notes: Notes, document: Document, facts: Mapping[str, str], report: Report) -> None:
    source = document.source
    for slip in notes.slips:
        place = _place(slip, document)
        if place < 0 and slip.needle and any(slip.needle in fact for fact in facts.values()):
            continue  # told where the fact stands
        report.add(source.problem_at(slip.code, slip.message, place, hint=slip.hint))


def _place(slip: Slip, document: Document) -> int:
    """Return the offset of a slip, or -1 where it cannot be told; that of fenced code does not stand in prose."""
    source, start = document.source, document.body_start
    if not slip.needle:
        return -1
    if slip.code == "forbidden-scheme":
        # An address as a whole: “//” is a part of many others.
        whole = re.compile(rf"(?<=[(<\s]){re.escape(slip.needle)}(?=[)>\s]|$)", re.MULTILINE)
        places = [found.start() for found in islice(whole.finditer(source.prose, start), slip.nth)]
        if places:
            return places[-1]
    found = source.find(slip.needle, slip.nth, start)
    if found < 0:
        return source.text.find(slip.within or slip.needle, start)
    return found + max(slip.needle.find(slip.within), 0)
