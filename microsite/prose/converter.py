"""The converter: Python-Markdown as this site has it, made once for all pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from microsite.memory import Memory
from microsite.model import resolve
from microsite.problems import Report
from microsite.prose.emphasis import Emphasis
from microsite.prose.finish import SOURCES_MARK, FinishTree, Notes
from microsite.prose.inline import add_links
from microsite.prose.limits import TooMuchError, limit_tables
from microsite.prose.slips import Slip
from microsite.prose.sparing import SparingMarkdown
from microsite.telephones import Telephones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

    from microsite.config import Config
    from microsite.prose.pictures import ShownPicture
    from microsite.prose.slips import NotingMarkdown
    from microsite.settings import SiteConfig


NO_PLACE = "\ue000no place\ue001"
"""What would stand where footnotes go: no text can hold it. Else a paragraph with the library's words would be lost."""


class _Footnotes(FootnoteExtension):
    """Footnotes, of which the library forgets one where another has the same name, and fails at one within another."""

    within_another = False
    """Whether the texts of footnotes themselves are being read."""

    def makeFootnotesDiv(self, root: Element) -> Element | None:  # noqa: N802  the library's name
        """Return the list of footnotes."""
        self.within_another = True
        try:
            return super().makeFootnotesDiv(root)
        finally:
            self.within_another = False

    def setFootnote(self, id: str, text: str) -> None:  # noqa: A002, N802  the library's names
        """Keep the text of a footnote."""
        slips = cast("NotingMarkdown", self.md).slips
        if self.within_another:
            message, hint = f"The footnote “{id}” stands within another.", "Begin its line at the margin."
            slips.append(Slip("nested-too-deeply", message, hint, f"[^{id}]:"))
            return
        if id in self.footnotes:
            message = f"There are two footnotes “{id}”: the words of the first would be lost."
            slips.append(Slip("duplicate-footnote", message, "Give one of them another name.", f"[^{id}]:", 2))
        super().setFootnote(id, text)


class Converter:
    """Turns Markdown into HTML. Making one costs as much as a page, so one serves all pages."""

    def __init__(self, telephones: Telephones, made_by: Callable[..., NotingMarkdown] = SparingMarkdown) -> None:
        """`made_by` is for a test, which compares what Python-Markdown makes when it skips nothing."""
        self.decided_by = telephones.numbers
        """What decides, beside a text itself, what becomes of it."""
        self._markdown = made_by(
            extensions=[  # as objects: names would be looked up among all installed packages
                TableExtension(use_align_attribute=True),
                _Footnotes(USE_DEFINITION_ORDER=False, PLACE_MARKER=NO_PLACE),
                DefListExtension(),
                AbbrExtension(),
                SaneListExtension(),
            ],
            output_format="html",
        )
        # Marks that the typographic pass sets may be kept as typed with a backslash, too.
        self._markdown.ESCAPED_CHARS.extend(['"', "'"])
        if isinstance(self._markdown, SparingMarkdown):
            limit_tables(self._markdown)
        self._markdown.preprocessors.deregister("html_block")
        self._markdown.inlinePatterns.deregister("html")
        # `FinishTree` puts the sources in order; the library fails where a footnote without words is to be moved.
        self._markdown.treeprocessors.deregister("footnote-reorder")
        add_links(self._markdown, telephones)
        self._emphasis = Emphasis(self._markdown)
        self._markdown.inlinePatterns.register(self._emphasis, "em_strong", 60)
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
        self._emphasis.forget()
        notes = self._finish.notes = Notes()
        self._markdown.slips, self._markdown.noted, self._markdown.ids_of_code = notes.slips, Counter(), set()
        self._finish.resolve = lambda written: link_target(written, file, targets)
        self._finish.shown = lambda written: pictures.get(resolve(file, written))
        try:
            body, _, sources = self._markdown.convert(text).partition(f"<p>{SOURCES_MARK}</p>")
        except TooMuchError as error:
            notes.slips.append(Slip(error.code, error.message, error.hint, error.needle))
        except RecursionError:
            message, hint = "Something is nested too deeply.", "Look for lists in lists and quotations."
            notes.slips.append(Slip("nested-too-deeply", message, hint, ""))
        else:
            return body.strip(), sources.strip(), notes
        notes.is_whole = False
        return "", "", notes

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
