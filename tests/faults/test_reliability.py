"""The table of docs/reliability.md says which test holds each line, and how much was tried: it is counted here.

`UPDATE=1` writes the tests, the numbers and the results; what each line is about is written by hand.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from faults import held
from faults.trial import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TABLE = ROOT / "docs" / "reliability.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.*?) ?\| (.*?) ?\|$", re.MULTILINE)
TOTAL = re.compile(r"^\*\*In all: .*\*\*$", re.MULTILINE)
RESULTS = ("refused", "told", "harmless", "whole")
LINES = 117

Lines = dict[int, tuple[list[str], dict[str, int]]]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    file: Path = tmp_path_factory.mktemp("held") / "held.json"
    done = subprocess.run([sys.executable, held.__file__, str(file)], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return {int(number): tuple(found) for number, found in json.loads(file.read_text("utf-8")).items()}


def shown(tests: list[str], results: dict[str, int]) -> tuple[str, str]:
    """Return the cells of the table for a line: its tests by file, and its results with their numbers."""
    files: dict[str, list[str]] = {}
    for test in tests:
        file, _, name = test.partition("::")
        files.setdefault(file, []).append(f"`{name.removeprefix('test_')}`")
    cells = "; ".join(f"**{file}** {', '.join(names)}" for file, names in files.items())
    return cells, ", ".join(f"{results[result]:,} {result}" for result in RESULTS if results.get(result))


def in_all(lines: Lines) -> str:
    """Return the sentence of the totals."""
    count = sum((Counter(results) for _, results in lines.values()), Counter[str]())
    parts = ", ".join(f"{count[result]:,} {result}" for result in RESULTS)
    return f"**In all: {count.total():,} tried; {parts}; none lost.**"


def test_every_line_is_held_by_tests_and_the_table_says_by_which(lines: Lines) -> None:
    text = TABLE.read_text("utf-8")
    cells = {number: shown(*found) for number, found in lines.items()}
    if os.environ.get("UPDATE"):
        text = ROW.sub(lambda row: "| {} | {} | {} | {} |".format(*row.group(1, 2), *cells[int(row[1])]), text)
        text = TOTAL.sub(in_all(lines), text)
        TABLE.write_text(text, "utf-8")
    rows = {int(row[1]): (row[3], row[4]) for row in ROW.finditer(text)}
    assert sorted(rows) == list(range(1, LINES + 1))
    assert rows == cells
    assert in_all(lines) in text


def test_a_result_is_one_of_four(lines: Lines) -> None:
    assert {result for _, results in lines.values() for result in results} <= set(RESULTS)
