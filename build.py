"""Build a site: the pipeline and the command line. Start reading here."""

from __future__ import annotations

import sys

from microsite import interrupts

if __name__ == "__main__":
    interrupts.hear()  # before all else is imported

from microsite import command_line, commands

TYPE_CHECKING = False  # what reads types takes it for true; the module `typing` costs half of what `--help` takes
if TYPE_CHECKING:
    from pathlib import Path

    from microsite.commands import HERE
    from microsite.memory import Memory
    from microsite.model import Output
    from microsite.options import Options
    from microsite.problems import Report

__all__ = ["HERE", "build", "main"]


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
    renderer = Renderer(site, prose.crisis_line(config, memory, report), report, memory).judged()
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
    return command_line.run(build, sys.argv[1:] if arguments is None else arguments, alone=__name__ == "__main__")


def __getattr__(name: str) -> object:
    """Return `HERE`, which is known once somebody asks for it."""
    return getattr(commands, name)


if __name__ == "__main__":
    command_line.end(main())
