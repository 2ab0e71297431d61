"""The outline of a page: what the rules about the whole site may ask of it, small enough to be kept for every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.model import Link
from microsite.problems import Problem  # noqa: TC001  msgspec reads annotations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microsite.checks.checked import CheckedPage, CheckedSite


MAIN = ""
"""What stands for the main part of a page in the order of its help."""

_DIALS = ("tel:", "sms:")


class Pending(Struct, frozen=True, array_like=True):
    """What is wrong with a page if another file of the site lacks an id."""

    path: str
    anchor: str
    problem: Problem


class Outline(Struct, frozen=True, array_like=True):
    """What the rules about the whole site may ask of a page. The words of its text are not in it."""

    leads: tuple[str, ...] = ()
    """The outputs to which its links lead, whoever placed them, sorted."""
    text_leads: tuple[str, ...] = ()
    """Those to which its own text leads."""
    ids: tuple[str, ...] = ()
    """Every id on the page, sorted."""
    anchors: tuple[Link, ...] = ()
    """Links and pictures of its text that name a place on another page."""
    pending: tuple[Pending, ...] = ()
    """Mistakes of the frame, if other pages lack a place that it names."""
    named: tuple[str, ...] = ()
    """The URLs that its text names, without anchors, sorted."""
    help: tuple[str, ...] = ()
    """What its frame offers as help, in order: numbers, the page for help, and where its own text begins; each once."""


def outline_of(checked: CheckedSite, page: CheckedPage, pending: tuple[Pending, ...]) -> Outline:
    """Return the outline of a page that has been read."""
    links = page.page.links
    pictures = (Link(found.written, found.url, found.alt, found.nth) for found in page.page.pictures)
    things = [thing for thing in (*links, *pictures) if thing.url not in {"", "#"}]
    targets = [checked.target(thing.url, page.path) for thing in things]
    return Outline(
        leads=_paths(checked, page, {link.url for link in page.finished.links}),
        text_leads=_paths(checked, page, {link.url for link in links}),
        ids=tuple(sorted(page.finished.ids)),
        anchors=tuple(
            thing
            for thing, target in zip(things, targets, strict=True)
            if target and target.anchor and target.path != page.path
        ),
        pending=pending,
        named=tuple(sorted({thing.url.partition("#")[0] for thing in things})),
        help=_help(checked, page),
    )


def _help(checked: CheckedSite, page: CheckedPage) -> tuple[str, ...]:
    item = checked.site.navigation.help
    set_apart = item.url if item else MAIN
    found = (url for url in page.finished.around if url in {MAIN, set_apart} or url.startswith(_DIALS))
    return tuple(dict.fromkeys(found))


def _paths(checked: CheckedSite, page: CheckedPage, urls: Iterable[str]) -> tuple[str, ...]:
    """Return the outputs to which URLs of a page lead, sorted."""
    targets = (checked.target(url, page.path) for url in urls)
    return tuple(sorted({target.path for target in targets if target}))
