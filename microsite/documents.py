"""Read `content/`: which documents there are, which of them are published, and at which addresses."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

from microsite.content_files import FOLDER, NAME, files_of, is_admitted
from microsite.front_matter import front_matter_region
from microsite.memory import Memory
from microsite.model import Document, Documents, output_path
from microsite.opening import read_bytes, shown_name
from microsite.page_keys import FrontMatter
from microsite.problems import Place, Problem, did_you_mean
from microsite.source import STRANGER, Source, read_source
from microsite.theme import DEFAULT_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from microsite.problems import Report
    from microsite.source import Signature
    from microsite.theme import PageType, Theme

RESERVED = frozenset(
    {
        "404.html",
        "assets",
        "contact.vcf",
        "favicon.ico",
        "favicon.svg",
        "robots.txt",
        "site.webmanifest",
        "sitemap.xml",
        "version.txt",
    }
)
"""What stands at the root of every site and is no page."""

PUBLISHED, DRAFT, LATER, OVER = "published", "draft", "later", "over"
"""What becomes of a document on a day: it is on the site, is not finished, has yet to appear, or is gone."""

_TYPE = re.compile(r"""^type:[ ]+(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'#]+))""", re.MULTILINE)


def read_documents(
    root: Path,
    theme: Theme,
    today: date,
    report: Report,
    *,
    drafts: bool,
    preview: bool = False,
    memory: Memory | None = None,
) -> Documents:
    """Return what `content/` holds, sorted by file name.

    `drafts` publishes drafts as well. `preview` shows all documents, also those that are withheld from visitors.

    This is the one place that decides which documents are published.
    """
    content = root / FOLDER
    if content.is_symlink():
        read_bytes(content, FOLDER, report)
        return Documents((), (), {}, ("",))
    if not content.is_dir():
        message = f"There is no folder “{FOLDER}”."
        hint = f"Make a folder “{FOLDER}” with a page “index.md” in it, or name the site's folder with --root."
        report.add(Problem("missing-folder", message, Place(FOLDER), hint))
        return Documents((), (), {}, ("",))
    memory = memory or Memory()
    found = files_of(content, report)
    refused = [shown_name(name) for name, known in found.items() if known == STRANGER]
    found = {name: known for name, known in found.items() if known != STRANGER}
    texts = {name: known for name, known in found.items() if name.endswith(".md")}
    read = memory.recall_each("documents", texts, (content, theme.page_types), partial(_read, content, theme), report)
    every = [document for document in read if document]
    files = {name: content / name for name in found if name not in texts and is_admitted(name, report)}
    # Two documents of a name there are none, so a name tells a document from all others without comparing the texts.
    shown = {document.file for document in every if standing(document.front_matter, today, drafts=drafts) == PUBLISHED}
    published = tuple(document for document in every if document.file in shown)
    withheld = tuple(document for document in every if document.file not in shown)
    unread = (*refused, *(name for name, document in zip(texts, read, strict=True) if document is None))
    documents = Documents(tuple(every) if preview else published, withheld, files, unread)
    if not any(document.address == "/" for document in every):
        message = "The site has no home page."
        report.add(Problem("missing-file", message, Place(f"{FOLDER}/index.md"), f"Write “{FOLDER}/index.md”."))
    taken = tuple(document.file for document in documents.published)
    memory.recall("addresses", taken, partial(_check_addresses, documents), report)
    return documents


def _read(content: Path, theme: Theme, name: str, _known: Signature, memory: Memory, report: Report) -> Document | None:
    source = read_source(content / name, f"{FOLDER}/{name}", report)
    if source is None:
        return None
    # A file may be written again as it was, and for a while nobody can tell by its time whether it was.
    parts = (source, theme.page_types)
    return memory.recall("document", parts, lambda own: make_document(source, name, theme, own), report)


def make_document(source: Source, name: str, theme: Theme, report: Report) -> Document:
    """Return the document that a file of `content/` holds; what is wrong with its front matter goes to the report."""
    from microsite.schema import read_yaml  # noqa: PLC0415  a small edit reads no YAML

    region = front_matter_region(source, report)
    if region is None:
        return Document(source, name, address_of(name), FrontMatter(title="", description=""), {}, 0)
    start, end, body_start = region
    page_type = _page_type(source, start, end, theme, report)
    shape = page_type.shape if page_type else FrontMatter
    located = read_yaml(source, shape, report, start=start, end=end)
    body = source.text[body_start:]
    if not body or body.isspace():
        message = "The page has no text."
        hint = "Write the text under the second “---”, or take the file away."
        report.add(source.problem("empty-page", message, hint=hint))
    document = Document(source, name, address_of(name), located.value, located.places, body_start)
    _check_days(document, report)
    return document


def _check_days(document: Document, report: Report) -> None:
    appears, goes = document.front_matter.publish_on, document.front_matter.expires_on
    if appears and goes and goes <= appears:
        place = document.place("expires_on")
        message = f"The page appears on {appears} and goes on {goes}, so nobody would see it."
        hint = "Write a day under “expires_on” that comes after the one under “publish_on”."
        report.add(document.source.problem("wrong-value", message, place.line, place.column, hint=hint))


def _page_type(source: Source, start: int, end: int, theme: Theme, report: Report) -> PageType | None:
    """Return the page type that the front matter names.

    Which keys a page may have depends on its type, so this one key is looked for before the rest is read.
    """
    found = _TYPE.search(source.text, start, end)
    name = found[found.lastindex or 0] if found else DEFAULT_TYPE
    if name in theme.page_types:
        return theme.page_types[name]
    if found:
        message = f"There is no page type “{name}”."
        hint = did_you_mean(name, theme.page_types, f"The page types are: {', '.join(sorted(theme.page_types))}.")
        report.add(source.problem_at("unknown-page-type", message, found.start(found.lastindex or 0), hint=hint))
    return theme.page_types.get(DEFAULT_TYPE)


def address_of(name: str) -> str:
    """Return the address of a document: `index.md` → `/`, `fees.md` → `/fees/`, `404.md` → `/404.html`."""
    stem = unicodedata.normalize("NFC", name.removesuffix(".md"))
    if stem == "404":
        return "/404.html"
    if stem == "index":
        return "/"
    return f"/{stem.removesuffix('/index')}/"


def is_unread(documents: Documents, path: str) -> bool:
    """Tell whether a file of the site, or of `content/`, is or may be made from what could not be read.

    So nobody can call it missing.
    """
    return any(
        not name or path == name or path.startswith(f"{name}/") or path == output_path(address_of(name))
        for name in documents.unread
    )


def standing(front_matter: FrontMatter, today: date, *, drafts: bool = False) -> str:
    """Return what becomes of a document today: `PUBLISHED`, `DRAFT`, `LATER` or `OVER`. `drafts` publishes drafts."""
    if front_matter.expires_on is not None and front_matter.expires_on <= today:
        return OVER
    if front_matter.draft and not drafts:
        return DRAFT
    if front_matter.publish_on is not None and front_matter.publish_on > today:
        return LATER
    return PUBLISHED


def why_withheld(document: Document, today: date) -> str:
    """Return why visitors do not get a page today, as a sentence for its editor, or nothing."""
    front_matter, path = document.front_matter, document.source.path
    return {
        DRAFT: f"This page is a draft. To publish it, delete the line “draft: true” in {path}.",
        LATER: f"This page appears on {front_matter.publish_on}, as “publish_on” in {path} says.",
        OVER: f"This page is over since {front_matter.expires_on}, as “expires_on” in {path} says.",
    }.get(standing(front_matter, today), "")


def _check_addresses(documents: Documents, report: Report) -> None:
    """Report two documents with one address, compared as a file system that ignores case would."""
    taken: dict[str, str] = {}
    for document in documents.published:
        path = document.source.path
        other = taken.setdefault(folded(document.address), path)
        if other != path:
            message = f"The address “{document.address}” is already taken by “{other}”."
            hint = "Give one of the two another name."
            report.add(document.source.problem("same-address", message, hint=hint))


def same_address(one: str, other: str) -> bool:
    """Tell whether two addresses are one to a file system that ignores case."""
    return folded(one) == folded(other)


def folded(address: str) -> str:
    """Return an address as a file system that ignores case compares it."""
    return unicodedata.normalize("NFC", address).casefold()


def old_addresses(document: Document) -> Iterator[str]:
    """Yield the addresses at which the document once stood, each ending as its file asks for."""
    for written in document.front_matter.redirect_from:
        if is_address(written) and not is_reserved(written):
            yield with_slash(written)


def is_reserved(address: str) -> bool:
    """Tell whether an address belongs to the site's own files, so that no page can have had it."""
    return address.strip("/").split("/")[0].casefold() in RESERVED


def with_slash(address: str) -> str:
    """Return the address with a `/` at its end, unless it names a file: `/old` → `/old/`."""
    return address if address.endswith((".html", "/")) else address + "/"


def is_address(text: str) -> bool:
    """Tell whether the text is an address of a page: begins with one `/`, each part a usable name."""
    parts = text.removeprefix("/").removesuffix("/").split("/")
    return text.startswith("/") and text != "/" and all(NAME.fullmatch(part) for part in parts)
