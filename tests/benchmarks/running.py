"""The command line: write the sites, time every generator in turn, print the tables."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import LEAST, MOST, edit, hubs_of, make_pages
from benchmarks.figures import (
    OURS,
    TASKS,
    Case,
    Task,
    Times,
    as_data,
    table_of_memory,
    table_of_ratios,
    table_of_seconds,
)
from benchmarks.measuring import BuildFailedError, peak_memory, seconds
from benchmarks.rivals import Builder, ours, rivals
from microsite import __version__
from microsite.interrupts import INTERRUPTED

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from benchmarks.corpus import Page

SIZES = (12, 1_000, 10_000)
LARGE = 5_000
"""From so many pages on only Hugo is compared unless others are named: they take minutes."""
MEMORY = Path("/dev/shm")  # noqa: S108  a file system in memory, where there is one: disks are not what is compared


@dataclass(slots=True)
class Measured:
    """What was measured so far."""

    times: Times = field(default_factory=dict)
    memory: dict[int, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    """What went wrong in runs of others, which have no time then."""
    edits: int = 0
    """How many edits were made; each is another."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for and return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["preview"]:
        from benchmarks.preview import main as preview  # noqa: PLC0415  it needs the libraries of the preview

        return preview(given[1:])
    wanted = _parser().parse_args(given)
    measured, code = Measured(), 0
    try:
        with _folder(wanted.keep) as folder:
            for count in wanted.pages:
                _measure_size(count, _chosen(wanted, count), folder / str(count), wanted, measured)
    except BuildFailedError as error:
        sys.stderr.write(f"A build failed: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. This is what was measured until then.\n")
        code = INTERRUPTED
    _say(table_of_seconds(measured.times, _missing(wanted)), "Seconds: least / median.")
    _say(table_of_ratios(measured.times), "Our median through that of others:")
    _say(table_of_memory(measured.memory), "Memory of our processes together:")
    if measured.failures:
        _say("\n".join(measured.failures), "Runs that failed, and do not count:")
    if _missing(wanted):
        _say("docs/performance.md says how to install the generators that are missing.")
    if wanted.json:
        data = as_data(measured.times, measured.memory, machine(), _versions()) | {"failures": measured.failures}
        wanted.json.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    return code


def machine() -> str:
    """Return what the figures were measured on, in one line."""
    processor = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists() and (found := re.search(r"^model name\s*: (.*)$", cpus.read_text(), re.MULTILINE)):
        processor = found[1]
    return f"{os.cpu_count()} × {processor}, {platform.system()}, Python {platform.python_version()}"


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Compare how fast Microsite and other generators build the same pages.",
        epilog="python -m tests.benchmarks preview times the way from a saved page to the browser.",
    )
    add = parser.add_argument
    names = [rival.name.lower() for rival in rivals()]
    add("--pages", type=_size, nargs="+", default=SIZES, metavar="N", help="sizes of the sites (12 1000 10000)")
    add("--rivals", nargs="*", choices=names, metavar="NAME", help=f"the others to compare with: {', '.join(names)}")
    add(
        "--tasks", nargs="+", choices=TASKS, default=["all", "unchanged", "edit"], metavar="TASK", help=", ".join(TASKS)
    )
    add("--runs", type=int, metavar="N", help="how often each is timed (9 times small sites, 3 times large ones)")
    add("--keep", type=Path, metavar="FOLDER", help="write the sites here, and leave them")
    add("--json", type=Path, metavar="FILE", help="write everything that was measured, for programs")
    return parser


def _size(text: str) -> int:
    """Return a number of pages that a site can be made of. Raises ValueError, which the parser tells."""
    count = int(text)
    if not LEAST <= count <= MOST:
        raise ArgumentTypeError(f"{count} is not from {LEAST:,} to {MOST:,}")
    return count


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Yield the folder to work in, which is removed afterwards unless somebody wants to keep it."""
    if keep:
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="benchmarks-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


def _chosen(wanted: Namespace, count: int) -> list[Builder]:
    """Return the generators to time at a size: ours and those that are installed and wanted."""
    names = wanted.rivals
    if names is None:
        names = [rival.name.lower() for rival in rivals() if count < LARGE or rival.name == "Hugo"]
    return [ours(), *(rival for rival in rivals() if rival.program and rival.name.lower() in names)]


def _missing(wanted: Namespace) -> list[str]:
    """Return the generators that are wanted and not installed."""
    names = wanted.rivals
    return [rival.name for rival in rivals() if not rival.program and (names is None or rival.name.lower() in names)]


def _measure_size(count: int, builders: list[Builder], folder: Path, wanted: Namespace, measured: Measured) -> None:
    """Time all tasks at one size. The generators take turns, so that a noisy moment meets all of them."""
    pages = make_pages(count)
    for builder in builders:
        shutil.rmtree(folder / builder.name, ignore_errors=True)
        builder.write(pages, folder / builder.name)
    runs = wanted.runs or (9 if count < SIZES[1] else 3)
    for task in (name for name in TASKS if name in wanted.tasks):
        for number in range(runs):
            for builder in builders:
                _progress(f"{count:,} pages, {TASKS[task]}, {number + 1} of {runs}: {builder.name}")
                times = measured.times.setdefault(Case(builder.name, count, task), [])
                try:
                    times.append(_run(builder, folder / builder.name, pages, task, measured.edits))
                except BuildFailedError as error:
                    if builder.name == OURS:
                        raise
                    measured.failures.append(f"{builder.name}, {count:,} pages, {TASKS[task]}: {error}")
            measured.edits += 1
    _progress(f"{count:,} pages, memory")
    ours().forget(folder / OURS)
    memory = peak_memory(ours().program, folder / OURS)
    if memory is not None:
        measured.memory[count] = memory
    _progress("")
    if not wanted.keep:
        shutil.rmtree(folder)


def _run(builder: Builder, site: Path, pages: Sequence[Page], task: Task, number: int) -> float:
    """Prepare a task, return the seconds that it took, and make sure that it was done. Raises BuildFailedError."""
    page = _edited(pages, number)
    if task == "all":
        builder.forget(site)
    elif not builder.finished(site, page).exists():
        seconds(builder.program, site)
    if task in {"edit", "title"}:
        edit(builder.source(site, page), "body" if task == "edit" else "title", number)
    took = seconds(builder.program, site)
    for each in pages if task == "all" else [page]:
        if not builder.finished(site, each).exists():
            raise BuildFailedError(f"{each.name} was not made")
    words = {"edit": f"That was visit {number}.", "title": f"{page.title} {number}"}.get(task, "")
    if words not in builder.finished(site, page).read_text("utf-8"):
        raise BuildFailedError(f"the edit of {page.name} does not show")
    return took


def _edited(pages: Sequence[Page], number: int) -> Page:
    """Return the page to edit: another each time, none that leads to many others."""
    plain = pages[1 + len(hubs_of(pages)) :]
    return plain[number * 7 % len(plain)]


def _versions() -> dict[str, str]:
    """Return what each generator says of its version."""
    told = {OURS: __version__}
    for rival in rivals():
        if rival.program:
            word = "version" if rival.name == "Hugo" else "--version"
            done = subprocess.run([rival.program[0], word], capture_output=True, text=True, check=False)
            told[rival.name] = done.stdout.strip().split("\n")[0]
    return told


def _progress(text: str) -> None:
    """Show in one line of a terminal how far it is."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def _say(text: str, title: str = "") -> None:
    if not text:
        return
    sys.stdout.write(f"\n{title}\n\n{text}\n" if title else f"\n{text}\n")
