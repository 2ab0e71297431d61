"""Secrets: no key, password or private file is ever published."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite

# The beginnings are those that the services themselves document, so that leaked keys can be found.
_SHAPES = (
    (b"PRIVATE KEY-", "a private key", rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY"),
    (b"AKIA", "a key of Amazon", rb"\bAKIA[0-9A-Z]{16}\b"),
    (b"AIza", "a key of Google", rb"\bAIza[0-9A-Za-z_-]{35}"),
    (b"ghp_", "a token of GitHub", rb"\bghp_[0-9A-Za-z]{36}"),
    (b"gho_", "a token of GitHub", rb"\bgho_[0-9A-Za-z]{36}"),
    (b"ghs_", "a token of GitHub", rb"\bghs_[0-9A-Za-z]{36}"),
    (b"github_pat_", "a token of GitHub", rb"\bgithub_pat_[0-9A-Za-z_]{60}"),
    (b"glpat-", "a token of GitLab", rb"\bglpat-[0-9A-Za-z_-]{20}"),
    (b"xox", "a token of Slack", rb"\bxox[abeprs]-[0-9A-Za-z-]{10}"),
    (b"k_live_", "a key of Stripe", rb"\b[rs]k_live_[0-9A-Za-z]{20}"),
    (b"SG.", "a key of SendGrid", rb"\bSG\.[0-9A-Za-z_-]{20,24}\.[0-9A-Za-z_-]{40}"),
)
"""What stands in every such secret, what it is, and its shape, which is looked for only where the first is there."""

# The same beginnings: an expression that begins with one letter leaps to where a page has that letter, and so looks for
# several in half the time that one takes otherwise.
_SIGNS = (
    re.compile(rb"A(?=KIA|Iza)"),
    re.compile(rb"_(?:(?<=gh[pos]_)|(?<=github_pat_)|(?<=k_live_))"),
    re.compile(rb"x(?=ox)"),
    re.compile(rb"S(?=G\.)"),
    re.compile(rb"Y(?<=PRIVATE KEY)-"),
    re.compile(rb"glpat-"),
)

_NO_TEXT = frozenset({".avif", ".gif", ".ico", ".jpeg", ".jpg", ".pdf", ".png", ".webp", ".woff2"})

# Files that programs leave behind, and those that belong on somebody's own disk.
_STRAY = frozenset(
    {
        *(".bak", ".old", ".orig", ".rej", ".swp", ".tmp", ".log", ".map"),
        *(".doc", ".docx", ".odp", ".ods", ".odt", ".pages", ".ppt", ".pptx", ".xls", ".xlsx", ".csv", ".mdb"),
        *(".7z", ".gz", ".rar", ".tar", ".zip", ".sql", ".sqlite", ".db"),
        *(".env", ".key", ".kdbx", ".p12", ".pem", ".pfx", ".ai", ".psd", ".sketch", ".xcf"),
    }
)
_WANTED = frozenset({".nojekyll", ".well-known", ".htaccess"})


def secrets_in_pages(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages in which a key or token stands."""
    for page in checked.pages:
        source = page.document.source
        for name, secret in _secrets(page.finished.output.data):
            offset = source.text.find(secret)
            yield page.written.problem("secret", _words(name, secret), offset, hint=_HINT)


def secrets_in_files(checked: CheckedSite) -> Iterator[Problem]:
    """Yield other files in which a key or token stands."""
    for output in checked.outputs:
        if PurePosixPath(output.path).suffix not in _NO_TEXT:
            for name, secret in _secrets(output.data):
                yield Problem("secret", _words(name, secret), Place(output.made_from or output.path), _HINT)


def stray_files(checked: CheckedSite) -> Iterator[Problem]:
    """Yield files that belong on somebody's own disk and not on a site."""
    for output in checked.outputs:
        path = PurePosixPath(output.made_from or output.path)
        names = [part for part in output.path.split("/") if part.startswith(".") and part not in _WANTED]
        if names or path.suffix.lower() in _STRAY or path.name.endswith("~"):
            message = f"“{names[0] if names else path.name}” would be published for anybody to read."
            yield Problem("stray-file", message, Place(str(path)), "Take it out of the folder, or save it as a PDF.")


CHECKS = (secrets_in_pages,)
SITE_CHECKS = (secrets_in_files, stray_files)

_HINT = "Take it out, and make it worthless where it was made: whoever has seen it can use it."
_SHOWN = 8


def _secrets(data: bytes) -> Iterator[tuple[str, str]]:
    if not any(sign.search(data) for sign in _SIGNS):
        return
    for start, name, shape in _SHAPES:
        if start in data:
            yield from ((name, found[0].decode("ascii")) for found in re.finditer(shape, data))


def _words(name: str, secret: str) -> str:
    return f"This looks like {name}: “{secret[:_SHOWN]}…”."
