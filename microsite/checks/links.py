"""Links: each says where it leads, is secure, and tracks nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlunsplit

from microsite.checks.broken import FROM_TEMPLATE, of_template, written_urls
from microsite.checks.checked import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.model import Link
    from microsite.problems import Problem
    from microsite.tree import FinishedPage

_VAGUE = frozenset(
    {"click", "click here", "here", "learn more", "link", "more", "read more", "see here", "this link", "this page"}
)
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|gclid|fbclid|msclkid", re.IGNORECASE)
_INSECURE = "http://"


def insecure(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links without encryption."""
    for page in checked.pages:
        for link in page.page.links:
            if link.url.lower().startswith(_INSECURE):
                message = f"“{link.url}” is not a secure address."
                hint = f"Write “https://{link.url[len(_INSECURE) :]}”, and try whether it opens."
                yield page.written.problem("http-link", message, page.written.address(link), hint=hint)


def without_text(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links that nobody can see or hear."""
    for page in checked.pages:
        for link in page.page.links:
            if not link.text:
                message = f"The link to “{link.written}” has no text."
                hint = f"Say between the brackets where it leads, as [What it costs]({link.written})."
                yield page.written.problem("empty-link", message, page.written.address(link), hint=hint)


def without_text_in_templates(_checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem]:
    """Yield links of the frame that nobody can see or hear."""
    written = written_urls(finished)
    for link in finished.links:
        if not link.text and link.url not in written:
            yield of_template(finished, "empty-link", f"The link to “{link.url}” has no text.", FROM_TEMPLATE)


def vague(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links whose text does not tell where they lead."""
    for page in checked.pages:
        for link in page.page.links:
            if _is_vague(link):
                message = f"“{link.text}” does not say where the link leads."
                hint = "Use words that say what the reader finds there, as “What it costs”."
                yield page.written.problem("vague-link", message, page.written.address(link), hint=hint)


def ambiguous(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links that read like an earlier one of the page but lead elsewhere."""
    for page in checked.pages:
        first: dict[str, Link] = {}
        for link in page.page.links:
            earlier = first.setdefault(_folded(link.text), link)
            if link.text and earlier.url != link.url and not _is_vague(link):
                message = f"“{link.text}” leads to “{link.written}” here, but to “{earlier.written}” further up."
                hint = "Give the two links different texts, or let both lead to the same page."
                yield page.written.problem("ambiguous-link", message, page.written.address(link), hint=hint)


def tracking(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links whose address tells somebody where the reader came from."""
    for page in checked.pages:
        for link in page.page.links:
            names, clean = _without_tracking(link.written)
            if names:
                message = f"The link tracks the reader with “{'” and “'.join(names)}”."
                offset = page.written.address(link)
                fix = page.written.replaced(offset, link.written, clean)
                yield page.written.problem("tracking-link", message, offset, hint=f"Write “{clean}”.", fix=fix)


CHECKS = (insecure, without_text, vague, ambiguous, tracking)
TEMPLATE_CHECKS = (without_text_in_templates,)
SITE_CHECKS = ()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .,:;!?…→›»>")


def _is_vague(link: Link) -> bool:
    if link.url.startswith(("tel:", "sms:", "mailto:")):
        return False
    return _folded(link.text) in _VAGUE or bool(_WEB_ADDRESS.fullmatch(link.text))


def _without_tracking(written: str) -> tuple[tuple[str, ...], str]:
    """Return the names of the parameters that track, and the address without them."""
    parts = split(written) if "?" in written else None
    if parts is None:
        return (), written
    fields = parts.query.split("&")
    tracks = {field for field in fields if _TRACKING.fullmatch(field.partition("=")[0])}
    names = tuple(dict.fromkeys(field.partition("=")[0] for field in fields if field in tracks))
    rest = "&".join(field for field in fields if field not in tracks)
    return names, urlunsplit(parts._replace(query=rest))
