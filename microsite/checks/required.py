"""What the site's own rules ask of pages: what each must show, and where it may lead."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from microsite.checks.checked import split
from microsite.checks.scope import applies
from microsite.typography import smarten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.problems import Problem
    from microsite.rules import Required, Sources
    from microsite.tree import Shown


def missing(checked: CheckedSite) -> Iterator[Problem]:
    """Yield what a page must show and does not, unless one opens something."""
    for page in checked.pages:
        if shown := page.finished.shown:
            for rule in checked.site.config.settings.rules.required:
                if applies(rule, page.document):
                    yield from _missing(checked, page, rule, shown)


def unwanted_sources(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links to sites that are not to be linked to."""
    sources = checked.site.config.settings.rules.sources
    if not (sources.only or sources.never):
        return
    own = urlsplit(checked.site.web.base_url).hostname or ""
    for page in checked.pages:
        for link in page.page.links:
            parts = split(link.url) if "//" in link.url else None
            host = (parts.hostname or "") if parts else ""
            if host and host != own and not _may_be_linked(host, sources):
                message = f"“{host}” is not a site that this one links to."
                hint = f"Lead to another site, or take the link out. {sources.reason}".strip()
                yield page.written.problem("unwanted-source", message, page.written.address(link), hint=hint)


_ANYWHERE, _NOWHERE = 10_000, 10_001
"""Sections before something that may stand anywhere, and before something that does not stand there."""

CHECKS = (missing, unwanted_sources)
SITE_CHECKS = ()


def _missing(checked: CheckedSite, page: CheckedPage, rule: Required, shown: Shown) -> Iterator[Problem]:
    where, most = (" before its second section", 1) if rule.near_the_top else ("", _ANYWHERE)
    for written in rule.links:
        if shown.links.get(checked.url_of(written), _NOWHERE) > most:
            message = f"This page has no link to “{written}”{where}."
            yield page.written.whole("missing-required", message, hint=_hint(rule, f"Write [words]({written})."))
    if rule.text and smarten(" ".join(rule.text.split())) not in shown.text:
        message = f"This page does not show “{rule.text}”."
        yield page.written.whole("missing-required", message, hint=_hint(rule, "Write it there."))
    if rule.component in checked.required and not (
        shown.components.get(rule.component, _NOWHERE) <= most and _has_block(page, rule)
    ):
        given = "".join(f' {name}="{value}"' for name, value in rule.parameters.items())
        line = f":::{rule.component}{given}"
        message = f"This page has no “{line}”{where}."
        yield page.written.whole(
            "missing-required", message, hint=_hint(rule, f"Write {line} and :::, each on a line.")
        )


def _hint(rule: Required, otherwise: str) -> str:
    return f"{otherwise} {rule.reason}".strip()


def _has_block(page: CheckedPage, rule: Required) -> bool:
    """Tell whether the text has the component with these parameters."""
    return any(
        block.component == rule.component
        and block.parameters is not None
        and all(str(block.parameters.get(name, "")) == value for name, value in rule.parameters.items())
        for block in page.page.blocks
    )


def _may_be_linked(host: str, sources: Sources) -> bool:
    if any(_is_within(host, name) for name in sources.never):
        return False
    return not sources.only or any(_is_within(host, name) for name in sources.only)


def _is_within(host: str, name: str) -> bool:
    return host == name or host.endswith(f".{name}")
