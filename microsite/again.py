"""Publish a site again of which only the texts of a few pages have changed: no other page is read, made or written.

Whatever else may have changed - a title, a link, a heading to which another page leads, a mistake - is left to the
whole build, which gives the same. One process does the words, another all else, where there are two.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec
from msgspec import Struct

from microsite.content_files import FOLDER
from microsite.frames import fill
from microsite.known import hash_of_outline
from microsite.marks import split_lead
from microsite.model import Output, output_path
from microsite.ours import MANIFEST, MARKER, host_folder, marked_in
from microsite.problems import ERROR, Problem, Report
from microsite.texts import Text, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microsite.aside import Channel
    from microsite.cache import Cache
    from microsite.edited import Edited
    from microsite.frames import Places
    from microsite.last_run import Look
    from microsite.manifest import Manifest
    from microsite.model import Page
    from microsite.records import Records
    from microsite.site import Site
    from microsite.staging import Tree

LARGE = 512 * 1024
"""A page of so many bytes may pass a limit of its host; that is for the whole build to say."""


class Again(Struct, frozen=True):
    """A site of which a few pages were made again."""

    site: Site
    changed: tuple[Output, ...]
    """The files of the site that have changed, or may have."""
    manifest: Manifest
    places: Mapping[str, Places]
    """Where the texts of the pages stand in their files now."""
    trees: Mapping[Path, Tree]
    """What the folders hold in which it stands."""
    told: tuple[Problem, ...]
    """Everything that is told of the site now."""


class Words(Protocol):
    """What turns the texts of edited documents into HTML, and knows the published site."""

    def texts(self) -> Sequence[Text]:
        """Return each text as HTML, or nothing where more has changed than their words, or nobody can tell."""

    def stands(self) -> bool:
        """Tell, after that, whether every file of the published site is as the last run left it."""


class WordsAside(NamedTuple):
    """Another process does the words."""

    channel: Channel

    def texts(self) -> Sequence[Text]:
        """Return each text as HTML, or nothing where more has changed than their words, or the process has ended."""
        data = self.channel.receive()
        return msgspec.msgpack.decode(data, type=list[Text]) if data else ()

    def stands(self) -> bool:
        """Tell whether every file of the published site is as the last run left it."""
        return bool(self.channel.receive())


class WordsHere(NamedTuple):
    """The same process does the words as well."""

    look: Look

    def texts(self) -> Sequence[Text]:
        """Return each text as HTML, or nothing where more has changed than their words."""
        from microsite.words_again import texts_of  # noqa: PLC0415  where another process does them, it is not needed

        return texts_of(self.look)

    def stands(self) -> bool:
        """Tell whether every file of the published site is as the last run left it."""
        return self.look.stands()


def make_again(edited: Edited, words: Words, records: Records, cache: Cache) -> Again | None:
    """Return the site with its edited documents, or None where more has changed than the words of their texts."""
    # All that needs no text is done while another process turns it into HTML.
    from microsite import checks, publish  # noqa: F401, PLC0415

    before = _manifest_before(records.folder)
    if before is None or not edited.is_whole:
        return None
    site, trees = edited.judged, records.trees()
    texts = words.texts()
    if not texts:
        return None
    pages = [
        page_of(text, document, site.theme.components)
        for text, document in zip(texts, edited.documents.values(), strict=True)
    ]
    drawn = _draw(pages, edited, records)
    told = _judge(pages, [output for output, _ in drawn], edited) if drawn else None
    if told is None:
        return None
    fitted = _fit(site, tuple(output for output, _ in drawn), before, cache)
    if fitted is None or not words.stands():
        return None
    others = (problem for problem in records.told() if problem.place.path not in edited.paths)
    return Again(site, *fitted, {output.path: places for output, places in drawn}, trees, (*others, *told))


def _manifest_before(folder: Path) -> Manifest | None:
    """Return the record of the last build, or None where there is none that can be read."""
    from microsite.manifest import read_manifest  # noqa: PLC0415  while another process turns texts into HTML

    try:
        return read_manifest((host_folder(folder) / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None  # the whole build makes it again


def _draw(pages: Sequence[Page], edited: Edited, records: Records) -> list[tuple[Output, Places]]:
    """Return the pages drawn, and where their texts stand in them; nothing where more has changed."""
    drawn = []
    for page in pages:
        frame, path = edited.found[page.document.file].frame, output_path(page.address)
        if frame:
            parts = (*split_lead(page.html), page.sources)
            if not frame.fits(page, parts):
                return []
            try:
                before = (records.folder / path).read_bytes()
            except OSError:
                return []  # somebody has taken it away; the whole build makes it again
            data, places = fill(before, records.places(path, frame.places), parts)
            drawn.append((Output(path, data, page.document.source.path), places))
        elif output := _drawn_by_template(page, edited):
            drawn.append((output, ()))
    return drawn if len(drawn) == len(pages) and all(output.size <= LARGE for output, _ in drawn) else []


def _drawn_by_template(page: Page, edited: Edited) -> Output | None:
    """Return a page with components, or whose template looks into its text; None where a template has mistakes."""
    from microsite.deadline import in_time  # noqa: PLC0415  most pages are drawn without it
    from microsite.render import Renderer  # noqa: PLC0415  as above

    report = Report()
    renderer = Renderer(edited.site, edited.known.crisis_line, report)
    drawn = in_time(lambda: renderer.draw_page(page), page.document.source, report)
    return None if report.problems or not drawn else drawn[0]


def _judge(pages: Sequence[Page], outputs: Sequence[Output], edited: Edited) -> tuple[Problem, ...] | None:
    """Return what the rules say of the pages.

    None where something blocks, or something has changed of what others may ask of these pages.
    """
    from microsite.checks import judge_page, waive  # noqa: PLC0415  as above
    from microsite.checks.checked import CheckedSite, read_page  # noqa: PLC0415
    from microsite.deadline import in_time  # noqa: PLC0415

    checked = CheckedSite(edited.judged, frozenset(edited.known.paths))
    found = [problem for problem in edited.known.of_site if problem.place.path in edited.paths]
    for page, output in zip(pages, outputs, strict=True):
        judge = partial(judge_page, checked, read_page(checked, output, page))
        judged = in_time(judge, page.document.source, Report())
        outline = edited.found[page.document.file].outline
        if not judged or not outline or hash_of_outline(judged) != outline:
            return None
        found += judged.problems
    report = Report()
    report.extend(waive(found, tuple(edited.documents.values())))
    return None if report.count(ERROR) else report.problems


def _fit(
    site: Site, outputs: tuple[Output, ...], before: Manifest, cache: Cache
) -> tuple[tuple[Output, ...], Manifest] | None:
    """Return the files that have changed with these, and the record of the build; None where there are others now."""
    from microsite.compression import compressed  # noqa: PLC0415  while another process turns texts into HTML
    from microsite.hosts import host_named  # noqa: PLC0415
    from microsite.manifest import changed_manifest  # noqa: PLC0415

    copies = tuple(compressed(outputs, host_named(site.config.settings.host).encodings, cache))
    record, version = changed_manifest(before, outputs, copies)
    if _encodings(record) != _encodings(before):
        return None
    return (*outputs, *copies, version), record


def put_again(again: Again, folder: Path, root: Path, report: Report) -> bool:
    """Put the pages that were made again in place; tell whether that was done. Raises AnotherBuild."""
    from microsite.manifest import write_manifest  # noqa: PLC0415  as above
    from microsite.publish import NotAsPublished, publish_changes  # noqa: PLC0415

    beside = host_folder(folder)
    record = Output(MANIFEST, write_manifest(again.manifest), beside=True)
    others = [
        Output(path, (beside / path).read_bytes(), beside=True) for path in marked_in(beside) - {MARKER, MANIFEST}
    ]
    sources = (root / FOLDER, Path(again.site.theme.folder), root / "site_config.yaml")
    changed = {output.path: output.data for output in again.changed}
    try:
        done = publish_changes(changed, (), folder, root, sources, report, beside=[record, *others], trees=again.trees)
    except NotAsPublished:
        return False
    return done is not None


def _encodings(manifest: Manifest) -> list[tuple[str, ...]]:
    return [file.encodings for file in manifest.files]
