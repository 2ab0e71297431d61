"""The panel at the foot of a page in the preview: what is wrong, that it is a draft, what else was saved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from microsite.compiled import Templates
from microsite.console import counted_problems
from microsite.preview import shown as names
from microsite.problems import ERROR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microsite.model import Output
    from microsite.preview.shown import Shown
    from microsite.problems import Problem

_WORD = re.compile(r"[^\s()\[\]]+|.")

_AROUND = 60
"""How many characters of a line are shown on either side of the mistake."""


class Offer(Struct, frozen=True):
    """A page that was saved while another is open."""

    file: str
    url: str


class Told(Struct, frozen=True):
    """A problem as the panel shows it."""

    severity: str
    where: str
    link: str
    """Opens the file at the line, or nothing."""
    message: str
    hint: str
    before: str
    """The text of the line up to the mistake."""
    marked: str
    """The word with which the mistake begins."""
    after: str
    fix: str
    code: str


class Panel:
    """Draws the panel; `root` and `templates` are where the files of the site are, for links that open them."""

    def __init__(self, root: Path, templates: Path, opener: str) -> None:
        """Take also the address that opens a `{path}` at a `{line}` and a `{column}`, or nothing for no links."""
        self.root, self.templates, self.opener = root, templates, opener
        folder = Path(__file__).resolve().parent
        ours = Templates(folder)
        self._template = ours.get_template("panel.html")
        ours.keep()

    def draw(self, shown: Shown, output: Output | None, path: str) -> str:
        """Return the panel of a page as HTML."""
        file = output.made_from if output else ""
        # The report tells all of this itself.
        problems = () if path == shown.report else shown.problems
        here = [problem for problem in problems if problem.severity == ERROR and _stands_here(problem, file)]
        elsewhere = [problem for problem in problems if problem not in here]
        offers = [offer for offer in self._offers(shown) if path not in {offer.url, shown.report}]
        return self._template.render(
            here=self._told(here),
            here_counted=counted_problems(here),
            elsewhere=self._told(elsewhere),
            elsewhere_counted=counted_problems(elsewhere),
            withheld=output.withheld if output else "",
            offers=offers,
            number=shown.number,
            names=names,
        )

    def _offers(self, shown: Shown) -> Iterable[Offer]:
        for output in shown.outputs.values():
            if output.made_from in shown.saved and output.path.endswith(".html") and output.path != "404.html":
                yield Offer(output.made_from, shown.url(output))

    def _told(self, problems: Iterable[Problem]) -> list[Told]:
        return [self._as_told(problem) for problem in problems]

    def _as_told(self, problem: Problem) -> Told:
        place = problem.place
        start = max(place.column - 1, 0)
        word = _WORD.match(problem.excerpt, start)
        end = word.end() if word else start
        before, marked, after = problem.excerpt[:start], problem.excerpt[start:end], problem.excerpt[end:]
        return Told(
            problem.severity,
            f"{place.path}, line {place.line}" if place.line else place.path,
            self._link(problem),
            problem.message,
            problem.hint,
            f"…{before[-_AROUND:]}" if len(before) > _AROUND else before,
            marked,
            f"{after[:_AROUND]}…" if len(after) > _AROUND else after,
            (problem.fix or "").strip(),
            problem.code,
        )

    def _link(self, problem: Problem) -> str:
        name = problem.place.path
        inside = name.removeprefix("templates/")
        file = self.root / name if inside == name else self.templates / inside
        if not self.opener or not file.is_file():
            return ""
        path = quote("/" + file.as_posix().lstrip("/"))
        return self.opener.format(path=path, line=problem.place.line or 1, column=problem.place.column or 1)


def _stands_here(problem: Problem, file: str) -> bool:
    """Tell whether a problem is the page's own, or everybody's: of the settings or the templates."""
    return problem.place.path == file or not problem.place.path.startswith("content")
