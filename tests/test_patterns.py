"""What an editor writes to say which words are meant."""

from __future__ import annotations

import time

import pytest

from microsite.patterns import MAX_REPEATS, PatternError, Searched, read_pattern, readable


def found(pattern: str, text: str) -> list[str]:
    """Return what a pattern finds, as it stands in the text."""
    return [text[match.start() : match.end()] for match in read_pattern(pattern).matches(Searched(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("cure", "A cure, a secure place, curing.", ["cure"]),
        ("Cure", "CURE, cure", ["CURE", "cure"]),
        ("commit* suicide", "committed suicide, commits\nsuicide", ["committed suicide", "commits\nsuicide"]),
        ("is clean", "He **is** clean", ["is** clean"]),
        ("is clean", "Here it is.\n\nClean the room.", []),
        (
            "non-compliant",
            "non-compliant, noncompliant, non compliant",
            ["non-compliant", "noncompliant", "non compliant"],
        ),
        ("don't wait", "Don’t wait, don't wait", ["Don’t wait", "don't wait"]),
        ("ADA", "Ada knows the ADA.", ["ADA"]),
        ("Part B", "part b and Part B", ["part b", "Part B"]),
        ("#1", "We are #1, not #12.", ["#1"]),
        ("100%", "100 % or 100%", ["100%"]),
        ("nuts", "doughnuts", []),
        (r"/\$ ?\d/", "$ 5 and US$6", ["$ 5", "$6"]),
        (r"/\d+(?:\.\d+)? ?%/", "50.5 % of 3", ["50.5 %"]),
        ("/suicidal (patient|person)s?/", "Suicidal persons", ["Suicidal persons"]),
        ("/(?:stop|change) (?:a|the) medicines?/", "Stop the medicine", ["Stop the medicine"]),
        ("/one|two or/", "Two or one", ["Two or", "one"]),
        ("straße", "Die STRASSE, die Straße", ["Straße"]),
        ("istanbul", "İ İstanbul istanbul", ["istanbul"]),
    ],
)
def test_a_pattern_finds_what_is_meant(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("***", "“***” names no words."),
        ("/[/", "“/[/” cannot be read: unterminated character set."),
        ("/(a+)+b/", "“/(a+)+b/” repeats what stands in round brackets; on a long page that could take minutes."),
        ("/(a|a)*b/", "“/(a|a)*b/” repeats what stands in round brackets; on a long page that could take minutes."),
        ("/(a){2,}b/", "“/(a){2,}b/” repeats what stands in round brackets; on a long page that could take minutes."),
        (r"/\w*\w*\w*!/", r"“/\w*\w*\w*!/” repeats 3 things; on a long page that could take minutes."),
        ("/x*/", "“/x*/” is found where nothing stands."),
        (r"/(a)\1/", r"“/(a)\1/” uses a part of expressions that this site does without."),
        ("/(?P<x>a)/", "“/(?P<x>a)/” uses a part of expressions that this site does without."),
        ("/(?i)a/", "“/(?i)a/” uses a part of expressions that this site does without."),
        ("/a)/", "“/a)/” cannot be read: unbalanced parenthesis."),
    ],
)
def test_a_pattern_that_cannot_be_used_says_why(pattern: str, message: str) -> None:
    with pytest.raises(PatternError) as error:
        read_pattern(pattern)
    assert error.value.message == message
    assert error.value.hint


@pytest.mark.parametrize(
    "pattern", [r"/\w+\w+!/", r"/.*.*!/", r"/[a-z]{1,}[a-z]{2,}!/", "/a?a?a?a?a?a?aaaaaa!/", "a* a* a*"]
)
def test_no_pattern_keeps_a_long_page_busy(pattern: str) -> None:
    text = "a" * 10_000 + " " + "aaa " * 2_000
    started = time.perf_counter()
    spans = [match.span() for match in read_pattern(pattern).matches(Searched(text))]
    assert all(start < end for start, end in spans)
    assert time.perf_counter() - started < 5
    assert MAX_REPEATS == 2


def test_patterns_that_cannot_be_used_leave_the_others() -> None:
    patterns = readable(("cure", "/[/", "heal*"))
    assert {pattern.written for pattern in patterns.likely(Searched("A cure."))} == {"cure", "heal*"}
    assert {pattern.written for pattern in patterns.likely(Searched("None."))} == {"heal*"}
