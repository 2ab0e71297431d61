"""Publish a site again of which only the texts of a few pages have changed: no other page is read, made or written.

Whatever else may have changed - a title, a link, a heading to which another page leads, a mistake - is left to the
whole build, which gives the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.checks import waive
from microsite.checks.checked import CheckedSite
from microsite.compression import compressed
from microsite.documents import FOLDER
from microsite.front_matter import front_matter_region
from microsite.hosts import host_named
from microsite.known import documents_of, hash_before_body, hash_of_outline, site_of, theme_of
from microsite.making import Maker
from microsite.manifest import FILE as MANIFEST
from microsite.manifest import changed_manifest, read_manifest, write_manifest
from microsite.memory import Memory
from microsite.model import Document, Documents, Output
from microsite.navigation import Navigation, ways_from
from microsite.ours import MARKER, marked_in
from microsite.problems import ERROR, Report
from microsite.prose import make_converter, make_prose
from microsite.publish import NotAsPublished, host_folder, publish_changes
from microsite.render import Renderer
from microsite.source import Source, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microsite.cache import Cache
    from microsite.known import Known, KnownDocument
    from microsite.making import Made
    from microsite.manifest import Manifest
    from microsite.model import FrontMatter
    from microsite.problems import Problem
    from microsite.site import Site

LARGE = 512 * 1024
"""A page of so many bytes may pass a limit of its host; that is for the whole build to say."""


class Again(Struct, frozen=True):
    """A site of which a few pages were made again."""

    site: Site
    changed: tuple[Output, ...]
    """The files of the site that have changed, or may have."""
    manifest: Manifest
    told: tuple[Problem, ...]
    """Everything that is told of the site now."""


class _Maker(Maker):
    def pictures(self, document: Document, report: Report) -> tuple[Output, ...]:
        """Return none: the picture for sharing shows the title, which has not changed."""
        del document, report
        return ()


def make_again(
    root: Path, files: Sequence[str], known: Known, told: Iterable[Problem], folder: Path, cache: Cache
) -> Again | None:
    """Return the site with these documents as they are now, or None where more has changed than the words of texts.

    `told` is what was told of it last, `folder` where it stands.
    """
    manifest = _manifest(folder)
    if manifest is None:
        return None
    theme = theme_of(known)
    found = documents_of(known.published, theme)
    documents = [_read(root, found[file]) if file in found else None for file in files]
    changed = {document.file: document for document in documents if document}
    if len(changed) != len(files) or _has_lines(known.of_site, changed):
        return None
    maker = _maker(known, found, changed)
    report, made = Report(), [maker.make(document) for document in changed.values()]
    for page in made:
        report.extend(page.problems)
    if not all(map(_is_as_before, made, (found[file] for file in changed))):
        return None
    paths = {document.source.path for document in changed.values()}
    of_site = (problem for problem in known.of_site if problem.place.path in paths)
    of_pages = (problem for page in made if page.judged for problem in page.judged.problems)
    report.extend(waive((*of_site, *of_pages), tuple(changed.values())))
    if report.count(ERROR):
        return None
    outputs = tuple(page.outputs[0] for page in made)
    copies = tuple(compressed(outputs, host_named(known.settings.host).encodings, cache))
    record, version = changed_manifest(manifest, outputs, copies)
    if any(output.size > LARGE for output in outputs) or _encodings(record) != _encodings(manifest):
        return None
    others = (problem for problem in told if problem.place.path not in paths)
    return Again(maker.checked.site, (*outputs, *copies, version), record, (*others, *report.problems))


def put_again(again: Again, folder: Path, root: Path, report: Report) -> bool:
    """Put the pages that were made again in place; tell whether that was done. Raises AnotherBuild."""
    beside = host_folder(folder)
    record = Output(MANIFEST, write_manifest(again.manifest), beside=True)
    others = [
        Output(path, (beside / path).read_bytes(), beside=True) for path in marked_in(beside) - {MARKER, MANIFEST}
    ]
    sources = (root / FOLDER, Path(again.site.theme.folder), root / "site_config.yaml")
    changed = {output.path: output.data for output in again.changed}
    try:
        return publish_changes(changed, (), folder, root, sources, report, beside=[record, *others]) is not None
    except NotAsPublished:
        return False


def _manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest((host_folder(folder) / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None  # the whole build makes it again


def _read(root: Path, known: KnownDocument[FrontMatter]) -> Document | None:
    """Return a document as it is now, or None where more has changed than its text, or something is wrong with it."""
    report = Report()
    path = f"{FOLDER}/{known.file}"
    source = read_source(root / path, path, report)
    region = front_matter_region(source, report) if source else None
    if source is None or region is None or report.problems or not source.text[region[2] :].strip():
        return None
    document = Document(source, known.file, known.address, known.front_matter, known.places, region[2])
    return document if hash_before_body(document) == known.before_body else None


def _has_lines(of_site: Iterable[Problem], changed: Mapping[str, Document]) -> bool:
    """Tell whether something was found by comparing pages at a line of one that has changed: lines may have moved."""
    paths = {document.source.path for document in changed.values()}
    return any(problem.place.line and problem.place.path in paths for problem in of_site)


def _maker(known: Known, found: Mapping[str, KnownDocument[FrontMatter]], changed: Mapping[str, Document]) -> Maker:
    theme = theme_of(known)
    published = tuple(changed.get(file) or _without_text(document) for file, document in found.items())
    withheld = tuple(map(_without_text, documents_of(known.withheld, theme).values()))
    nothing = Navigation(known.menu, known.help, known.footer, {}, {})
    site = site_of(known, theme, published, withheld, nothing)
    ways = ways_from(changed.values(), Documents(published, withheld, {}), site.web, Report())
    site = site_of(known, theme, published, withheld, Navigation(known.menu, known.help, known.footer, *ways))
    converter = make_converter(site.config)
    prose = make_prose(site.documents, site.config, theme, site.web, site.assets, converter)
    renderer = Renderer(site, converter, Report())
    return _Maker(prose, renderer, CheckedSite(site, frozenset(known.paths)), Memory())


def _without_text(known: KnownDocument[FrontMatter]) -> Document:
    return Document(Source(f"{FOLDER}/{known.file}", ""), known.file, known.address, known.front_matter, {}, 0)


def _is_as_before(made: Made, known: KnownDocument[FrontMatter]) -> bool:
    """Tell whether all that others may ask of a page is as it was."""
    return bool(known.outline) and hash_of_outline(made.judged) == known.outline


def _encodings(manifest: Manifest) -> list[tuple[str, ...]]:
    return [file.encodings for file in manifest.files]
