"""`report`: write one page that tells editors all that is known of the site."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.commands import BUILT, PROBLEMS, add_build_options, add_site_options

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from microsite.commands import Build


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `report`."""
    add_site_options(parser)
    add = parser.add_argument
    add("--output", type=Path, metavar="FILE", help="where the report goes (report.html in the site's folder)")
    add("--published", type=Path, metavar="FOLDER", help="the published site to compare with (public/)")
    add_build_options(parser)


def run(wanted: Namespace, build: Build) -> int:
    """Write the report and say where it is. Mistakes of the site are what it tells, and no failure of this command."""
    from microsite.cache import FOLDER, Cache  # noqa: PLC0415  libraries are imported where they are used
    from microsite.console import GREEN, YELLOW, counted_problems, open_console, progress, shown_path  # noqa: PLC0415
    from microsite.disk import write_file  # noqa: PLC0415
    from microsite.memory import Memory  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.report import MARK, PATH  # noqa: PLC0415
    from microsite.theme import templates_of  # noqa: PLC0415

    gc.disable()  # as in `build`
    report, console, root = Report(), open_console(), wanted.root.resolve()
    file, published = wanted.output or root / "report.html", wanted.published or root / "public"
    options = Options(base_url=wanted.base_url, drafts=wanted.drafts, editors_report=True, published=published)
    with progress(console, "Writing the report"):
        outputs = build(root, options, report, Memory(Cache(root / FOLDER)))
        data = next(output.data for output in outputs if output.path == PATH)
        keep_out = (root / "content", published, templates_of(root)[0])
        problem = write_file(file, data, MARK, root, keep_out) if data else None
    if problem:
        report = Report()
        report.add(problem)
    if problem or not data:
        console.report(report)
        return PROBLEMS
    found = counted_problems(report.problems)
    told = f"It tells of {found}." if found else "No problems were found."
    console.say(f"Wrote {shown_path(file)}. Open it in your browser. {told}", YELLOW if found else GREEN)
    return BUILT
