"""Broken links: whatever a page names on its own site must be there."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote

from microsite.checks.checked import split
from microsite.checks.outline import Pending
from microsite.checks.written import Written
from microsite.content_files import PICTURES
from microsite.documents import address_of, is_unread
from microsite.model import RESERVED_IDS, Picture, output_path, resolve
from microsite.problems import Place, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite, Target
    from microsite.model import Document, Link
    from microsite.tree import FinishedPage

# Looking for the nearest name takes time; a page with more broken links than this has another mistake.
MAX_GUESSES = 20
MAX_SHOWN = 8

GUESSING = frozenset({"broken-link", "missing-picture"})
"""What is told with the nearest name among all pages and files."""

FROM_TEMPLATE = "It stands in a template, the menu or the front matter, not in the text of the page."

_NAME_A_FILE = "Name a file of content/, as “fees.md”."


def broken_links(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links and pictures of the text that lead to nothing on the site."""
    withheld_paths = checked.site.withheld_by_output
    withheld = {document.file for document in withheld_paths.values()} if withheld_paths else ()
    for page in checked.pages:
        for number, (link, target) in enumerate(_broken(checked, page)):
            guess = number < MAX_GUESSES
            file = _file(page, link)
            if target.path in checked.paths and not isinstance(link, Picture):
                yield _no_anchor(page.written, link, page.finished.ids, guess=guess)
            elif file in withheld or target.path in withheld_paths:
                yield _not_published(page, link)
            elif any(is_unread(checked.site.documents, name) for name in (file, target.path)):
                continue
            elif file.startswith("../"):
                message = f"“{link.written}” leads out of the folder “content”."
                yield _problem(page.written, link, "broken-link", message, _NAME_A_FILE)
            else:
                yield _nothing_there(checked, page, link, guess=guess)


