"""The rules of the first site: each of them is heard where it should be, and lets be what is right."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from build import HERE, build
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from pathlib import Path

    from microsite.problems import Problem

WRONG = {
    "He committed suicide in May. Call 988.": "forbidden-word",
    "A suicidal patient calls 988.": "forbidden-word",
    "A gun in the house, and thoughts of suicide. Call 988.": "forbidden-word",
    "This is proven to work.": "forbidden-word",
    "We guarantee it.": "forbidden-word",
    "It works in 100% of people.": "forbidden-word",
    "We are the #1 in town.": "forbidden-word",
    "A holistic journey.": "poor-word",
    "We have a safe space for you.": "poor-word",
    "Don't wait any longer.": "poor-word",
    "It is for addicts.": "forbidden-word",
    "She suffers from anxiety.": "forbidden-word",
    "Help with substance abuse.": "forbidden-word",
    "It is not for the mentally ill.": "forbidden-word",
    "You can utilize it.": "poor-word",
    "Ask prior to your visit.": "poor-word",
    "Ask for medication management.": "poor-word",
    "Call 988 and press 3.": "forbidden-word",
    "It helps 30% of people.": "poor-word",
    "It takes 9–19 hours.[^a]": "poor-word",
    "It takes 9-19 hours.[^a]": "poor-word",
    "The suicide rate rose. Call 988.": "forbidden-word",
    "The average cost is high.": "forbidden-word",
    "We are award-winning.": "forbidden-word",
    "You can stop your medicine now.": "missing-nearby",
    "It is $25 a day.": "missing-nearby",
    "An IOP takes 9 hours a week.": "missing-nearby",
    "Medicare pays for it.": "missing-nearby",
    "The ADA protects you.": "missing-nearby",
    "This is an evidence-based therapy.": "missing-nearby",
    "See [a copy](https://www.cupdf.com/a).": "unwanted-source",
}
RIGHT = (
    "Somebody died by suicide. Call or text 988.",
    "The train stops near the clinic. You can go by bridge.",
    "The Substance Abuse and Mental Health Services Administration has a helpline.",
    "This is secure, and nobody is in trouble. Are you better at home?",
    "It was $25 in 2026.",
    "Before you stop a medicine, talk with the person who prescribed it.",
    "Medicare pays for it.[^a]",
    "Ada has a chip in her part 2.",
    "It takes 9 to 19 hours, on 2026-11-24, and 3 in 10 stay.[^a]",
    "Her training changed, she was hanged up on, and takes pills.",
)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[int, set[str]]:
    """Return the codes that are told in each line of a page with all these sentences."""
    root: Path = tmp_path_factory.mktemp("site")
    (root / "content").mkdir()
    shutil.copy(HERE / "site_config.yaml", root)
    front = (
        "---\ntitle: Home\ndescription: A page with sentences that the rules of the first site are asked about.\n---\n"
    )
    body = "\n\n".join([*WRONG, *RIGHT, "[^a]: [A source](https://www.medicare.gov/), Medicare."])
    (root / "content/index.md").write_text(front + body + "\n", encoding="utf-8")
    report = Report()
    build(root, Options(now=datetime(2026, 11, 24, 12, tzinfo=UTC)), report)
    found: dict[int, set[str]] = {}
    for problem in report.problems:
        if problem.place.path == "content/index.md":
            found.setdefault(problem.place.line, set()).add(problem.code)
    return found


RULES = {"forbidden-word", "poor-word", "missing-nearby", "unwanted-source"}


@pytest.mark.parametrize("number", range(len(WRONG)), ids=list(WRONG))
def test_a_rule_of_the_first_site_is_heard(number: int, heard: dict[int, set[str]]) -> None:
    assert heard.get(5 + 2 * number, set()) & RULES == {list(WRONG.values())[number]}


@pytest.mark.parametrize("number", range(len(RIGHT)), ids=list(RIGHT))
def test_what_is_right_is_let_be(number: int, heard: dict[int, set[str]]) -> None:
    assert heard.get(5 + 2 * (len(WRONG) + number), set()) & RULES == set()


def problems_without(part: str, tmp_path: Path) -> list[Problem]:
    """Return what is told of the first site once some words are taken out of all its pages."""
    shutil.copytree(HERE / "content", tmp_path / "content")
    shutil.copy(HERE / "site_config.yaml", tmp_path)
    for file in (tmp_path / "content").glob("*.md"):
        text = file.read_text("utf-8")
        file.write_text(text.replace(part, ""), encoding="utf-8")
    report = Report()
    build(tmp_path, Options(now=datetime(2026, 11, 24, 12, tzinfo=UTC)), report)
    return [problem for problem in report.problems if problem.code == "missing-required"]


@pytest.mark.parametrize(("kind", "pages"), [("emergency", 4), ("urgent", 6)])
def test_a_page_without_its_care_card_is_told(kind: str, pages: int, tmp_path: Path) -> None:
    problems = problems_without(f':::care-card kind="{kind}"\n:::\n', tmp_path)
    assert len(problems) == pages, problems
    assert {f':::care-card kind="{kind}"' in problem.message for problem in problems} == {True}


def test_the_crisis_line_and_the_disclaimer_are_asked_of_each_page(tmp_path: Path) -> None:
    shutil.copytree(HERE / "content", tmp_path / "content")
    text = (HERE / "site_config.yaml").read_text("utf-8")
    text = text.replace("crisis_line:", "# crisis_line:").replace("disclaimer: >-", "description_of_nothing: >-")
    (tmp_path / "site_config.yaml").write_text(text, encoding="utf-8")
    report = Report()
    build(tmp_path, Options(now=datetime(2026, 11, 24, 12, tzinfo=UTC)), report)
    missing = [problem.message for problem in report.problems if problem.code == "missing-required"]
    assert sum("does not show" in message for message in missing) == 20
    assert sum("“tel:988”" in message for message in missing) >= 12
