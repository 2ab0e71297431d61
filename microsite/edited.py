"""A site of which a few documents were edited: these are read again, of all others only what is known is taken."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from microsite.content_files import FOLDER
from microsite.front_matter import front_matter_region
from microsite.known import documents_of, hash_before_body, places_of, site_of, theme_of
from microsite.model import Document, Documents
from microsite.navigation import Navigation, ways_from
from microsite.problems import Report
from microsite.source import Source, read_source
from microsite.web import Web

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from microsite.known import Known, KnownDocument
    from microsite.navigation import Item, Step
    from microsite.page_keys import FrontMatter
    from microsite.site import Site


class Edited:
    """A known site with a few documents as they are now."""

    def __init__(self, root: Path, files: Sequence[str], known: Known) -> None:
        """Read these documents, as files of `content/`, again; they keep this order."""
        self.known = known
        self.theme = theme_of(known)
        self.found = documents_of(known.published, self.theme, files)
        read = [_read(root, self.found[file]) for file in files if file in self.found]
        self.documents = {document.file: document for document in read if document}
        self.paths = {document.source.path for document in self.documents.values()}
        self.is_whole = len(self.documents) == len(files) and not self._has_lines()
        """Whether nothing but the words of their texts may have changed, as far as can be told yet."""

    @cached_property
    def judged(self) -> Site:
        """The site as the rules for single pages need it: of the others it has those that they may ask about."""
        known = documents_of(self.known.published, self.theme, self.known.asked)
        others = {file: _without_text(found) for file, found in known.items()}
        published = (others | self.documents).values()
        return site_of(self.known, self.theme, published, self._withheld, self._navigation())

    @cached_property
    def site(self) -> Site:
        """The site; of the other documents it has no text."""
        known = documents_of(self.known.published, self.theme, self.known.published)
        published = tuple(self.documents.get(file) or _without_text(found) for file, found in known.items())
        documents = Documents(published, self._withheld, {})
        ways = ways_from(self.documents.values(), documents, Web(self.known.base_url), Report())
        return site_of(self.known, self.theme, published, self._withheld, self._navigation(*ways))

    @cached_property
    def _withheld(self) -> tuple[Document, ...]:
        return tuple(map(_without_text, documents_of(self.known.withheld, self.theme, self.known.withheld).values()))

    def _navigation(
        self, steps: dict[str, tuple[Step, ...]] | None = None, related: dict[str, tuple[Item, ...]] | None = None
    ) -> Navigation:
        return Navigation(self.known.menu, self.known.help, self.known.footer, steps or {}, related or {})

    def _has_lines(self) -> bool:
        """Tell whether something was found by comparing pages at a line of one of these: lines may have moved."""
        return any(problem.place.line and problem.place.path in self.paths for problem in self.known.of_site)


def _read(root: Path, known: KnownDocument[FrontMatter]) -> Document | None:
    """Return a document as it is now, or None where more has changed than its text, or something is wrong with it."""
    report = Report()
    path = f"{FOLDER}/{known.file}"
    source = read_source(root / path, path, report)
    region = front_matter_region(source, report) if source else None
    if source is None or region is None or report.problems or not source.text[region[2] :].strip():
        return None
    document = Document(source, known.file, known.address, known.front_matter, places_of(known, path), region[2])
    return document if hash_before_body(document) == known.before_body else None


def _without_text(known: KnownDocument[FrontMatter]) -> Document:
    return Document(Source(f"{FOLDER}/{known.file}", ""), known.file, known.address, known.front_matter, {}, 0)
