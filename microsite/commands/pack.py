"""`pack`: put a copy of the site into a zip file, for somebody who is to read it without a network or before others."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.commands import BUILT, PROBLEMS, WrongUseError, add_build_options, add_report_options, add_site_options

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from microsite.commands import Build


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `pack`."""
    add_site_options(parser)
    add = parser.add_argument
    add("--output", type=_zip_file, metavar="FILE.zip", help="where it goes (named after the site and the day)")
    add_build_options(parser)
    add_report_options(parser)


def run(wanted: Namespace, build: Build) -> int:
    """Pack the site if nothing blocks, tell what was found, and say how large the file is and what to do with it."""
    from microsite.cache import FOLDER, Cache  # noqa: PLC0415  libraries are imported where they are used
    from microsite.clock import present_moment  # noqa: PLC0415
    from microsite.config import read_config  # noqa: PLC0415
    from microsite.console import GREEN, RED, counted_problems, open_console, progress  # noqa: PLC0415
    from microsite.disk import write_file  # noqa: PLC0415
    from microsite.memory import Memory  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.packing import MARK, folder_name, packed, zip_name  # noqa: PLC0415
    from microsite.portable import PORTABLE  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.theme import templates_of  # noqa: PLC0415

    gc.disable()  # as in `build`
    report, root = Report(), wanted.root.resolve()
    console = open_console(wanted.format, quiet=wanted.quiet)
    config = read_config(root, Report())
    name = config.settings.short_name or config.settings.name
    now = present_moment(Options(), config.zone())
    options = Options(base_url=wanted.base_url, drafts=wanted.drafts, portable=True, now=now)
    with progress(console, "Packing"):
        outputs = build(root, options, report, Memory(Cache(root / FOLDER)))
        drafts = sum(bool(output.withheld) for output in outputs)
        file = wanted.output or root / zip_name(name, now.date(), drafts=drafts > 0)
        data = b""
        if not report.blocks(strict=wanted.strict):
            data = packed(outputs, folder_name(name, drafts=drafts > 0), now.date())
            keep_out = (root / "content", root / "public", root / PORTABLE, templates_of(root)[0])
            problem = write_file(file, data, MARK, root, keep_out)
            report.extend([problem] if problem else [])
    pages = sum(output.path.endswith(".html") for output in outputs)
    blocked = report.blocks(strict=wanted.strict)
    console.report(report, pages=pages, packed=None if blocked else str(file))
    found = counted_problems(report.problems)
    if blocked:
        again = f"python build.py pack{' --drafts' * wanted.drafts}{' --strict' * wanted.strict}"
        console.say(f"Nothing was packed: {found}. Mend them, then run: {again}", RED)
        return PROBLEMS
    for line in _what_next(file, len(data), pages, drafts, found, asked=wanted.drafts):
        console.say(line, GREEN)
    return BUILT


def _what_next(file: Path, size: int, pages: int, drafts: int, found: str, *, asked: bool) -> Iterator[str]:
    from microsite.amounts import counted, sized  # noqa: PLC0415
    from microsite.console import shown_path  # noqa: PLC0415

    also = f" with {found}" if found else ""
    yield f"Packed {counted(pages, 'page')} into {shown_path(file)} ({sized(size)}){also}."
    if drafts:
        yield f"It has {counted(drafts, 'draft')} in it, and every page says so. It is for review only."
    elif asked:
        yield "There are no drafts in it: no page has the line “draft: true”."
    yield "Send it, or put it on a memory stick. Whoever gets it unpacks it and opens index.html; READ ME.txt says how."


def _zip_file(text: str) -> Path:
    if not text.lower().endswith(".zip"):
        raise WrongUseError(f"“{text}” is no zip file. Write a name that ends in .zip, as --output site.zip")
    return Path(text)
