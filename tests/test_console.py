"""What a person, a pull request and a program are told."""

from __future__ import annotations

import io
import json
import time
from typing import TYPE_CHECKING

from microsite.console import Console, as_annotation, as_text, counted_problems, open_console, progress
from microsite.problems import Place, Problem, Report

if TYPE_CHECKING:
    import pytest

PROBLEM = Problem(
    "unknown-key",
    "There is no key “titel” here.",
    Place("content/a.md", 2, 1),
    "Did you mean “title”?",
    "title: A",
    "titel: A",
)


def shown(report: Report, **options: object) -> str:
    out = io.StringIO()
    Console(out, **options).report(report, pages=1)  # type: ignore[arg-type]  # options by name
    return out.getvalue()


def test_a_person_sees_place_words_line_caret_hint_and_fix() -> None:
    assert as_text(PROBLEM).splitlines() == [
        "content/a.md:2:1: error[unknown-key] There is no key “titel” here.",
        "    titel: A",
        "    ^",
        "    hint: Did you mean “title”?",
        "    write: title: A",
    ]


def test_a_place_without_a_line_is_printed_so() -> None:
    problem = Problem("orphan-page", "Nobody links here.", Place("content/a.md"))
    assert as_text(problem) == "content/a.md: warning[orphan-page] Nobody links here."


def test_a_long_line_is_cut_around_its_caret() -> None:
    line = "x" * 300 + "HERE" + "y" * 300
    told = as_text(Problem("raw-html", "Here.", Place("a.md", 1, 301), excerpt=line)).splitlines()
    assert len(told[1]) < 110
    assert told[1][told[2].index("^") :].startswith("HERE")


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report()
    report.add(PROBLEM)
    assert "\x1b[31merror[unknown-key]\x1b[0m" in shown(report, colour=True)
    assert "\x1b" not in shown(report)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert open_console().colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not open_console().colour


def test_github_gets_one_escaped_line() -> None:
    problem = Problem("raw-html", "100% wrong,\nreally", Place("content/a,b.md", 3, 7), "Mend it.")
    assert as_annotation(problem) == (
        "::error file=content/a%2Cb.md,line=3,col=7,title=raw-html::100%25 wrong,%0Areally%0AMend it."
    )


def test_a_program_gets_data_and_nothing_else() -> None:
    report = Report()
    report.add(PROBLEM)
    data = json.loads(shown(report, format="json"))
    assert data["pages"] == 1
    assert data["problems"] == [
        {
            "path": "content/a.md",
            "line": 2,
            "column": 1,
            "severity": "error",
            "code": "unknown-key",
            "message": "There is no key “titel” here.",
            "hint": "Did you mean “title”?",
            "fix": "title: A",
        }
    ]


def test_a_terminal_that_cannot_show_a_letter_does_not_end_the_run() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    report = Report()
    report.add(PROBLEM)
    Console(out).report(report)
    out.flush()
    assert b"\\u201ctitel\\u201d" in out.buffer.getvalue()


def test_problems_are_counted_in_words() -> None:
    report = Report()
    report.add(PROBLEM, Problem("raw-html", "x", Place("a")), Problem("orphan-page", "x", Place("a")))
    assert counted_problems(report.problems) == "2 errors, 1 warning"
    assert counted_problems([]) == ""


def test_one_problem_is_told_once_and_in_order() -> None:
    report = Report()
    later = Problem("raw-html", "x", Place("content/a.md", 9, 1))
    report.add(later, PROBLEM, PROBLEM)
    assert report.problems == (PROBLEM, later)


def test_progress_shows_only_on_a_terminal_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def run(out: io.StringIO, seconds: float) -> None:
        with progress(Console(out), "Building"):
            until = time.monotonic() + seconds
            while not out.getvalue() and time.monotonic() < until:
                time.sleep(0.01)

    monkeypatch.setattr("microsite.console.SECONDS_BEFORE_PROGRESS", 0.05)
    terminal, pipe = Terminal(), io.StringIO()
    run(terminal, 10)
    run(pipe, 0.2)
    assert terminal.getvalue() == "Building …\r\x1b[K"
    assert pipe.getvalue() == ""
