"""Publish a site again of which only the texts of a few pages have changed: no other page is read, made or written.

Whatever else may have changed - a title, a link, a heading to which another page leads, a mistake - is left to the
whole build, which gives the same. One process does the words, another draws, where there are two.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from microsite.documents import FOLDER
from microsite.edited import Edited, Verdict
from microsite.model import Output
from microsite.ours import MANIFEST, MARKER, host_folder, marked_in
from microsite.problems import Problem, Report
from microsite.texts import Text, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microsite.aside import Channel
    from microsite.cache import Cache
    from microsite.manifest import Manifest
    from microsite.records import Records
    from microsite.site import Site
    from microsite.staging import Tree
    from microsite.words_again import Words

LARGE = 512 * 1024
"""A page of so many bytes may pass a limit of its host; that is for the whole build to say."""


class Again(Struct, frozen=True):
    """A site of which a few pages were made again."""

    site: Site
    changed: tuple[Output, ...]
    """The files of the site that have changed, or may have."""
    manifest: Manifest
    trees: Mapping[Path, Tree]
    """What the folders hold in which it stands."""
    told: tuple[Problem, ...]
    """Everything that is told of the site now."""


class WordsAside:
    """The words of a small edit, done by another process."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def texts(self) -> list[Text]:
        """Return each text as HTML, or nothing where more has changed than their words, or the process has ended."""
        data = self.channel.receive()
        return msgspec.msgpack.decode(data, type=list[Text]) if data else []

    def judge(self, drawn: Sequence[bytes]) -> None:
        """Let the rules be asked about the pages, drawn. That the process has ended meanwhile shows in the verdict."""
        with contextlib.suppress(OSError):
            self.channel.send(msgspec.msgpack.encode(drawn))

    def verdict(self) -> Verdict:
        """Return what the rules say of the pages."""
        data = self.channel.receive()
        return msgspec.msgpack.decode(data, type=Verdict) if data else Verdict(as_before=False)


def make_again(edited: Edited, words: Words | WordsAside, records: Records, cache: Cache) -> Again | None:
    """Return the site with its edited documents, or None where more has changed than the words of their texts."""
    from microsite.render import Renderer  # noqa: PLC0415  while another process turns texts into HTML

    if not edited.is_whole:
        return None
    site, report = edited.site, Report()
    renderer = Renderer(site, edited.known.crisis_line, report)
    texts = words.texts()
    if not texts:
        return None
    pages = [
        page_of(text, document, site.theme.components)
        for text, document in zip(texts, edited.documents.values(), strict=True)
    ]
    outputs = tuple(renderer.draw_page(page) for page in pages)
    if report.problems or any(output.size > LARGE for output in outputs):
        return None
    words.judge([output.data for output in outputs])
    fitted, trees = _fit(site, outputs, records.folder, cache), records.trees()
    verdict = words.verdict()
    if fitted is None or not verdict.as_before:
        return None
    others = (problem for problem in records.told() if problem.place.path not in edited.paths)
    return Again(site, *fitted, trees, (*others, *verdict.told))


def _fit(
    site: Site, outputs: tuple[Output, ...], folder: Path, cache: Cache
) -> tuple[tuple[Output, ...], Manifest] | None:
    """Return the files that have changed with these, and the record of the build; None where it cannot be told."""
    import microsite.publish  # noqa: F401, PLC0415  before it is needed, while the rules are asked
    from microsite.compression import compressed  # noqa: PLC0415
    from microsite.hosts import host_named  # noqa: PLC0415
    from microsite.manifest import changed_manifest, read_manifest  # noqa: PLC0415

    try:
        before = read_manifest((host_folder(folder) / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None  # the whole build makes it again
    copies = tuple(compressed(outputs, host_named(site.config.settings.host).encodings, cache))
    record, version = changed_manifest(before, outputs, copies)
    if _encodings(record) != _encodings(before):
        return None
    return (*outputs, *copies, version), record


def put_again(again: Again, folder: Path, root: Path, report: Report) -> bool:
    """Put the pages that were made again in place; tell whether that was done. Raises AnotherBuild."""
    from microsite.manifest import write_manifest  # noqa: PLC0415  while another process asks the rules
    from microsite.publish import NotAsPublished, publish_changes  # noqa: PLC0415  as above

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
