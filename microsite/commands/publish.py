"""`publish`: build the site, put it into `public/`, and send it to its host."""

from __future__ import annotations

import gc
from textwrap import indent
from typing import TYPE_CHECKING

from microsite.commands import BUILT, PROBLEMS, add_report_options, add_site_options, say_wrong
from microsite.commands.build import mend_and_run, new_in_words, page_count, put_in_place, record_addresses
from microsite.interrupts import INTERRUPTED

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from microsite.commands import Build
    from microsite.console import Console
    from microsite.problems import Report
    from microsite.publishing import Release, Target

    Prepared = tuple[Release, Target | None, tuple[str, ...]]


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `publish`. Drafts and other addresses are for `build`: neither is ever sent."""
    add_site_options(parser)
    add = parser.add_argument
    add("--dry-run", action="store_true", help="build and say what would be sent, but send nothing")
    add("--yes", action="store_true", help="publish although pages vanish, or files of others are replaced")
    add_report_options(parser)


def run(wanted: Namespace, build: Build) -> int:
    """Publish the site where nothing speaks against it, and tell what was done or why not."""
    from microsite.console import RED, open_console  # noqa: PLC0415  libraries are imported where they are used
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.publishing import send  # noqa: PLC0415

    gc.disable()  # as in `build`
    report, console = Report(), open_console(wanted.format, quiet=wanted.quiet)
    release, target, new = _prepare(wanted, build, report, console)
    if target is None or wanted.dry_run:
        sent = False
    else:
        try:
            sent = send(target, release, report, console.say)
        except KeyboardInterrupt:
            say_wrong("\nStopped half-way. What is live still works; to finish, run: python build.py publish")
            return INTERRUPTED
    console.report(report, pages=page_count(release.outputs), new_addresses=list(new), **_facts(target, sent=sent))
    if new:
        console.say(new_in_words(new))
    if target is None:
        console.say(mend_and_run(wanted, report), RED)
    elif sent or wanted.dry_run:
        for words, colour in _told(wanted, release, target):
            console.say(words, colour)
    else:
        console.say("The publication was not finished. What is live still works.", RED)
    return BUILT if sent or (target and wanted.dry_run) else PROBLEMS


def _prepare(wanted: Namespace, build: Build, report: Report, console: Console) -> Prepared:
    """Build the site, look where it goes, and put it into `public/`; no place is returned where something blocks.

    The last are the addresses that are new in the ledger.
    """
    from microsite.cache import FOLDER, Cache  # noqa: PLC0415
    from microsite.config import read_config  # noqa: PLC0415
    from microsite.console import progress  # noqa: PLC0415
    from microsite.memory import Memory  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.publishing import prepare, read_release  # noqa: PLC0415

    root: Path = wanted.root.resolve()
    cache = Cache(root / FOLDER)
    with progress(console, "Building"):
        outputs = build(root, Options(compress=True), report, Memory(cache))
        # What is wrong with the settings has been told by the build.
        release = read_release(root, read_config(root, Report()), outputs)
        target = None
        if not report.blocks(strict=wanted.strict):
            target = prepare(release, report, sure=wanted.yes)
        if not report.blocks(strict=wanted.strict):
            put_in_place(outputs, root / "public", root, report)
            cache.tidy()
    if report.blocks(strict=wanted.strict):
        return release, None, ()
    return release, target, record_addresses(root, outputs)


def _facts(target: Target | None, *, sent: bool) -> dict[str, object]:
    """Return what programs are told besides the problems."""
    steps = [{"do": step.do, "what": step.what} for step in target.steps] if target else []
    command = target.command if target else ""
    return {"published": sent and not command, "steps": steps, "command": command}


def _told(wanted: Namespace, release: Release, target: Target) -> Iterator[tuple[str, str]]:
    """Yield what a person is told in the end: what was or would be done, and what is left to do, with its colour."""
    from microsite.console import GREEN, YELLOW  # noqa: PLC0415

    version, where = release.manifest.version, target.where
    if wanted.dry_run and target.steps:
        yield from ((f"    {step.do:<10} {step.what}", "") for step in target.steps)
        yield f"Nothing was sent. To publish version {version}, run: python build.py publish", GREEN
    elif target.command:
        yield f"Version {version} is in public/. To publish it:\n\n{indent(target.command, ' ' * 4)}\n", GREEN
    elif target.steps:
        yield f"Published version {version} to {where}: {_counted(target)}.", GREEN
    else:
        yield f"There was nothing to publish: {where} has this version already.", GREEN
    yield from ((note, YELLOW) for note in target.notes)
    if not wanted.dry_run:
        yield "To see whether what is live is right, run: python build.py verify --wait 300", ""


def _counted(target: Target) -> str:
    from collections import Counter  # noqa: PLC0415

    from microsite.amounts import listed  # noqa: PLC0415
    from microsite.publishing.release import ADD, CHANGE, REMOVE  # noqa: PLC0415

    counts = Counter(step.do for step in target.steps)
    kinds = ((ADD, "new"), (CHANGE, "changed"), (REMOVE, "removed"))
    return listed([f"{counts[do]:,} {word}" for do, word in kinds if counts[do]])
