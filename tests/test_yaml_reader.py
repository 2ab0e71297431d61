"""YAML itself: what this site does without, what cannot be read, and what is hostile."""

from __future__ import annotations

import time
from datetime import date  # noqa: TC003  msgspec reads annotations
from typing import TYPE_CHECKING, Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from microsite.problems import Report
from microsite.schema import read_yaml
from microsite.source import Source

if TYPE_CHECKING:
    from pathlib import Path


class Part(Struct, frozen=True):
    """A struct within a struct."""

    text: Annotated[str, Meta(min_length=1)]
    day: date
    kind: Literal["note", "important"]


class Sheet(Struct, frozen=True, kw_only=True):
    """Fields of every kind, some of them required."""

    title: Annotated[str, Meta(min_length=1)]
    part: Part
    order: int = 0
    share: float = 0.5
    draft: bool = False
    pages: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    facts: dict[str, str] = {}


class Title(Struct, frozen=True):
    """Nothing but text."""

    title: str
    order: int = 0


def told(text: str) -> list[tuple[str, int, int, str]]:
    """Return code, line, column and words of every problem."""
    report = Report()
    read_yaml(Source("a.md", text), Title, report)
    return [(problem.code, problem.place.line, problem.place.column, problem.message) for problem in report.problems]


FEATURES = {
    "title: &a A\n": ("yaml-feature", 1, 8, "“&a” is a name for use elsewhere in YAML."),
    "title: *Free\n": ("yaml-feature", 1, 8, "“*Free” is a reference."),
    "title: !x y\n": ("yaml-feature", 1, 8, "“!x” is a type of YAML."),
    "title: A\n<<: {order: 1}\n": ("yaml-feature", 2, 1, "“<<” is a reference."),
    "title: A\n---\norder: 1\n": ("yaml-feature", 2, 1, "A second document begins here."),
    "%YAML 1.1\n---\ntitle: A\n": ("yaml-feature", 1, 1, "A line that begins with “%” has no use here."),
    "title: A\ntitle: B\n": ("duplicate-key", 2, 1, "“title” stands here twice; the first is in line 1."),
    "title: A\n? [a]\n: b\n": ("wrong-value", 2, 3, "A list or a group of keys cannot be a key."),
    'title: "a\\0b"\n': ("control-character", 1, 8, "There is an invisible control character here (U+0000)."),
    "title: a\u2028b\n": ("control-character", 1, 9, "There is an invisible control character here (U+2028)."),
    'title: "C:\\docs"\n': ("yaml-syntax", 1, 8, "A backslash in quotes means something of its own."),
    "title: - A\n": ("yaml-syntax", 1, 8, "A list cannot begin here."),
    "title: A\n- b\n": ("yaml-syntax", 2, 1, "This line does not fit to the lines around it."),
}


@pytest.mark.parametrize("text", FEATURES)
def test_what_this_site_does_without_is_told_in_plain_words(text: str) -> None:
    assert told(text) == [FEATURES[text]]


def test_what_stands_beside_a_refused_value_is_still_read() -> None:
    problems = told("title: &a A\norder: x\nfoo: b\n")
    assert [code for code, *_ in problems] == ["yaml-feature", "wrong-value", "unknown-key"]


def test_a_reference_that_leads_nowhere_is_text_without_quotes() -> None:
    report = Report()
    read_yaml(Source("a.md", "title: *Free\n"), Title, report)
    assert [problem.fix for problem in report.problems] == ['title: "*Free"']


def test_a_long_text_loses_nothing_but_its_last_line_end() -> None:
    report = Report()
    assert read_yaml(Source("a.md", "title: |\n  One\n\n  two\n\n"), Title, report).value.title == "One\n\ntwo"
    assert report.problems == ()


BOMBS = {
    "aliases": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 9)),
    "merge keys": "a: &a {x: y}\n" + "".join(f"k{n}:\n  <<: [*a, *a]\n" for n in range(40)),
    "itself": "title: &a [*a]\n",
    "brackets": "[" * 20_000,
    "braces": "{a: " * 8_000,
    "hyphens": "- " * 20_000,
    "question marks": "? " * 20_000,
    "steps": "".join(" " * depth + "-\n" for depth in range(340)),
    "words": "x\n" * 30_000,
    "spaces": "a" + " " * 60_000 + "x\n",
    "colons": "a:" * 30_000,
    "tabs": "\t" * 60_000,
    "quotes": "title: '" + "'x" * 30_000,
    "backslashes": 'title: "' + "\\a" * 30_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_hostile_yaml_is_refused_at_once(bomb: str) -> None:
    # The limit is generous for a busy machine; a run alone takes a tenth of it.
    began = time.perf_counter()
    assert told(BOMBS[bomb])
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize("bomb", ["brackets", "braces", "hyphens"])
def test_too_deep_is_told_alone(bomb: str) -> None:
    assert [code for code, *_ in told(BOMBS[bomb])] == ["yaml-too-deep"]


def test_a_type_of_yaml_runs_nothing(tmp_path: Path) -> None:
    made = tmp_path / "made"
    for tag in ("!!python/object/apply:os.system", "!!python/name:os.system", "!!binary", "!!set", "!x"):
        assert "yaml-feature" in [code for code, *_ in told(f"title: {tag} ['touch {made}']\n")]
    assert not made.exists()


def test_too_much_is_refused_before_it_is_read() -> None:
    assert [code for code, *_ in told("title: " + "x" * 70_000)] == ["too-large"]


@given(st.text(max_size=200))
def test_any_text_gives_a_sheet_and_no_exception(text: str) -> None:
    assert isinstance(read_yaml(Source("a.md", text), Sheet, Report()).value, Sheet)


PIECES = [
    *("title: A", "title:", "part:", "  text: x", "parts:", "  - text: a: b", "  -day: 2026-01-01", "\tkind: note"),
    *("order: 3 # x", "- x", "  - y", "pages: [a", "pages:", "  to: [", "}", "'", '"', "x", "facts: {a: b}", "  k: |"),
    *("   a: b: c", "<<: *a", "a: &a b", "*a : b", "? x", ": y", "---", "...", "%x", "# r", "“a”", "  ]", "\t", "!x"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_lines_in_any_order_give_a_sheet_and_no_exception(lines: list[str]) -> None:
    assert isinstance(read_yaml(Source("a.md", "\n".join(lines)), Sheet, Report()).value, Sheet)
