"""Let two folders change places in one step, where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from typing import TYPE_CHECKING

from microsite.staging import remove_whole

if TYPE_CHECKING:
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS
_CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


def exchange(new: Path, present: Path, old: Path) -> bool:
    """Put `new` in the place of `present`, and return whether `new` now holds what was there.

    Where the system cannot exchange two folders, `present` is renamed to `old` first, and removed in the end; `recover`
    mends what a process killed between the two renames leaves.
    """
    if swap(new, present):
        return True
    present.rename(old)
    new.rename(present)
    remove_whole(old)
    return False


def recover(present: Path, old: Path) -> None:
    """Bring the old folder back if a run ended between two renames, or remove what it left."""
    if not old.exists():
        return
    if present.exists():
        remove_whole(old)
    else:
        old.rename(present)


def swap(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where the system or the disk cannot.

    Linux: https://man7.org/linux/man-pages/man2/rename.2.html. macOS: renamex_np(2).
    """
    first, second = os.fsencode(one), os.fsencode(other)
    if os.name != "posix":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform.startswith("linux") and hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(first, second, _RENAME_SWAP)
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(one))
