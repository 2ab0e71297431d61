"""What GitHub shows of a check: a table that people can read, and the workflow that makes it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from conftest import FRONT_MATTER

from build import HERE
from microsite.problems import Place, Problem
from microsite.step_summary import MAX_ROWS, step_summary

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

WORKFLOW = HERE / ".github" / "workflows" / "check.yml"
GOOD = {
    "content/index.md": FRONT_MATTER.replace("A page for", "A home page that leads to all else, made for") + "Text.\n"
}


def problem(message: str = "There is no page “costs.md”.", hint: str = "Did you mean “cost.md”?") -> Problem:
    return Problem("broken-link", message, Place("content/fees.md", 12, 5), hint)


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def decoded(cell: str) -> str:
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), cell)


def test_counts_come_first_and_each_problem_is_a_row() -> None:
    lines = step_summary([problem(), problem("Another.")], "2 errors").splitlines()
    assert lines[0] == "### The check found 2 errors"
    assert lines[2] == "| file | line | what is wrong | what to do |"
    assert decoded(lines[4]) == (
        "| content/fees.md | 12 | There is no page “costs.md”.<br>**error** broken-link | Did you mean “cost.md”? |"
    )
    assert len([line for line in lines if line.startswith("|")]) == 4


def test_a_good_site_is_told_in_a_sentence() -> None:
    assert step_summary([], "") == "### The site is in order\n\nNo problems were found.\n\n"


def test_a_correction_is_a_part_of_what_to_do() -> None:
    mended = Problem("tab", "A tab.", Place("content/a.md", 2, 1), "Use spaces.", "  title: x | y")
    assert decoded(step_summary([mended], "1 error").splitlines()[4]).endswith("| Use spaces. Write: title: x | y |")


def test_of_very_many_problems_the_first_are_shown_and_the_rest_counted() -> None:
    text = step_summary([problem(f"Number {number}.") for number in range(MAX_ROWS + 7)], "57 errors")
    assert text.count("**error**") == MAX_ROWS
    assert "7 more are not shown here." in text
    assert "1 more is not shown here." in step_summary([problem()] * (MAX_ROWS + 1), "51 errors")


@pytest.mark.parametrize(
    "hostile",
    [
        "a | b | c",
        "a\n| b |\n\n# heading",
        "<script>alert(1)</script><img src=x onerror=y>",
        "[click](https://evil.example) ![x](https://evil.example/x.png)",
        "https://evil.example www.evil.example @someone #1 owner/name#1",
        "`code` **bold** _em_ ~~gone~~ \\| &#124; &amp;",
        "\x1b[31m\u202ereversed\u2028line",
        "| --- |\r\n",
    ],
)
def test_no_text_can_break_the_table_or_put_anything_into_the_page(hostile: str) -> None:
    for given in (problem(message=hostile), problem(hint=hostile)):
        lines = step_summary([given], "1 error").splitlines()
        rows = [line for line in lines if line.startswith("|")]
        assert len(rows) == 3
        found = cells(rows[2])
        assert len(found) == 4
        text = rows[2].replace("<br>**error** ", "")
        # Nothing is left but letters, digits, spaces, numbers for characters, and marks that mean nothing.
        assert re.fullmatch(r"(?:&#\d+;|[\w ,;'\"“”‘’?…–—/|])*", text), text
        assert not re.search(r"[_\u2028\u202e\x1b]", text)


def test_a_cell_is_not_without_end() -> None:
    (row,) = step_summary([problem("x" * 100_000)], "1 error").splitlines()[4:5]
    assert len(row) < 1000


def check(root: Path, summary: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "build.py"), "check", "--root", str(root), *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "GITHUB_STEP_SUMMARY": summary},
        timeout=60,
        check=False,
    )


def test_the_summary_is_added_to_the_file_that_github_names(write_site: WriteSite, tmp_path: Path) -> None:
    root = write_site(GOOD | {"content/index.md": GOOD["content/index.md"] + "[x](nowhere.md)\n"})
    file = tmp_path / "summary.md"
    file.write_text("Earlier.\n", "utf-8")
    done = check(root, str(file), "--format", "github")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=content/index.md,line=")
    text = file.read_text("utf-8")
    assert text.startswith("Earlier.\n### The check found 1 error\n")
    assert "| content/index&#46;md | 6 |" in text


def test_other_formats_leave_the_summary_alone(write_site: WriteSite, tmp_path: Path) -> None:
    check(write_site(GOOD), str(tmp_path / "summary.md"))
    assert not (tmp_path / "summary.md").exists()


def test_a_summary_that_cannot_be_written_is_told_and_ends_nothing(write_site: WriteSite, tmp_path: Path) -> None:
    done = check(write_site(GOOD), str(tmp_path / "no" / "folder"), "--format", "github")
    assert done.returncode == 0
    assert done.stderr.startswith("The summary cannot be written to “")
    assert "Traceback" not in done.stderr


# The workflow


def workflow() -> dict[str, Any]:
    # A loader that takes every value as text: to YAML 1.1 the key `on` is a truth.
    found: dict[str, Any] = yaml.load(WORKFLOW.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  our own file, read as text
    return found


def test_the_workflow_asks_for_no_more_than_it_needs() -> None:
    found = workflow()
    assert found["permissions"] == {"contents": "read"}
    assert set(found["on"]) == {"pull_request", "push"}
    assert found["concurrency"]["cancel-in-progress"] == "true"
    assert "secrets" not in WORKFLOW.read_text("utf-8")
    for job in found["jobs"].values():
        assert "permissions" not in job
        for step in job["steps"]:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/none@v1"))
            assert "github.event" not in step.get("run", ""), "what a stranger wrote must not reach the shell"


def test_the_workflow_installs_with_the_pinned_versions() -> None:
    install = next(step["run"] for step in workflow()["jobs"]["check"]["steps"] if "pip install" in step.get("run", ""))
    assert "--constraint constraints.txt" in install
    assert "://" not in install


def test_the_check_of_the_workflow_runs_as_it_stands_there(write_site: WriteSite, tmp_path: Path) -> None:
    command = next(step["run"] for step in workflow()["jobs"]["check"]["steps"] if "build.py" in step.get("run", ""))
    words = shlex.split(command)
    assert words[:2] == ["python", "build.py"]
    for broken in (False, True):
        page = GOOD["content/index.md"] + ("[click here](https://example.org/)\n" if broken else "")
        root = write_site({"content/index.md": page})
        summary = tmp_path / f"summary-{broken}.md"
        done = subprocess.run(
            [sys.executable, *words[1:], "--root", str(root)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=HERE,
            env={**os.environ, "GITHUB_STEP_SUMMARY": str(summary)},
            timeout=60,
            check=False,
        )
        assert done.returncode == int(broken), done.stdout + done.stderr
        assert ("::warning file=content/index.md" in done.stdout) == broken
        assert summary.read_text("utf-8").startswith(
            "### The check found 1 warning" if broken else "### The site is in order"
        )
