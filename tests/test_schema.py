"""YAML by the schema: nothing is guessed, every value knows its line, one run names every mistake."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import pytest
from msgspec import Meta, Struct

from microsite.console import as_text
from microsite.problems import Place, Report
from microsite.schema import read_yaml
from microsite.source import Source


class Step(Struct, frozen=True):
    """A struct within a list."""

    text: Annotated[str, Meta(description="What to do.", min_length=1)]
    to: str = ""


class Sheet(Struct, frozen=True, kw_only=True):
    """One field of every kind."""

    title: Annotated[str, Meta(description="The heading.", min_length=1)]
    hours: str = ""
    order: Annotated[int, Meta(ge=1, le=9)] = 5
    share: float = 0.5
    draft: bool = False
    held_on: date | None = None
    kind: Literal["note", "important"] = "note"
    pages: Annotated[tuple[str, ...], Meta(max_length=3)] = ()
    steps: tuple[Step, ...] = ()
    facts: dict[str, str] = {}
    code: Annotated[str, Meta(pattern="^[A-Z]{2}$", description="Two letters, as `US`.")] = "US"


def read(text: str) -> tuple[Sheet, list[str], dict[str, Place]]:
    report = Report()
    located = read_yaml(Source("a.md", text), Sheet, report)
    return located.value, [as_text(problem) for problem in report.problems], dict(located.places)


def codes(text: str) -> list[str]:
    report = Report()
    read_yaml(Source("a.md", text), Sheet, report)
    return [problem.code for problem in report.problems]


def test_values_are_read_as_their_type_wants_and_never_guessed() -> None:
    sheet, problems, _ = read(
        "title: 1.10\nhours: 9:30\norder: 3\nshare: 0.25\ndraft: true\nheld_on: 2026-11-24\nkind: important\n"
        "pages: [02139, no]\nsteps:\n  - text: 010\n    to: ~\nfacts:\n  zip: 02139\n  answer: no\n"
    )
    assert problems == []
    assert sheet == Sheet(
        title="1.10",
        hours="9:30",
        order=3,
        share=0.25,
        draft=True,
        held_on=date(2026, 11, 24),
        kind="important",
        pages=("02139", "no"),
        steps=(Step("010", "~"),),
        facts={"zip": "02139", "answer": "no"},
    )


def test_every_value_knows_where_it_stands() -> None:
    _, _, places = read("title: A\npages:\n  - b\nsteps:\n  - text: Go\n")
    assert places["title"] == Place("a.md", 1, 8)
    assert places["pages.0"] == Place("a.md", 3, 5)
    assert places["steps.0.text"] == Place("a.md", 5, 11)


def test_places_count_from_the_beginning_of_the_file() -> None:
    report = Report()
    source = Source("a.md", "---\ntitle: A\norder: x\n---\nText\n")
    read_yaml(source, Sheet, report, start=4, end=22)
    (problem,) = report.problems
    assert (problem.place.line, problem.place.column) == (3, 8)


def test_one_run_names_every_wrong_value() -> None:
    assert codes(
        "title:\norder: many\nshare: a\ndraft: yes\nheld_on: 2026-02-30\nkind: loud\npages: one\nsteps:\n"
        "  - txt: x\n    to: [y]\nfacts: z\ncode: usa\n"
    ) == [
        "empty-value",
        *["wrong-value"] * 6,
        "unknown-key",
        *["wrong-value"] * 3,
    ]


SLIPS = {
    "title: IOP: what it is": 'title: "IOP: what it is"',
    "title: Group #1": 'title: "Group #1"',
    "title: “Hello”": 'title: "Hello"',
    "title: 'it's fine'": 'title: "it\'s fine"',
    "title:\tTabbed": "title: Tabbed",
    "title:Close": "title: Close",
    "title: @home": 'title: "@home"',
    "title: *Free*": 'title: "*Free*"',
    "title: {{x}}": 'title: "{{x}}"',
    "title: [a]": 'title: "[a]"',
    'title: say "this": now': "title: 'say \"this\": now'",
}


@pytest.mark.parametrize("line", SLIPS)
def test_a_usual_slip_is_told_with_the_corrected_line(line: str) -> None:
    report = Report()
    read_yaml(Source("a.md", f"{line}\norder: x\n"), Sheet, report)
    fixes = [problem.fix for problem in report.problems if problem.fix]
    assert fixes == [SLIPS[line]]
    # The rest is still read, and the mended line is right.
    assert report.problems[-1].message == "“x” is not a whole number."
    assert codes(f"{SLIPS[line]}\n") == []


def test_slips_within_lists_are_mended_too() -> None:
    sheet, problems, _ = read("title: A\nsteps:\n  - text: Go: now\n    to: x #2\n")
    assert [problem.splitlines()[-1].strip() for problem in problems] == [
        'write: - text: "Go: now"',
        'write: to: "x #2"',
    ]
    assert sheet.steps == (Step("Go: now", "x #2"),)


def test_the_values_of_any_name_are_not_cut_either() -> None:
    sheet, problems, _ = read("title: A\nfacts:\n  room: Room #1\n")
    assert sheet.facts == {"room": "Room #1"}
    assert len(problems) == 1
    assert 'write: room: "Room #1"' in problems[0]


def test_a_remark_is_fine_where_it_cannot_be_meant_as_text() -> None:
    sheet, problems, _ = read('# All about it\ntitle: "A" # quoted\norder: 3 # third\n')
    assert problems == []
    assert (sheet.title, sheet.order) == ("A", 3)


def test_longer_texts_may_hold_anything() -> None:
    sheet, problems, _ = read("title: >-\n  One: two\n  key:value #3\norder: 2\n")
    assert problems == []
    assert (sheet.title, sheet.order) == ("One: two key:value #3", 2)


def test_a_misspelt_key_is_not_also_missing() -> None:
    _, problems, _ = read("titel: A\n")
    (problem,) = problems
    assert problem.splitlines() == [
        "a.md:1:1: error[unknown-key] There is no key “titel” here.",
        "    titel: A",
        "    ^",
        "    hint: Did you mean “title”?",
    ]


def test_a_missing_key_says_what_belongs_there() -> None:
    _, problems, _ = read("order: 2\n")
    (problem,) = problems
    assert problem.splitlines() == [
        "a.md:1:1: error[missing-key] “title” is missing. The heading.",
        "    order: 2",
        "    ^",
        "    hint: Add a line “title: …”.",
    ]


def test_a_second_key_names_the_first() -> None:
    sheet, problems, _ = read("title: A\ntitle: B\n")
    assert sheet.title == "A"
    assert problems[0].startswith("a.md:2:1: error[duplicate-key] “title” stands here twice; the first is in line 1.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title: &a A\n", "yaml-feature"),
        ("title: A\nhours: !x y\n", "yaml-feature"),
        ("title: A\nfacts:\n  <<: {a: b}\n", "yaml-feature"),
        ("title: A\n--- \ntitle: B\n", "yaml-feature"),
        ("title: A\nfacts: " + "{a: " * 9 + "b" + "}" * 9 + "\n", "yaml-too-deep"),
        ("title: A\nhours: " + "x" * 70_000 + "\n", "too-large"),
        ("- a\n- b\n", "wrong-value"),
        ("just words\n", "yaml-syntax"),
        ("{{title}}\n", "wrong-value"),
    ],
)
def test_what_this_site_does_without_is_refused(text: str, code: str) -> None:
    assert code in codes(text)


def test_a_line_that_cannot_be_read_is_told_and_the_rest_is_read() -> None:
    sheet, problems, _ = read("title: - never\norder: many\n")
    assert sheet.title == ""
    assert problems[0].startswith("a.md:1:8: error[yaml-syntax] A list cannot begin here.")
    assert len(problems) == 2
    assert "“many” is not a whole number." in problems[1]


WRONG = {
    "order: 9:30": ("“9:30” is not a whole number.", "Write digits only, as 3.", None),
    "order: 12": ("“12” is too large.", "Write 9 or less.", None),
    "order: 0": ("“0” is too small.", "Write 1 or more.", None),
    "order: 007": ("“007” begins with a zero.", "Write it without.", "order: 7"),
    "share: half": ("“half” is not a number.", "Write a number, as 1.5.", None),
    "draft: maybe": ("“maybe” is neither true nor false.", "Write true or false, without quotes.", None),
    "draft: yes": ("“yes” is neither true nor false.", "Write true or false, without quotes.", "draft: true"),
    'draft: "yes"': ("“yes” is neither true nor false.", "Write true or false, without quotes.", "draft: true"),
    "held_on: 2026-02-30": ("There is no day “2026-02-30”.", "Write year, month and day, as 2026-11-24.", None),
    "held_on: 2026-13-01": ("There is no day “2026-13-01”.", "Write year, month and day, as 2026-11-24.", None),
    "held_on: 0000-01-01": ("There is no day “0000-01-01”.", "Write year, month and day, as 2026-11-24.", None),
    "held_on: 2026-11-24 25:00": (
        "“2026-11-24 25:00” is not a day.",
        "Write year, month and day, as 2026-11-24.",
        None,
    ),
    "held_on: 2026/1/5": (
        "“2026/1/5” is not a day.",
        "Write year, month and day, as 2026-11-24.",
        "held_on: 2026-01-05",
    ),
    "kind: imporant": ("“imporant” is none of the choices: important, note.", "Did you mean “important”?", None),
    "kind: x": ("“x” is none of the choices: important, note.", "Write one of them.", None),
    "pages: fees.md": ("“fees.md” cannot stand here.", "Write a list: on a line of its own, “- fees.md”.", None),
    "pages: [a, b, c, d]": ("There are 4 entries; at most 3 are allowed.", "Take some out.", None),
    "facts: x": (
        "“x” cannot stand here.",
        "Write each part on a line of its own, indented, as “name: value”.",
        None,
    ),
    "hours: {a: b}": (
        "A group of keys cannot stand here.",
        "Write one value here; put it in quotes if it is text.",
        'hours: "{a: b}"',
    ),
    "code: usa": ("“usa” is not written as it is wanted here.", "Two letters, as `US`.", None),
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_value_is_told_with_what_is_wanted(line: str) -> None:
    report = Report()
    read_yaml(Source("a.md", f"title: A\n{line}\n"), Sheet, report)
    (problem,) = report.problems
    assert (problem.code, problem.place.line, problem.place.column) == ("wrong-value", 2, line.index(" ") + 2)
    assert (problem.message, problem.hint, problem.fix) == WRONG[line]


def test_an_empty_value_is_told_only_where_something_must_stand() -> None:
    assert codes("title:\nhours:\npages:\nheld_on:\n") == ["empty-value"]
    assert codes('title: "  "\n') == ["empty-value"]
    assert codes("title: A\npages:\n  -\nfacts:\n  zip:\n") == ["empty-value", "empty-value"]


def test_an_item_that_cannot_be_read_is_left_out() -> None:
    sheet, _, places = read("title: A\npages:\n  - [x]\n  - b\n")
    assert sheet.pages == ("b",)
    assert places["pages.0"] == Place("a.md", 4, 5)


def test_a_key_is_found_whatever_its_case_and_hyphens() -> None:
    _, problems, _ = read("title: A\nHeld-On: 2026-11-24\n")
    assert problems[0].splitlines()[-1].strip() == "hint: Did you mean “held_on”?"


def test_keys_that_could_become_attributes_are_unknown() -> None:
    assert codes("title: A\nsteps:\n  - {text: Go, onclick: x}\n") == ["unknown-key"]


def test_a_missing_key_of_an_item_is_told_at_the_item() -> None:
    _, problems, _ = read("# A remark\ntitle: A\nsteps:\n  - to: b\n")
    assert problems[0].startswith("a.md:4:5: error[missing-key] “text” is missing. What to do.")


def test_a_list_that_could_be_text_for_its_colon_is_read_as_text() -> None:
    sheet, problems, _ = read("title: A\npages:\n  - Go: now #1\n")
    assert sheet.pages == ("Go: now #1",)
    assert problems[0].splitlines()[-1].strip() == 'write: - "Go: now #1"'


def test_a_line_that_was_lost_does_not_leave_its_key_empty() -> None:
    assert codes("title: A\nsteps:\n  - text: - a\n") == ["yaml-syntax"]
