"""The templates of a theme as they stand in their files: a hash of each, and what is wrong with one before it is drawn.

A template in which nothing is wrong is not looked at again until it has changed: that is kept with what it was compiled
into.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from jinja2 import TemplateNotFound, TemplateSyntaxError

from microsite.opening import read_bytes, why_shut
from microsite.problems import Place, Problem, Report
from microsite.source import Source, tell_controls
from microsite.theme import ASSETS

if TYPE_CHECKING:
    from microsite.compiled import Templates
    from microsite.memory import Memory
    from microsite.source import Signature
    from microsite.theme import Theme

SUFFIXES = (".html", ".svg", ".xml", ".txt", ".j2")


def is_template(path: str) -> bool:
    """Tell whether a file of the templates folder is one that may be drawn.

    What lies in `assets/` is sent as it stands; style sheets are none, but the report's.
    """
    return (path.endswith(SUFFIXES) and not path.startswith(f"{ASSETS}/")) or path == "report/report.css"


def hashes(theme: Theme, memory: Memory, report: Report) -> dict[str, str]:
    """Return a hash of every template as it stands in its file, by its name; what is no file is reported."""
    folder, label = theme.folder, theme.label
    known = {path: known for path, known in memory.files(folder).items() if is_template(path)}

    def hashed(path: str, _known: Signature, _memory: Memory, own: Report) -> str:
        data = read_bytes(folder / path, f"{label}/{path}", own)
        if data is None:
            return ""
        tell_controls(Source(f"{label}/{path}", data.decode(errors="replace")), data, own)
        # It is kept with each page that shows the template: 16 bytes tell any two apart, and cost half as much.
        return hashlib.blake2b(data, digest_size=16).hexdigest()

    texts = dict(zip(known, memory.recall_each("texts", known, (folder, label), hashed, report), strict=True))
    return {path: text for path, text in texts.items() if text}


def judge(environment: Templates, theme: Theme, texts: dict[str, str], report: Report) -> None:
    """Report what is not safe in the templates, also in those that nothing is drawn with as yet."""
    doubtful = [path for path, text in texts.items() if not environment.is_safe(path, text)]
    if not doubtful:
        return
    from microsite.template_rules import unsafe_in  # noqa: PLC0415  only a template that has changed is judged

    for path in doubtful:
        try:
            text = environment.text_of(path)
            found = unsafe_in(environment, path, text)
        except TemplateNotFound:  # it was taken away a moment ago
            continue
        except TemplateSyntaxError as error:
            report.add(syntax_problem(error, theme))
            continue
        lines = text.split("\n")
        for unsafe in found:
            place, line = Place(f"{theme.label}/{path}", unsafe.line), "".join(lines[unsafe.line - 1 : unsafe.line])
            report.add(Problem("unsafe-template", unsafe.message, place, unsafe.hint, None, line))
        if not found:
            environment.note_safe(path, texts[path])


def syntax_problem(error: TemplateSyntaxError, theme: Theme) -> Problem:
    """Return what is wrong with a template that cannot be read."""
    line = (error.source or "").split("\n")[error.lineno - 1 : error.lineno]
    place = Place(label_of(error.filename or error.name or "", theme), error.lineno)
    message = f"The template cannot be read: {error.message}"
    return Problem("template-error", message, place, "Mend this line.", None, "".join(line))


def missing_problem(name: str, place: Place, theme: Theme) -> Problem:
    """Return what to say of a template that is not there; a link, or what lies in a folder that is one, is told so."""
    parts = [] if ".." in name.split("/") else name.split("/")
    for path in ("/".join(parts[:end]) for end in range(1, len(parts) + 1)):
        file = theme.folder / path
        is_folder = os.path.isdir(file) and not os.path.islink(file)  # noqa: PTH112, PTH114  where a folder is shut, those of pathlib raise
        if not is_folder and (shut := why_shut(file, f"{theme.label}/{path}")):
            return shut
    hint = f"Name a file of the templates folder that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}."
    return Problem("template-error", f"There is no template “{name}”.", place, hint)


def label_of(file: str, theme: Theme) -> str:
    """Return how messages name a file of the theme."""
    inside = file.removeprefix(str(theme.folder)).replace("\\", "/").lstrip("/")
    return f"{theme.label}/{inside}"
