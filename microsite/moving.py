"""Give a page another name or folder, and let everything that leads to it lead there: all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from microsite.config import FILE as SETTINGS
from microsite.config import read_config, settings_of
from microsite.content_files import FOLDER, is_usable_name
from microsite.documents import (
    PUBLISHED,
    make_document,
    old_addresses,
    read_documents,
    same_address,
    standing,
    with_slash,
)
from microsite.ledger import read_ledger
from microsite.problems import ERROR, Report, did_you_mean
from microsite.redirect_lines import CannotWriteError, redirect_edits
from microsite.relinking import (
    CannotMoveError,
    Move,
    SiteAsWritten,
    address_meant,
    links_in_document,
    links_in_settings,
    named_on,
)
from microsite.replacing import Replacement
from microsite.rewriting import ChangedLine, Edit, changed_lines, rewrite
from microsite.source import Source
from microsite.theme import read_theme, templates_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from microsite.model import Document, Page
    from microsite.web import Web

HOME, NOT_FOUND = "index.md", "404.md"
"""Files whose names mean something."""


class Plan(Struct, frozen=True):
    """All that a move changes, ready to be written."""

    move: Move
    lines: tuple[ChangedLine, ...]
    """By file and line; the page itself has its new name there."""
    replacements: tuple[Replacement, ...]
    leads_on: bool
    """Whether the old address will lead to the new one."""


def read_site(root: Path, today: date) -> SiteAsWritten:
    """Return the site at `root`. Raises CannotMoveError where something in it cannot be read."""
    report = Report()
    config = read_config(root, report)
    theme = read_theme(*templates_of(root), report)
    documents = read_documents(root, theme, today, report, drafts=False)
    ledger = read_ledger(root, report)
    if report.count(ERROR):
        where = next(problem.place for problem in report.problems if problem.severity == ERROR).path
        message = f"There are mistakes in “{where}”, so that links might be missed. Mend them first:"
        raise CannotMoveError(f"{message} python build.py check")
    return SiteAsWritten(config, theme, documents, ledger)


def choose_move(root: Path, site: SiteAsWritten, given: str, wanted: str) -> Move:
    """Return which page is to stand where, as a person named both: by its file, or by its address.

    Raises CannotMoveError where there is no such page, or none can stand there.
    """
    old = _file_meant(root, site, given)
    new = _file_wanted(wanted, old)
    move = Move(old, new)
    if old in {HOME, NOT_FOUND} or new in {HOME, NOT_FOUND}:
        special = old if old in {HOME, NOT_FOUND} else new
        raise CannotMoveError(f"“{special}” has its own place on a site, and keeps it.")
    if new == old:
        raise CannotMoveError(f"“{FOLDER}/{old}” stands there already.")
    if not all(is_usable_name(part) for part in new.split("/")):
        example = "Use letters, digits and hyphens, as “what-it-costs.md”."
        raise CannotMoveError(f"“{wanted}” cannot be the file of a page. {example}")
    for folder in (root / FOLDER / new).relative_to(root).parents:
        if (root / folder).is_symlink():
            raise CannotMoveError(f"“{folder.as_posix()}” is a link to elsewhere. Name another folder.")
    if new.casefold() != old.casefold() and (root / FOLDER / new).exists():
        raise CannotMoveError(f"There is a file “{FOLDER}/{new}” already. Choose another name.")
    _check_address(site, move)
    return move


def _file_meant(root: Path, site: SiteAsWritten, given: str) -> str:
    path = Path(given)
    if path.is_file() and path.resolve().is_relative_to(root / FOLDER):
        name = path.resolve().relative_to(root / FOLDER).as_posix()
    else:
        name = _below_content(given)
        at_address = [found.file for found in site.by_file.values() if same_address(found.address, with_slash(given))]
        name = at_address[0] if at_address else name
    if name in site.documents.files:
        raise CannotMoveError(f"“{given}” is no page. Only pages are moved, and the links to them.")
    if name not in site.by_file:
        guess = did_you_mean(name, site.by_file, "Name a file of content/, as “fees.md”.")
        raise CannotMoveError(f"There is no page “{given}”. {guess}")
    return name


def _file_wanted(wanted: str, old: str) -> str:
    """Return the file that was named: as `costs`, `content/costs.md` or `/costs/`; `visit/` for the same name there."""
    name = _below_content(wanted)
    if name.startswith("/"):
        return name.strip("/") + ".md"
    if name.endswith("/"):
        return name + old.rpartition("/")[2]
    return name if name.endswith(".md") else f"{name}.md"


def _below_content(given: str) -> str:
    return given.strip().replace("\\", "/").removeprefix("./").removeprefix(f"{FOLDER}/")


def _check_address(site: SiteAsWritten, move: Move) -> None:
    if move.old_address != move.new_address and same_address(move.old_address, move.new_address):
        message = "The two names differ only in how letters are written, which some file systems do not tell apart."
        raise CannotMoveError(f"{message} Choose another name.")
    for document in site.by_file.values():
        if document.file == move.old:
            continue
        if same_address(document.address, move.new_address):
            message = f"The address “{move.new_address}” is taken by “{document.source.path}”."
            raise CannotMoveError(f"{message} Choose another name.")
        if any(same_address(address, move.new_address) for address in old_addresses(document)):
            message = f"The address “{move.new_address}” leads to “{document.source.path}”, which once stood there."
            raise CannotMoveError(f"{message} Take it out of “redirect_from” in that file first.")


def plan_move(root: Path, site: SiteAsWritten, move: Move, today: date) -> Plan:
    """Return what a move changes. Raises CannotMoveError where a link cannot be changed from here."""
    document = site.by_file[move.old]
    was_seen = standing(document.front_matter, today) == PUBLISHED or move.old_address in site.ledger
    leads_on = was_seen and move.old_address != move.new_address
    edits = {found.source: tuple(links_in_document(site, move, found)) for found in site.by_file.values()}
    edits[document.source] += _redirects(document, move, leads_on=leads_on)
    edits[site.config.source] = tuple(links_in_settings(site, move))
    lines: list[ChangedLine] = []
    replacements: list[Replacement] = []
    after: dict[str, Source] = {}
    for source, wanted in edits.items():
        is_moved = source is document.source
        path = f"{FOLDER}/{move.new}" if is_moved else source.path
        after[source.path] = Source(path, rewrite(source.text.encode(), wanted).decode())
        lines += changed_lines(structs.replace(source, path=path), wanted)
        if wanted or is_moved:
            data = _bytes_of(root / source.path, source)
            to = root / path if is_moved else None
            replacements.append(Replacement(root / source.path, data, rewrite(data, wanted), to))
    _check_all_lead_there(site, move, after)
    ordered = tuple(sorted(lines, key=lambda line: line.place))
    return Plan(move, ordered, tuple(replacements), leads_on)


def _bytes_of(file: Path, source: Source) -> bytes:
    """Return what a file holds, which is still what was read of it."""
    data = file.read_bytes()
    if data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n") != source.text:
        raise CannotMoveError(f"“{source.path}” was saved by another program meanwhile. Try again.")
    return data


def _redirects(document: Document, move: Move, *, leads_on: bool) -> tuple[Edit, ...]:
    written = document.front_matter.redirect_from
    removed = [old for old in written if same_address(with_slash(old), move.new_address)]
    has_it = any(same_address(with_slash(old), move.old_address) for old in written)
    try:
        return redirect_edits(document, removed, move.old_address if leads_on and not has_it else "")
    except CannotWriteError:
        message = f"“redirect_from” in {document.source.path} stands on several lines in brackets."
        raise CannotMoveError(f"{message} Write it on one line first.") from None


def _check_all_lead_there(site: SiteAsWritten, move: Move, after: Mapping[str, Source]) -> None:
    """Convert everything as it would be, and compare where each link leads. Raises CannotMoveError."""
    report = Report()
    config = settings_of(after[SETTINGS], report)
    documents = [
        make_document(after[found.source.path], move.file(found.file), site.theme, report)
        for found in site.by_file.values()
    ]
    pages = {page.document.file: page for page in structs.replace(site, config=config).converted(documents)}
    for file, page in site.pages.items():
        now = pages[move.file(file)]
        meant = [_target(site.web, page, named.url) for named in named_on(page)]
        before = [
            (move.new_address if same_address(address, move.old_address) else address, anchor)
            for address, anchor in meant
        ]
        then = [_target(site.web, now, named.url) for named in named_on(now)]
        if before != then:
            numbers = (number for number, one in enumerate(before) if then[number : number + 1] != [one])
            wrong = named_on(page)[next(numbers, 0)].written if before else ""
            message = f"The link “{wrong}” in {page.document.source.path} cannot be changed from here."
            raise CannotMoveError(f"{message} Write it as [text](page.md) first.")
    if report.count(ERROR):
        raise CannotMoveError(f"“{FOLDER}/{move.old}” cannot be changed from here. Mend its front matter first.")


def _target(web: Web, page: Page, url: str) -> tuple[str, str]:
    """Return at which address, or URL of somebody else, a link of a page leads, and to which place there."""
    path, _, anchor = url.partition("#")
    address = address_meant(web, page.address, path)
    return (path if address is None else address), anchor
