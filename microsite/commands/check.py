"""`check`: tell every mistake in the site, and with `--fix` mend those that have one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.commands import add_build_options, add_report_options, add_site_options
from microsite.commands.build import add_timings
from microsite.commands.build import run as run_build

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

    from microsite.commands import Build
    from microsite.console import Console
    from microsite.fixes import Mended, Refused

ROUNDS = 5
"""A mended line may bring another mistake to light, so the site is checked again, but not without end."""


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `check`."""
    add_site_options(parser)
    parser.add_argument("--fix", action="store_true", help="mend what has only one answer")
    add_build_options(parser)
    add_report_options(parser)
    add_timings(parser)


def run(wanted: Namespace, build: Build) -> int:
    """Check the site and tell what was found; what was asked to be mended is mended first."""
    if not wanted.fix:
        return run_build(wanted, build)
    from microsite.console import open_console  # noqa: PLC0415  libraries are imported where they are used

    mended, refused = _mend(wanted, build)
    _tell(open_console(wanted.format, quiet=wanted.quiet), wanted.root.resolve(), mended, refused)
    return run_build(
        wanted,
        build,
        mended=[_place(line) | {"codes": line.codes, "before": line.before, "after": line.after} for line in mended],
        not_mended=[_place(line) | {"why": line.why} for line in refused],
    )


def _place(line: Mended | Refused) -> dict[str, object]:
    return {"path": line.place.path, "line": line.place.line}


def _mend(wanted: Namespace, build: Build) -> tuple[list[Mended], tuple[Refused, ...]]:
    """Write the fixes, round by round; return what was written, and what the last round could not write."""
    from microsite.cache import FOLDER, Cache  # noqa: PLC0415
    from microsite.fixes import apply_fixes  # noqa: PLC0415
    from microsite.memory import Memory  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415

    root = wanted.root.resolve()
    memory = Memory(Cache(root / FOLDER))
    mended: list[Mended] = []
    refused: tuple[Refused, ...] = ()
    for _ in range(ROUNDS):
        report = Report()
        build(root, Options(base_url=wanted.base_url, drafts=wanted.drafts), report, memory)
        done, refused = apply_fixes(root, report.problems)
        mended += done
        if not done:
            break
    return mended, refused


def _tell(console: Console, root: Path, mended: list[Mended], refused: tuple[Refused, ...]) -> None:
    from microsite.console import GREEN, YELLOW  # noqa: PLC0415

    for line in mended:
        console.say(f"{line.place.path}:{line.place.line}: mended ({', '.join(line.codes)})")
        console.say(f"    before: {line.before.strip()}")
        console.say(f"    after:  {line.after.strip()}")
    for left in refused:
        console.say(f"{left.place.path}:{left.place.line}: not mended. {left.why}", YELLOW)
    if not mended:
        console.say("There was nothing to mend that has only one answer.\n")
        return
    lines, files = len(mended), len({line.place.path for line in mended})
    count = f"{lines} {'line' if lines == 1 else 'lines'} in {files} {'file' if files == 1 else 'files'}"
    is_in_git = any((folder / ".git").exists() for folder in (root, *root.parents))
    look = " To look at the changes, run: git diff" if is_in_git else ""
    console.say(f"Mended {count}.{look}\n", GREEN)
