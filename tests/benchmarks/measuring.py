"""How long a command takes, and how much memory it and all that it starts hold at once."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROC = Path("/proc")
EVERY = 0.02
"""Seconds between two looks at the memory."""


class BuildFailedError(Exception):
    """A build that was to be measured failed, or did not do what was asked; the message says what it said."""


def seconds(command: Sequence[str], folder: Path) -> float:
    """Run a command in a folder and return the seconds from its start to its end. Raises BuildFailedError."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    took = time.perf_counter() - started
    if done.returncode:
        raise BuildFailedError(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return took


def peak_memory(command: Sequence[str], folder: Path) -> float | None:
    """Run a command in a folder and return the most memory that its processes held at once, in megabytes (10⁶ bytes).

    Pages that processes share are counted once: each process has its share of them (PSS). None without `/proc`.
    To look costs time, so this run's time means nothing. Raises BuildFailedError.
    """
    if not (PROC / "self/smaps_rollup").exists():
        return None
    peak = 0
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, sum(_proportional(number) for number in _tree(process.pid)))
            time.sleep(EVERY)
    if process.returncode:
        raise BuildFailedError(f"{' '.join(command)} ended with {process.returncode}")
    return peak * 1024 / 1e6


def _tree(number: int) -> Iterator[int]:
    """Yield a process and all that it and those that it started have started."""
    yield number
    try:
        threads = list((PROC / str(number) / "task").iterdir())
        children = [child for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:  # it has ended meanwhile
        return
    for child in children:
        yield from _tree(int(child))


def _proportional(number: int) -> int:
    """Return the share of memory of a process in units of 1,024 bytes, 0 where it has ended meanwhile."""
    try:
        lines = (PROC / str(number) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
