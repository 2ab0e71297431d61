"""A copy of the site to carry: links lead from file to file, so that it opens by a double-click, without a server."""

from __future__ import annotations

import posixpath
import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct, field, structs

from microsite.content_files import is_usable_name
from microsite.disk import shown_at
from microsite.manifest import VERSION_FILE
from microsite.model import Output, output_path
from microsite.problems import Place, Problem
from microsite.read_me import READ_ME, read_me
from microsite.serving import redirects_of
from microsite.tree import read_shown, relinked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from microsite.checks.checked import CheckedSite
    from microsite.problems import Report

PORTABLE = "portable"
"""The folder of a copy, in that of the site."""

LONGEST = 150
"""Characters of a path within a copy. Windows opens at most 259, of which the folder that it is unpacked to needs some
(https://learn.microsoft.com/en-us/windows/win32/fileio/maximum-file-path-limitation)."""

MARK_OF_DRAFTS = "draft-mark"
"""The class of what says on each page that there are drafts in the copy."""

_IN_STYLE = re.compile(r"""(url\(\s*["']?|@import\s+["'])([^"')\s]+)""", re.IGNORECASE)


class _Copy(Struct):
    """A copy while it is made: what there is, and what the files copied so far have led to."""

    checked: CheckedSite
    files: Mapping[str, Output]
    moved: Mapping[str, str]
    """Which output now answers for that of an old address; a copy has no pages that lead on."""
    wanted: list[str] = field(default_factory=list)

    def of(self, output: Output) -> Output:
        """Return the file with links that lead to other files, which then are wanted as well."""
        lead = partial(self._lead, output.path)
        if output.path.endswith(".html") and output.data:  # without data, its template's mistake is told already
            return relinked(output, lead)
        if output.path.endswith(".css"):
            text = output.data.decode(errors="surrogateescape")
            text = _IN_STYLE.sub(lambda found: found[1] + lead(found[2]), text)
            return structs.replace(output, content=text.encode(errors="surrogateescape"))
        return output

    def _lead(self, at: str, url: str) -> str:
        target = self.checked.target(url, at)
        if target is None or url.startswith("#"):
            return url
        path = self.moved.get(target.path, target.path)
        if path not in self.files:
            return url
        self.wanted.append(path)
        link = quote(posixpath.relpath(path, posixpath.dirname(at) or "."))
        return f"{link}#{target.anchor}" if target.anchor else link


def portable(checked: CheckedSite, outputs: Iterable[Output], report: Report) -> tuple[Output, ...]:
    """Return the files of a copy: every page of the site, whatever pages lead to, and how to open it.

    What is there for servers and for search engines is left out: no page leads to it. What a memory stick or another
    system would not take, and drafts that do not say that they are, go to the report.
    """
    site = checked.site
    files = {output.path: output for output in outputs}
    moved = {output_path(redirect.old): output_path(redirect.to) for redirect in redirects_of(site)}
    copy = _Copy(checked, files, moved)
    pages = [output_path(document.address) for document in site.documents.published if document.listed]
    copy.wanted.extend(path for path in pages if path in files)
    copied: dict[str, Output] = {}
    for path in copy.wanted:  # it grows while it is walked
        if path not in copied:
            copied[path] = copy.of(files[path])
    report.extend(_problems(checked, copied.values()))
    return (*copied.values(), Output(READ_ME, read_me(site), "the words on how to open a copy"))


def would_replace_site(folder: Path, root: Path) -> Problem | None:
    """Return why a copy may not go to a folder, if that is where the site itself is or goes; else None."""
    if folder.resolve() != (root / "public").resolve() and not (folder / VERSION_FILE).is_file():
        return None
    shown = shown_at(folder.absolute(), root)
    message = f"“{shown}” is for the site itself, and a copy would take its place."
    hint = f"Leave --output out, and the copy goes to {PORTABLE}/; or name another folder."
    return Problem("refused-output", message, Place(shown), hint)


def _problems(checked: CheckedSite, outputs: Collection[Output]) -> Iterator[Problem]:
    for output in outputs:
        place = Place(output.made_from or output.path)
        if not all(map(is_usable_name, output.path.split("/"))):
            message = f"Not every memory stick and system can hold a file with the name “{output.path}”."
            hint = "Use letters, digits, hyphens and dots."
            yield Problem("unportable-name", message, place, hint)
        if len(output.path) > LONGEST:
            message = f"“{output.path}” has {len(output.path)} characters; Windows may not open it in a copy."
            hint = f"Give the page or its folders shorter names: at most {LONGEST} characters in all."
            yield Problem("long-path", message, place, hint)
    pages = [output for output in outputs if output.path.endswith(".html") and output.data]
    if checked.site.drafts_to_review and not all(map(_is_marked, pages)):
        theme = checked.site.theme.label
        message = (
            "The templates do not say on every page that there are drafts, so somebody may take them for the site."
        )
        hint = 'Write {% include "partials/copy.html" %} below <body>. docs/templates.md says more.'
        yield Problem("template-error", message, Place(f"{theme}/base.html"), hint)


def _is_marked(page: Output) -> bool:
    return MARK_OF_DRAFTS in read_shown(page, frozenset({MARK_OF_DRAFTS})).components
