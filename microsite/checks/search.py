"""Search engines: the live site may be found by them, a preview may not, whatever a template says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.checks.broken import of_template
from microsite.serving import is_live

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.problems import Problem
    from microsite.tree import FinishedPage

# What a page says to search engines, as it can be written in a template: to all, or to the one that it names
# (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag).
_META = re.compile(rb"<meta\b[^>]*\bname\s*=\s*[\"']?(?:robots|googlebot|bingbot|slurp)\b[^>]*>", re.IGNORECASE)
_UNLISTED = re.compile(rb"\bcontent\s*=\s*(?:\"[^\">]*|'[^'>]*|)\b(?:noindex|none)\b", re.IGNORECASE)


def hidden_or_open(checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem]:
    """Yield pages for visitors that a template hides from search engines, and pages of a preview that it does not."""
    if finished.page is None or not finished.page.document.listed or checked.site.portable:
        return  # a copy to carry is for nobody's search engine, and says so where it has drafts
    live, data = is_live(checked.site), finished.output.data
    is_hidden = any(_UNLISTED.search(found[0]) for found in _META.finditer(data))
    if live and is_hidden:
        message = "The page tells search engines not to list it, though this is the site itself and no preview."
        hint = "It stands in a template: write it only where “page.indexed” is false, as partials/head.html does."
        yield of_template(finished, "page-hides-from-search", message, hint)
    elif not live and not is_hidden:
        message = "The page lets search engines list it, though this is a preview at another address."
        hint = 'Put <meta name="robots" content="noindex"> into the head where “page.indexed” is false.'
        yield of_template(finished, "preview-open-to-search", message, hint)


CHECKS = ()
TEMPLATE_CHECKS = (hidden_or_open,)
SITE_CHECKS = ()
