"""What a run of the build does and leaves, and the short way for a small edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from microsite.coming import Change
    from microsite.frames import Places
    from microsite.model import Output
    from microsite.problems import Report
    from microsite.records import Records
    from microsite.shelf import Shelf
    from microsite.timings import Timings


class Done(NamedTuple):
    """What a run did."""

    outputs: tuple[Output, ...]
    """Every file of the site, or those that have changed."""
    report: Report
    folder: Path
    """Where the site goes."""
    pages: int
    """How many documents are on the site."""
    changes: tuple[Change, ...]
    """What appears and goes soon."""
    zone: ZoneInfo | None
    """In which a day begins and ends; None where nothing is told of days, and none has begun since the last run."""
    shelf: Shelf | None = None
    published: bool = False
    new: tuple[str, ...] = ()
    """Addresses that were not in the ledger."""
    again: Mapping[str, Places] | None = None
    """Of the pages that were made again, if these were only a few, where their texts stand in their files."""


def open_records(wanted: Namespace, folder: Path) -> Records | None:
    """Return what earlier runs have left, or None where it is of no use."""
    from microsite.records import Records  # noqa: PLC0415

    if wanted.command != "build" or wanted.portable or wanted.no_cache or wanted.check_reproducible:
        return None
    if wanted.look is None:
        return None
    options = {name: value for name, value in vars(wanted).items() if name not in {"root", "look", "aside"}}
    return Records(wanted.look, folder.absolute(), options)


def do_again(wanted: Namespace, root: Path, folder: Path, records: Records, timings: Timings) -> Done | None:
    """Make the pages again whose texts have changed, if nothing else has; None where the whole site is to be built."""
    files = wanted.look.texts()
    known = records.known() if files else None
    if known is None:
        return None
    from microsite.again import WordsAside, WordsHere, make_again, put_again  # noqa: PLC0415
    from microsite.cache import FOLDER, Cache  # noqa: PLC0415
    from microsite.edited import Edited  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415

    timings.stage("Again", f"{len(files)} edited, left to the whole build")
    edited = Edited(root, files, known)
    words = WordsAside(wanted.aside.channel) if wanted.aside else WordsHere(wanted.look)
    found = make_again(edited, words, records, Cache(root / FOLDER))
    report = Report()
    report.extend(found.told if found else ())
    if found is None or report.blocks(strict=wanted.strict) or not put_again(found, folder, root, report):
        return None
    timings.note(f"{len(files)} edited, made and put in place alone")
    zone = found.site.config.zone() if known.changes else None
    done = Done(found.changed, report, folder, len(known.published), known.changes, zone)
    return done._replace(published=True, again=found.places)


def keep(records: Records, done: Done, said: str) -> None:
    """Write down what the next run may need."""
    if done.again is not None:
        records.keep_again([output.path for output in done.outputs], done.again, done.report, said)
    elif done.shelf and done.zone:
        records.keep(done.shelf, done.outputs, done.report, said, done.zone)
