"""Where the files of a site are kept, and the address at which one of them can be edited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

FILE_MARK = "{file}"
"""What stands in an address for the path of the file."""

_BRANCH = re.compile(r"(?!.*(?:\.\.|//))[A-Za-z0-9_][\w./+-]*[\w+-]|[A-Za-z0-9_]", re.ASCII)

# How each kind of service names its editor. A kind is known by its name in the host's, as in gitlab.example.org.
# https://docs.github.com/en/repositories/working-with-files/managing-files/editing-files
_EDITORS: dict[str, Callable[[str, str], str]] = {
    "github": lambda repository, branch: f"{repository}/edit/{branch}/{FILE_MARK}",
    "gitlab": lambda repository, branch: f"{repository}/-/edit/{branch}/{FILE_MARK}",
    "codeberg": lambda repository, branch: f"{repository}/_edit/{branch}/{FILE_MARK}",
}


class WrongRepositoryError(Exception):
    """The address or the branch is none: in words, and what to write instead."""

    def __init__(self, message: str, hint: str, key: str = "repository") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.key = key
        """The setting that is wrong."""


def edit_pattern(repository: str, branch: str) -> str:
    """Return the address of a file's editor, with `{file}` for its path; nothing where no repository is set.

    Raises WrongRepositoryError.
    """
    if not repository:
        return ""
    if not _BRANCH.fullmatch(branch):
        raise WrongRepositoryError(f"“{branch}” is not the name of a branch.", "As “main”.", "repository_branch")
    hint = f"Write it as “https://github.com/owner/name”, or the whole address of the editor with “{FILE_MARK}” in it."
    try:
        parts = urlsplit(repository)
    except ValueError:
        raise WrongRepositoryError(f"“{repository}” is not a web address.", hint) from None
    if parts.scheme != "https" or not parts.hostname or parts.username or re.search(r"[\s<>\"\\]", repository):
        raise WrongRepositoryError(f"“{repository}” is not an address that begins with “https://”.", hint)
    if FILE_MARK in repository:
        return repository
    names = [name for name in parts.path.removesuffix(".git").split("/") if name]
    kind = next((kind for kind in _EDITORS if kind in parts.hostname.split(".")), "")
    if not kind:
        message = f"It is not known how files are edited at “{parts.hostname}”."
        raise WrongRepositoryError(message, f"Write the whole address of the editor, with “{FILE_MARK}” for the file.")
    if len(names) < 2 or (len(names) > 2 and kind != "gitlab") or parts.query or parts.fragment:  # noqa: PLR2004  owner and name; GitLab has groups
        raise WrongRepositoryError(f"“{repository}” is not the address of a repository.", hint)
    return _EDITORS[kind](f"https://{parts.netloc}/{'/'.join(names)}", branch)


def edit_address(repository: str, branch: str, path: str) -> str:
    """Return the address at which the file at a path can be edited, or nothing where there is none."""
    try:
        return edit_pattern(repository, branch).replace(FILE_MARK, quote(path))
    except WrongRepositoryError:
        return ""  # told where the settings are read
