"""Ways to a page: some other page's text leads to it, and it is not far from home."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from microsite.model import output_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.model import Document
    from microsite.problems import Problem

MAX_CLICKS = 2
_HOME = output_path("/")


def orphans(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages that no other page's text leads to."""
    led_to: set[str] = set()
    for path, outline in checked.outlines.items():
        led_to.update(target for target in (*outline.text_leads, *_steps(checked, path)) if target != path)
    for path in checked.outlines:
        document = checked.documents[path]
        # A page without a title has no front matter that could be read, and that is told.
        if document.listed and document.title and path != _HOME and path not in led_to:
            hint = f"Link to “{document.file}” on a page where readers need it."
            yield _whole(document, "orphan-page", "No other page's text leads to this page.", hint)


def far_from_home(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages that take too many clicks from the home page."""
    ways = {path: outline.leads for path, outline in checked.outlines.items()}
    if _HOME not in ways:
        return  # the report says so already
    clicks = _clicks(ways)
    linked = {target for path, targets in ways.items() for target in targets if target != path}
    for path in ways:
        document, count = checked.documents[path], clicks.get(path)
        # A page that nothing leads to is an orphan, which is told already.
        if not document.listed or path not in linked or (count is not None and count <= MAX_CLICKS):
            continue
        message = "No way leads from the home page to this page."
        if count is not None:
            message = f"This page is {count} clicks away from the home page; at most {MAX_CLICKS} are right."
        hint = "Put it into the menu, or link to it on a page nearer to home."
        yield _whole(document, "far-from-home", message, hint)


CHECKS = ()
SITE_CHECKS = (orphans, far_from_home)


def _steps(checked: CheckedSite, path: str) -> Iterator[str]:
    """Yield the outputs to which the next steps and related pages of a page lead."""
    navigation, file = checked.site.navigation, checked.documents[path].file
    urls = [step.url for step in navigation.next.get(file, ())]
    urls += [item.url for item in navigation.related.get(file, ())]
    return (target.path for url in urls if (target := checked.target(url, path)))


def _whole(document: Document, code: str, message: str, hint: str) -> Problem:
    return document.source.problem(code, message, hint=hint)


def _clicks(ways: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Return for each output how many clicks it is away from home."""
    clicks, waiting = {_HOME: 0}, deque([_HOME])
    while waiting:
        here = waiting.popleft()
        for path in ways.get(here, ()):
            if path not in clicks:
                clicks[path] = clicks[here] + 1
                waiting.append(path)
    return clicks
