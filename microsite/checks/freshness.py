"""Reviews: when a page was last checked as a whole, and when that is due again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.problems import Problem

SOON = 30
"""Days before a review is due at which its page is named."""

A_YEAR = timedelta(days=366)
"""How long a review holds where the page does not say it."""

_REVIEW = "Read the whole page, check its facts, then change “reviewed_on” and “review_by”."


def reviewed_in_future(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages that say that they were reviewed on a day that has not come."""
    today = checked.site.today
    for page in checked.pages:
        day = page.document.front_matter.reviewed_on
        if day and day > today:
            message = f"“{day}” has not come yet, so nobody can have reviewed the page then."
            hint = f"Write the day of the review. Today is {today}."
            yield page.written.problem("reviewed-in-future", message, page.document.place("reviewed_on"), hint=hint)


def due_before_reviewed(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages whose next review is due before the last one, or on the same day."""
    for page in checked.pages:
        front_matter = page.document.front_matter
        if front_matter.reviewed_on and front_matter.review_by and front_matter.review_by <= front_matter.reviewed_on:
            message = f"The next review is due on {front_matter.review_by}, before the last one."
            hint = f"Write a day after {front_matter.reviewed_on}."
            yield page.written.problem("review-before-last", message, page.document.place("review_by"), hint=hint)


def review_due(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages whose next review is overdue or due soon."""
    for page in checked.pages:
        front_matter = page.document.front_matter
        reviewed, due, key = front_matter.reviewed_on, front_matter.review_by, "review_by"
        if due is None and reviewed:
            due, key = reviewed + A_YEAR, "reviewed_on"
        if due is None or (reviewed and due <= reviewed):
            continue
        place, left = page.document.place(key), (due - checked.site.today).days
        if left < 0:
            message = f"The review of this page is overdue since {due}, {_days(-left)} ago."
            yield page.written.problem("review-overdue", message, place, hint=_REVIEW)
        elif left <= SOON:
            when = f"in {_days(left)}, on {due}" if left else "today"
            yield page.written.problem("review-due-soon", f"This page is due for review {when}.", place, hint=_REVIEW)


def never_reviewed(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages about health that do not say when they were last reviewed."""
    page_types, about = checked.site.theme.page_types, checked.site.config.settings.about
    for page in checked.pages:
        front_matter = page.document.front_matter
        page_type = page_types.get(front_matter.type)
        is_medical = page_type is not None and page_type.file.schema_org == "MedicalWebPage"
        # A site, or a page, that names no treatment is not about health, whatever its page types are made for.
        if is_medical and (about or front_matter.about) and not (front_matter.reviewed_on or page.document.is_tool):
            message = "This page is about health, and does not say when it was last reviewed."
            hint = "Read the whole page, check its facts, then write “reviewed_on” and “review_by” above the text."
            yield page.written.whole("never-reviewed", message, hint=hint)


CHECKS = (never_reviewed, reviewed_in_future, due_before_reviewed, review_due)
SITE_CHECKS = ()


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
