"""What can be typed after `python build.py`: one module a command, with its options and what it does.

A command's module has `add_options(parser)` and `run(wanted, build) -> int`, which returns the exit code.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # what reads types takes it for true; the module `typing` costs half of what `--help` takes
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path
    from typing import Protocol

    from microsite.memory import Memory
    from microsite.model import Output
    from microsite.options import Options
    from microsite.problems import Report

    class Build(Protocol):
        """`build()` of `build.py`, which commands get handed."""

        def __call__(
            self, root: Path, options: Options, report: Report, memory: Memory | None = None
        ) -> tuple[Output, ...]:
            """Return every file of the site; it writes nothing."""

    HERE: Path
    """The folder of `build.py`: the site that a command is about unless `--root` names another."""

COMMANDS = {
    "build": "build the site into public/ (the default)",
    "check": "tell every mistake, write nothing",
    "publish": "build the site and send it to its host",
    "serve": "show the site while you write",
    "new": "start a new page",
    "move": "give a page another name or folder, and all links to it",
    "explain": "say what a code means and how to mend it",
    "schema": "tell VS Code what may stand in pages and settings",
    "pack": "put a copy of the site, to be sent, into a zip file",
    "report": "write a page that tells editors all about the site",
    "verify": "prove that what is live is what was built",
    "due": "list when each page is to be reviewed",
}
"""Every command and what it does, in the order in which `--help` lists them."""

DEFAULT = "build"

BUILT, PROBLEMS, WRONG_USE, BUSY = 0, 1, 2, 3
"""The exit codes: all is well, mistakes in the site, wrong use, another build is running."""


class WrongUseError(Exception):
    """What was typed cannot be done; the message says what to type instead."""


def __getattr__(name: str) -> Path:
    """Return `HERE`. What only tells the commands does without paths, which take as long to import as all else."""
    if name != "HERE":
        raise AttributeError(name)
    from pathlib import Path  # noqa: PLC0415

    return Path(__file__).resolve().parent.parent.parent


def add_site_options(parser: ArgumentParser) -> None:
    """Add which site is meant: every command that reads one has these."""
    parser.add_argument(
        "--root", type=_folder, default=__getattr__("HERE"), metavar="FOLDER", help="the folder of another site"
    )


def add_build_options(parser: ArgumentParser) -> None:
    """Add what changes the built site."""
    parser.add_argument(
        "--base-url",
        type=web_address,
        metavar="URL",
        help="the address of the home page, instead of the one in site_config.yaml",
    )
    parser.add_argument("--drafts", action="store_true", help="publish drafts as well")


def add_report_options(parser: ArgumentParser) -> None:
    """Add how problems are told."""
    add = parser.add_argument
    add("--strict", action="store_true", help="let warnings block publishing, too")
    add("--format", choices=["text", "github", "json"], default="text", help="how problems are shown")
    add("--quiet", action="store_true", help="show problems and nothing else")


def say_wrong(message: str) -> None:
    """Tell a person, on standard error, why nothing was done."""
    sys.stderr.write(message + "\n")


def _folder(text: str) -> Path:
    from pathlib import Path  # noqa: PLC0415

    folder = Path(text)
    if not folder.is_dir():
        raise WrongUseError(f"There is no folder “{folder}”. Name the site's folder after --root.")
    return folder


def web_address(text: str) -> str:
    """Return the text if it is a whole address. Raises WrongUseError."""
    from microsite.config import is_home  # noqa: PLC0415  libraries are imported where they are used

    if not is_home(text):
        raise WrongUseError(f"“{text}” is not a whole address. Write --base-url https://example.org/")
    return text
