"""What a code means, in the terminal; and every example in the docs is what it says it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from build import HERE, build
from microsite.explanations import read_explanations
from microsite.options import Options
from microsite.problems import CODES, Report
from microsite.verifying.findings import FINDINGS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

    from microsite.explanations import Explanation

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KNOWN = read_explanations()
EXAMPLE = re.compile(r"\*Wrong:\*\n\n(.+?)\n\n\*Right:\*\n\n((?:(?: {4}.*)?\n)+?)\n(?=\*)", re.DOTALL)
EXAMPLES = {
    code: (textwrap.dedent(found[1]), textwrap.dedent(found[2]).strip("\n"))
    for code, explanation in KNOWN.items()
    if (found := EXAMPLE.search(explanation.text))
}
FRONT_MATTER = {
    "title": "title: A page like any other",
    "description": "description: A page for the examples, with a description that is long enough for every check.",
}


def page(code: str, example: str) -> str:
    """Return a page with the example in its front matter, if it is a part of one, or else in its text."""
    first = re.match(r"[a-z_]+:", example)
    if not first:
        return "\n".join(["---", *FRONT_MATTER.values(), "---", "Text.", "", example, ""])
    keys = set(re.findall(r"^([a-z_]+):", example, re.MULTILINE)) | ({"title"} if "titel" in example else set())
    # What the example shows as missing is not to be added.
    kept = [line for key, line in FRONT_MATTER.items() if key not in keys and code != "missing-key"]
    return "\n".join(["---", example, *kept, "---", "Text.", ""])


def codes(write_site: WriteSite, code: str, example: str) -> set[str]:
    fees = ["---", FRONT_MATTER["title"].replace("A page", "Fees"), "description: " + "What it costs here. " * 3, "---"]
    home = ["---", "title: Home", "description: " + "Where all begins. " * 4, "---"]
    told = "content/leaf.svg" if example.startswith("<svg") else "content/example.md"
    root = write_site(
        {
            "content/index.md": "\n".join([*home, "[Fees](fees.md), [example](example.md)"]),
            "content/fees.md": "\n".join([*fees, "## Who pays", ""]),
            "content/example.md": page(code, "Text." if example.startswith("<svg") else example),
            told: f"{example}</svg>" if example.startswith("<svg") else page(code, example),
        }
    )
    Image.new("RGB", (8, 8)).save(root / "content" / "door.png")
    report = Report()
    build(root, Options(now=NOW), report)
    return {problem.code for problem in report.problems if problem.place.path == told}


def test_every_code_is_explained_with_its_severity() -> None:
    assert {code: explanation.severity for code, explanation in KNOWN.items()} == CODES


def test_the_commonest_codes_have_an_example() -> None:
    assert len(EXAMPLES) >= 35
    assert len(EXAMPLES) == (HERE / "docs" / "problems.md").read_text("utf-8").count("*Wrong:*")


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_wrong_example_is_wrong_in_that_way_and_the_right_one_is_right(write_site: WriteSite, code: str) -> None:
    wrong, right = EXAMPLES[code]
    assert code in codes(write_site, code, wrong)
    assert codes(write_site, code, right) == set()


@pytest.mark.parametrize("explanation", KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize("width", [20, 60, 100])
def test_a_section_is_plain_text_that_fits(explanation: Explanation, width: int) -> None:
    lines = list(explanation.lines(width))
    assert any(line.startswith("Mend it: ") for line in lines)
    prose = [line for line in lines if not line.startswith("    ")]
    assert all(len(line) <= max(width, 40) or " " not in line for line in prose)
    assert not any("`" in line or "](" in line for line in prose), prose
    assert re.search(r"\w", explanation.summary)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "build.py"), "explain", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "80", **environment},
        timeout=60,
        check=False,
    )


def test_a_code_is_explained_with_an_example_and_how_to_mend_it() -> None:
    done = run("unquoted-colon")
    assert done.returncode == 0
    assert done.stdout == (
        "unquoted-colon (error)\n"
        "\n"
        "A colon in a value makes the rest of the line look like another key.\n"
        "\n"
        "Wrong:\n"
        "\n"
        "    title: Fees: what to ask\n"
        "\n"
        "Right:\n"
        "\n"
        '    title: "Fees: what to ask"\n'
        "\n"
        "Mend it: Put the value in quotes. “check --fix” does it.\n"
    )


@pytest.mark.parametrize(
    "typed", ["broken-link", "error[broken-link]", "[broken-link]", "Broken-Link", " broken-link "]
)
def test_a_code_may_be_copied_as_it_is_shown(typed: str) -> None:
    assert run(typed).stdout.startswith("broken-link (error)\n")


def test_an_unknown_code_is_told_with_the_nearest() -> None:
    done = run("brokenlink")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no code “brokenlink”. Did you mean “broken-link”?\n"
    assert run("xyz").stderr == "There is no code “xyz”. python build.py explain lists all codes.\n"


def test_without_a_code_all_are_listed_under_their_headings() -> None:
    lines = run().stdout.splitlines()
    assert lines[0] == "Files and folders"
    assert all(len(line) <= 80 for line in lines)
    listed = dict(line.split()[:2] for line in lines if line.startswith("  "))
    assert listed == CODES | {code: known.severity for code, known in FINDINGS.items()}


def test_it_is_found_from_any_folder_and_needs_no_library(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-S", str(HERE / "build.py"), "explain", "tab"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
