"""Start a new page: a draft with everything that a page of its type wants, each with a word about what it is."""

from __future__ import annotations

import re
import textwrap
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.content_files import FOLDER, is_usable_name
from microsite.documents import address_of, old_addresses, same_address
from microsite.problems import did_you_mean
from microsite.prose.finish import slug
from microsite.shapes import description, known_shape
from microsite.yaml_lines import UNFIT, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from microsite.model import Documents
    from microsite.theme import PageType, Theme
    from microsite.theme_files import Field

MAX_TITLE = 300
"""Characters of a title. More is no title but a text in the wrong place; the check of titles asks for far fewer."""
MAX_NAME = 60
"""Characters of a file name; the words that do not fit are left out."""
WIDTH = 100

KEYS = ("title", "description", "type", "menu_title", "message", "next", "related", "reviewed_on", "review_by")
"""The keys of every page that are worth filling in, in the order in which they are written."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.()?!’-]*[A-Za-z0-9.)?!]")
_SPECIAL = re.compile(r"([\\\[\]*_`<>])")


class CannotStartError(Exception):
    """There can be no such page; the message says why and what to do."""


class NewPage(Struct, frozen=True):
    """A page that is to be written: its file in `content/` and its text."""

    file: str
    """Relative to `content/`, with forward slashes."""
    text: str

    @property
    def address(self) -> str:
        """The URL within the site that the page will have."""
        return address_of(self.file)


def new_page(title: str, type_name: str, folder: str, theme: Theme, documents: Documents, today: date) -> NewPage:
    """Return the new page of a title in a folder of `content/` (or “” for `content/` itself).

    `documents` are all pages that there are, also those that are not published. Raises CannotStartError where the
    title gives no name, the type or the folder cannot be, or the address is taken.
    """
    words = " ".join(UNFIT.sub("", title).split())
    file = _in_folder(folder) + _file_name(words)
    page_type = _page_type(type_name, theme)
    _check_address(file, documents)
    return NewPage(file, _text(words, page_type, file, today))


def write_new_page(page: NewPage, content: Path) -> Path:
    """Write the page, with the folders it needs, and return its file. An existing file is never touched.

    Raises CannotStartError where there is such a file, or a folder is a link to elsewhere, and OSError where the disk
    does not take it.
    """
    file = content / page.file
    for folder in reversed(file.relative_to(content).parents):
        if (content / folder).is_symlink():
            message = f"“{FOLDER}/{folder.as_posix()}” is a link to elsewhere. Name a folder after --in."
            raise CannotStartError(message)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        stream = file.open("x", encoding="utf-8", newline="\n")
    except FileExistsError:
        message = f"There is a file “{FOLDER}/{page.file}” already. Open that one, or choose another title."
        raise CannotStartError(message) from None
    try:
        with stream:
            stream.write(page.text)
    except OSError:
        file.unlink(missing_ok=True)  # half a page is none
        raise
    return file


def link_to(title: str, file: str) -> str:
    """Return how a page beside the new one links to it, in Markdown."""
    text = _SPECIAL.sub(r"\\\1", " ".join(title.split()))
    return f"[{text}]({file.rpartition('/')[2]})"


# Where the page stands


def _file_name(title: str) -> str:
    if not title:
        raise CannotStartError("The page needs a title: python build.py new “What it costs”")
    if len(title) > MAX_TITLE:
        message = f"The title has {len(title):,} characters. Say it in at most 65, and put the rest into the text."
        raise CannotStartError(message)
    if not any(character.isalnum() for character in title):
        raise CannotStartError(f"No address can be made of “{title}”. Write a title with letters or digits in it.")
    name = slug(title)
    if len(name) > MAX_NAME:
        cut = name[: MAX_NAME + 1].rpartition("-")[0]
        name = (cut or name[:MAX_NAME]).strip("-")
    # These names mean something: the first page, the page for wrong addresses, devices of Windows.
    if name in {"index", "404"} or not is_usable_name(f"{name}.md"):
        name += "-page"
    return f"{name}.md"


def _in_folder(folder: str) -> str:
    """Return the folder as the beginning of a file's name: `visit/`, or nothing for `content/` itself."""
    written = folder.replace("\\", "/").strip()
    path = written.removeprefix("./").removeprefix(f"{FOLDER}/").strip("/")
    if path in {"", ".", FOLDER} and not written.startswith("/"):
        return ""
    if written.startswith("/") or not all(is_usable_name(part) for part in path.split("/")):
        message = f"“{folder}” cannot be a folder of {FOLDER}/. Name one with letters, digits and hyphens, as “visit”."
        raise CannotStartError(message)
    return f"{path}/"


