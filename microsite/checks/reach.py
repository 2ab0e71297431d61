"""Ways to a page: some other page's text leads to it, and it is not far from home."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from microsite.model import output_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.problems import Problem

MAX_CLICKS = 2
_HOME = output_path("/")


def orphans(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages that no other page's text leads to."""
    for page in checked.pages:
        # A page without a title has no front matter that could be read, and that is told.
        if page.document.listed and page.document.title and page.path != _HOME and page.path not in checked.ways:
            hint = f"Link to “{page.document.file}” on a page where readers need it."
            yield page.written.whole("orphan-page", "No other page's text leads to this page.", hint=hint)


def far_from_home(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages that take too many clicks from the home page."""
    ways = {
        page.path: {path for path in paths if path and path != page.path}
        for page, paths in zip(checked.pages, checked.links, strict=True)
    }
    if _HOME not in ways:
        return  # the report says so already
    clicks = _clicks(ways)
    linked = set().union(*ways.values())
    for page in checked.pages:
        count = clicks.get(page.path)
        # A page that nothing leads to is an orphan, which is told already.
        if not page.document.listed or page.path not in linked or (count is not None and count <= MAX_CLICKS):
            continue
        message = "No way leads from the home page to this page."
        if count is not None:
            message = f"This page is {count} clicks away from the home page; at most {MAX_CLICKS} are right."
        hint = "Put it into the menu, or link to it on a page nearer to home."
        yield page.written.whole("far-from-home", message, hint=hint)


CHECKS = ()
SITE_CHECKS = (orphans, far_from_home)


def _clicks(ways: dict[str, set[str]]) -> dict[str, int]:
    """Return for each output how many clicks it is away from home."""
    clicks, waiting = {_HOME: 0}, deque([_HOME])
    while waiting:
        here = waiting.popleft()
        for path in ways.get(here, ()):
            if path not in clicks:
                clicks[path] = clicks[here] + 1
                waiting.append(path)
    return clicks
