"""`schema`: write what VS Code completes and underlines, from the descriptions of keys and components."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from microsite.commands import BUILT, PROBLEMS, WrongUseError, add_site_options

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

    from microsite.commands import Build
    from microsite.theme import Theme

FOLDER = ".vscode"


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `schema`."""
    add_site_options(parser)
    parser.add_argument("--check", action="store_true", help="only tell whether the files are out of date")


def run(wanted: Namespace, _build: Build) -> int:
    """Write the files that differ, or tell which do."""
    from microsite.console import open_console, shown_path  # noqa: PLC0415  libraries are imported where they are used
    from microsite.problems import Report  # noqa: PLC0415
    from microsite.theme import read_theme, templates_of  # noqa: PLC0415

    root, console, report = wanted.root.resolve(), open_console(), Report()
    theme = read_theme(*templates_of(root), report)
    if report.problems:
        console.report(report)
        console.say("Nothing was written. Mend the templates first.")
        return PROBLEMS
    stale = {path: text for path, text in editor_files(theme).items() if _text_of(root / path) != text}
    if wanted.check:
        for path in stale:
            console.say(f"{shown_path(root / path)} is out of date. Run: python build.py schema")
        return PROBLEMS if stale else BUILT
    for path, text in stale.items():
        file = root / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise WrongUseError(f"“{error.filename}” cannot be written: {error.strerror}.") from None
        console.say(f"Wrote {shown_path(file)}")
    if not stale:
        console.say("All is up to date.")
    return BUILT


def editor_files(theme: Theme) -> dict[str, str]:
    """Return every file that is made for VS Code, by its path in the site's folder."""
    from microsite.json_schemas import json_schemas  # noqa: PLC0415
    from microsite.snippets import snippets  # noqa: PLC0415

    files = {f"{FOLDER}/schemas/{name}": schema for name, schema in json_schemas(theme).items()}
    files |= {f"{FOLDER}/microsite.code-snippets": snippets(theme)}
    return {path: json.dumps(data, ensure_ascii=False, indent=2) + "\n" for path, data in files.items()}


def _text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
