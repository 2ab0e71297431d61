"""Titles and descriptions: each page its own, and of a length that search engines show whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.model import Document
    from microsite.page_keys import FrontMatter
    from microsite.problems import Problem

MAX_TITLE = 65
MIN_DESCRIPTION, MAX_DESCRIPTION = 50, 160


def same_title(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages with the title of an earlier one."""
    hint = "Say in each title what only this page tells."
    for document, earlier in _same(checked, lambda front_matter: front_matter.title):
        message = f"“{document.source.path}” and “{earlier}” have the same title."
        yield _problem(document, "duplicate-title", message, "title", hint)


def same_description(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages with the description of an earlier one."""
    hint = "Say in each description what only this page tells."
    for document, earlier in _same(checked, lambda front_matter: front_matter.description):
        message = f"“{document.source.path}” and “{earlier}” have the same description."
        yield _problem(document, "duplicate-description", message, "description", hint)


def title_length(checked: CheckedSite) -> Iterator[Problem]:
    """Yield titles that search engines cut off."""
    for page in checked.pages:
        count = len(page.document.front_matter.title)
        if count > MAX_TITLE:
            message = f"The title has {count} characters; at most {MAX_TITLE} are shown in search results."
            hint = "Say the same in fewer words."
            yield page.written.problem("title-length", message, page.document.place("title"), hint=hint)


def description_length(checked: CheckedSite) -> Iterator[Problem]:
    """Yield descriptions that say too little or are cut off."""
    for page in checked.pages:
        count = len(page.document.front_matter.description)
        if 0 < count < MIN_DESCRIPTION:
            message = f"The description has {count} characters; at least {MIN_DESCRIPTION} are needed."
            hint = "Say in one whole sentence what the reader learns here."
        elif count > MAX_DESCRIPTION:
            message = f"The description has {count} characters; at most {MAX_DESCRIPTION} are shown in search results."
            hint = "Say the same in fewer words."
        else:
            continue
        yield page.written.problem("description-length", message, page.document.place("description"), hint=hint)


CHECKS = (title_length, description_length)
SITE_CHECKS = (same_title, same_description)


def _same(checked: CheckedSite, value: Callable[[FrontMatter], str]) -> Iterator[tuple[Document, str]]:
    """Yield documents whose value an earlier one has too, with the path of the first of them."""
    first: dict[str, str] = {}
    for document in (checked.documents[path] for path in checked.outlines):
        path = document.source.path
        text = " ".join(value(document.front_matter).casefold().split())
        earlier = first.setdefault(text, path)
        if text and earlier != path:
            yield document, earlier


def _problem(document: Document, code: str, message: str, key: str, hint: str) -> Problem:
    place = document.place(key)
    return document.source.problem(code, message, place.line, place.column, hint=hint)
