"""What speaks against publishing a build that is right in itself."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from microsite.amounts import counted, listed
from microsite.model import output_path
from microsite.problems import Place, Problem
from microsite.publishing.git import GitError, NoGitError, changed_sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from microsite.publishing.release import Release, Target

CODE = "refused-publish"

FEWER = 0.2
"""Which part of the pages may vanish at once unless a person says that it is meant."""

NAMED = 3
"""How many files a message names."""

# Names that nobody can ever reach: https://www.rfc-editor.org/rfc/rfc6761 and
# https://www.rfc-editor.org/rfc/rfc6762#section-3 (local).
_NOBODYS = ("example", "invalid", "localhost", "test", "local", "example.com", "example.net", "example.org")


def refusals(release: Release) -> Iterator[Problem]:
    """Yield what speaks against publishing a release anywhere."""
    yield from _drafts(release)
    yield from _address(release)
    yield from _uncommitted(release)


def refusals_at(target: Target, release: Release) -> Iterator[Problem]:
    """Yield what speaks against publishing a release at its place, unless a person says that it is meant."""
    if not target.ours:
        some = _named(target.present)
        message = f"There are files in {target.where} that were not made here and would be replaced: {some}."
        hint = "Is it the right place? If it is, run it with --yes."
        yield release.problem(CODE, target.key, message, hint)
        return
    # A page that has moved has not vanished, and what leads on from its old address is no page.
    moved = {output_path(redirect.old) for redirect in release.manifest.redirects}
    before, now = (
        sum(path.endswith(".html") and path not in moved for path in paths) for paths in (target.present, release.files)
    )
    if now < before * (1 - FEWER):
        message = f"The site has {counted(now, 'page')}, where {target.where} has {before:,}."
        yield Problem(CODE, message, Place("content"), "If that many pages are to go, run it with --yes.")


def is_nobodys(url: str) -> bool:
    """Tell whether no visitor can reach an address: a name that is reserved, or one of this machine or network."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or any(host.endswith(f".{name}") or host == name for name in _NOBODYS)


def _drafts(release: Release) -> Iterator[Problem]:
    for file in release.manifest.drafts:
        message = f"“{file}” is a draft, and a draft is never published."
        yield Problem(CODE, message, Place(f"content/{file}"), "Take “draft” out of it if it is ready.")


def _address(release: Release) -> Iterator[Problem]:
    url = release.manifest.base_url
    if is_nobodys(url):
        message = f"“{url}” is not an address that visitors can reach."
        yield release.problem(CODE, "url", message, "Write there the address that the site is to have.")
    elif not release.manifest.indexed:
        message = f"This is a preview for “{url}”, and search engines are told not to list it."
        yield release.problem(CODE, "url", message, "Build it for its own address.")


def _uncommitted(release: Release) -> Iterator[Problem]:
    try:
        changed = changed_sources(release.root)
    except NoGitError:
        return  # the place says whether it can do without
    except GitError as error:
        message = f"Git does not tell whether all changes are committed: “{error}”"
        yield Problem(CODE, message, Place("."), "Mend that, then try again.")
        return
    if changed:
        have = "has" if len(changed) == 1 else "have"
        message = f"{_named(changed)} {have} changes that are not committed, so that git could not bring them back."
        yield Problem(CODE, message, Place(changed[0]), "Run: git add --all && git commit")


def _named(paths: Collection[str]) -> str:
    """Return paths as a list within a sentence: the first three, and how many more there are."""
    words = [f"“{path}”" for path in sorted(paths)[:NAMED]]
    more = [f"{len(paths) - NAMED:,} more"] if len(paths) > NAMED else []
    return listed(words + more)