def _page_type(name: str, theme: Theme) -> PageType:
    if name not in theme.page_types:
        known = f"The page types are: {', '.join(sorted(theme.page_types))}."
        raise CannotStartError(f"There is no page type “{name}”. {did_you_mean(name, theme.page_types)} {known}")
    return theme.page_types[name]


def _check_address(file: str, documents: Documents) -> None:
    wanted = address_of(file)
    for document in chain(documents.published, documents.withheld):
        path = document.source.path
        if same_address(document.address, wanted):
            message = f"The address “{wanted}” is taken by “{path}”. Open that page, or choose another title."
            raise CannotStartError(message)
        if any(same_address(address, wanted) for address in old_addresses(document)):
            message = f"The address “{wanted}” leads to “{path}”, which once stood there. Choose another title."
            raise CannotStartError(f"{message} (Or take it out of “redirect_from” in that file.)")


# What stands in it


def _text(title: str, page_type: PageType, file: str, today: date) -> str:
    home = "../" * file.count("/") + "index.md"
    return "\n".join(["---", *_front_matter(title, page_type, today), "---", *_body(home), ""])


def _front_matter(title: str, page_type: PageType, today: date) -> Iterator[str]:
    """Yield the lines of the front matter: over each key what belongs there, as the schema describes it."""
    described = {item.encode_name: description(item.type) for item in known_shape(page_type.shape)[0].fields}
    values = _values(title, page_type.name, today)
    for key in KEYS:
        yield from _remark(described[key])
        yield from values[key]
    for key, field in page_type.file.fields.items():
        yield from _remark(field.description + (f" One of: {', '.join(field.choices)}." if field.choices else ""))
        yield f"{key}: {_value(field, today)}".rstrip()
    yield from _remark("While this line is here, nobody sees the page. To publish it, delete the line.")
    yield "draft: true"


def _remark(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ")


def _values(title: str, type_name: str, today: date) -> dict[str, list[str]]:
    """Return the lines of each key, every value one that the checks let pass."""
    short = textwrap.shorten(title, 50, placeholder=" …")
    summary = f"Write over this: in one sentence of 70 to 155 characters, what readers learn from “{short}”."
    return {
        "title": [f"title: {_yaml(title)}"],
        "description": [f"description: {_yaml(summary)}"],
        "type": [f"type: {type_name}"],
        "menu_title": ["menu_title:"],
        "message": ["message: Write over this. Answer the reader's question in one to three sentences."],
        "next": ["next:", "  - text: Go to the first page", "    to: index.md"],
        "related": ["related:"],
        "reviewed_on": [f"reviewed_on: {today.isoformat()}"],
        "review_by": [f"review_by: {_a_year_on(today).isoformat()}"],
    }


def _a_year_on(day: date) -> date:
    """Return the same day of the next year; February 28 for February 29."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def _yaml(text: str) -> str:
    """Return a text as YAML reads it back, in quotes unless they are plainly not needed."""
    return text if _PLAIN.fullmatch(text) else quoted(text)


def _value(field: Field, today: date) -> str:
    """Return a value that the field takes: its default, or where it must be given, the simplest there is."""
    if field.default or not (field.required or field.type == "yes-no"):
        return field.default
    simplest = {"number": "1", "date": today.isoformat(), "yes-no": "false", "list": "[…]"}
    if field.type == "choice":
        return (*field.choices, "")[0]
    return simplest.get(field.type, "…")


def _body(home: str) -> Iterator[str]:
    """Yield a text that shows how to write: a paragraph, a link, a heading, a list and a footnote."""
    yield "Write over these words. An empty line begins a new paragraph."
    yield ""
    yield f"A link says where it leads, as [the first page]({home})."
    yield ""
    yield "## A heading for each question that readers have"
    yield ""
    yield "What is counted or claimed has a source.[^source] These come easily:"
    yield ""
    yield "- a list"
    yield "- words in **bold**"
    yield ""
    yield "[^source]: Say here who states it, where, and when."
