"""`serve`: show the site while it is being written."""

from __future__ import annotations

import webbrowser
from datetime import datetime
from typing import TYPE_CHECKING

from microsite import interrupts
from microsite.commands import BUILT, WrongUseError, add_site_options, web_address

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from microsite.commands import Build
    from microsite.console import Console
    from microsite.preview import Told
    from microsite.problems import Problem

PORT, LOOPBACK = 8000, "127.0.0.1"
EDITORS = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
    "none": "",
}
"""The address that opens a file at a line in each editor, once that editor is installed."""


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `serve`."""
    add_site_options(parser)
    add = parser.add_argument
    add(
        "--port",
        type=_port,
        default=PORT,
        metavar="NUMBER",
        help=f"the port ({PORT}; the next free one if it is taken)",
    )
    add("--open", action="store_true", help="open the site in the browser")
    add("--editor", choices=list(EDITORS), default="vscode", help="the program in which links to files open (vscode)")
    add("--base-url", type=web_address, metavar="URL", help="show the site in the folder of this address")
    add("--poll", action="store_true", help="look for changes again and again, where the disk tells of none")
    add("--host", default=LOOPBACK, metavar="ADDRESS", help="listen for other machines, too: 0.0.0.0")
    add("--allow-host", action="append", default=[], metavar="NAME", help="a name by which this machine may be asked")


def run(wanted: Namespace, build: Build) -> int:
    """Show the site until Ctrl-C."""
    from microsite.console import open_console  # noqa: PLC0415  libraries are imported where they are used
    from microsite.preview import Preview, Wanted  # noqa: PLC0415
    from microsite.preview.server import NotListeningError  # noqa: PLC0415
    from microsite.theme import templates_of  # noqa: PLC0415

    console = open_console()
    root = wanted.root.resolve()

    def tell(told: Told) -> None:
        if told.before is None:
            _greet(console, wanted, told)
        else:
            _tell_saved(console, told)

    preview = Preview(
        Wanted(
            root,
            templates_of(root)[0],
            wanted.port,
            wanted.host,
            tuple(wanted.allow_host),
            wanted.base_url,
            EDITORS[wanted.editor],
            wanted.poll,
        ),
        build,
        tell,
    )
    interrupts.hear()
    try:
        preview.run()
    except NotListeningError as error:
        raise WrongUseError(str(error)) from None
    except KeyboardInterrupt:
        console.say("\nThe preview has ended.")
    return BUILT


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 2**16):
        raise WrongUseError(f"“{text}” is no port. Write a number from 1 to 65535, as --port {PORT}.")
    return int(text)


def _greet(console: Console, wanted: Namespace, told: Told) -> None:
    from microsite.console import BOLD, YELLOW  # noqa: PLC0415

    _tell_problems(console, told.shown.problems)
    console.say(f"Your site is at {told.url}", BOLD)
    if told.names.is_open:
        console.say(
            "WARNING: Everybody in the network can read it, drafts included. Without --host nobody can.", YELLOW
        )
        for url in told.urls_of_others:
            console.say(f"    {url}", YELLOW)
    if f":{wanted.port}/" not in told.url:
        console.say(f"(Port {wanted.port} is taken by another program, so this is the next free one.)")
    console.say("Save a file, and the page in the browser changes. Ctrl-C ends the preview.")
    console.say(f"Also: {told.url}__style-guide/ shows all components, {told.url}__report/ the state of all pages.")
    if wanted.open:
        webbrowser.open(told.url)


def _tell_saved(console: Console, told: Told) -> None:
    from microsite.console import counted_problems  # noqa: PLC0415

    known = set(told.before.problems) if told.before else set()
    _tell_problems(console, [problem for problem in told.shown.problems if problem not in known])
    names = ", ".join(told.saved[:3]) + (f" and {len(told.saved) - 3} more" if len(told.saved) > 3 else "")  # noqa: PLR2004  the three that are named
    now = datetime.now().astimezone().strftime("%H:%M:%S")
    found = counted_problems(told.shown.problems) or "no problems"
    console.say(f"{now}  {names or 'Something'} changed: shown after {told.seconds * 1000:.0f} ms, {found}.")


def _tell_problems(console: Console, problems: list[Problem] | tuple[Problem, ...]) -> None:
    from microsite.problems import Report  # noqa: PLC0415

    report = Report()
    report.extend(problems)
    console.report(report)
