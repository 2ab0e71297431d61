"""What is done with the text of a document before it is Markdown: facts, comments, limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.blanked import blank_code, replace_comments
from microsite.problems import ERROR, did_you_mean
from microsite.source import MAX_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microsite.model import Document
    from microsite.problems import Report
    from microsite.source import Source

MAX_COLUMNS = 50
MAX_NESTING = 30

_FACT = re.compile(r"\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")
_LIST_OR_QUOTE = re.compile(r"^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))+")
# A line that is nested too deeply begins with so many marks and spaces at least: two for each level.
_DEEP = re.compile(rf"\n[ \t>*+\-\d.)]{{{2 * MAX_NESTING}}}")
# What stands in pointed brackets after the text of a link is its address, as [text](<visit/fees.md>).
_TAG = re.compile(
    r"(?<!\]\()(?<!\]: )<(?:/?([A-Za-z][\w:-]*)(?=[\s/>]|$)|(!--|!\[CDATA\[|!doctype|\?))[^<>\n]*>?", re.IGNORECASE
)

# What only programs write: word processors and mail.
_FROM_WORD = re.compile(
    r"</?(?:[ovwmx]|st\d):|<[a-z]\w*\s[^>]*?(?:\bclass=[\"']?(?:Mso|Apple-|gmail)|\bstyle=|\blang=[\"']?EN-)|<font\b",
    re.IGNORECASE,
)
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
    "Maps and videos cannot be embedded; link to them instead.",
)
_INSTEAD |= dict.fromkeys(
    ("div", "span", "p", "section", "aside", "font", "o:p"),
    "Delete the tags and leave the text; for a box use a component, as :::callout.",
)


def check_text(document: Document, report: Report) -> bool:
    """Report HTML and what is too large; return whether the body can be turned into HTML in good time."""
    if "<" in document.body:
        _check_html(document, report)
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


def _may_be_large(body: str) -> bool:
    """Tell whether lines must be looked at one by one: they take longer than all the rest of a check."""
    return len(body) > MAX_LINE or body.count("|") > MAX_COLUMNS or _DEEP.search("\n" + body) is not None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _check_html(document: Document, report: Report) -> None:
    source = document.source
    opened: set[str] = set()
    tags = list(_TAG.finditer(source.prose, document.body_start))
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
        if any(_FROM_WORD.match(found[0]) for found in piece):
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
    # Only code and comments are blanked, so what differs from the text outside code is a comment.
    return replace_comments(text, lambda found: "\n" * found[0].count("\n"))


def check_facts(document: Document, facts: Mapping[str, str], report: Report) -> None:
    """Report `{{ name }}` where there is no such fact."""
    source = document.source
    if "{{" not in source.text:
        return
    for found in _FACT.finditer(source.prose, document.body_start):
        if found[1] not in facts:
            message = f"There is no fact “{found[1]}”."
            hint = did_you_mean(found[1], facts, f"The facts are: {', '.join(sorted(facts))}.")
            report.add(source.problem_at("unknown-fact", message, found.start(), hint=hint))
