"""A made-up site of any size: pages of about 600 words with all that pages have, in which no check finds anything.

The same number of pages is the same site, byte for byte. Home leads to hubs and each hub to its pages, so that nothing
is more than two clicks away however many there are.
"""

from __future__ import annotations

import math
import re
import shutil
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal

from benchmarks.words import LOOKS, PEOPLE, THINGS, WHEN, name_of, paragraph, sentence
from microsite.commands import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

NAME = "Notes from the villages"
URL = "https://example.org/"
DESCRIPTION = "What people keep, mend and lend in villages that are on no map, told in plain words."
DISCLAIMER = "Nothing here is true. All villages and all people are made up."
IN_MENU, IN_FOOTER = 5, 3
"""How many of the hubs stand there."""

LEAST, MOST = 6, 16_000
"""How few and how many pages a site can have: there are no more names."""

Kind = Literal["body", "title"]


@dataclass(frozen=True, slots=True)
class Link:
    """The name of a page and its title, for those who write a link to it."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is written in the form that a generator wants; links in the body name files, as `x.md`."""

    name: str
    """The file without its ending; `index` is home."""
    title: str
    short_title: str
    """For menus."""
    description: str
    message: str
    body: str
    next: tuple[Link, ...]
    related: tuple[Link, ...]


def make_pages(count: int) -> tuple[Page, ...]:
    """Return the pages of the site: home, then the hubs, then all others. `count` is from `LEAST` to `MOST`."""
    hubs = max(2, math.isqrt(count))
    links = [Link("index", "Villages that are on no map")]
    links += [Link(name_of(number), _title(number)) for number in range(1, count)]
    pages = [_page(0, links, links[1 : hubs + 1])]
    pages += [_page(hub, links, links[hubs + hub :: hubs]) for hub in range(1, hubs + 1)]
    pages += [_page(number, links, [links[1 + (number - 1) % hubs]]) for number in range(hubs + 1, count)]
    return tuple(pages)


