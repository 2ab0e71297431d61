"""The usual slips in YAML: each is told once, with the corrected line, and the text is read whole."""

from __future__ import annotations

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from microsite.problems import Problem, Report
from microsite.schema import read_yaml
from microsite.source import Source


class Step(Struct, frozen=True):
    """A struct within a list."""

    text: Annotated[str, Meta(min_length=1)]
    to: str = ""


class Card(Struct, frozen=True, kw_only=True):
    """Text alone, a list, a list of structs, names of any kind, and a number."""

    title: Annotated[str, Meta(min_length=1)]
    order: int = 1
    pages: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    facts: dict[str, str] = {}


def read(text: str) -> tuple[Card, tuple[Problem, ...]]:
    report = Report()
    return read_yaml(Source("a.md", text), Card, report).value, report.problems


def slip(text: str) -> tuple[Card, str, str | None]:
    """Return what is read, the code of the only problem and its fix."""
    card, problems = read(text)
    (problem,) = problems
    return card, problem.code, problem.fix


TITLES = {
    "title: IOP: what it is": ("unquoted-colon", "IOP: what it is", 'title: "IOP: what it is"'),
    "title: Note:": ("unquoted-colon", "Note:", 'title: "Note:"'),
    "title: IOP: room #1": ("unquoted-colon", "IOP: room #1", 'title: "IOP: room #1"'),
    "title: Group #1": ("unquoted-hash", "Group #1", 'title: "Group #1"'),
    "title: #1 clinic": ("unquoted-hash", "#1 clinic", 'title: "#1 clinic"'),
    "title: “Hello”": ("smart-quotes", "Hello", 'title: "Hello"'),
    "title: ‘Hello’": ("smart-quotes", "Hello", 'title: "Hello"'),
    'title: "Hello”': ("smart-quotes", "Hello", 'title: "Hello"'),
    "title: “IOP: what” # a remark": ("smart-quotes", "IOP: what", 'title: "IOP: what" # a remark'),
    "title:\tHello": ("tab", "Hello", "title: Hello"),
    "title: Hel\tlo": ("tab", "Hel lo", "title: Hel lo"),
    "\ttitle: Hello": ("tab", "Hello", "title: Hello"),
    "title:Hello": ("missing-space", "Hello", "title: Hello"),
    "title:\xa0Hello": ("special-space", "Hello", "title: Hello"),
    "\u2003title: Hello": ("special-space", "Hello", "title: Hello"),
    "title Hello": ("yaml-syntax", "Hello", "title: Hello"),
    "title = Hello": ("yaml-syntax", "Hello", "title: Hello"),
    "title: 'it's'": ("yaml-syntax", "it's", 'title: "it\'s"'),
    'title: "Say "hi""': ("yaml-syntax", 'Say "hi"', "title: 'Say \"hi\"'"),
    'title: "Hello" world': ("yaml-syntax", '"Hello" world', "title: '\"Hello\" world'"),
    'title: "Hello': ("yaml-syntax", "Hello", 'title: "Hello"'),
    "title: [Draft] Fees": ("yaml-syntax", "[Draft] Fees", 'title: "[Draft] Fees"'),
    "title: {{x}}": ("yaml-syntax", "{{x}}", 'title: "{{x}}"'),
    "title: @home": ("yaml-syntax", "@home", 'title: "@home"'),
    "title: *Free*": ("yaml-syntax", "*Free*", 'title: "*Free*"'),
    "title: > 5 minutes": ("yaml-syntax", "> 5 minutes", 'title: "> 5 minutes"'),
    "title: 100 % sure: yes": ("unquoted-colon", "100 % sure: yes", 'title: "100 % sure: yes"'),
}


@pytest.mark.parametrize("line", TITLES)
def test_a_slip_is_told_once_and_the_text_is_read_whole(line: str) -> None:
    card, code, fix = slip(f"{line}\norder: 3\n")
    assert (code, card.title, fix) == TITLES[line]
    assert card.order == 3
    assert read(f"{fix}\norder: 3\n") == (card, ())


NESTED = {
    "pages:\n  - Group #1": ("unquoted-hash", '  - "Group #1"'),
    "pages: [Group #1, b]": ("unquoted-hash", 'pages: ["Group #1", b]'),
    "pages:\n  - “fees.md”": ("smart-quotes", '  - "fees.md"'),
    "pages:\n  - 'it's'": ("yaml-syntax", '  - "it\'s"'),
    "pages:\n  - @home": ("yaml-syntax", '  - "@home"'),
    "pages:\n  -fees.md": ("missing-space", "  - fees.md"),
    "pages:\n  - Go: now": ("unquoted-colon", '  - "Go: now"'),
    "steps:\n  - text: Go: now": ("unquoted-colon", '  - text: "Go: now"'),
    "steps:\n  - text:Go": ("missing-space", "  - text: Go"),
    "steps:\n  -text: Go": ("missing-space", "  - text: Go"),
    "steps:\n  - text: Go\n    to: x #2": ("unquoted-hash", '    to: "x #2"'),
    "steps:\n\t- text: Go": ("tab", "  - text: Go"),
    "facts:\n\tzip: 02139": ("tab", "  zip: 02139"),
    "facts:\n  my key: a: b": ("unquoted-colon", '  my key: "a: b"'),
    "facts:\n  2nd: Room #1": ("unquoted-hash", '  2nd: "Room #1"'),
    "facts:\n  order: Room #1": ("unquoted-hash", '  order: "Room #1"'),
    'facts:\n  "key": Room #1': ("unquoted-hash", '  "key": "Room #1"'),
}


