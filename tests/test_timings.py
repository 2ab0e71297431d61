"""Where the time of a run goes is told stage by stage, and asking for it changes nothing else."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from edits import FIRST, NOON, run_here

from microsite.timings import Timings

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = ["Start", "Read", "Make", "Draw", "Pages", "Judge", "Fit"]
LINE = re.compile(r"(\w+) +(\d+\.\d{3}) s(?:  (.+))?")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(FIRST, tmp_path / "site")
    return tmp_path / "site"


def lines_of(site: Path, command: str, *options: str) -> list[str]:
    code, out, said = run_here([command, "--root", str(site), *options], str(NOON))
    assert (code, said) == (0, "")
    return out.splitlines()


def stages_of(lines: list[str]) -> dict[str, str]:
    """Return the note of each stage, which stand before the last line without a gap."""
    found = [LINE.fullmatch(line) for line in lines[:-1]]
    first = next(number for number, match in enumerate(found) if match)
    assert all(found[first:])
    return {match[1]: match[3] for match in found[first:] if match}


def test_the_stages_of_a_build_are_told_in_order_before_the_last_line(site: Path) -> None:
    lines = lines_of(site, "build", "--timings")
    stages = stages_of(lines)
    assert list(stages) == [*WHOLE, "Publish", "Record"]
    assert re.fullmatch(r"\d+ made, 0 taken as they were, in \d process(es)?", stages["Pages"])
    assert re.fullmatch(r"\d+ written, 0 linked, 0 removed", stages["Publish"])
    assert lines[-1].startswith("Built ")


def test_the_stages_together_are_the_whole_time(site: Path) -> None:
    lines = lines_of(site, "build", "--timings")
    told = re.search(r" in (\d+\.\d\d) s ", lines[-1])
    assert told
    total = sum(float(match[2]) for line in lines if (match := LINE.fullmatch(line)))
    # Each of the nine is rounded, and so is the whole. What is left a busy machine may drag out; but a stage that is
    # counted twice, or a long one that is left out, shows.
    assert float(told[1]) / 2 <= total <= float(told[1]) + 0.01


def test_a_check_has_no_stage_in_which_something_is_written(site: Path) -> None:
    assert list(stages_of(lines_of(site, "check", "--timings"))) == WHOLE


def test_pages_that_are_as_they_were_are_counted(site: Path) -> None:
    lines_of(site, "build")
    file = site / "content" / "words.md"
    file.write_text(file.read_text("utf-8").replace("title: ", "title: More ", 1), "utf-8")
    lines = lines_of(site, "build", "--timings")
    made, taken = map(int, re.findall(r"(\d+) (?:made|taken)", stages_of(lines)["Pages"]))
    assert made
    assert taken
    assert f"Built {made + taken} pages" in lines[-1]


def test_a_small_edit_is_one_stage(site: Path) -> None:
    lines_of(site, "build")
    lines_of(site, "build")  # the first run made addresses.txt, which is a source
    with (site / "content" / "words.md").open("a", encoding="utf-8") as stream:
        stream.write("\nA few more words.\n")
    stages = stages_of(lines_of(site, "build", "--timings"))
    assert stages["Again"] == "1 edited, made and put in place alone"
    assert list(stages) == ["Start", "Again", "Record"]


def test_a_run_with_nothing_to_do_says_so_with_one_line(site: Path) -> None:
    lines_of(site, "build")  # the first run made addresses.txt, which is a source
    lines_of(site, "build")
    without = lines_of(site, "build")
    lines = lines_of(site, "build", "--timings")
    assert list(stages_of(lines)) == ["Look"]
    assert "Nothing has changed" in lines[-1]
    assert [line for line in lines if not LINE.fullmatch(line)] == without
    assert lines_of(site, "build") == without


def test_a_program_is_told_the_stages_as_data(site: Path) -> None:
    told = json.loads("\n".join(lines_of(site, "build", "--timings", "--format", "json")))["timings"]
    assert [stage["stage"] for stage in told] == [*WHOLE, "Publish"]
    assert all(set(stage) == {"stage", "seconds", "note"} for stage in told)
    assert all(isinstance(stage["seconds"], float) for stage in told)
    assert "timings" not in json.loads("\n".join(lines_of(site, "build", "--format", "json")))


def test_nothing_is_told_unless_it_was_asked_for_or_where_silence_was(site: Path) -> None:
    assert not any(map(LINE.fullmatch, lines_of(site, "build")))
    quiet = lines_of(site, "build", "--quiet")
    # Built, and found unchanged.
    assert [lines_of(site, "build", "--quiet", "--timings") for _ in range(2)] == [quiet, quiet]
    assert lines_of(site, "check", "--quiet", "--timings") == quiet


def test_nothing_is_noted_unless_it_is_wanted() -> None:
    timings = Timings()
    timings.stage("Read")
    timings.note("much")
    assert timings.stages() == []
