"""Plain language: pages that most people can read, in sentences and paragraphs that are not too long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.reading import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.problems import Problem

MAX_WORDS = 25
MAX_SENTENCES = 5

_NAMED = 3
"""How many of the longest sentences of a page that is hard to read are named."""
_SHOWN = 60
_AROUND = 90
_POSTAL_CODE = re.compile(r" \d{5}\b")
_EXPLAINS = re.compile(r"s? ?(?:[(,]|is |means |stands for )")
_LEFT_OUT = frozenset({"a", "an", "and", "for", "in", "of", "on", "or", "the", "to"})

# A look behind comes after the first letter, so that the search leaps from one capital letter to the next.
_SHORT_FORM = re.compile(r"[A-Z](?<![\w/.-][A-Z])[A-Z]{1,5}(?=s?\b)(?![-'’/]?[A-Z0-9])")
_SHOUTED = re.compile(r"\b(?:[A-Z]{2,} )+[A-Z]{2,}\b")
# Everybody knows these in English, and few know what they stand for.
_KNOWN = frozenset({"AM", "FAQ", "ID", "OK", "PDF", "PM", "TV", "UK", "US", "USA", "ZIP"})


def hard_to_read(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages that ask for more years of school than they may, in English."""
    settings = checked.site.config.settings
    if not settings.language.startswith("en"):
        return  # the formula counts English
    for page in checked.pages:
        ceiling, grade = page.document.front_matter.reading_grade or settings.reading_grade, page.reading.grade
        if grade is not None and round(grade, 1) > ceiling:
            longest = [sentence.text for sentence in page.reading.longest[:_NAMED]]
            message = f"The page asks for {grade:.1f} years of school; at most {ceiling:g} are wanted."
            hint = f"Use shorter words, and split long sentences, as these: {' '.join(map(_cut, longest))}"
            yield page.written.whole("hard-to-read", message, hint=hint)


def long_sentences(checked: CheckedSite) -> Iterator[Problem]:
    """Yield sentences that are too long to keep in mind."""
    for page in checked.pages:
        for sentence in page.reading.sentences:
            if sentence.words > MAX_WORDS:
                message = f"This sentence has {sentence.words} words; at most {MAX_WORDS} are easy to follow: "
                offset = page.spoken.find(sentence.text)
                hint = "Make two sentences of it, or a list."
                yield page.written.problem("long-sentence", message + _cut(sentence.text), offset, hint=hint)


def long_paragraphs(checked: CheckedSite) -> Iterator[Problem]:
    """Yield paragraphs with so many sentences that readers skip them."""
    for page in checked.pages:
        for paragraph in page.finished.paragraphs:
            # A paragraph has at least as many marks as sentences; most have few.
            if paragraph.tag != "p" or sum(map(paragraph.text.count, ".?!:…")) <= MAX_SENTENCES:
                continue
            count = len(split_sentences(paragraph.text))
            if count > MAX_SENTENCES:
                message = f"This paragraph has {count} sentences; at most {MAX_SENTENCES} are read: "
                offset = page.spoken.find(paragraph.text)
                hint = "Begin a new paragraph where a new thought begins."
                yield page.written.problem("long-paragraph", message + _cut(paragraph.text), offset, hint=hint)


def unexplained(checked: CheckedSite) -> Iterator[Problem]:
    """Yield short forms that are not spelled out where a page uses them first."""
    settings = checked.site.config.settings
    known = _KNOWN.union(settings.short_forms)
    for page in checked.pages:
        text = " ".join(paragraph.text for paragraph in page.finished.paragraphs)
        told = set(known)
        for found in _SHORT_FORM.finditer(text):
            form = found[0]
            if form in told:
                continue
            told.add(form)
            is_in_heading = any(f"({form}" in heading.text for heading in page.page.headings)
            if not (is_in_heading or _is_explained(text, found) or _is_in_capitals(text, found)):
                message = f"“{form}” is not spelled out where it is used first."
                hint = f"Write the whole words and then “({form})”, or name it under “short_forms” in site_config.yaml."
                yield page.written.problem("short-form", message, _place(page, form), hint=hint)


CHECKS = (hard_to_read, long_sentences, long_paragraphs, unexplained)
SITE_CHECKS = ()


def _cut(text: str) -> str:
    """Return the beginning of a sentence in quotes."""
    short = text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(" ", 1)[0] + " …"
    return f"“{short}”"


def _is_explained(text: str, found: re.Match[str]) -> bool:
    """Tell whether the words stand before it, as “day program (PHP)”, or after it, as “PHP, a day program”."""
    before, after = text[max(0, found.start() - _AROUND) : found.start()], text[found.end() : found.end() + _AROUND]
    if before.endswith("(") and re.match(r"s?[),;]", after):
        return True
    if before.endswith(("text ", "Text ")) or _POSTAL_CODE.match(after):
        return True  # a word to write, as “text HELP”, or a state in an address
    wanted = found[0].casefold()
    return wanted in _initials(before) or (bool(_EXPLAINS.match(after)) and wanted in _initials(after))


def _initials(text: str) -> str:
    """Return the first letters of the words, without the small words that short forms leave out."""
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", text.casefold()) if word not in _LEFT_OUT)


def _is_in_capitals(text: str, found: re.Match[str]) -> bool:
    """Tell whether it is a word among others in capitals."""
    around = text[max(0, found.start() - 30) : found.end() + 30]
    return any(found[0] in words[0] for words in _SHOUTED.finditer(around))


def _place(page: CheckedPage, form: str) -> int:
    """Return the offset of a short form in what is read, after the title; -1 where a template says it."""
    found = re.search(rf"\b{form}s?\b", page.spoken.text[page.document.body_start :])
    return page.document.body_start + found.start() if found else -1
