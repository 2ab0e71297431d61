"""Build a site: the pipeline and the command line. Start reading here."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

from microsite import commands
from microsite.aside import Aside, can_work_aside, end_all
from microsite.commands import BUILT, COMMANDS, DEFAULT, INTERRUPTED, WRONG_USE, WrongUseError, say_wrong
from microsite.last_run import Look

TYPE_CHECKING = False  # what reads types takes it for true; the module `typing` costs half of what `--help` takes
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

    from microsite.aside import Channel
    from microsite.commands import HERE
    from microsite.memory import Memory
    from microsite.model import Output
    from microsite.options import Options
    from microsite.problems import Report

__all__ = ["HERE", "build", "main"]

NOT_INSTALLED = "Microsite's libraries are not installed for this Python. Run: make site"


def build(root: Path, options: Options, report: Report, memory: Memory | None = None) -> tuple[Output, ...]:
    """Return every file of the site at `root`. It reads and returns; it writes nothing.

    What is wrong goes to the report, which decides whether the outputs may be published. A `memory` that is handed to
    one build after another makes only what has changed.
    """
    from microsite.assets import read_assets  # noqa: PLC0415  libraries are imported where they are used
    from microsite.clock import present_moment  # noqa: PLC0415
    from microsite.config import read_config  # noqa: PLC0415
    from microsite.documents import read_documents  # noqa: PLC0415
    from microsite.fitting import fit  # noqa: PLC0415
    from microsite.ledger import read_ledger  # noqa: PLC0415
    from microsite.memory import Memory  # noqa: PLC0415
    from microsite.navigation import make_navigation  # noqa: PLC0415
    from microsite.sharing import Pictures  # noqa: PLC0415
    from microsite.site import Site  # noqa: PLC0415
    from microsite.theme import read_theme, templates_of  # noqa: PLC0415
    from microsite.web import Web  # noqa: PLC0415

    memory = (memory or Memory()).look_again()

    # READ
    memory.timings.stage("Read", "settings, theme, documents")
    config = read_config(root, report, memory)
    theme = read_theme(*templates_of(root), report, memory, social=not (options.preview or options.portable))
    today = present_moment(options, config.zone()).date()
    documents = read_documents(
        root, theme, today, report, drafts=options.drafts, preview=options.preview, memory=memory
    )
    ledger = read_ledger(root, report, memory)
    if options.style_guide or options.preview:
        from microsite.style_guide import example_files, style_guide  # noqa: PLC0415

        documents = documents.also(style_guide(theme, report, memory), example_files(theme, memory))

    # MAKE
    memory.timings.stage("Make", "style sheet, menus, links")
    web, crisis_line = Web((options.base_url or config.settings.url).rstrip("/") + "/"), config.settings.crisis_line
    assets = read_assets(theme, documents.files, crisis_line, report, memory, fingerprints=not options.preview)
    navigation = make_navigation(documents, config, web, report, memory)
    site = Site(config, theme, web, documents, assets, navigation, today, ledger, portable=options.portable)

    # DRAW: pictures for sharing, in another process; what is made from no document or from many; then each page by
    # itself, which is converted, drawn and judged
    pictures = Pictures(site, memory)
    from microsite.outputs import draw_others  # noqa: PLC0415  while pictures are drawn
    from microsite.pages import judge_all, make_maker, make_pages, put_together  # noqa: PLC0415
    from microsite.prose import make_converter, make_prose  # noqa: PLC0415
    from microsite.render import Renderer  # noqa: PLC0415

    prose = make_prose(documents, config, theme, web, assets, make_converter(config, memory), memory)
    renderer = Renderer(site, prose.inline(crisis_line, memory), report, memory)
    others = draw_others(site, renderer)
    maker = make_maker(prose, renderer, others, memory)
    made = make_pages(documents.published, maker, report)
    outputs = put_together(site, made, (*pictures.drawn(report), *others), report)

    # JUDGE
    checked = judge_all(maker, made, outputs, report)

    # FIT
    memory.timings.stage("Fit", "for the host")
    if options.portable:
        from microsite.portable import portable  # noqa: PLC0415

        outputs = portable(checked, outputs, report)
    elif not options.preview:
        outputs = (*outputs, *fit(site, outputs, report, memory.cache, compress=options.compress))
    memory.tidy()
    if options.editors_report:
        from microsite.report import draw_report  # noqa: PLC0415

        outputs = (*outputs, draw_report(checked, outputs, renderer, report, options.published))
    return outputs


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--version"]:
        sys.stdout.write(_version() + "\n")
        return 0
    look = None
    if not _names_command(given) or given[0] == DEFAULT:
        # A build makes hardly any cycles and ends soon; looking for them takes a tenth of its time.
        gc.disable()
        look = Look(given)
    if look and look.is_unchanged:
        sys.stdout.write(look.said)
        return BUILT
    aside = _begin_aside(look) if look else None
    try:
        wanted = _wanted_again(look) if look and aside else _wanted(given)
        wanted.look, wanted.aside = look, aside
        command = import_module(f"microsite.commands.{wanted.command}")
        return int(command.run(wanted, build))
    except WrongUseError as error:
        say_wrong(str(error))
        return WRONG_USE
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("microsite"):
            raise
        say_wrong(NOT_INSTALLED)
        return WRONG_USE
    except KeyboardInterrupt:
        say_wrong("\nStopped. The published site has not changed.")
        return INTERRUPTED
    finally:
        end_all()


def _wanted(given: list[str]) -> Namespace:
    return _parser(given).parse_args(given if _names_command(given) else [DEFAULT, *given])


def _wanted_again(look: Look) -> Namespace:
    """Return what the same words were read as last time: to read them takes as long as to draw ten pages."""
    from pathlib import Path  # noqa: PLC0415  libraries are imported where they are used
    from types import SimpleNamespace  # noqa: PLC0415

    return SimpleNamespace(**look.wanted(), root=Path(look.root))  # type: ignore[return-value]  # it has the same names


def _begin_aside(look: Look) -> Aside | None:
    """Begin with the words of a small edit in another process, while this one reads the command line."""
    if not look.texts() or not can_work_aside():
        return None

    def work(channel: Channel) -> None:
        _do_without()
        from microsite.words_again import work_aside  # noqa: PLC0415

        work_aside(channel, look)

    aside = Aside(work)
    if __name__ == "__main__":
        _do_without()
    return aside


def _do_without() -> None:
    """Let msgspec do without a module that it asks for and does not need here: to import that takes 8 ms."""
    sys.modules.setdefault("typing_extensions", None)  # type: ignore[arg-type]  # that is how to say it


def __getattr__(name: str) -> object:
    """Return `HERE`, which is known once somebody asks for it."""
    return getattr(commands, name)


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


def _end(code: int) -> None:
    """End the program. Python would take every object apart first, for as long as it takes to draw ten pages."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass  # whoever read along has stopped, and that is no fault of the build
    os._exit(code)


if __name__ == "__main__":
    _end(main())
