"""What is measured is what was asked for, and the tables say so."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.figures import OURS, TARGETS, Case, Times, table_of_memory, table_of_ratios, table_of_seconds
from benchmarks.measuring import PROC, BuildFailedError, peak_memory, seconds
from microsite.commands import HERE

if TYPE_CHECKING:
    from pathlib import Path

HOLDS = "import time; held = bytearray(100_000_000); time.sleep(0.5)"
"""A program that holds 100 MB for a while."""


def test_a_command_takes_as_long_as_it_runs(tmp_path: Path) -> None:
    assert seconds([sys.executable, "-c", "import time; time.sleep(0.2)"], tmp_path) >= 0.2


def test_a_build_that_fails_is_no_time(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no such page')"]
    with pytest.raises(BuildFailedError, match="no such page"):
        seconds(command, tmp_path)
    with pytest.raises(BuildFailedError):
        peak_memory([sys.executable, "-c", "import time; time.sleep(0.1); exit(1)"], tmp_path)


@pytest.mark.skipif(not (PROC / "self/smaps_rollup").exists(), reason="only Linux tells what processes share")
def test_the_memory_of_processes_that_a_command_starts_counts(tmp_path: Path) -> None:
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDS!r}], check=True)"
    peak = peak_memory([sys.executable, "-c", starts], tmp_path)
    assert peak is not None
    assert 100 < peak < 200


def test_a_ratio_is_that_of_the_medians_and_says_whether_the_target_is_held() -> None:
    times: Times = {
        Case(OURS, 12, "unchanged"): [9.0, 0.3, 0.1],
        Case("Hugo", 12, "unchanged"): [1.0, 1.0, 5.0],
        Case(OURS, 1_000, "all"): [2.0],
        Case("MkDocs", 1_000, "all"): [4.0],
    }
    lines = table_of_ratios(times).splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]
    assert cells == [
        ["all, nothing kept", "1,000", "MkDocs, 1,000 pages", "0.50", "≤ 0.35", "not held"],
        ["nothing changed", "12", "Hugo, 12 pages", "0.30", "≤ 0.4", "held"],
    ]
    assert "0.100 / 0.300" in table_of_seconds(times, ["Eleventy"])
    assert "not installed" in table_of_seconds(times, ["Eleventy"])


def test_memory_has_a_target_at_ten_thousand_pages() -> None:
    assert "not held" in table_of_memory({10_000: 401.0})
    assert "not held" not in table_of_memory({10_000: 399.0, 12: 500.0})


def test_every_target_is_about_our_own_time() -> None:
    assert len(set(TARGETS)) == len(TARGETS) == 9
    assert {target.ours.builder for target in TARGETS} == {OURS}


def test_the_command_measures_without_any_other_generator(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks",
        "--pages",
        "12",
        "--runs",
        "1",
        "--rivals",
        "--json",
        str(file),
    ]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    data = json.loads(file.read_text("utf-8"))
    assert [(entry["generator"], entry["task"]) for entry in data["seconds"]] == [
        (OURS, "all"),
        (OURS, "unchanged"),
        (OURS, "edit"),
    ]
    assert all(entry["least"] > 0 for entry in data["seconds"])
    assert "| 12 " in done.stdout
