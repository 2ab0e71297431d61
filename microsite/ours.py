"""Which folders are ours to replace: those that an earlier build made, and that hold nothing of anybody else's."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.disk import UNCHANGED, disk_problem, shown_at
from microsite.problems import Place, Problem
from microsite.staging import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKER = ".microsite"

MANIFEST = "manifest.json"
"""The record of a build, beside the site."""

_MARKER_WORDS = "This folder is made by Microsite. Each build replaces it. These files are its own:\n"


def host_folder(folder: Path) -> Path:
    """Return where that stands which those who run the host need: `public-host` beside `public`."""
    return folder.with_name(f"{folder.name}-host")


def aside(folder: Path, what: str) -> Path:
    """Return the name of something of ours that stands beside a folder for a while; the lock stays."""
    return folder.with_name(f".{folder.name}.{what}")


def lock_of(folder: Path) -> Path:
    """Return the file that keeps two builds of a folder apart."""
    return aside(folder, "lock")


def marker_of(paths: Iterable[str]) -> bytes:
    """Return what the marker of a folder says that holds these files."""
    return (_MARKER_WORDS + "".join(f"{path}\n" for path in sorted(paths))).encode()


def marked_in(folder: Path) -> frozenset[str]:
    """Return the files of a folder that are ours, by its marker, which is one of them. Raises OSError."""
    return frozenset((MARKER, *(folder / MARKER).read_text("utf-8", errors="replace").splitlines()[1:]))


def hindrance(folder: Path, root: Path, sources: Iterable[Path]) -> Problem | None:
    """Return why a site cannot be put into a folder, as far as that can be told before one is made, or None.

    Raises OSError where it cannot be read.
    """
    return refusal(folder, root, sources) or _strange_lock(folder, root) or _unwritable(folder, root)


def refusal(folder: Path, root: Path, sources: Iterable[Path]) -> Problem | None:
    """Return why an output folder may not be replaced, or None; `foreign` says what in it is not ours.

    Raises OSError where it cannot be read.
    """
    place = Place(shown_at(folder, root))
    if folder.is_symlink():
        message = f"“{place.path}” is a link to elsewhere."
        return Problem("refused-output", message, place, "Name a folder with --output.")
    # A source that is a link is told as such, and nothing is made from it.
    real = [Path(os.path.realpath(source)) for source in sources if not source.is_symlink()]
    reason = _reason(Path(os.path.realpath(folder)), Path(os.path.realpath(root)), real)
    if reason:
        hint = "Name another folder with --output, as --output public."
        return Problem("refused-output", f"“{place.path}” {reason}.", place, hint)
    if not os.path.lexists(folder / MARKER) and tree_of(folder).files:
        message = f"“{place.path}” holds files that are not ours."
        return Problem("not-our-output", message, place, "Empty it yourself, or name another folder with --output.")
    return None


def foreign(folder: Path, present: Iterable[str], root: Path) -> Problem | None:
    """Return what stands in the way of replacing a folder that has these files, or None. Raises OSError."""
    present = set(present)
    others = sorted(present - marked_in(folder)) if MARKER in present else sorted(present)
    if not others:
        return None
    place = Place(shown_at(folder, root))
    named = ", ".join(f"“{path}”" for path in others[:3])
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""  # noqa: PLR2004  the three that are named
    message = f"“{place.path}” holds files that are not ours: {named}{more}."
    return Problem("not-our-output", message, place, "Move them elsewhere; each build replaces the folder.")


def _strange_lock(folder: Path, root: Path) -> Problem | None:
    lock = lock_of(folder)
    if not os.path.lexists(lock) or (lock.is_file() and not lock.is_symlink()):
        return None
    shown = shown_at(lock, root)
    message = f"“{shown}” is to keep two builds apart, but it is no plain file."
    return Problem("refused-output", message, Place(shown), "See what it is, and delete it; each build makes its own.")


def _unwritable(folder: Path, root: Path) -> Problem | None:
    parent = next(parent for parent in folder.parents if parent.exists())
    for place in filter(Path.exists, (folder, parent)):
        if not os.access(place, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            flags = os.statvfs(place).f_flag if hasattr(os, "statvfs") else 0
            number = errno.EROFS if flags & getattr(os, "ST_RDONLY", 0) else errno.EACCES
            return disk_problem(OSError(number, os.strerror(number)), shown_at(folder, root), UNCHANGED)
    return None


def _is_home(folder: Path) -> bool:
    try:
        return folder == Path.home().resolve()
    except RuntimeError:  # whoever runs this has no home, as in many containers
        return False


def _reason(folder: Path, root: Path, sources: list[Path]) -> str:
    if folder == Path(folder.anchor):
        return "is the root of the disk"
    if _is_home(folder):
        return "is your home folder"
    if root.is_relative_to(folder) or Path.cwd().resolve().is_relative_to(folder):
        return "is the project's own folder, or one that holds it"
    for source in sources:
        if source.is_relative_to(folder) or folder.is_relative_to(source):
            return f"overlaps with “{source.name}”, from which the site is made"
    if folder.exists() and not folder.is_dir():
        return "is a file"
    if os.path.ismount(folder):
        return "is a disk of its own"
    if (folder / ".git").exists():
        return "is a git folder"
    return ""
