"""Links: each says where it leads, is secure, and tracks nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from microsite.checks.broken import FROM_TEMPLATE, of_template, written_urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microsite.checks.checked import CheckedSite
    from microsite.model import Link
    from microsite.problems import Place, Problem
    from microsite.source import Source
    from microsite.tree import FinishedPage

_VAGUE = frozenset(
    {"click", "click here", "here", "learn more", "link", "more", "read more", "see here", "this link", "this page"}
)
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_TRACKING = re.compile(
    r"utm_\w+|gclid|gclsrc|dclid|gbraid|wbraid|gad_\w+|_gl|_ga|srsltid"  # Google
    r"|fbclid|fb_action_\w+|igshid|igsh|msclkid|twclid|ttclid|yclid|li_fat_id|epik|rdt_cid"  # others who advertise
    r"|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|__hs\w+|vero_\w+|oly_\w+_id",  # what letters to many are sent with
    re.IGNORECASE,
)
_SEPARATOR = re.compile("(&(?:amp;)?)")
_WHOLE_ADDRESS = re.compile(r"https?://[^\s()<>\"']+", re.IGNORECASE)
_WEB = re.compile("(?:https?:)?//|www[.]", re.IGNORECASE)
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
    facts = checked.site.config.settings.facts
    for page in checked.pages:
        for link in page.page.links:
            names, clean = _without_tracking(link.written)
            if not names:
                continue
            offset = page.written.address(link)
            if offset < 0 and any(link.written in fact for fact in facts.values()):
                continue  # told where the fact stands
            yield from _tracks(page.document.source, offset, link.written, names, clean)
        for number, step in enumerate(page.document.front_matter.next):
            names, clean = _without_tracking(step.to)
            if not names:
                continue
            place = page.document.place(f"next.{number}.to")
            yield from _tracks(
                page.document.source, _after(page.document.source, place, step.to), step.to, names, clean
            )


def tracking_in_settings(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links of the crisis line and of facts that do."""
    config = checked.site.config
    texts = {f"facts.{name}": fact for name, fact in config.settings.facts.items()}
    for key, text in {"crisis_line": config.settings.crisis_line, **texts}.items():
        for written in _WHOLE_ADDRESS.findall(text):
            names, clean = _without_tracking(written)
            yield from _tracks(config.source, _after(config.source, config.place(key), written), written, names, clean)


CHECKS = (insecure, without_text, vague, ambiguous, tracking)
TEMPLATE_CHECKS = (without_text_in_templates,)
SITE_CHECKS = (tracking_in_settings,)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .,:;!?…→›»>")


def _is_vague(link: Link) -> bool:
    if link.url.startswith(("tel:", "sms:", "mailto:")):
        return False
    return _folded(link.text) in _VAGUE or bool(_WEB_ADDRESS.fullmatch(link.text))


def _after(source: Source, place: Place, text: str) -> int:
    """Return the offset of a text that stands at a place or behind it, or -1."""
    return source.text.find(text, source.offset(place.line)) if place.line else -1


def _tracks(source: Source, offset: int, written: str, names: Sequence[str], clean: str) -> Iterator[Problem]:
    """Yield that an address tracks by these names, if there are any."""
    if names:
        message = f"The link tracks the reader with “{'” and “'.join(names)}”."
        fix = source.replaced(offset, written, clean)
        yield source.problem_at("tracking-link", message, offset, hint=f"Write “{clean}”.", fix=fix)


def _without_tracking(written: str) -> tuple[tuple[str, ...], str]:
    """Return the names of the parameters that track, and the address without them."""
    if "=" not in written:
        return (), written
    address, mark, fragment = written.partition("#")
    path, question, query = address.partition("?")
    names: dict[str, None] = {}
    query, fragment = _clean(query, names), _clean(fragment, names)
    if not names or not _WEB.match(written):
        return (), written
    return tuple(names), path + (question and query and "?") + query + (mark and fragment and "#") + fragment


def _clean(fields: str, names: dict[str, None]) -> str:
    """Return what stands behind “?” or “#” without what tracks; note the names of that."""
    first, *rest = _SEPARATOR.split(fields)
    kept: list[tuple[str, str]] = []
    for separator, field in zip(("", *rest[::2]), (first, *rest[1::2]), strict=True):
        name, equals, _ = field.partition("=")
        name = unquote(name).replace("\\", "")
        if equals and _TRACKING.fullmatch(name):
            names[name] = None
        else:
            kept.append((separator, field))
    return "".join(field if number == 0 else separator + field for number, (separator, field) in enumerate(kept))
