"""The command line: which command is to be run, and how the program ends."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

from microsite import interrupts
from microsite.aside import Aside, can_work_aside, end_all
from microsite.commands import (
    BUILT,
    BUSY,
    COMMANDS,
    DEFAULT,
    PROBLEMS,
    WRONG_USE,
    WrongUseError,
    say_wrong,
)
from microsite.ended import AnotherBuild, EndedError, lacking
from microsite.last_run import Look
from microsite.streams import end_streams, open_streams

TYPE_CHECKING = False  # what reads types takes it for true; the module `typing` costs half of what `--help` takes
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from microsite.aside import Channel
    from microsite.commands import Build

NOT_INSTALLED = "Microsite's libraries are not installed for this Python. Run: make site"


def run(build: Build, given: Sequence[str], *, alone: bool) -> int:
    """Run the command that these words name and return its exit code.

    `build` builds a site. `alone` tells that the process does nothing else, before or after.
    """
    given = list(given)
    if alone:
        open_streams()
    if given == ["--version"]:
        sys.stdout.write(_version() + "\n")
        return 0
    interrupts.catch()
    try:
        return _run(build, given, alone=alone)
    except (WrongUseError, EndedError, ImportError, MemoryError, OSError, KeyboardInterrupt) as error:
        code, words = _end_in_words(error)
        if not words:
            raise
        say_wrong(words)
        return code
    finally:
        end_all()


def _end_in_words(error: BaseException) -> tuple[int, str]:
    """Return the exit code and the words for what ended a run early; no words where it is a mistake of ours."""
    if isinstance(error, KeyboardInterrupt):
        return interrupts.INTERRUPTED, interrupts.STOPPED
    if isinstance(error, EndedError):
        return BUSY if isinstance(error, AnotherBuild) else PROBLEMS, str(error)
    if isinstance(error, ModuleNotFoundError):
        return WRONG_USE, "" if (error.name or "").startswith("microsite") else NOT_INSTALLED
    return (WRONG_USE, str(error)) if isinstance(error, WrongUseError) else (PROBLEMS, lacking(error))


def _run(build: Build, given: list[str], *, alone: bool) -> int:
    look = None
    if not _names_command(given) or given[0] == DEFAULT:
        # A build makes hardly any cycles and ends soon; looking for them takes a tenth of its time.
        gc.disable()
        look = Look(given)
    if look and look.is_unchanged:
        sys.stdout.write(look.said)
        return BUILT
    aside = _begin_aside(look, alone=alone) if look else None
    wanted = _wanted_again(look) if look and aside else _wanted(given)
    wanted.look, wanted.aside = look, aside
    command = import_module(f"microsite.commands.{wanted.command}")
    return int(command.run(wanted, build))


def end(code: int) -> None:
    """End the program. Python would take every object apart first, for as long as it takes to draw ten pages."""
    interrupts.leave()
    if why := end_streams():
        # What a program was to read is not whole, which must not look as if all were well.
        say_wrong(f"What there was to say could not be written: {why}.")
        sys.stderr.flush()
        code = code or PROBLEMS
    os._exit(code)


def _wanted(given: list[str]) -> Namespace:
    return _parser(given).parse_args(given if _names_command(given) else [DEFAULT, *given])


def _wanted_again(look: Look) -> Namespace:
    """Return what the same words were read as last time: to read them takes as long as to draw ten pages."""
    from pathlib import Path  # noqa: PLC0415  libraries are imported where they are used
    from types import SimpleNamespace  # noqa: PLC0415

    return SimpleNamespace(**look.wanted(), root=Path(look.root))  # type: ignore[return-value]  # it has the same names


def _begin_aside(look: Look, *, alone: bool) -> Aside | None:
    """Begin with the words of a small edit in another process, while this one reads the command line."""
    if not look.texts() or not can_work_aside():
        return None

    def work(channel: Channel) -> None:
        _do_without()
        from microsite.words_again import work_aside  # noqa: PLC0415

        work_aside(channel, look)

    aside = Aside(work)
    if alone:
        _do_without()
    return aside


def _do_without() -> None:
    """Let msgspec do without a module that it asks for and does not need here: to import that takes 8 ms."""
    sys.modules.setdefault("typing_extensions", None)  # type: ignore[arg-type]  # that is how to say it


def _names_command(given: list[str]) -> bool:
    """Tell whether the first word is for the whole program; `python build.py --strict` means `build --strict`."""
    return bool(given) and (not given[0].startswith("-") or given[0] in {"-h", "--help", "--version"})


def _version() -> str:
    """Return the line that tells the version. Asked for alone, as programs do, it takes no parser."""
    from microsite import __version__  # noqa: PLC0415

    return f"Microsite {__version__}"


def _parser(given: list[str]) -> ArgumentParser:
    """Return the parser of the command line. Only the command that was named is in it, or all without theirs."""
    from argparse import ArgumentParser  # noqa: PLC0415

    parser = ArgumentParser(
        prog="python build.py",
        description="Build a site from Markdown, check it, and help with writing it.",
        epilog="python build.py COMMAND --help tells the options of a command.",
    )
    parser.add_argument("--version", action="version", version=_version())
    parsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    chosen = given[0] if _names_command(given) else DEFAULT
    for name in [chosen] if chosen in COMMANDS else COMMANDS:
        summary = COMMANDS[name]
        options = parsers.add_parser(name, help=summary, description=summary[:1].upper() + summary[1:] + ".")
        if name == chosen:
            import_module(f"microsite.commands.{name}").add_options(options)
    return parser
