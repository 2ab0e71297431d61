"""When each page is to be reviewed, in the order in which it is to be done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.amounts import counted
from microsite.documents import DRAFT, LATER, OVER, standing

if TYPE_CHECKING:
    from microsite.model import Document, Documents

OVERDUE, TO_COME, UNDATED = "overdue", "to come", "undated"

_MARKS = {DRAFT: "draft", LATER: "not yet published", OVER: "over"}


class Review(Struct, frozen=True):
    """A page and when it is to be checked again."""

    document: Document
    today: date

    @property
    def review_by(self) -> date | None:
        """The day it is due."""
        return self.document.front_matter.review_by

    @property
    def days_left(self) -> int | None:
        """Days from today to the day it is due; negative where that is over, None where there is no such day."""
        return (self.review_by - self.today).days if self.review_by else None

    @property
    def state(self) -> str:
        """`OVERDUE`, `TO_COME` (also today) or `UNDATED`."""
        left = self.days_left
        if left is None:
            return UNDATED
        return OVERDUE if left < 0 else TO_COME

    @property
    def words(self) -> str:
        """How long there is left: `in 12 days`, `today`, `3 days over`, `no review date`."""
        left = self.days_left
        if left is None:
            return "no review date"
        if left < 0:
            return f"{counted(-left, 'day')} over"
        return f"in {counted(left, 'day')}" if left else "today"

    @property
    def standing(self) -> str:
        """What becomes of the page today, as `documents.standing` says it."""
        return standing(self.document.front_matter, self.today)

    @property
    def mark(self) -> str:
        """Why visitors do not see the page, in a word or two; nothing where they do."""
        return _MARKS.get(self.standing, "")

    @property
    def title(self) -> str:
        """The title of the page on one line, or its file where it has none that could be read."""
        return " ".join(self.document.title.split()) or self.document.file


def reviews(documents: Documents, today: date) -> tuple[Review, ...]:
    """Return the reviews by date, the longest overdue first, pages without a review date last.

    Drafts and pages that are to appear later are among them; pages that are over are not: nobody reads them any more.
    """
    found = [Review(document, today) for document in every(documents) if not document.is_tool]
    found = [review for review in found if review.standing != OVER]
    return tuple(sorted(found, key=_order))


def every(documents: Documents) -> tuple[Document, ...]:
    """Return all documents by file, each once, also those that the preview shows and withholds at the same time."""
    by_file = {document.file: document for document in (*documents.published, *documents.withheld)}
    return tuple(by_file[file] for file in sorted(by_file))


def _order(review: Review) -> tuple[bool, date, str]:
    return review.review_by is None, review.review_by or date.max, review.document.file
