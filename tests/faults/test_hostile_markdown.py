"""Texts that are made to be slow: each is finished, or refused by name, long before anybody wonders what is wrong.

One process reads the theme once and makes a child for each text, which is ended if it takes too long. What a text took
is the child's own time on the processor, so that a busy machine fails no test; the limit of the program is time on the
wall, and far above what any text here takes: none is left to it.
"""

from __future__ import annotations

import json
import os
import select
import signal
import time
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

import pytest

from build import build
from faults.hostile import SHAPES
from faults.trial import FRONT_MATTER
from microsite.memory import Memory
from microsite.options import Options
from microsite.problems import ERROR, Report

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork, and no timer to stop a page")

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPTIONS = Options(now=NOW)
HARD_LIMIT = 60
"""Seconds on the wall after which a child is ended: the machine may be busy."""
FEW, MANY = 1_000, 16_000
SECONDS_FOR_FEW = 5
SECONDS_FOR_MANY = 5
"""Half of what a page may take, so that a machine of half the speed has room; the slowest takes three."""

CAPS = frozenset({"line-too-long", "table-too-wide", "nested-too-deeply", "too-large", "too-many"})
"""A problem of one of these codes names what there is too much of."""


@dataclass(frozen=True)
class Done:
    """What became of a text: seconds on the processor, the codes of errors, and whether there is a page."""

    seconds: float
    errors: frozenset[str]
    drawn: bool


@pytest.fixture(scope="module")
def try_text(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Done]:
    """Return a function that builds a site with a text as its home page, in a child of its own."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "content").mkdir()
    (root / "site_config.yaml").write_text(SETTINGS, "utf-8")
    page, memory = root / "content" / "index.md", Memory()
    head = FRONT_MATTER.replace("---\n\n", "type: home\n---\n\n")
    page.write_text(head + "Words.\n", "utf-8")
    build(root, OPTIONS, Report(), memory)  # the theme is read once, as in the preview

    def work() -> bytes:
        report, began = Report(), time.process_time()
        outputs = build(root, OPTIONS, report, memory)
        seconds = time.process_time() - began
        errors = sorted({problem.code for problem in report.problems if problem.severity == ERROR})
        assert all(problem.place.path == "content/index.md" for problem in report.problems), report.problems[:3]
        drawn = any(output.path == "index.html" and output.size for output in outputs)
        return json.dumps([seconds, errors, drawn]).encode()

    def run(text: str) -> Done:
        page.write_text(head + text, "utf-8")
        seconds, errors, drawn = json.loads(in_child(work))
        return Done(seconds, frozenset(errors), drawn)

    return run


SETTINGS = """\
name: A site
url: https://example.org/
description: A site for tests.
contact:
  name: The Clinic
  street: "27184 Ortega Hwy. #210"
  city: San Juan Capistrano
  region: CA
  postal_code: "92675"
  phone: (866) 476-2823
telephones:
  - number: "988"
    name: Lifeline
    use: both
"""


def in_child(work: Callable[[], bytes]) -> bytes:
    """Return what `work` returns in a child, which is ended after the hard limit; nothing where it is or fails."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.write(writer, work())
            os._exit(0)
        except BaseException:  # noqa: BLE001  told where the test's own words are
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writer)
    try:
        ready, _, _ = select.select([reader], [], [], HARD_LIMIT)
        if not ready:
            os.kill(pid, signal.SIGKILL)
        return os.read(reader, 65_536)
    finally:
        os.close(reader)
        os.waitpid(pid, 0)


def slow(results: dict[str, Done], seconds: float) -> dict[str, Done]:
    """Return what took longer, or was stopped for that."""
    return {name: done for name, done in results.items() if done.seconds > seconds or "too-slow" in done.errors}


def test_there_are_many_shapes() -> None:
    assert len(SHAPES) >= 80


@pytest.mark.holds(33, "harmless", times=len(SHAPES))
def test_a_text_of_a_thousand_pieces_is_finished_or_refused_within_five_seconds(
    try_text: Callable[[str], Done],
) -> None:
    results = {name: try_text(make(FEW)) for name, make in SHAPES.items()}
    assert slow(results, SECONDS_FOR_FEW) == {}
    assert [name for name, done in results.items() if not done.drawn] == []


@pytest.mark.holds(33, "harmless", times=len(SHAPES))
def test_a_text_that_is_sixteen_times_as_long_is_finished_or_refused_by_what_there_is_too_much_of(
    try_text: Callable[[str], Done],
) -> None:
    results = {name: try_text(make(MANY)) for name, make in SHAPES.items()}
    assert slow(results, SECONDS_FOR_MANY) == {}
    assert sum(bool(done.errors & CAPS) for done in results.values()) >= 80, "no cap was met: are the texts too short?"


@pytest.mark.holds(41, "harmless", times=60)
def test_shapes_one_after_another_and_in_each_other_are_finished_or_refused(try_text: Callable[[str], Done]) -> None:
    results = {}
    for number in range(60):
        rng = Random(f"mixture {number}")  # noqa: S311  the same mixtures each time
        parts = [SHAPES[name](400) for name in rng.choices(list(SHAPES), k=5)]
        joined = rng.choice(("\n\n", "\n", "")).join(parts)
        results[f"mixture {number}"] = try_text(rng.choice((joined, "> " + joined.replace("\n", "\n> "))))
    assert slow(results, SECONDS_FOR_MANY) == {}
    assert [name for name, done in results.items() if not done.drawn] == []
