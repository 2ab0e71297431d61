"""Documents made by chance: no word is lost, nothing active comes out, and no error but our own, in ten seconds.

What they are made of is in `tests/fuzz/grammar.py`, for which a fuzzer makes bytes as well (`make fuzz`). What it has
found is kept in `fuzz_findings.txt`, the texts themselves, and tried here again.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fuzz.choices import Choices
from fuzz.grammar import body, front_matter, page
from fuzz.judging import FindingError, judge_text, look_at_html, no_word_lost
from fuzz.targets import front_matter_of, markdown_of, site_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from microsite.problems import Place, Problem
from microsite.prose import Converter
from microsite.telephones import Telephones

BYTES = st.lists(st.integers(0, 255), min_size=20, max_size=240).map(bytes)
BY_CHANCE = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CONVERTER = Converter(Telephones([]))
FINDINGS = Path(__file__).resolve().parent / "fuzz_findings.txt"
HEAD = "---\ntitle: A page\ndescription: A description that is long enough to be one, for a page made by nobody.\n---\n"


@pytest.mark.holds(19, "harmless", times=250)
@BY_CHANCE
@given(BYTES)
def test_a_text_made_by_chance_is_whole_and_harmless_or_refused(data: bytes) -> None:
    judge_text(markdown_of(data))


@pytest.mark.holds(41, "harmless", times=250)
@BY_CHANCE
@given(BYTES)
def test_front_matter_made_by_chance_is_read_or_refused(data: bytes) -> None:
    judge_text(front_matter_of(data))


@pytest.mark.holds(41, "harmless", times=250)
@BY_CHANCE
@given(BYTES)
def test_a_file_made_by_chance_is_read_or_refused_in_whatever_encoding(data: bytes) -> None:
    judge_text(page(Choices(data)))


def findings() -> list[str]:
    """Return the texts that were found: each stands under a line that says what was wrong."""
    return [text.partition("\n")[2] for text in FINDINGS.read_text("utf-8").split("%%% ")[1:]]


@pytest.mark.holds(41, "harmless", times=len(findings()))
@pytest.mark.parametrize("text", findings())
def test_what_was_found_by_chance_is_mended(text: str) -> None:
    judge_text((HEAD + text).encode())


# That all this can fail


def test_the_same_bytes_make_the_same_site() -> None:
    data = bytes(range(256))
    assert site_of(data) == site_of(data)
    assert body(Choices(data)) == body(Choices(data))
    assert len({body(Choices(bytes([number] * 99))) for number in range(99)}) > 20
    assert len({front_matter(Choices(bytes([number] * 99))) for number in range(99)}) > 20


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:x">x</a>',
        '<a href=" java\nscript:x">x</a>',
        '<p onclick="x">x</p>',
        '<p style="x">x</p>',
        '<img src="data:x" alt="">',
        "<form></form>",
        "<svg onload=x></svg>",
    ],
)
def test_what_is_active_is_seen(html: str) -> None:
    whole = "<!doctype html><body><main><p>x</p>{}</main><footer></footer></body>"
    look_at_html("x.html", whole.format("<p>y</p>"))
    with pytest.raises(FindingError):
        look_at_html("x.html", whole.format(html))


def test_a_word_that_is_lost_is_seen() -> None:
    text = b"---\ntitle: x\n---\nzqbq zqdq\n<!-- zqgq -->\n[zqhq]: zqjq\n"
    no_word_lost(text, "<p>zqbq zqdq</p>", ())
    with pytest.raises(FindingError, match="zqdq"):
        no_word_lost(text, "<p>zqbq</p>", ())
    told = Problem("long-row", "x", Place("content/strange.md", 4), excerpt="zqbq zqdq")
    no_word_lost(text, "<p>zqbq</p>", (told,))


MARKS = ["*", "**", "_", "__", "***", "a", "b c", "d", " ", "\n", "[x](#y)", "`q`", "."]


@pytest.mark.holds(19, "harmless", times=2000)
@settings(BY_CHANCE, max_examples=2000)
@given(st.lists(st.sampled_from(MARKS), min_size=4, max_size=25).map("".join))
def test_no_letter_is_lost_however_marks_of_emphasis_cross(text: str) -> None:
    html, _, notes = CONVERTER.convert(f"Words {text}", {}, "", {})
    shown = LexborHTMLParser(html).text()
    written = f"Words {text}".replace("[x](#y)", "x").replace("`", "")
    assert notes.is_whole
    assert re.findall("[A-Za-z]", shown) == re.findall("[A-Za-z]", written)
