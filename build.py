"""Build a site: the pipeline and the command line. Start reading here."""

from __future__ import annotations

import gc
import os
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from microsite.model import Options, Output
    from microsite.problems import Report

HERE = Path(__file__).resolve().parent

BUILT, PROBLEMS, WRONG_USE, BUSY, INTERRUPTED = 0, 1, 2, 3, 130
"""The exit codes: all is well, mistakes in the site, wrong use, another build is running, Ctrl-C."""

NOT_INSTALLED = "Microsite's libraries are not installed for this Python. Run: make site"


def build(root: Path, options: Options, report: Report) -> tuple[Output, ...]:
    """Return every file of the site at `root`. It reads and returns; it writes nothing.

    What is wrong goes to the report, which decides whether the outputs may be published.
    """
    from microsite.assets import read_assets  # noqa: PLC0415  libraries are imported where they are used
    from microsite.checks import judge  # noqa: PLC0415
    from microsite.config import read_config  # noqa: PLC0415
    from microsite.documents import read_documents  # noqa: PLC0415
    from microsite.model import Web  # noqa: PLC0415
    from microsite.navigation import make_navigation  # noqa: PLC0415
    from microsite.outputs import draw_site  # noqa: PLC0415
    from microsite.prose import make_converter, make_pages  # noqa: PLC0415
    from microsite.render import Renderer  # noqa: PLC0415
    from microsite.site import Site  # noqa: PLC0415
    from microsite.theme import read_theme  # noqa: PLC0415

    # READ
    config = read_config(root, report)
    theme = read_theme(*templates_of(root), report)
    today = present_moment(options, config.zone()).date()
    documents = read_documents(root, theme, today, report, drafts=options.drafts)
    if options.style_guide:
        from microsite.style_guide import example_files, style_guide  # noqa: PLC0415

        documents = documents.also(style_guide(theme, report), example_files(theme))

    # MAKE
    web = Web((options.base_url or config.settings.url).rstrip("/") + "/")
    assets = read_assets(theme, documents.files, config.settings.crisis_line, report)
    converter = make_converter(config)
    pages = make_pages(documents, config, theme, web, assets, converter, report)
    navigation = make_navigation(documents, config, web, report)
    site = Site(config, theme, web, documents, pages, assets, navigation, today)

    # DRAW
    outputs = draw_site(site, Renderer(site, converter, report), report)

    # JUDGE
    judge(site, outputs, report)
    return outputs


def templates_of(root: Path) -> tuple[Path, str]:
    """Return the templates of the site at `root`, its own or else ours, and how messages name the folder."""
    own = root / "templates"
    return (own, "templates") if own.is_dir() else (HERE / "templates", "templates")


def present_moment(options: Options, zone: ZoneInfo) -> datetime:
    """Return now, in the site's time zone; SOURCE_DATE_EPOCH sets the clock, so that a build can be repeated.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    from datetime import datetime  # noqa: PLC0415

    if options.now:
        return options.now.astimezone(zone)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch) if epoch.isdigit() else time.time(), zone)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    wanted = _parser().parse_args(arguments)
    if not wanted.root.is_dir():
        return _wrong_use(f"There is no folder “{wanted.root}”. Name the site's folder after --root.")
    if wanted.base_url and not re.match(r"https?://[^/\s?#]+(/[^\s?#]*)?$", wanted.base_url):
        return _wrong_use(f"“{wanted.base_url}” is not a whole address. Write --base-url https://example.org/")
    try:
        return _run(wanted)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("microsite"):
            raise
        return _wrong_use(NOT_INSTALLED)
    except KeyboardInterrupt:
        _wrong_use("\nStopped. The published site has not changed.")
        return INTERRUPTED


def _wrong_use(message: str) -> int:
    sys.stderr.write(message + "\n")
    return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    from argparse import ArgumentParser  # noqa: PLC0415

    from microsite import __version__  # noqa: PLC0415

    parser = ArgumentParser(prog="python build.py", description="Build a site from Markdown, or check it.")
    add = parser.add_argument
    add(
        "command",
        nargs="?",
        choices=["build", "check"],
        default="build",
        help="build (the default) or only check",
    )
    add("--root", type=Path, default=HERE, metavar="FOLDER", help="the folder of another site")
    add("--output", type=Path, metavar="FOLDER", help="where the site goes (public/ in the site's folder)")
    add(
        "--base-url",
        metavar="URL",
        help="the address of the home page, instead of the one in site_config.yaml",
    )
    add("--drafts", action="store_true", help="publish drafts as well")
    add("--strict", action="store_true", help="let warnings block publishing, too")
    add("--format", choices=["text", "github", "json"], default="text", help="how problems are shown")
    add("--quiet", action="store_true", help="show problems and nothing else")
    add("--version", action="version", version=f"Microsite {__version__}")
    return parser


def _run(wanted: argparse.Namespace) -> int:
    from microsite.console import open_console, progress  # noqa: PLC0415
    from microsite.model import Options  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.publish import AnotherBuild, publish  # noqa: PLC0415

    # A build makes hardly any cycles and ends soon; looking for them takes a tenth of its time.
    gc.disable()
    started, report, root = time.perf_counter(), Report(), wanted.root.resolve()
    console = open_console(wanted.format, quiet=wanted.quiet)
    folder = wanted.output or root / "public"
    published = None
    with progress(console, "Building" if wanted.command == "build" else "Checking"):
        outputs = build(root, Options(base_url=wanted.base_url, drafts=wanted.drafts), report)
        if wanted.command == "build" and not report.blocks(strict=wanted.strict):
            sources = (root / "content", templates_of(root)[0], root / "site_config.yaml")
            try:
                published = publish(outputs, folder, root, sources, report)
            except AnotherBuild as busy:
                _wrong_use(f"Another build is running{f' (process {busy.pid})' if busy.pid else ''}. Try again soon.")
                return BUSY
    pages = len({output.made_from for output in outputs if output.made_from.endswith(".md")})
    blocked = report.blocks(strict=wanted.strict)
    console.report(report, pages=pages, published=published is not None)
    seconds = time.perf_counter() - started
    console.say(*_last_line(wanted, report, pages, seconds, folder, blocked=blocked))
    return PROBLEMS if blocked else BUILT


def _last_line(
    wanted: argparse.Namespace, report: Report, pages: int, seconds: float, folder: Path, *, blocked: bool
) -> tuple[str, str]:
    """Return the last line of a run and its colour."""
    from microsite.console import GREEN, RED, counted, shown_path  # noqa: PLC0415

    found = counted(report)
    if blocked:
        words = ["python build.py", "check" * (wanted.command == "check"), "--strict" * wanted.strict]
        again = f"Mend them, then run: {' '.join(filter(None, words))}"
        return f"Nothing was published: {found}. {again}", RED
    took = f"{pages} {'page' if pages == 1 else 'pages'} in {seconds:.2f} s"
    if wanted.command == "check":
        return f"Checked {took}: {found or 'no problems found'}. To publish, run: python build.py", GREEN
    also = f" with {found}" if found else ""
    place = shown_path(folder)
    return f"Built {took} into {place}{also}. To see it, run: python3 -m http.server -d {place}", GREEN


if __name__ == "__main__":
    sys.exit(main())
