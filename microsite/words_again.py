"""The words of a small edit: texts into HTML. This may be done aside; nothing else of the site is read for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from microsite.entries import bytes_of
from microsite.front_matter import front_matter_region
from microsite.last_run import PAGES, WORDS
from microsite.model import Document
from microsite.page_keys import FrontMatter
from microsite.problems import Report
from microsite.prose.known import read_prose
from microsite.source import read_source
from microsite.texts import text_of

if TYPE_CHECKING:
    from microsite.aside import Channel
    from microsite.last_run import Look
    from microsite.texts import Text


def texts_of(look: Look) -> list[Text]:
    """Return each edited text as HTML, or nothing where one cannot be read, or something is wrong with it."""
    report = Report()
    read = [_read(Path(look.root), file, report) for file in look.texts()]
    documents = [document for document in read if document]
    try:
        kept = bytes_of(look.file(PAGES, WORDS))
    except OSError:
        return []  # the whole build makes it again
    prose = read_prose(kept, [found.source.text for found in documents])
    if prose is None or len(documents) < len(read):
        return []
    texts = [text_of(prose.page(document, report)) for document in documents]
    return [] if report.problems else texts


def _read(root: Path, file: str, report: Report) -> Document | None:
    """Return a document with nothing of its front matter: that is as it was, or all this is thrown away."""
    source = read_source(root / "content" / file, f"content/{file}", report)
    region = front_matter_region(source, report) if source else None
    if source is None or region is None:
        return None
    return Document(source, file, "", FrontMatter(title="", description=""), {}, region[2])


def work_aside(channel: Channel, look: Look) -> None:
    """Turn the texts of a small edit into HTML for another process, then tell it whether the site stands as it was."""
    channel.send(msgspec.msgpack.encode(texts_of(look)))
    channel.send(b"stands" if look.stands() else b"")
