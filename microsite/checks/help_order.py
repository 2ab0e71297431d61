"""Help: the telephone numbers and the page for it stand in the same order on every page, so that they are found again.

https://www.w3.org/TR/WCAG22/#consistent-help says why.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microsite.checks.outline import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microsite.checks.checked import CheckedSite
    from microsite.problems import Problem


def moved_help(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages on which help stands in another order than on most; of each page type the first."""
    usual = _usual([outline.help for outline in checked.outlines.values()])
    told: set[str] = set()
    for path, outline in checked.outlines.items():
        document = checked.documents[path]
        page_type = document.front_matter.type
        here = [item for item in outline.help if item in usual]
        wanted = [item for item in usual if item in here]
        if here != wanted and page_type not in told:
            told.add(page_type)
            message = f"Help stands here as {_listed(here)}, and on most pages as {_listed(wanted)}."
            hint = f"Keep one order in the templates; this page is drawn by templates/pages/{page_type}.html."
            yield document.source.problem("moved-help", message, hint=hint)


CHECKS = ()
SITE_CHECKS = (moved_help,)


def _usual(orders: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the order that most pages have; of two that are as frequent, that of the first page."""
    return max(Counter(orders).items(), key=lambda order: order[1], default=((), 0))[0]


def _listed(items: Sequence[str]) -> str:
    return ", ".join("the text" if item == MAIN else f"“{item}”" for item in items)
