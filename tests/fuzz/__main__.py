"""Make sites by chance until a time is over: `python -m tests.fuzz TARGET --minutes 10`."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import suppress
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
FINDINGS = HERE.parent.parent / ".fuzz" / "findings"
KEPT = HERE.parent.parent / ".fuzz" / "kept"
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent)]

# What is watched is our own code and the converter's; the rest would hide which part of it is new.
with atheris.instrument_imports(include=["microsite", "markdown", "yaml"]):
    from fuzz.judging import FindingError
    from fuzz.targets import TARGETS

    for target in TARGETS.values():  # most of it is imported where it is used, which takes a while when it is watched
        with suppress(FindingError):
            target(b"")

LONGEST = 600
"""Bytes that decide one site."""


def main() -> None:
    """Run a target; the program ends with the first finding, which is left in the folder of findings."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=10)
    wanted = parser.parse_args()
    for folder in (FINDINGS, KEPT / wanted.target):
        folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    runs = 0

    def one(data: bytes) -> None:
        nonlocal runs
        runs += 1
        TARGETS[wanted.target](data)

    settings = [
        f"-max_total_time={round(wanted.minutes * 60)}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={FINDINGS}/{wanted.target}-",
        "-timeout=30",
        "-rss_limit_mb=2000",
        "-len_control=0",
        "-print_final_stats=1",
        str(KEPT / wanted.target),
    ]
    atheris.Setup([sys.argv[0], *settings], one)
    atheris.Fuzz()
    print(f"{runs} runs of {wanted.target} in {time.monotonic() - began:.0f} s")  # noqa: T201  it is what was asked for


if __name__ == "__main__":
    main()
