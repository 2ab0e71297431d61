"""`due`: list the reviews by date, or write them as a calendar."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.commands import BUILT, PROBLEMS, add_site_options, say_wrong

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from microsite.commands import Build
    from microsite.reviews import Review


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `due`."""
    add_site_options(parser)
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--format", choices=["text", "json"], default="text", help="how the list is shown")
    either.add_argument("--ics", metavar="FILE", help="write a calendar of the reviews instead (- for standard output)")


def run(wanted: Namespace, build: Build) -> int:
    """List the reviews, or write the calendar; a file that could not be read whole is told, for its date may lack."""
    del build  # dates stand in the front matter: no page need be drawn
    from microsite.clock import present_moment  # noqa: PLC0415  libraries are imported where they are used
    from microsite.config import read_config  # noqa: PLC0415
    from microsite.console import open_console  # noqa: PLC0415
    from microsite.documents import read_documents  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.problems import ERROR, Report  # noqa: PLC0415
    from microsite.review_calendar import review_calendar  # noqa: PLC0415
    from microsite.reviews import reviews  # noqa: PLC0415
    from microsite.theme import read_theme, templates_of  # noqa: PLC0415
    from microsite.web import Web  # noqa: PLC0415

    root, report = wanted.root.resolve(), Report()
    config = read_config(root, report)
    now = present_moment(Options(), config.zone())
    documents = read_documents(root, read_theme(*templates_of(root), report), now.date(), report, drafts=False)
    found = reviews(documents, now.date())
    if report.count(ERROR):
        say_wrong("There are mistakes, so that dates may be missing here. To see them, run: python build.py check")
    code = PROBLEMS if report.count(ERROR) else BUILT
    if wanted.ics:
        web = Web(config.settings.url.rstrip("/") + "/")
        dated = [review for review in found if review.review_by]
        data = review_calendar(config.settings.name, dated, web, now)
        return code if _write_calendar(wanted.ics, data, len(dated), root) else PROBLEMS
    if wanted.format == "json":
        sys.stdout.write(_as_json(found) + "\n")
        return code
    console = open_console()
    for words, colour in _lines(found):
        console.say(words, colour)
    return code


def _write_calendar(name: str, data: bytes, count: int, root: Path) -> bool:
    """Write the calendar and say so; tell whether that went well."""
    from microsite.amounts import counted  # noqa: PLC0415
    from microsite.console import GREEN, open_console, shown_path  # noqa: PLC0415
    from microsite.disk import write_file  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.review_calendar import MARK  # noqa: PLC0415
    from microsite.theme import templates_of  # noqa: PLC0415

    if name == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return True
    console, file = open_console(), Path(name)
    problem = write_file(file, data, MARK, root, (root / "content", root / "public", templates_of(root)[0]))
    if problem:
        report = Report()
        report.add(problem)
        console.report(report)
        return False
    console.say(f"Wrote {counted(count, 'review')} to {shown_path(file)}. Open it with your calendar.", GREEN)
    return True


def _lines(found: tuple[Review, ...]) -> Iterator[tuple[str, str]]:
    """Yield each line of the list and its colour: three parts, each with a heading, columns one below the other."""
    from microsite.console import BOLD, RED, YELLOW  # noqa: PLC0415
    from microsite.reviews import OVERDUE, TO_COME, UNDATED  # noqa: PLC0415

    headings = {OVERDUE: "Overdue", TO_COME: "To come", UNDATED: "No review date"}
    soon = 30
    days = max((len(review.words) for review in found if review.review_by), default=0)
    files = max((len(review.document.source.path) for review in found), default=0)
    for number, (state, part) in enumerate(groupby(found, key=lambda review: review.state)):
        if number:
            yield "", ""
        yield headings[state], BOLD
        for review in part:
            left = review.days_left
            colour = "" if left is None or left > soon else RED if left < 0 else YELLOW
            date = f"{review.review_by}  {review.words:{days}}  " if review.review_by else ""
            mark = f" ({review.mark})" if review.mark else ""
            yield f"  {date}{review.document.source.path:{files}}  {review.title}{mark}", colour
    if not found:
        yield "There are no pages.", ""


def _as_json(found: tuple[Review, ...]) -> str:
    data = [
        {
            "path": review.document.source.path,
            "title": review.title,
            "address": review.document.address,
            "reviewed_on": _day(review.document.front_matter.reviewed_on),
            "review_by": _day(review.review_by),
            "days_left": review.days_left,
            "standing": review.standing,
        }
        for review in found
    ]
    return json.dumps({"reviews": data}, ensure_ascii=False, indent=2)


def _day(day: object) -> str | None:
    return str(day) if day else None