def hubs_of(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return the pages that lead to others; the first of them are the menu."""
    return tuple(pages[1 : max(2, math.isqrt(len(pages))) + 1])


def write_site(pages: Sequence[Page], folder: Path) -> None:
    """Write the site as Microsite wants it, with the whole theme of this project, into a folder that does not exist."""
    content = folder / "content"
    content.mkdir(parents=True)
    for page in pages:
        (content / f"{page.name}.md").write_text(_front_matter(page) + page.body, "utf-8")
    shutil.copytree(HERE / "templates", folder / "templates")
    hubs = [page.name for page in hubs_of(pages)]
    menu = "".join(f"  - page: {name}.md\n" for name in hubs[:IN_MENU])
    footer = "".join(f"  - {name}.md\n" for name in hubs[:IN_FOOTER])
    (folder / "site_config.yaml").write_text(
        f"name: {NAME}\nurl: {URL}\ndescription: {DESCRIPTION}\ndisclaimer: {DISCLAIMER}\n"
        f"menu:\n{menu}footer:\n{footer}",
        "utf-8",
    )


def edit(file: Path, kind: Kind, number: int) -> None:
    """Change some words of a page's body, or of its title, in any generator's form; another number, other words."""
    text = file.read_text("utf-8")
    if kind == "body":
        words = f"Today {_lowered(sentence(Random(f'edit {number}'), 'this village'))} That was visit {number}."  # noqa: S311  sameness is wanted
        changed = re.sub(r"^Today .*$", lambda _: words, text, count=1, flags=re.MULTILINE)
    else:
        changed = re.sub(r"^(title: .*?)(?: \d+)?$", rf"\1 {number}", text, count=1, flags=re.MULTILINE | re.IGNORECASE)
    if changed == text:
        raise ValueError(f"{file} has nothing to edit")
    file.write_text(changed, "utf-8")


def _title(number: int) -> str:
    rng = _random(number)
    return f"The {rng.choice(LOOKS)} {rng.choice(THINGS)} of {name_of(number).capitalize()}"


def _random(number: int, use: str = "title") -> Random:
    return Random(f"{use} {number}")  # noqa: S311  the same words each time are the point


def _page(number: int, links: Sequence[Link], below: Sequence[Link]) -> Page:
    """Return a page that lists the pages `below`, or names its hub where that is the only one."""
    rng = _random(number, "page")
    own = links[number]
    place = own.name.capitalize() if number else "the valley"
    who, thing = rng.choice(PEOPLE), rng.choice(THINGS)
    others = [links[1 + (number + step) % (len(links) - 1)] for step in (0, 3, 4, 1, 2)]
    others = [link for link in others if link.name != own.name]
    return Page(
        name=own.name,
        title=own.title,
        short_title=place if number else "Home",
        description=f"Who keeps the {thing} in {place}, what the {who} did to it, and where it is {rng.choice(WHEN)}.",
        message=paragraph(rng, place, 2),
        body=_body(rng, place, below, others[0]),
        next=(Link(others[1].name, f"Go on to {_lowered(others[1].title)}"),),
        related=tuple(others[2:4]),
    )


def _body(rng: Random, place: str, below: Sequence[Link], onward: Link) -> str:
    """Return the Markdown of a page: an introduction, then sections that each show something else."""
    things = rng.sample(THINGS, 6)
    source = f"[^{things[0]}]" if rng.random() < 1 / 3 else ""
    sections: list[Callable[[Random, str], str]] = [_list, _steps, _table, _terms, _prose]
    rng.shuffle(sections)
    headings = (
        f"Where the {things[0]} is",
        f"Who may use the {things[1]}",
        f"How to find the {things[2]}",
        f"When to bring a {things[3]}",
        f"What the {things[4]} is for",
    )
    parts = [
        f"{paragraph(rng, place, 2)} **{sentence(rng, place)}** {sentence(rng, place)}{source}",
        f"Today {_lowered(paragraph(rng, place, 3))}",
        *_ways(rng, place, below),
        f"{sentence(rng, place)} You may read of {_link(onward)} next. {sentence(rng, place)}",
    ]
    for heading, section in zip(headings, sections, strict=True):
        short = len(below) > 1 and section in {_prose, _terms}  # a hub has its list besides
        parts += [f"## {heading}", section(rng, place)] if not short else []
        parts += [paragraph(rng, place, 2)] if len(below) < len(things) else []
    parts += [f"### Before you leave the {things[5]}", paragraph(rng, place, 4)]
    parts += [f'{source}: "The book of {place}", page {rng.randint(2, 400)}.'] if source else []
    return "\n\n".join(parts) + "\n"


def _ways(rng: Random, place: str, below: Sequence[Link]) -> list[str]:
    """Return how a page leads to those below it, or back to its hub."""
    if len(below) == 1:
        return [f"This note belongs to {_link(below[0])}. {paragraph(rng, place, 2)}"]
    return ["## All notes from here", "\n".join(f"- {_link(link)}" for link in below)]


def _link(link: Link) -> str:
    return f"[{_lowered(link.title)}]({link.name}.md)"


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:]


def _prose(rng: Random, place: str) -> str:
    return f"{paragraph(rng, place, 3)}\n\n{paragraph(rng, place, 2)}"


def _list(rng: Random, place: str) -> str:
    entries = (
        f"- The *{rng.choice(LOOKS)}* {thing}: {_lowered(sentence(rng, place))}" for thing in rng.sample(THINGS, 5)
    )
    return f"{sentence(rng, place)}\n\n" + "\n".join(entries)


def _steps(rng: Random, place: str) -> str:
    entries = (f"{number}. {sentence(rng, place)}" for number in range(1, 4))
    return f"{sentence(rng, place)}\n\n" + "\n".join(entries)


def _table(rng: Random, _place: str) -> str:
    rows = (
        f"| {thing.capitalize()} | {rng.choice(LOOKS)} | {rng.randint(2, 90)} | {rng.choice(WHEN)} |"
        for thing in rng.sample(THINGS, 5)
    )
    head = "| Thing | How it looks | How many | When it is there |\n|---|---|--:|---|"
    return f"Table: What there is, and when\n\n{head}\n" + "\n".join(rows)


def _terms(rng: Random, place: str) -> str:
    return "\n\n".join(f"{thing.capitalize()}\n: {paragraph(rng, place, 2)}" for thing in rng.sample(THINGS, 2))


def _front_matter(page: Page) -> str:
    kind = "home" if page.name == "index" else "article"
    message = page.message.replace("'", "''")
    steps = "".join(f"  - text: {link.title}\n    to: {link.name}.md\n" for link in page.next)
    related = "".join(f"  - {link.name}.md\n" for link in page.related)
    return (
        f"---\ntitle: {page.title}\nmenu_title: {page.short_title}\ndescription: {page.description}\ntype: {kind}\n"
        f"message: '{message}'\nnext:\n{steps}related:\n{related}reviewed_on: 2026-11-03\n---\n"
    )
