"""Downloads: a PDF can be read by everybody, and tells of nobody who did not mean to be told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite

_TAG = "Save it from the program that made it as a tagged, accessible PDF, or put its words on a page."
_EMPTY = "If that is not meant, empty the field in the properties of the document, and save the PDF anew."


def pdfs(checked: CheckedSite) -> Iterator[Problem]:
    """Yield PDFs that are none, that a screen reader cannot follow, and that name who wrote them."""
    found = [output for output in checked.outputs if output.path.lower().endswith(".pdf")]
    if not found:
        return
    from microsite.pdf import is_pdf, read_pdf  # noqa: PLC0415  most sites have none

    for output in found:
        place = Place(output.made_from or output.path)
        if not is_pdf(output.data):
            message = "This is no PDF, whatever its name says, or only a part of it is there."
            yield Problem(
                "not-a-pdf", message, place, "Copy it again, or save it as a PDF from the program that made it."
            )
            continue
        told = read_pdf(output.data)
        if not told.is_tagged and not told.is_locked:
            message = "This PDF has no tags, so a screen reader cannot tell its headings, lists and tables."
            yield Problem("untagged-pdf", message, place, _TAG)
        if told.author:
            yield Problem("pdf-author", f"This PDF says that “{told.author}” wrote it.", place, _EMPTY)


CHECKS = ()
SITE_CHECKS = (pdfs,)
