"""Ask git, and hear its answer in words."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from microsite.source import PYTHONS_OWN

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = ("content", "templates", "site_config.yaml", "microsite", "build.py")
"""What decides a site, as far as it stands in the site's folder."""


class NoGitError(Exception):
    """Git is not installed, or the folder is in no repository: a sentence that says which."""


class GitError(Exception):
    """Git has refused: what it said."""


def run_git(root: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """Return what git answers in a folder. Raises NoGitError and GitError."""
    try:
        done = subprocess.run(  # noqa: S603  our own words and settings, no shell
            ["git", "-C", str(root), *arguments],  # noqa: S607  git is where the person has it
            input=data,
            capture_output=True,
            check=False,
            # What git says is looked at below, so it must not be translated.
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise NoGitError("Git is not installed.") from None
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        if "not a git repository" in said:
            raise NoGitError("This folder is in no git repository.")
        raise GitError(said)
    return done.stdout


def changed_sources(root: Path) -> tuple[str, ...]:
    """Return what the site is made from and has changes that are not committed, sorted. Raises as `run_git`."""
    asked = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--")
    listed = run_git(root, *asked, *SOURCES, f":(exclude,glob)**/{PYTHONS_OWN}/**")
    top = run_git(root, "rev-parse", "--show-prefix").decode().strip()
    # A file of which a part is staged is listed twice.
    paths = {entry[3:] for entry in listed.decode(errors="replace").split("\0") if entry}
    return tuple(sorted(path.removeprefix(top) for path in paths))


def is_in_git(root: Path) -> bool:
    """Tell whether git looks after a folder."""
    try:
        return bool(run_git(root, "rev-parse", "--git-dir"))
    except (NoGitError, GitError):
        return False


def head_of(root: Path) -> str:
    """Return the short name of the commit that is checked out, or nothing before the first. Raises NoGitError."""
    try:
        return run_git(root, "rev-parse", "--short", "--verify", "--quiet", "HEAD").decode().strip()
    except GitError:
        return ""
