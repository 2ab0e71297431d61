"""`build`: make the site and put it in place; `check`: only tell what is wrong."""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.commands import (
    BUILT,
    BUSY,
    DEFAULT,
    PROBLEMS,
    add_build_options,
    add_report_options,
    add_site_options,
    say_wrong,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from microsite.commands import Build
    from microsite.model import Output
    from microsite.problems import Report
    from microsite.publish import Published


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `build`."""
    add_site_options(parser)
    add = parser.add_argument
    add("--output", type=Path, metavar="FOLDER", help="where the site goes (public/ in the site's folder)")
    add_build_options(parser)
    add_report_options(parser)


def run(wanted: Namespace, build: Build, **facts: object) -> int:
    """Build the site, put it in place if nothing blocks, and tell what was found.

    Programs are told the `facts` of the run as well.
    """
    from microsite.cache import FOLDER, Cache  # noqa: PLC0415  libraries are imported where they are used
    from microsite.console import open_console, progress  # noqa: PLC0415
    from microsite.memory import Memory  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.publish import AnotherBuild  # noqa: PLC0415

    # A build makes hardly any cycles and ends soon; looking for them takes a tenth of its time.
    gc.disable()
    started, report, root = time.perf_counter(), Report(), wanted.root.resolve()
    console = open_console(wanted.format, quiet=wanted.quiet)
    publishes = wanted.command == "build"
    folder = (wanted.output if publishes else None) or root / "public"
    published = None
    cache = Cache(root / FOLDER)
    with progress(console, "Building" if publishes else "Checking"):
        outputs = build(root, Options(base_url=wanted.base_url, drafts=wanted.drafts), report, Memory(cache))
        if publishes and not report.blocks(strict=wanted.strict):
            try:
                published = put_in_place(outputs, folder, root, report)
                cache.tidy()
            except AnotherBuild as busy:
                say_wrong(str(busy))
                return BUSY
    pages = page_count(outputs)
    blocked = report.blocks(strict=wanted.strict)
    console.report(report, pages=pages, published=published is not None, **facts)
    seconds = time.perf_counter() - started
    console.say(*_last_line(wanted, report, pages, seconds, folder, blocked=blocked))
    return PROBLEMS if blocked else BUILT


def put_in_place(outputs: Sequence[Output], folder: Path, root: Path, report: Report) -> Published | None:
    """Put a built site into its folder and return what that changed, or None where it may not be: the report says why.

    Raises AnotherBuild.
    """
    from microsite.publish import publish  # noqa: PLC0415  libraries are imported where they are used
    from microsite.theme import templates_of  # noqa: PLC0415

    return publish(outputs, folder, root, (root / "content", templates_of(root)[0], root / "site_config.yaml"), report)


def page_count(outputs: Sequence[Output]) -> int:
    """Return how many documents are on the site."""
    return len({output.made_from for output in outputs if output.made_from.endswith(".md")})


def mend_and_run(wanted: Namespace, report: Report) -> str:
    """Return the last line of a run in which the site was found wrong: what to type once it is mended."""
    from microsite.console import counted_problems  # noqa: PLC0415

    words = ["python build.py", wanted.command if wanted.command != DEFAULT else "", "--strict" * wanted.strict]
    again = f"Mend them, then run: {' '.join(filter(None, words))}"
    return f"Nothing was published: {counted_problems(report.problems)}. {again}"


def _last_line(
    wanted: Namespace, report: Report, pages: int, seconds: float, folder: Path, *, blocked: bool
) -> tuple[str, str]:
    """Return the last line of a run and its colour."""
    from microsite.console import GREEN, RED, counted_problems, shown_path  # noqa: PLC0415

    if blocked:
        return mend_and_run(wanted, report), RED
    found = counted_problems(report.problems)
    took = f"{pages} {'page' if pages == 1 else 'pages'} in {seconds:.2f} s"
    if wanted.command == "check":
        return f"Checked {took}: {found or 'no problems found'}. To publish, run: python build.py", GREEN
    also = f" with {found}" if found else ""
    place = shown_path(folder)
    return f"Built {took} into {place}{also}. To see it, run: python3 -m http.server -d {place}", GREEN
