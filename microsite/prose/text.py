"""What is done with the text of a document before it is Markdown: facts, comments, limits."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from microsite.blanked import blank_code, comments_in
from microsite.problems import ERROR, did_you_mean
from microsite.source import CONTROL, MAX_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microsite.model import Document
    from microsite.problems import Report
    from microsite.source import Source

MAX_COLUMNS = 50
MAX_NESTING = 30

_FACT = re.compile(r"\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")
# More digits than these no number of a character has.
_NUMBERED = re.compile(r"&#(?:x0{0,99}([0-9a-f]{1,99})|0{0,99}([0-9]{1,99}));", re.IGNORECASE)
_SURROGATES = range(0xD800, 0xE000)
_WINDOWS = range(0x80, 0xA0)
_LIST_OR_QUOTE = re.compile(r"^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))+")
# A line that is nested too deeply begins with so many marks and spaces at least: two for each level.
_DEEP = re.compile(rf"\n[ \t>*+\-\d.)]{{{2 * MAX_NESTING}}}")
# What stands in pointed brackets after the text or the name of a link is its address, as [text](<visit/fees.md>).
_NAME_OF_LINK = re.compile(r"^[ \t>]*\[(?!\^)[^\[\]\n]+\]: \Z", re.MULTILINE)
_TAG = re.compile(
    r"(?<!\]\()<(?:/?([A-Za-z][\w:-]*)(?=[\s/>]|$)|(!--|!\[CDATA\[|!doctype|\?))[^<>\n]*>?", re.IGNORECASE
)

# What only programs write: word processors and mail.
_FROM_WORD = re.compile(
    r"</?(?:[ovwmx]|st\d):|<[a-z]\w*\s[^>]*?(?:\bclass=[\"']?(?:Mso|Apple-|gmail)|\bstyle=|\blang=[\"']?EN-)|<font\b",
    re.IGNORECASE,
)
# What no word processor writes: to paste it as plain text would change nothing.
_NOT_FROM_WORD = frozenset({"script", "noscript", "iframe", "embed", "object", "form"})
LINES_BETWEEN = 3
"""Tags that stand at most so many lines apart were pasted together."""

_INSTEAD = {
    "a": "Write a link as [text](page.md).",
    "img": "Write a picture as ![what it shows](picture.jpg).",
    "br": "End the line with two spaces, or begin a new paragraph.",
    "table": "Write a table with | between its cells.",
    "hr": "Write three hyphens on a line of their own.",
    "script": "The site has no scripts. Delete it.",
    "style": "Looks are decided in the templates. Delete it.",
}
_INSTEAD |= dict.fromkeys(("b", "strong"), "Write **bold** with two stars.")
_INSTEAD |= dict.fromkeys(("i", "em"), "Write *emphasis* with one star.")
_INSTEAD |= dict.fromkeys(("ul", "ol", "li"), "Write a list with “- ” before each item.")
_INSTEAD |= dict.fromkeys(("h1", "h2", "h3", "h4"), "Write a heading with “## ” before it.")
_INSTEAD |= dict.fromkeys(
    ("iframe", "embed", "object", "video", "audio"),
    "Maps and videos cannot be embedded: they tell others who reads the page. Write a link, as [The way to us on a map]"
    "(https://…); :::contact has one to your own address.",
)
_INSTEAD |= dict.fromkeys(
    ("div", "span", "p", "section", "aside", "font", "o:p"),
    "Delete the tags and leave the text; for a box use a component, as :::callout.",
)


def check_text(document: Document, report: Report) -> bool:
    """Report HTML and what is too large; return whether the body can be turned into HTML in good time."""
    if "<" in document.body:
        check_html(document.source, document.body_start, report)
    if "&#" in document.body:
        _check_numbered(document, report)
    if not _may_be_large(document.body):
        return True
    harmless = report.count(ERROR)
    source = document.source
    first = source.place(document.body_start).line
    for number, line in enumerate(source.lines[first - 1 :], first):
        if len(line) > MAX_LINE:
            message = f"The line has {len(line):,} characters; at most {MAX_LINE:,} are allowed."
            report.add(source.problem("line-too-long", message, number, hint="Break it into paragraphs."))
        if line.count("|") > MAX_COLUMNS + 1 and source.excerpt(number - 1).count("|") <= MAX_COLUMNS + 1:
            message = f"The table has more than {MAX_COLUMNS} columns."
            report.add(source.problem("table-too-wide", message, number, 1, hint="Split it into several tables."))
        marks = _LIST_OR_QUOTE.match(line)
        if marks and max(len(marks[0].split()), _indent(line) // 2) > MAX_NESTING:
            message = f"Lists or quotations stand more than {MAX_NESTING} deep in each other."
            report.add(source.problem("nested-too-deeply", message, number, 1, hint="Make it flatter."))
    return report.count(ERROR) == harmless


def _check_numbered(document: Document, report: Report) -> None:
    """Report characters that no text needs and that are written by their numbers, as `&#1;`."""
    source = document.source
    for found in _NUMBERED.finditer(source.prose, document.body_start):
        if not _is_character(int(found[1] or "0", 16) or int(found[2] or "0")):
            message = f"“{found[0]}” is no character that a page can show."
            report.add(source.problem_at("control-character", message, found.start(), hint="Delete it."))


def _is_character(number: int) -> bool:
    if number > sys.maxunicode or number in _SURROGATES:
        return False
    # Browsers read the old numbers of Windows as what was meant: `&#150;` is a dash
    # (https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state).
    return number in _WINDOWS or not CONTROL.match(chr(number))


def _may_be_large(body: str) -> bool:
    """Tell whether lines must be looked at one by one: they take longer than all the rest of a check."""
    return len(body) > MAX_LINE or body.count("|") > MAX_COLUMNS or _DEEP.search("\n" + body) is not None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def check_html(source: Source, start: int, report: Report) -> None:
    """Report the HTML in a text, from an offset on; it would be shown as text."""
    opened: set[str] = set()
    tags = [found for found in _TAG.finditer(source.prose, start) if not _is_address(source.prose, found.start())]
    pasted = set(_tell_pasted(tags, source, report))
    for found in tags:
        name = (found[1] or "").lower()
        if found.start() in pasted:
            continue
        if found[0].startswith("</") and name in opened:
            continue  # told at its opening tag
        opened.add(name)
        if name.startswith(("http:", "https:", "mailto:", "tel:", "sms:")):
            continue  # <https://example.org> is how Markdown writes a bare link
        message = f"HTML is shown as text here: “{found[0]}”."
        hint = _INSTEAD.get(name, "Delete the tags, or use a component.")
        report.add(source.problem_at("raw-html", message, found.start(), hint=hint))


def _is_address(text: str, offset: int) -> bool:
    """Tell whether what begins there is the address of a link that is named elsewhere, as `[fees]: <visit/fees.md>`."""
    return text.endswith("]: ", 0, offset) and bool(_NAME_OF_LINK.search(text, text.rfind("\n", 0, offset) + 1, offset))


def _tell_pasted(tags: Sequence[re.Match[str]], source: Source, report: Report) -> Iterator[int]:
    """Report each piece of text that was pasted from a word processor, once; yield where its tags stand."""
    pieces: list[list[re.Match[str]]] = []
    for found in tags:
        last = pieces[-1][-1] if pieces else None
        if last and source.text.count("\n", last.start(), found.start()) <= LINES_BETWEEN:
            pieces[-1].append(found)
        else:
            pieces.append([found])
    for piece in pieces:
        first, count = piece[0], len(piece)
        names = {(found[1] or "").lower() for found in piece}
        if names.isdisjoint(_NOT_FROM_WORD) and any(_FROM_WORD.match(found[0]) for found in piece):
            tags_in_words = f"{count} HTML tags" if count > 1 else "an HTML tag"
            message = f"This was pasted with its looks: {tags_in_words} would be shown as text, from “{first[0]}” on."
            hint = "Delete the text, and paste it as plain text: Ctrl+Shift+V, on a Mac Option+Shift+Command+V."
            report.add(source.problem_at("raw-html", message, first.start(), hint=hint))
            yield from (found.start() for found in piece)


def insert_facts(text: str, facts: Mapping[str, str]) -> str:
    """Return the Markdown with `{{ name }}` replaced outside code, and comments left out."""
    if "{{" in text:
        written, position = [], 0
        for found in _FACT.finditer(blank_code(text)):
            written += [text[position : found.start()], facts.get(found[1], found[0])]
            position = found.end()
        text = "".join(written) + text[position:]
    return _without_comments(text) if "<!--" in text else text


def facts_in(text: str) -> set[str]:
    """Return the names of the facts that a text asks for."""
    return {found[1] for found in _FACT.finditer(text)} if "{{" in text else set()


def _without_comments(text: str) -> str:
    """Return a text with the line ends of its comments, and nothing else of them."""
    written, position = [], 0
    for start, end in comments_in(text):
        written += [text[position:start], "\n" * text.count("\n", start, end)]
        position = end
    return "".join(written) + text[position:]


def check_facts(document: Document, facts: Mapping[str, str], report: Report) -> None:
    """Report `{{ name }}` where there is no such fact; where no settings could be read, that is what is told."""
    source = document.source
    if "{{" not in source.text or not any(facts.values()):
        return
    for found in _FACT.finditer(source.prose, document.body_start):
        if found[1] not in facts:
            message = f"There is no fact “{found[1]}”."
            hint = did_you_mean(found[1], facts, f"The facts are: {', '.join(sorted(facts))}.")
            report.add(source.problem_at("unknown-fact", message, found.start(), hint=hint))
