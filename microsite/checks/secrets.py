"""Secrets: no key, password or private file is ever published."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from microsite.problems import Place, Problem
from microsite.theme import ASSETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite

# The beginnings are those that the services themselves document, so that leaked keys can be found.
_SHAPES = (
    (b"PRIVATE KEY-", "a private key", rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY"),
    (b"PRIVATE KEY BLOCK-", "a private key", rb"-----BEGIN PGP PRIVATE KEY BLOCK"),
    (b"AKIA", "a key of Amazon", rb"\bAKIA[0-9A-Z]{16}\b"),
    (b"ASIA", "a key of Amazon", rb"\bASIA[0-9A-Z]{16}\b"),
    (b"AIza", "a key of Google", rb"\bAIza[0-9A-Za-z_-]{35}"),
    (b"ghp_", "a token of GitHub", rb"\bghp_[0-9A-Za-z]{36}"),
    (b"gho_", "a token of GitHub", rb"\bgho_[0-9A-Za-z]{36}"),
    (b"ghr_", "a token of GitHub", rb"\bghr_[0-9A-Za-z]{36}"),
    (b"ghs_", "a token of GitHub", rb"\bghs_[0-9A-Za-z]{36}"),
    (b"ghu_", "a token of GitHub", rb"\bghu_[0-9A-Za-z]{36}"),
    (b"github_pat_", "a token of GitHub", rb"\bgithub_pat_[0-9A-Za-z_]{60}"),
    (b"glpat-", "a token of GitLab", rb"\bglpat-[0-9A-Za-z_-]{20}"),
    (b"npm_", "a token of npm", rb"\bnpm_[0-9A-Za-z]{36}"),
    (b"xox", "a token of Slack", rb"\bxox[abeprs]-[0-9A-Za-z-]{10}"),
    (b"hooks.slack.com", "an address of Slack that is a key", rb"\bhooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{20}"),
    (b"sk-ant-", "a key of Anthropic", rb"\bsk-ant-[0-9A-Za-z_-]{40}"),
    (b"sk-proj-", "a key of OpenAI", rb"\bsk-proj-[0-9A-Za-z_-]{40}"),
    (b"k_live_", "a key of Stripe", rb"\b[rs]k_live_[0-9A-Za-z]{20}"),
    (b"SG.", "a key of SendGrid", rb"\bSG\.[0-9A-Za-z_-]{20,24}\.[0-9A-Za-z_-]{40}"),
)
"""What stands in every such secret, what it is, and its shape, which is looked for only where the first is there."""

# The same beginnings: an expression that begins with one letter leaps to where a page has that letter, and so looks for
# several in half the time that one takes otherwise.
_SIGNS = (
    re.compile(rb"A(?=KIA|SIA|Iza)"),
    re.compile(rb"_(?:(?<=gh[porsu]_)|(?<=github_pat_)|(?<=k_live_)|(?<=npm_))"),
    re.compile(rb"x(?=ox)"),
    re.compile(rb"S(?=G\.)"),
    re.compile(rb"Y(?<=PRIVATE KEY)[- ]"),
    re.compile(rb"glpat-"),
    re.compile(rb"sk-(?=ant-|proj-)"),
    re.compile(rb"hooks\.slack"),
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

_OF_THEMES = frozenset(
    {
        *(".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"),
        *(".css", ".js", ".mjs", ".otf", ".ttf", ".woff", ".woff2"),
        *(".html", ".ics", ".json", ".pdf", ".txt", ".vcf", ".vtt", ".webmanifest", ".xml"),
    }
)
"""What pages, and the programs that read them, can ask for. Everything else in the folder of a theme is there by
mistake, whatever it is."""


def secrets_in_pages(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pages in which a key or token stands that does not come from the settings."""
    for page in checked.pages:
        source = page.document.source
        for name, secret in _secrets(page.finished.output.data):
            if secret not in checked.site.config.source.text:
                offset = source.text.find(secret)
                yield page.written.problem("secret", _words(name, secret), offset, hint=_HINT)


def secrets_in_settings(checked: CheckedSite) -> Iterator[Problem]:
    """Yield keys and tokens in the settings, whose facts any page may show."""
    source = checked.site.config.source
    for name, secret in _secrets(source.text.encode()):
        yield source.problem_at("secret", _words(name, secret), source.text.find(secret), hint=_HINT)


def secrets_in_files(checked: CheckedSite) -> Iterator[Problem]:
    """Yield other files in which a key or token stands that does not come from the settings."""
    for output in checked.outputs:
        if PurePosixPath(output.path).suffix not in _NO_TEXT:
            for name, secret in _secrets(output.data):
                if secret not in checked.site.config.source.text:
                    yield Problem("secret", _words(name, secret), Place(output.made_from or output.path), _HINT)


def stray_files(checked: CheckedSite) -> Iterator[Problem]:
    """Yield files that belong on somebody's own disk and not on a site. The style sheet is made from a folder."""
    folder = f"{checked.site.theme.label}/{ASSETS}"
    for output in checked.outputs:
        path = PurePosixPath(output.made_from or output.path)
        names = [part for part in output.path.split("/") if part.startswith(".") and part not in _WANTED]
        suffix = path.suffix.lower()
        is_foreign = suffix not in _OF_THEMES and str(path).startswith(f"{folder}/") and str(path) != f"{folder}/css"
        if names or suffix in _STRAY or is_foreign or path.name.endswith("~"):
            message = f"“{names[0] if names else path.name}” would be published for anybody to read."
            yield Problem("stray-file", message, Place(str(path)), "Take it out of the folder, or save it as a PDF.")


def source_maps(checked: CheckedSite) -> Iterator[Problem]:
    """Yield scripts and style sheets of others that lead to what they were made from.

    A map holds the whole source, and often the folders of whoever made it (https://tc39.es/ecma426/).
    """
    for output in checked.outputs:
        if output.path.endswith(_MAPPED) and (found := _MAP.search(output.data)):
            message = f"“{PurePosixPath(output.path).name}” leads to its source map."
            line = output.data.count(b"\n", 0, found.start()) + 1
            hint = "Delete this line: visitors need the file alone, and the map tells how it was made, and where."
            yield Problem("stray-file", message, Place(output.made_from or output.path, line), hint)


CHECKS = (secrets_in_pages,)
SITE_CHECKS = (secrets_in_settings, secrets_in_files, stray_files, source_maps)

_MAPPED = (".css", ".js", ".mjs")
_MAP = re.compile(rb"[#@]\s*sourceMappingURL\s*=")

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