def links_to_withheld_pages(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links that work in the preview and nowhere else, as they lead to pages that visitors do not get."""
    withheld = checked.site.withheld_by_output
    for page in checked.pages if withheld else ():
        for link in page.page.links:
            target = checked.target(link.url, page.path)
            if target and target.path in withheld and target.path in checked.paths and page.path not in withheld:
                yield _not_published(page, link)


def missing_anchors(checked: CheckedSite) -> Iterator[Problem]:
    """Yield links of the text that name a place on another page which is not there."""
    for path, outline in checked.outlines.items():
        missing = [link for link in outline.anchors if _lacks_anchor(checked, link, path)]
        written = Written(checked.documents[path]) if missing else None
        for number, link in enumerate(missing):
            target = checked.target(link.url, path)
            if written and target:
                yield _no_anchor(written, link, checked.ids[target.path], guess=number < MAX_GUESSES)


def broken_links_of_templates(checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem | Pending]:
    """Yield what leads to nothing and stands in no page's text."""
    pictures = {picture.url for picture in finished.pictures}
    urls = {link.url for link in finished.links}.union(finished.loads, pictures)
    for url in sorted(urls - written_urls(finished) - {"", "#"}):
        target = checked.target(url, finished.output.path)
        # A footnote that is never used leads back to nothing; it is told as such.
        if target is None or url.startswith("#fnref"):
            continue
        if target.path not in checked.paths and is_unread(checked.site.documents, target.path):
            continue
        if target.path not in checked.paths:
            place = _template_place(finished, target)
            code = "missing-picture" if url in pictures else "broken-link"
            yield Problem(code, f"“{url}” leads to nothing.", place, FROM_TEMPLATE)
        elif target.anchor:
            is_elsewhere = target.path != finished.output.path
            if not is_elsewhere and _has(finished.ids, target.anchor):
                continue
            message = f"“{url}” leads to a place on the page that is not there."
            problem = Problem("broken-anchor", message, _template_place(finished, target), FROM_TEMPLATE)
            yield Pending(target.path, target.anchor, problem) if is_elsewhere else problem


CHECKS = (broken_links, links_to_withheld_pages)
TEMPLATE_CHECKS = (broken_links_of_templates,)
SITE_CHECKS = (missing_anchors,)


def of_template(finished: FinishedPage, code: str, message: str, hint: str) -> Problem:
    """Return a problem of a page's frame, which is told of the page as a whole."""
    return Problem(code, message, Place(finished.output.made_from or finished.output.path), hint)


def written_urls(finished: FinishedPage) -> set[str]:
    """Return the URLs that come from the text of a page; all others come from templates and front matter."""
    if finished.page is None:
        return set()
    return {link.url for link in finished.page.links} | {picture.url for picture in finished.page.pictures}


def _broken(checked: CheckedSite, page: CheckedPage) -> Iterator[tuple[Link | Picture, Target]]:
    named: Iterable[Link | Picture] = chain(page.page.links, page.page.pictures)
    for link in named:
        # An address that was refused has become “#”.
        target = checked.target(link.url, page.path) if link.url not in {"", "#"} else None
        if target and _is_broken(checked, page, target, is_picture=isinstance(link, Picture)):
            yield link, target


def _is_broken(checked: CheckedSite, page: CheckedPage, target: Target, *, is_picture: bool) -> bool:
    """Tell whether nothing is where a link leads; whether another page has a place is asked once all are drawn."""
    if target.path not in checked.paths:
        return True
    if is_picture and not target.path.lower().endswith(tuple(PICTURES)):
        return True
    return target.path == page.path and not _has(page.finished.ids, target.anchor)


def _has(ids: Collection[str], anchor: str) -> bool:
    # “#top” is the top of every page (https://html.spec.whatwg.org/multipage/browsing-the-web.html).
    return anchor in {"", "top"} or anchor in ids or unquote(anchor) in ids


def lacks(checked: CheckedSite, path: str, anchor: str) -> bool:
    """Tell whether a file of the site is HTML and has no such place."""
    ids = checked.ids.get(path)
    return ids is not None and not _has(ids, anchor)


def _lacks_anchor(checked: CheckedSite, link: Link, path: str) -> bool:
    target = checked.target(link.url, path)
    return target is not None and lacks(checked, target.path, target.anchor)


def _file(page: CheckedPage, link: Link | Picture) -> str:
    """Return which file of `content/` the editor's words mean."""
    parts = split(link.written)
    return resolve(page.document.file, parts.path) if parts and not parts.netloc else ""


def _problem(written: Written, link: Link | Picture, code: str, message: str, hint: str, instead: str = "") -> Problem:
    """Return a problem at a link; `instead` is the file that it certainly means."""
    offset = written.address(link)
    path = link.written.partition("#")[0]
    fix = written.replaced(offset, path, instead) if instead else None
    return written.problem(code, message, offset, hint=hint, fix=fix)


def _not_published(page: CheckedPage, link: Link | Picture) -> Problem:
    message = f"“{link.written}” is not published, so nothing can lead to it."
    return _problem(page.written, link, "link-to-draft", message, "Publish it, or take the link out.")


def _nothing_there(checked: CheckedSite, page: CheckedPage, link: Link | Picture, *, guess: bool) -> Problem:
    documents = checked.site.documents
    renamed = checked.site.moved.get(output_path(address_of(_file(page, link))))
    if renamed:
        now = posixpath.relpath(renamed.file, posixpath.dirname(page.document.file) or ".")
        message = f"There is no page “{link.written}” any more: it is now “{renamed.file}”."
        return _problem(page.written, link, "broken-link", message, f"Write “{now}”.", now)
    is_picture = isinstance(link, Picture)
    files = documents.files if is_picture else (*documents.by_file(), *documents.files)
    folder = posixpath.dirname(page.document.file) or "."
    names = _names(tuple(files), folder) if guess else ()
    if is_picture:
        target = checked.target(link.url, page.path)
        is_other = target is not None and target.path in checked.paths
        message = f"“{link.written}” is no picture." if is_other else f"There is no picture “{link.written}”."
        hint = did_you_mean(link.written, names, "Put the picture beside the page, and write its name as it is.")
        return _problem(page.written, link, "missing-picture", message, hint)
    parts = split(link.written)
    path = parts.path if parts else link.written
    message = f"There is no page “{path}”."
    if not path.endswith(".md"):
        message = f"“{link.written}” leads to nothing on this site."
    known = {document.address.strip("/"): document for document in documents.published}
    meant = known.get(unquote(path).strip("/"))
    if meant:
        now = posixpath.relpath(meant.file, folder)
        return _problem(page.written, link, "broken-link", message, f"Write “{now}”.", now)
    return _problem(page.written, link, "broken-link", message, did_you_mean(path, names, _NAME_A_FILE))


@lru_cache(maxsize=4)
def _names(files: tuple[str, ...], folder: str) -> tuple[str, ...]:
    """Return how the pages of a folder write the names of files."""
    return files if folder == "." else tuple([posixpath.relpath(file, folder) for file in files])


def _no_anchor(written: Written, link: Link | Picture, present: Collection[str], *, guess: bool) -> Problem:
    # Not the ids of templates, and not those of footnotes, which nobody types.
    own = frozenset(id_ for id_ in present if not id_.startswith(("fn:", "fnref")))
    ids = sorted(own - RESERVED_IDS) if guess else []
    name, _, anchor = link.written.partition("#")
    message = f"“{name or 'This page'}” has no heading or id “{anchor}”."
    if not name:
        message = f"This page has no heading or id “{anchor}”."
    listed = ", ".join(f"“{id_}”" for id_ in ids[:MAX_SHOWN])
    otherwise = f"It has: {listed}{' …' if len(ids) > MAX_SHOWN else ''}." if listed else ""
    hint = did_you_mean(anchor, ids, otherwise or f"Take “#{anchor}” out of the link, or give a heading this id.")
    return _problem(written, link, "broken-anchor", message, hint)


def _template_place(finished: FinishedPage, target: Target) -> Place:
    """Return where the front matter names the target, or the file as a whole."""
    if finished.page is None:
        return Place(finished.output.made_from or finished.output.path)
    document: Document = finished.page.document
    for key, written in chain(
        ((f"next.{number}.to", step.to) for number, step in enumerate(document.front_matter.next)),
        ((f"related.{number}", file) for number, file in enumerate(document.front_matter.related)),
    ):
        if target.anchor and written.partition("#")[2] == target.anchor:
            return document.place(key)
    return Place(document.source.path)
