"""Publish to GitHub Pages: the site becomes a commit on a branch of its own, and git pushes that.

https://docs.github.com/en/pages/getting-started-with-github-pages/configuring-a-publishing-source-for-your-github-pages-site
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.manifest import VERSION_FILE
from microsite.publishing.git import GitError, NoGitError, head_of, run_git
from microsite.publishing.release import CannotPublishError, Step, Target, differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from microsite.publishing.release import Release

PUSH = "push"

# What git and GitHub say, and what it means to the person.
_MEANINGS = (
    (
        r"\(fetch first\)|non-fast-forward|cannot lock ref|stale info",
        "Somebody else has published in the meantime.",
        "Look at what is live, then run it again.",
    ),
    (
        r"protected branch|\[remote rejected\]|pre-receive hook|GH006|GH013",
        "The repository does not allow pushing to this branch.",
        "On GitHub, look at Settings → Rules and Settings → Branches, or ask its owner.",
    ),
    (
        r"could not read Username|Authentication failed|Permission denied|Permission to .* denied|error: 40[13]",
        "You are not signed in to the repository, or may not write to it.",
        "Try “git push” by hand until it works, then run it again.",
    ),
    (
        r"Could not resolve host|unable to access|Connection (timed out|refused)|Network is unreachable",
        "The repository cannot be reached.",
        "Is there a connection? Then run it again.",
    ),
    (
        r"does not appear to be a git repository|[Rr]epository .*not found|Could not read from remote",
        "There is no repository at that address, or you may not see it.",
        "Look at the address with: git remote --verbose",
    ),
)


def look(release: Release) -> Target:
    """Return the branch as the remote has it now. Raises CannotPublishError."""
    root, settings = release.root, release.config.settings.publishing
    remote, branch = settings.remote, settings.branch
    try:
        _check_here(root, remote, branch)
        on_remote = _on_remote(root, remote, branch)
        # A branch that is only here is perhaps somebody's work.
        present = on_remote or _tree(root, f"refs/heads/{branch}")
        wanted = _wanted(root, release.files)
    except NoGitError as error:
        hint = "GitHub Pages takes the site from git: https://docs.github.com/en/get-started/using-git"
        raise CannotPublishError(str(error), hint) from None
    except GitError as error:
        raise _meant(error) from None
    steps = tuple(differences(on_remote, wanted))

    def send(tell: Callable[[str], None]) -> None:
        del tell  # a push takes a moment
        _send(release, remote, branch)

    first = f"On GitHub, choose the branch “{branch}” at Settings → Pages → Build and deployment."
    return Target(
        where=f"the branch “{branch}” of “{remote}”",
        present=frozenset(present),
        steps=(*steps, Step(PUSH, f"{branch} to {remote}")) if steps else (),
        send=send,
        ours=not present or VERSION_FILE in present,
        key="publishing.branch",
        notes=() if on_remote else (first,),
    )


def _check_here(root: Path, remote: str, branch: str) -> None:
    """Raise CannotPublishError for what is wrong on this side."""
    try:
        run_git(root, "check-ref-format", f"refs/heads/{branch}")
    except GitError:
        message = f"“{branch}” cannot be the name of a branch."
        raise CannotPublishError(message, "As “gh-pages”.", "publishing.branch") from None
    if remote not in run_git(root, "remote").decode().split():
        message = f"Git knows no remote “{remote}”."
        hint = f"Run: git remote add {remote} https://github.com/owner/name.git"
        raise CannotPublishError(message, hint, "publishing.remote")
    if run_git(root, "branch", "--show-current").decode().strip() == branch:
        message = f"You are on the branch “{branch}”, which is for the finished site."
        raise CannotPublishError(message, "Go back to the one with the sources: git switch main", "publishing.branch")
    for variable, setting, example in (
        ("GIT_COMMITTER_NAME", "user.name", "Your Name"),
        ("GIT_COMMITTER_EMAIL", "user.email", "you@example.org"),
    ):
        known = os.environ.get(variable)
        with contextlib.suppress(GitError):  # it says nothing and fails where the setting is left out
            known = known or run_git(root, "config", setting).decode().strip()
        if not known:
            message = "Git does not know who you are."
            raise CannotPublishError(message, f'Run: git config {setting} "{example}"')


def _on_remote(root: Path, remote: str, branch: str) -> dict[str, str]:
    """Return the hash of every file of the branch by path, as the remote has it now."""
    here = f"refs/remotes/{remote}/{branch}"
    if not run_git(root, "ls-remote", remote, f"refs/heads/{branch}").strip():
        # What is known of a branch that has gone would otherwise be built upon.
        run_git(root, "update-ref", "-d", here)
        return {}
    # Also in a clone of one branch only, where fetching by itself would not bring this one.
    run_git(root, "fetch", "--quiet", "--no-tags", remote, f"+refs/heads/{branch}:{here}")
    return _tree(root, here)


def _tree(root: Path, name: str) -> dict[str, str]:
    """Return the hash of every file of a branch by path; nothing where there is no such branch."""
    if not run_git(root, "for-each-ref", name):
        return {}
    listed = run_git(root, "ls-tree", "-r", "-z", "--full-tree", name).decode(errors="replace")
    entries = (entry.partition("\t") for entry in listed.split("\0") if entry)
    return {path: about.split()[2] for about, _, path in entries}


def _wanted(root: Path, files: dict[str, bytes]) -> dict[str, str]:
    """Return the hash that git gives to each file, by path."""
    with _folder_of(files) as folder:
        names = "".join(f"{folder / path}\n" for path in files).encode()
        hashes = run_git(root, "hash-object", "--no-filters", "--stdin-paths", data=names).decode().split()
    return dict(zip(files, hashes, strict=True))


@contextlib.contextmanager
def _folder_of(files: dict[str, bytes]) -> Iterator[Path]:
    """Put the files, and nothing else, into a folder for a moment: `public/` also holds a marker of ours."""
    with tempfile.TemporaryDirectory(prefix="microsite-") as name:
        for path, data in files.items():
            file = Path(name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        yield Path(name)


def _send(release: Release, remote: str, branch: str) -> None:
    root = release.root
    try:
        _commit(release, remote, branch)
        run_git(root, "push", "--quiet", remote, f"refs/heads/{branch}:refs/heads/{branch}")
    except GitError as error:
        raise _meant(error) from None


def _commit(release: Release, remote: str, branch: str) -> None:
    """Add the site to the branch as a commit. The branch is first made that of the remote."""
    from ghp_import import GhpError, ghp_import  # noqa: PLC0415  only this host needs it

    root, made_from = release.root, head_of(release.root)
    message = f"Publish version {release.manifest.version}\n" + (f"\nBuilt from {made_from}.\n" if made_from else "")
    with _folder_of(release.files) as folder, contextlib.chdir(root):
        try:
            ghp_import(str(folder), remote=remote, branch=branch, mesg=message)
        except GhpError as error:
            raise GitError(error.message) from None
        except (TypeError, OSError):
            # Where git stops half-way, ghp-import 2.1 stumbles over the message with which it would say so.
            raise GitError(f"the commit on {branch} could not be made") from None


def _meant(error: GitError) -> CannotPublishError:
    said = str(error)
    for pattern, message, hint in _MEANINGS:
        if re.search(pattern, said):
            return CannotPublishError(message, hint, "publishing.remote")
    return CannotPublishError(f"Git refused: “{said}”", "Mend that, then run it again.", "publishing.remote")
