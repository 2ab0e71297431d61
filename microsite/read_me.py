"""The words that go along with a copy of the site: how to open it, where the site is, and which pages are drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.amounts import written_date
from microsite.model import output_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.site import Site

READ_ME = "READ ME.txt"

MARK = "A copy of a website, made by Microsite"
"""The first words of each, by which a packed copy is known when it is to be replaced."""


def read_me(site: Site) -> bytes:
    """Return the words as a text file that the oldest editor of Windows shows as they are."""
    return "".join(f"{line}\r\n" for line in _lines(site)).encode("utf-8-sig")


def _lines(site: Site) -> Iterator[str]:
    yield MARK
    yield ""
    yield site.config.settings.name
    yield f"as it was on {written_date(site.today)}"
    if site.drafts_to_review:
        yield ""
        yield "DRAFT, FOR REVIEW ONLY"
        yield "Do not pass it on, and do not put it on the web. These pages are drafts, and say so:"
        for document in site.drafts_to_review:
            yield f"- {document.title}: {output_path(document.address)}"
    yield ""
    yield "HOW TO OPEN IT"
    yield "1. If it came as a zip file, unpack all of it first."
    yield '   Windows: right-click the file, and choose "Extract All". Mac: double-click it.'
    yield "   Inside the zip file the pages look bare, and their links lead nowhere."
    yield '2. Open the folder, and double-click "index.html". Your browser shows it.'
    yield "   You need no network. Only links to other websites do."
    yield ""
    yield "A COPY GROWS OLD"
    yield "Telephone numbers and facts may have changed since. The website itself is at"
    yield site.web.base_url
