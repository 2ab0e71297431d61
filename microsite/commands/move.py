"""`move`: give a page another name or folder, with all links to it, and let its old address lead on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.commands import BUILT, HERE, WrongUseError, add_site_options

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from microsite.commands import Build
    from microsite.moving import Plan


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `move`."""
    parser.add_argument("old", metavar="OLD", help="the page, as fees.md or /fees/")
    parser.add_argument(
        "new", metavar="NEW", help="its new name, as costs.md, visit/costs.md or /costs/; visit/ for a folder"
    )
    add_site_options(parser)
    parser.add_argument("--dry-run", action="store_true", help="only show what would change")


def run(wanted: Namespace, build: Build) -> int:
    """Move the page and tell each line that changed, or tell why nothing did."""
    del build  # links stand in the Markdown: no page need be drawn
    from microsite.clock import present_moment  # noqa: PLC0415  libraries are imported where they are used
    from microsite.config import read_config  # noqa: PLC0415
    from microsite.console import GREEN, open_console  # noqa: PLC0415
    from microsite.moving import choose_move, plan_move, read_site  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.relinking import CannotMoveError  # noqa: PLC0415
    from microsite.replacing import ChangedMeanwhileError, replace_together  # noqa: PLC0415

    root = wanted.root.resolve()
    today = present_moment(Options(), read_config(root, Report()).zone()).date()
    try:
        site = read_site(root, today)
        plan = plan_move(root, site, choose_move(root, site, wanted.old, wanted.new), today)
        if not wanted.dry_run:
            replace_together(plan.replacements)
    except (CannotMoveError, ChangedMeanwhileError) as error:
        raise WrongUseError(f"{error}\nNothing has changed.") from None
    except OSError as error:
        message = f"“{error.filename}” cannot be written: {error.strerror}. Nothing has changed."
        raise WrongUseError(message) from None
    console = open_console()
    for line in _lines(plan):
        console.say(line)
    console.say(_summary(plan, root, dry_run=wanted.dry_run), GREEN)
    return BUILT


def _lines(plan: Plan) -> Iterator[str]:
    for line in plan.lines:
        what = "changed" if line.before and line.after else "new" if line.after else "gone"
        yield f"{line.place.path}:{line.place.line}: {what}"
        if line.before:
            yield f"    before: {line.before.strip()}"
        if line.after:
            yield f"    after:  {line.after.strip()}"


def _summary(plan: Plan, root: Path, *, dry_run: bool) -> str:
    from microsite.amounts import counted  # noqa: PLC0415
    from microsite.content_files import FOLDER  # noqa: PLC0415

    move = plan.move
    files = len({line.place.path for line in plan.lines})
    changed = f"{counted(len(plan.lines), 'line')} in {counted(files, 'file')}"
    address = f"Its address is {move.new_address}"
    leads = f"{address}; who asks for {move.old_address} is led there." if plan.leads_on else f"{address}."
    if dry_run:
        moved = f"{FOLDER}/{move.old} would become {FOLDER}/{move.new}, and {changed} would change."
        return f"{moved} Nothing has changed yet: leave out --dry-run."
    again = "python build.py" + (f" --root {root}" if root != HERE else "")
    return f"{FOLDER}/{move.old} is now {FOLDER}/{move.new}, and {changed} changed. {leads} To publish, run: {again}"