@pytest.mark.parametrize("lines", NESTED)
def test_a_slip_in_a_list_or_a_group_is_told_as_well(lines: str) -> None:
    card, code, fix = slip(f"title: A\n{lines}\norder: 3\n")
    assert (code, fix) == NESTED[lines]
    assert card.order == 3
    above, _, _ = f"title: A\n{lines}".rpartition("\n")
    assert read(f"{above}\n{fix}\norder: 3\n") == (card, ())


FINE = {
    "# A remark: with a colon\ntitle: A": "A",
    'title: "A" # a remark': "A",
    "title: A#1": "A#1",
    "title: https://example.org/#a": "https://example.org/#a",
    "title: 9:30": "9:30",
    "title:\n  tel:988": "tel:988",
    "title: “We help,” she says. “Always.”": "“We help,” she says. “Always.”",
    "title: >-\n  One: two\n  key:value #3\n  “x”": "One: two key:value #3 “x”",
    'title: "One: two\n  key:value #3"': "One: two key:value #3",
    "title: One\n  two": "One two",
    '"title": |-\n  a: b: c': "a: b: c",
}


@pytest.mark.parametrize("text", FINE)
def test_what_only_looks_like_a_slip_is_left_alone(text: str) -> None:
    card, problems = read(f"{text}\norder: 3 # a remark: fine\n")
    assert problems == ()
    assert (card.title, card.order) == (FINE[text], 3)


def test_addresses_in_a_list_are_no_keys_without_a_space() -> None:
    card, problems = read("title: A\npages:\n  - https://x.org\n  - tel:988\n  - mailto:a@b.org\n")
    assert problems == ()
    assert card.pages == ("https://x.org", "tel:988", "mailto:a@b.org")


def test_two_slips_on_a_line_have_one_corrected_line() -> None:
    card, problems = read("title:IOP: what\n")
    assert [problem.code for problem in problems] == ["missing-space", "unquoted-colon"]
    assert {problem.fix for problem in problems} == {'title: "IOP: what"'}
    assert card.title == "IOP: what"


def test_a_slip_over_several_lines_is_healed_but_has_no_one_line_as_its_fix() -> None:
    assert slip("title: One\n  two: three\n") == (Card(title="One two: three"), "unquoted-colon", None)
    assert slip("title: One #1\n  two\n") == (Card(title="One #1 two"), "unquoted-hash", None)
    assert slip("title: One\n  room #1\n") == (Card(title="One room #1"), "unquoted-hash", None)
    assert slip("title: 'Tis the season\norder: 1\n") == (Card(title="Tis the season"), "yaml-syntax", None)


def test_a_key_too_far_to_the_right_is_told_and_read() -> None:
    assert slip("title: A\n  order: 3\n") == (Card(title="A", order=3), "yaml-syntax", None)


def test_words_without_a_key_are_told_and_the_rest_is_read() -> None:
    card, problems = read("Hello there\nand more\ntitle: A\n")
    assert card == Card(title="A")
    assert [problem.message for problem in problems] == ["“Hello there” stands here without a key."]


def test_places_are_those_of_the_written_line() -> None:
    _, problems = read("title:A: b\norder: 1\nsteps:\n\t- text: Go\n\t  tos: x\n")
    assert [(problem.code, problem.place.line, problem.place.column) for problem in problems] == [
        ("missing-space", 1, 7),
        ("unquoted-colon", 1, 8),
        ("tab", 4, 1),
        ("tab", 5, 1),
        ("unknown-key", 5, 4),
    ]


def test_brackets_that_nobody_closed_are_told_where_they_open() -> None:
    card, code, fix = slip("title: A\npages: [a,\n  b\norder: 3\n")
    assert (code, fix) == ("yaml-syntax", None)
    assert card == Card(title="A", pages=("a", "b"), order=3)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=40))
def test_a_text_without_problems_is_read_as_it_stands(value: str) -> None:
    card, problems = read(f"title: {value}\n")
    if not problems and value.strip(" ")[:1] not in {'"', "'", "|", ">"}:
        assert card.title == value.strip(" ")


@given(st.text("ab:#'\"“”‘’-[]{}@*&!|>%, \t", min_size=1, max_size=12))
def test_the_corrected_line_is_right(value: str) -> None:
    _, problems = read(f"title: {value}\norder: 3\n")
    fixes = {problem.fix for problem in problems if problem.fix and problem.place.line == 1}
    assert len(fixes) <= 1
    for fix in fixes:
        _, left = read(f"{fix}\norder: 3\n")
        assert [problem for problem in left if problem.fix] == []
