"""Where the front matter of a page begins and ends, and what is missing where it does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from microsite.problems import Problem, Report
    from microsite.source import Source

_FIRST = re.compile(r"---[ \t]*$", re.MULTILINE)
# With its end of line before it, so that it is found by these characters.
_SECOND = re.compile(r"\n---[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"[A-Za-z_][\w-]*:( |$)")
_IN_FRONT_MATTER = re.compile(r"[A-Za-z_][\w-]*:|[ \t]+\S|[-#]")


def front_matter_region(source: Source, report: Report) -> tuple[int, int, int] | None:
    """Return where the YAML starts and ends and where the body starts, or None where there is no front matter."""
    first = _FIRST.match(source.text)
    if not first and not source.text.strip():
        report.add(source.problem("empty-page", "The file is empty.", hint="Write a page, or take the file away."))
        return None
    if not first:
        report.add(_no_front_matter(source))
        return None
    second = _SECOND.search(source.text, first.end())
    if not second:
        report.add(_unclosed_front_matter(source))
        return None
    return first.end() + 1, second.start() + 1, min(second.end() + 1, len(source.text))


def _no_front_matter(source: Source) -> Problem:
    from microsite.yaml_lines import shown  # noqa: PLC0415  pages with front matter need none of it

    number, line = next((number, line) for number, line in enumerate(source.lines, 1) if line.strip())
    if _KEY.match(line):
        message = "The line “---” above the front matter is missing."
        return source.problem("no-front-matter", message, number, 1, hint=f"Above {shown(line)} write a line “---”.")
    message = "The page does not begin with its front matter."
    hint = "Begin the file with a line “---”, then “title: …” and “description: …”, then another line “---”."
    return source.problem("no-front-matter", message, 1, 1, hint=hint)


def _unclosed_front_matter(source: Source) -> Problem:
    """Return the problem at the first line that cannot belong to front matter: there its end is missing."""
    from microsite.yaml_lines import shown  # noqa: PLC0415  as above

    end = max(number for number, line in enumerate(source.lines, 1) if line.strip())
    below = enumerate(source.lines[1:end], 2)
    number = next((number for number, line in below if not _IN_FRONT_MATTER.match(line)), end)
    text = next(line for line in source.lines[number - 1 :] if line.strip())
    message = "The line “---” under the front matter is missing."
    where = "Above" if number < end or not _IN_FRONT_MATTER.match(text) else "Under"
    hint = f"{where} {shown(text)} write a line “---”."
    return source.problem("unclosed-front-matter", message, number, 1, hint=hint)
