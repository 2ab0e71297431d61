"""Which files stand in `content/`: links, pipes, and names that can be no address are refused."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.opening import read_bytes, shown_name
from microsite.problems import Place, Problem
from microsite.source import STRANGER, signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.problems import Report
    from microsite.source import Signature

FOLDER = "content"

SITE_FILES = "assets"
"""Where the site's own files stand. Each has a fingerprint of its content in its name, so that browsers keep it for
a year without asking again; what an editor changes must not be among them."""

VERSION_FILE = "version.txt"
"""Which version of the site is in place; it is made when all else is known, for the host."""

PICTURES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
DOWNLOADS = frozenset({".ics", ".pdf", ".vcf"})

NAME = re.compile(r"[^\W_](?:[\w.\-]*\w)?", re.UNICODE)
"""A name becomes an address as it stands, so it holds only what needs no escaping in a URL and means the same on every
file system."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def files_of(content: Path, report: Report) -> dict[str, Signature]:
    """Return every file of `content/` by its path there, with forward slashes, sorted; what is refused is reported.

    That, as a link, has the signature `STRANGER`, and so has a folder that cannot be read.
    """
    return dict(sorted(_walk(content, "", report)))


def _walk(folder: Path | str, prefix: str, report: Report) -> Iterator[tuple[str, Signature]]:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        message = f"The folder cannot be read: {error.strerror}."
        hint = "Allow reading it, or take it away."
        report.add(Problem("unreadable-file", message, Place(f"{FOLDER}/{prefix}".rstrip("/")), hint))
        yield prefix.rstrip("/"), STRANGER
        return
    for entry in entries:
        path = prefix + entry.name
        if entry.name in {".DS_Store", "Thumbs.db"}:
            continue
        problem = _link_problem(entry, path) if entry.is_symlink() else _name_problem(path)
        if problem:
            report.add(problem)
            yield path, STRANGER
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, path + "/", report)
        elif entry.is_file(follow_symlinks=False):
            yield path, signature(entry)
        else:
            read_bytes(Path(entry.path), f"{FOLDER}/{path}", report)
            yield path, STRANGER


def _link_problem(entry: os.DirEntry[str], path: str) -> Problem:
    shown, target = shown_name(path), shown_name(str(Path(entry.path).readlink()))
    message = f"“{shown}” is a link to “{target}”."
    return Problem("not-a-file", message, Place(f"{FOLDER}/{shown}"), "Put the file itself there instead.")


@lru_cache(maxsize=65_536)
def _name_problem(path: str) -> Problem | None:
    """Return what is wrong with the last name of a path, if anything is. The preview asks after every save."""
    shown = shown_name(path)
    place = Place(f"{FOLDER}/{shown}")
    if path.casefold().removesuffix(".md") == SITE_FILES:
        message = f"“{shown}” has the name of the folder in which the site keeps its own files."
        hint = "Give it another name, as “pictures”. Browsers keep what is in that folder for a year without asking."
        return Problem("reserved-name", message, place, hint)
    if path.casefold().removesuffix(".md") == VERSION_FILE:
        message = f"“{shown}” has the name of a file that the site makes itself."
        return Problem("reserved-name", message, place, "Give it another name, as “versions”.")
    if not is_usable_name(path.rpartition("/")[2]) or shown != path:
        message = f"The name “{shown}” cannot become an address."
        return Problem("bad-file-name", message, place, "Use letters, digits, hyphens and dots, as “opening-hours.md”.")
    return None


def is_usable_name(name: str) -> bool:
    """Tell whether a file or folder of this name can have an address, on every file system."""
    # The folder of a page has the name without its ending.
    composed = unicodedata.normalize("NFC", name).removesuffix(".md")
    return bool(NAME.fullmatch(composed)) and not _RESERVED.fullmatch(composed)


def is_admitted(name: str, report: Report) -> bool:
    """Tell whether a file that is no page may stand there by its ending; one that may not is reported."""
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122  a name, not a file
    if suffix in PICTURES or suffix in DOWNLOADS:
        return True
    message = f"“{name}” is neither a page nor a picture."
    hint = f"Pages end in .md; pictures in {', '.join(sorted(PICTURES))}; downloads in {', '.join(sorted(DOWNLOADS))}."
    report.add(Problem("bad-file-name", message, Place(f"{FOLDER}/{name}"), hint))
    return False
