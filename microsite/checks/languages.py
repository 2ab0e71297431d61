"""Languages: a page says in which one it is, so that it is read aloud with the right sounds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.checks.broken import of_template
from microsite.languages import is_language, language_name, other_language, right_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.problems import Problem
    from microsite.tree import FinishedPage

_EXAMPLE = "Name it as “es” or “es-MX”."


def unknown_in_texts(checked: CheckedSite) -> Iterator[Problem]:
    """Yield names of languages in the text of a page that no program knows."""
    for page in checked.pages:
        for tag in dict.fromkeys(page.finished.languages):
            offset = -1 if is_language(tag) else _offset(page, tag)
            if offset >= 0:
                yield page.written.problem("unknown-language", _message(tag), offset, hint=_hint(tag))


def unknown_in_templates(checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem]:
    """Yield pages that do not say in which language they are, and wrong names in the frame."""
    if not finished.language:
        message = "The page does not say in which language it is."
        hint = 'Begin the template with <html lang="{{ site.language }}">.'
        yield of_template(finished, "unknown-language", message, hint)
    # A wrong name in the settings is told there.
    wanted = {finished.language, *finished.languages} - {"", checked.site.config.settings.language}
    prose = finished.page.document.source.prose if finished.page else ""
    for tag in sorted(wanted):
        if not is_language(tag) and _find(prose, tag) is None:
            yield of_template(finished, "unknown-language", _message(tag), f"It stands in a template. {_hint(tag)}")


def other(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages that seem to be in another language than they say."""
    for page in checked.pages:
        said = page.finished.language
        found = other_language((paragraph.text for paragraph in page.finished.paragraphs), said)
        if found:
            message = f"This page is said to be in {language_name(said)}, and seems to be in {language_name(found)}."
            hint = (
                f"Write {{: lang={found} }} below each paragraph that is, or “language: {found}” in site_config.yaml."
            )
            yield page.written.whole("other-language", message, hint=hint)


CHECKS = (unknown_in_texts, other)
TEMPLATE_CHECKS = (unknown_in_templates,)
SITE_CHECKS = ()


def _message(tag: str) -> str:
    return f"“{tag}” is no name of a language that programs know."


def _hint(tag: str) -> str:
    right = right_name(tag)
    return f"Write “{right}”." if right else _EXAMPLE


def _offset(page: CheckedPage, tag: str) -> int:
    found = _find(page.document.source.prose, tag)
    return found.start(1) if found else -1


def _find(prose: str, tag: str) -> re.Match[str] | None:
    return re.search(rf"""\{{[^{{}}\n]*\blang=["']?({re.escape(tag)})["']?[\s}}]""", prose)
