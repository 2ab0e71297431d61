"""Plain language, reviews, and numbers that are shown and dialled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_checks import CONFIG, Judge, only, page_file, told

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    return Judge(tmp_path)


HARD = (
    "Participating organizations typically communicate appropriate individualized recommendations. "
    "Additional considerations include administrative responsibilities and professional qualifications. "
) * 10
PARAGRAPHS = HARD.replace("recommendations. ", "recommendations.\n\n")


def test_a_page_that_is_hard_to_read_names_its_longest_sentences(judged: Judge) -> None:
    problem = only(judged(fees=page_file(PARAGRAPHS)), "hard-to-read")
    assert problem.message.endswith("years of school; at most 9 are wanted.")
    assert "“Additional considerations include administrative …”" in problem.hint
    assert str(problem.place) == "content/fees.md:0:0"


def test_a_page_may_ask_for_more_than_the_site(judged: Judge) -> None:
    judged.write("../site_config.yaml", CONFIG + "reading_grade: 1\n")
    easy = "We can help you to find what you need today. " * 4
    text = "\n\n".join([easy] * 4)
    assert [problem.code for problem in judged(fees=page_file(text))] == ["hard-to-read"]
    assert told(judged(fees=page_file(text, more="reading_grade: 6\n"))) == []


def test_the_formula_is_for_english_only(judged: Judge) -> None:
    judged.write("../site_config.yaml", CONFIG + "language: de\n")
    assert told(judged(fees=page_file(PARAGRAPHS))) == []


def test_a_long_sentence_is_told_where_it_begins(judged: Judge) -> None:
    body = "Short.\n\n- One [two](index.md) " + "word " * 23 + "*end*.[^a]\n\n[^a]: A note."
    problem = only(judged(fees=page_file(body)), "long-sentence")
    assert str(problem.place) == "content/fees.md:7:3"
    assert problem.message.startswith("This sentence has 26 words; at most 25 are easy to follow: “One two word")
    assert told(judged(fees=page_file(body.replace("word ", "", 1)))) == []


def test_a_long_paragraph_is_told_where_it_begins(judged: Judge) -> None:
    problem = only(judged(fees=page_file("Fine.\n\nOne. Two. Three. Four. Five. Six.")), "long-paragraph")
    assert str(problem.place) == "content/fees.md:7:1"
    assert told(judged(fees=page_file("One. Two. Three. Four. Five, at 9 a.m. or e.g. 2.5 hours later."))) == []


@pytest.mark.parametrize(
    "text",
    [
        "A day program (PHP) is long. A PHP costs more.",
        "PHP (partial hospitalization program) is long.",
        "PHPs, or partial hospitalization programs (PHPs), are long.",
        "Partial hospitalization, or PH, is long.",
        "A PHP is a partial hospitalization program.",
        "A PHP (it is explained elsewhere).",
        "## Day program (PHP)\n\nA PHP is long.",
        "Call from 9 AM. Take a PDF to the US.",
        "Text HELP to us. DO NOT RUN.",
        "31642 Camino Capistrano, Suite 2, San Juan, CA 92675",
        "Use `PHP` or [this](https://example.com/PHP).",
        "COVID-19 and A1C and 3D are not meant.",
    ],
)
def test_short_forms_that_are_explained_or_known(judged: Judge, text: str) -> None:
    found = [problem.message for problem in judged(fees=page_file(text)) if problem.code == "short-form"]
    assert found == (["“PHP” is not spelled out where it is used first."] if "elsewhere" in text else [])


def test_a_short_form_is_told_once_where_it_is_used_first(judged: Judge) -> None:
    problem = only(judged(fees=page_file("A visit.\nSome PHPs are long. A PHP costs.")), "short-form")
    assert str(problem.place) == "content/fees.md:6:6"
    judged.write("../site_config.yaml", CONFIG + "short_forms: [PHP]\n")
    assert told(judged(fees=page_file("Some PHPs are long."))) == []


# Reviews


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        ("reviewed_on: 2026-11-25\n", "reviewed-in-future", "“2026-11-25” has not come yet"),
        (
            "reviewed_on: 2026-01-02\nreview_by: 2026-01-02\n",
            "review-before-last",
            "due on 2026-01-02, before the last",
        ),
        ("review_by: 2026-11-23\n", "review-overdue", "overdue since 2026-11-23, 1 day ago"),
        ("reviewed_on: 2024-01-01\nreview_by: 2026-10-25\n", "review-overdue", "30 days ago"),
        ("review_by: 2026-11-24\n", "review-due-soon", "due for review today"),
        ("review_by: 2026-12-24\n", "review-due-soon", "due for review in 30 days, on 2026-12-24"),
    ],
)
def test_a_review_that_is_not_as_it_should_be(judged: Judge, more: str, code: str, message: str) -> None:
    problem = only(judged(fees=page_file(more=more)), code)
    assert message in problem.message
    assert problem.place.line == 3 + more.count("\n")


def test_a_review_that_is_well_ahead_is_not_told(judged: Judge) -> None:
    assert told(judged(fees=page_file(more="reviewed_on: 2026-11-24\nreview_by: 2026-12-25\n"))) == []


# Numbers


def test_a_link_that_shows_one_number_and_dials_another(judged: Judge) -> None:
    body = "[Call (949) 555-0100](tel:1-800-662-4357) or [text 988](sms:+19495550100)."
    problems = judged(fees=page_file(body))
    assert [(problem.code, problem.place.column, problem.message) for problem in problems] == [
        ("different-number", 23, "“Call (949) 555-0100” shows one number, and the link dials “tel:1-800-662-4357”."),
        ("different-number", 57, "“text 988” shows one number, and the link dials “sms:+19495550100”."),
    ]


def test_a_link_that_shows_the_number_in_another_way_is_right(judged: Judge) -> None:
    body = "[949-555-0100](tel:+19495550100), [call us](tel:9495550100), [the 2 of us](tel:9495550100)."
    assert told(judged(fees=page_file(body))) == []


def test_a_next_step_that_dials_another_number(judged: Judge) -> None:
    more = 'next:\n  - text: "Call 988"\n    to: tel:18006624357\n'
    problems = judged(index=page_file("[Fees](fees.md)", title="Home"), fees=page_file(more=more))
    assert [str(problem.place) for problem in problems if problem.code == "different-number"] == ["content/fees.md:6:9"]


def test_a_link_that_dials_an_unknown_number_is_told_once(judged: Judge) -> None:
    assert only(judged(fees=page_file("[Call 988](tel:911)")), "unknown-telephone").place.column == 12


def test_a_template_that_dials_another_number_is_told_once(judged: Judge) -> None:
    judged.menu = '<a href="tel:911">Call 988</a>'
    assert [problem.code for problem in judged(fees=page_file())] == ["different-number"]
