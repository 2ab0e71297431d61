"""How long it takes from a saved page until the preview tells the browser to load it again."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from previewing import Previewed, Tab, open_tab, start_preview

from benchmarks.corpus import edit, hubs_of, make_pages, write_site
from microsite.commands import HERE

if TYPE_CHECKING:
    from collections.abc import Sequence

QUIET = 0.8
"""Seconds without a message after which the preview has nothing more to say of a save."""
PATIENCE = 300
"""Seconds after which a large site will not come any more."""


def main(arguments: Sequence[str]) -> int:
    """Time saves on the project's own site and on a large one, and print what they took."""
    parser = ArgumentParser(prog="python -m tests.benchmarks preview", description=__doc__)
    parser.add_argument("--pages", type=int, default=1_000, metavar="N", help="pages of the large site (1000)")
    parser.add_argument("--saves", type=int, default=30, metavar="N", help="how many saves are timed (30)")
    wanted = parser.parse_args(arguments)
    sys.stdout.write("From a saved body to the reload message, in milliseconds:\n\n")
    sys.stdout.write("| site | pages | median | 90th percentile |\n|---|--:|--:|--:|\n")
    # On a disk: not every file system in memory tells of changes, and pages are written on disks.
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        own, large = Path(folder, "own"), Path(folder, "large")
        _row("this project's own", own, _copy_own_site(own), wanted.saves)
        pages = make_pages(wanted.pages)
        write_site(pages, large)
        _row("made up", large, pages[1 + len(hubs_of(pages))].name, wanted.saves)
    return 0


def _copy_own_site(folder: Path) -> str:
    """Write this project's own site, with a line to edit on one page, and return the name of that page."""
    for name in ("content", "templates"):
        shutil.copytree(HERE / name, folder / name)
    shutil.copy(HERE / "site_config.yaml", folder)
    page = folder / "content/schedule.md"
    page.write_text(page.read_text("utf-8").replace("\n---\n", "\n---\nToday is a day.\n\n", 1), "utf-8")
    return page.stem


def _row(title: str, site: Path, name: str, saves: int) -> None:
    count = len(list((site / "content").rglob("*.md")))
    took = [1000 * seconds for seconds in _times(site, name, saves)]
    tenth = statistics.quantiles(took, n=10)[-1]
    sys.stdout.write(f"| {title} | {count:,} | {statistics.median(took):.0f} | {tenth:.0f} |\n")
    sys.stdout.flush()


def _times(site: Path, name: str, saves: int) -> list[float]:
    """Return the seconds from each save of a page to the message that the preview sends about it."""
    preview = start_preview(site, seconds=PATIENCE)
    try:
        return asyncio.run(_save_and_wait(preview, site / f"content/{name}.md", saves))
    finally:
        preview.stop()


async def _save_and_wait(preview: Previewed, page: Path, saves: int) -> list[float]:
    took = []
    async with open_tab(preview, f"{page.stem}/") as tab:
        for number in range(saves + 1):
            await _until_quiet(tab)
            saved = time.perf_counter()
            edit(page, "body", number)
            message = await tab.message(PATIENCE)
            took.append(time.perf_counter() - saved)
            if not message or message["command"] != "reload":
                raise RuntimeError(f"the preview did not tell of a save: {message}")
            if f"That was visit {number}." not in preview.get(f"/{page.stem}/")[1]:
                raise RuntimeError("the page that the browser would load again is the old one")
    return took[1:]  # the first one warms what the others find warm


async def _until_quiet(tab: Tab) -> None:
    while await tab.message(QUIET):
        pass
