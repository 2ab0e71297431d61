"""`new`: start a page with all that its type wants."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from microsite.commands import BUILT, HERE, WrongUseError, add_site_options

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from microsite.commands import Build
    from microsite.scaffold import NewPage


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `new`."""
    parser.add_argument("title", metavar="TITLE", help="the title of the page, in quotes: “What it costs”")
    add_site_options(parser)
    parser.add_argument("--type", default="article", metavar="TYPE", help="the page type (article)")
    parser.add_argument("--in", default="", dest="folder", metavar="FOLDER", help="a folder within content/")


def run(wanted: Namespace, _build: Build) -> int:
    """Write the page and say where it is and what to do next."""
    from microsite.clock import present_moment  # noqa: PLC0415  libraries are imported where they are used
    from microsite.config import read_config  # noqa: PLC0415
    from microsite.console import open_console, shown_path  # noqa: PLC0415
    from microsite.content_files import FOLDER  # noqa: PLC0415
    from microsite.documents import read_documents  # noqa: PLC0415
    from microsite.options import Options  # noqa: PLC0415
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.scaffold import CannotStartError, new_page, write_new_page  # noqa: PLC0415
    from microsite.theme import read_theme, templates_of  # noqa: PLC0415

    root = wanted.root.resolve()
    content = root / FOLDER
    if not content.is_dir():
        raise WrongUseError(f"There is no folder “{content}”. Name the site's folder after --root.")
    # Mistakes in other pages are not what was asked about; `check` tells them.
    report = Report()
    theme = read_theme(*templates_of(root), report)
    today = present_moment(Options(), read_config(root, report).zone()).date()
    documents = read_documents(root, theme, today, report, drafts=True)
    try:
        page = new_page(wanted.title, wanted.type, wanted.folder, theme, documents, today)
        file = write_new_page(page, content)
    except CannotStartError as error:
        raise WrongUseError(str(error)) from None
    except OSError as error:
        raise WrongUseError(f"“{error.filename}” cannot be written: {error.strerror}.") from None
    console = open_console()
    site = "" if root == HERE else f" --root {shlex.quote(shown_path(root))}"
    for line in _what_next(page, wanted.title, shown_path(file), site):
        console.say(line)
    return BUILT


def _what_next(page: NewPage, title: str, shown: str, site: str) -> Iterator[str]:
    from microsite.scaffold import link_to  # noqa: PLC0415

    yield f"Here is your page: {shown}"
    yield f"It is a draft. Once it is published, its address is {page.address}"
    yield ""
    yield "What to do next:"
    yield "  1. Open it in your editor and write over the words that stand there."
    yield f"  2. See it while you write:  python build.py serve --open{site}"
    yield f"  3. Look for mistakes:  python build.py check --drafts{site}"
    yield f"  4. Lead readers to it. Pages in the same folder link so:  {link_to(title, page.file)}"
    yield "  5. Publish it: delete the line “draft: true”."
