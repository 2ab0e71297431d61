"""Write what every test holds, as JSON: `python held.py FILE`. A process of its own, as pytest collects but once."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent


class Collector:
    """A plugin of pytest that notes the marks of each test; one with several cases stands for as many tries."""

    def __init__(self) -> None:
        self.lines: defaultdict[int, tuple[set[str], Counter[str]]] = defaultdict(lambda: (set(), Counter()))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note which lines a test holds, with which result, and how often."""
        for item in items:
            file, _, name = item.nodeid.partition("::")
            for mark in item.iter_markers("holds"):
                number, result = mark.args
                tests, results = self.lines[number]
                tests.add(f"{file.removeprefix('tests/')}::{name.split('[')[0]}")
                results[result] += mark.kwargs.get("times", 1)


if __name__ == "__main__":
    collector = Collector()
    done = pytest.main(["--collect-only", "-qq", str(TESTS)], plugins=[collector])
    held = {number: [sorted(tests), results] for number, (tests, results) in collector.lines.items()}
    Path(sys.argv[1]).write_text(json.dumps(held), "utf-8")
    sys.exit(done)
