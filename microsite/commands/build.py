"""`build`: make the site and put it in place; `check`: only tell what is wrong."""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.commands import (
    BUILT,
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
    from zoneinfo import ZoneInfo

    from microsite.coming import Change
    from microsite.commands import Build
    from microsite.console import Console
    from microsite.memory import Memory
    from microsite.model import Output
    from microsite.problems import Problem, Report
    from microsite.publish import Published
    from microsite.records import Records
    from microsite.runs import Done
    from microsite.timings import Timings


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `build`."""
    add_site_options(parser)
    add = parser.add_argument
    add("--output", type=Path, metavar="FOLDER", help="where the site goes (public/ in the site's folder)")
    add("--portable", action="store_true", help="make a copy that opens without a server, in portable/")
    add("--no-cache", action="store_true", help="make everything anew, and keep nothing for the next run")
    add(
        "--check-reproducible",
        action="store_true",
        help="make it twice, and publish only if no byte differs",
    )
    add_build_options(parser)
    add_report_options(parser)
    add_timings(parser)


def add_timings(parser: ArgumentParser) -> None:
    """Add whether to tell where the time went."""
    parser.add_argument("--timings", action="store_true", help="tell how long each stage took")


def run(wanted: Namespace, build: Build, **facts: object) -> int:
    """Build the site, put it in place if nothing blocks, and tell what was found.

    Programs are told the `facts` of the run as well.
    """
    from microsite.console import TEXT, Heard, open_console, progress  # noqa: PLC0415  imported where it is used
    from microsite.runs import do_again, keep, open_records  # noqa: PLC0415
    from microsite.timings import Timings  # noqa: PLC0415

    gc.disable()  # as `main` does before it looks for changes; `check` begins here
    started, root = time.perf_counter(), wanted.root.resolve()
    timings = Timings(wanted=wanted.timings)
    console = open_console(wanted.format, quiet=wanted.quiet)
    publishes = wanted.command == "build"
    folder = Path(wanted.output) if publishes and wanted.output else root / _usual_folder(wanted)
    records = open_records(wanted, folder)
    with progress(console, "Building" if publishes else "Checking"):
        done = (do_again(wanted, root, folder, records, timings) if records else None) or _do(
            wanted, build, root, folder, records, timings
        )
    heard = Heard(console.out)
    _tell(wanted, console._replace(out=heard), done, facts | ({"timings": timings.as_data()} if wanted.timings else {}))
    if done.new:
        console.say(new_in_words(done.new))
    blocked = done.report.blocks(strict=wanted.strict)
    if done.published and wanted.check_reproducible:
        from microsite.reproducing import PROVED  # noqa: PLC0415

        console.say(PROVED)
    if records and done.published and wanted.format == TEXT:
        timings.stage("Record", "what the next run may need")
        console._replace(out=heard.only_heard()).say(*_last_line(wanted, done, None, blocked=False))
        keep(records, done, heard.getvalue())
    for line in timings.lines():
        console.say(line)
    console.say(*_last_line(wanted, done, time.perf_counter() - started, blocked=blocked))
    return PROBLEMS if blocked else BUILT


def _usual_folder(wanted: Namespace) -> str:
    if wanted.command != "build" or not wanted.portable:
        return "public"
    from microsite.portable import PORTABLE  # noqa: PLC0415

    return PORTABLE


def _do(wanted: Namespace, build: Build, root: Path, folder: Path, records: Records | None, timings: Timings) -> Done:
    """Build the site, and put it in place if nothing blocks."""
    from microsite.cache import FOLDER, Cache  # noqa: PLC0415
    from microsite.memory import Memory  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.ours import hindrance  # noqa: PLC0415
    from microsite.portable import would_replace_site  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.reproducing import set_clock  # noqa: PLC0415
    from microsite.runs import Done  # noqa: PLC0415
    from microsite.shelf import Shelf  # noqa: PLC0415

    publishes, report = wanted.command == "build", Report()
    portable = publishes and wanted.portable
    if publishes and (problem := hindrance(folder, root, _sources(root))):
        report.add(problem)
        return Done((), report, folder, 0, (), None)
    proves = publishes and wanted.check_reproducible
    if proves:
        set_clock()
    cache = None if publishes and wanted.no_cache else Cache(root / FOLDER)
    # With a shelf, even an empty one, pages are made in several processes; a copy needs them whole in this one.
    shelf = records.shelf() if records else None if portable else Shelf()
    memory = Memory(cache, shelf, timings)
    options = Options(
        base_url=wanted.base_url, drafts=wanted.drafts, portable=portable, compress=publishes and not portable
    )
    outputs = build(root, options, report, memory)
    if portable and (problem := would_replace_site(folder, root)):
        report.add(problem)
    done = Done(outputs, report, folder, page_count(outputs), *_coming(root, memory), memory.shelf)
    if not publishes or report.blocks(strict=wanted.strict):
        return done
    if proves:
        timings.stage("Again", "elsewhere")
        report.extend(filter(None, (_made_again(wanted, root, outputs),)))
        if report.blocks(strict=wanted.strict):
            return done
    timings.stage("Publish")
    published = put_in_place(outputs, folder, root, report)
    if published:
        timings.note(f"{published.written} written, {published.linked} linked, {published.removed} removed")
    if cache:
        cache.tidy()
    new = record_addresses(root, outputs) if published and not (portable or wanted.drafts) else ()
    return done._replace(published=published is not None, new=new)


def _made_again(wanted: Namespace, root: Path, outputs: Sequence[Output]) -> Problem | None:
    """Return what differs if the site is made a second time, or None where nothing does."""
    from microsite.commands import HERE  # noqa: PLC0415
    from microsite.ledger import FILE  # noqa: PLC0415
    from microsite.reproducing import make_again  # noqa: PLC0415

    options = ["--drafts"] * wanted.drafts + ["--portable"] * wanted.portable
    options += ["--base-url", wanted.base_url] if wanted.base_url else []
    return make_again((*_sources(root), root / FILE), options, outputs, HERE)


def _tell(wanted: Namespace, console: Console, done: Done, facts: dict[str, object]) -> None:
    """Tell what was found."""
    from microsite.coming import in_words  # noqa: PLC0415

    facts["coming"] = [{"path": found.file, "day": str(found.day), "appears": found.appears} for found in done.changes]
    site = done.published and not (wanted.command == "build" and wanted.portable)
    console.report(done.report, pages=done.pages, published=site, new_addresses=list(done.new), **facts)
    if done.changes and done.zone:
        console.say(in_words(done.changes, done.zone.key))


def record_addresses(root: Path, outputs: Sequence[Output]) -> tuple[str, ...]:
    """Add the addresses of the site that was put in place to its ledger; return those that are new.

    A preview at another address than the site's own is nothing that people keep. Where the ledger cannot be written,
    that is told, and the site stays in place.
    """
    from microsite import ledger, manifest  # noqa: PLC0415
    from microsite.replacing import ChangedMeanwhileError  # noqa: PLC0415

    record = next(output.data for output in outputs if output.beside and output.path == manifest.FILE)
    made = manifest.read_manifest(record)
    if not made.indexed:
        return ()
    try:
        return ledger.record(root, made.addresses)
    except (OSError, ChangedMeanwhileError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        say_wrong(f"The site is in place, but its new addresses are not in {ledger.FILE} yet: {why}. Build it again.")
        return ()


def new_in_words(new: tuple[str, ...]) -> str:
    """Return what a person is told of new addresses, or nothing where there are none."""
    from microsite.amounts import counted  # noqa: PLC0415
    from microsite.ledger import FILE  # noqa: PLC0415

    return f"{FILE} has {counted(len(new), 'new address', 'new addresses')}: keep it in git." if new else ""


def _coming(root: Path, memory: Memory) -> tuple[tuple[Change, ...], ZoneInfo]:
    """Return what appears and goes soon, and the time zone of these days; the memory knows the site already."""
    from microsite.clock import present_moment  # noqa: PLC0415
    from microsite.coming import coming  # noqa: PLC0415
    from microsite.config import read_config  # noqa: PLC0415
    from microsite.documents import read_documents  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.theme import read_theme, templates_of  # noqa: PLC0415

    zone = read_config(root, Report(), memory).zone()
    today = present_moment(Options(), zone).date()
    theme = read_theme(*templates_of(root), Report(), memory)
    return coming(read_documents(root, theme, today, Report(), drafts=False, memory=memory), today), zone


def put_in_place(outputs: Sequence[Output], folder: Path, root: Path, report: Report) -> Published | None:
    """Put a built site into its folder and return what that changed, or None where it may not be: the report says why.

    Raises AnotherBuild.
    """
    from microsite.publish import publish  # noqa: PLC0415  libraries are imported where they are used

    return publish(outputs, folder, root, _sources(root), report)


def _sources(root: Path) -> tuple[Path, ...]:
    """Return what a site is made from, which no site may be put over."""
    from microsite.theme import templates_of  # noqa: PLC0415

    return root / "content", templates_of(root)[0], root / "site_config.yaml"


def page_count(outputs: Sequence[Output]) -> int:
    """Return how many documents are on the site."""
    return len({output.made_from for output in outputs if output.made_from.endswith(".md")})


def mend_and_run(wanted: Namespace, report: Report) -> str:
    """Return the last line of a run in which the site was found wrong: what to type once it is mended."""
    from microsite.console import counted_problems  # noqa: PLC0415

    portable = wanted.command == DEFAULT and wanted.portable
    words = ["python build.py", wanted.command * (portable or wanted.command != DEFAULT)]
    words += ["--portable" * portable, "--drafts" * (portable and wanted.drafts), "--strict" * wanted.strict]
    again = f"Mend them, then run: {' '.join(filter(None, words))}"
    return f"Nothing was {'copied' if portable else 'published'}: {counted_problems(report.problems)}. {again}"


def _last_line(wanted: Namespace, done: Done, seconds: float | None, *, blocked: bool) -> tuple[str, str]:
    """Return the last line of a run and its colour; without seconds, that of a run with nothing to do."""
    from microsite.console import GREEN, RED, counted_problems, shown_path  # noqa: PLC0415

    if blocked:
        return mend_and_run(wanted, done.report), RED
    pages, found = done.pages, counted_problems(done.report.problems)
    counted = f"{pages} {'page' if pages == 1 else 'pages'}"
    also, place = f" with {found}" if found else "", shown_path(done.folder)
    to_see = f"To see it, run: python3 -m http.server -d {place}"
    if seconds is None:
        stand = "stands" if pages == 1 else "stand"
        return f"Nothing has changed: {counted} {stand} in {place}{also}. {to_see}", GREEN
    took = f"{counted} in {seconds:.2f} s"
    if wanted.command == "check":
        return f"Checked {took}: {found or 'no problems found'}. To publish, run: python build.py", GREEN
    if wanted.portable:
        return f"Copied {took} into {place}{also}. To see it, double-click {place}/index.html", GREEN
    return f"Built {took} into {place}{also}. {to_see}", GREEN
