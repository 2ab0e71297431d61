"""Bytes that took long to make, kept on the disk under the hash of all that decides them.

A cache is never needed: one that is missing, corrupt, of another version or of another site costs time and nothing
else. Nothing in it is ever run or parsed; each entry carries its own checksum.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.entries import bytes_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = ".cache"
"""Below the site's root; git ignores it."""

UNUSED_DAYS = 60
"""How long an entry stays that no build has asked for."""

_TIDIED = "tidied"
"""An empty file, whose time says when the cache was tidied last."""

# What this module and those that keep runs and pages write there; a process that is killed leaves its number behind.
_FOLDERS = re.compile(r"[0-9a-f]{2}|last|pages")
_FILES = re.compile(r"(?:[0-9a-f]{64}|[0-9a-f]{8}(?:\.[a-z]+)?)(?:\.\d+)?")

_CHECKSUM_BYTES = 32
_DAY = 24 * 60 * 60  # seconds


class Cache(Struct):
    """A folder of entries. Two builds may use it at once: an entry is written whole or not at all."""

    folder: Path
    made: int = 0
    """How many entries were not there and had to be made."""

    def recall(self, key: tuple[str | bytes, ...], make: Callable[[], bytes]) -> bytes:
        """Return what was made for this key before, or what `make` makes now. All that decides it is in the key."""
        file = self._file(key)
        kept = _read(file)
        if kept is None:
            self.made += 1
            kept = make()
            # A cache that cannot be written costs time, and a person must not be bothered with it.
            with contextlib.suppress(OSError):
                _write(file, kept)
        return kept

    def tidy(self) -> None:
        """Remove what no build has asked for in a long time, and what a killed one has left; at most once a day.

        Other programs use a folder of this name as well: what does not have a name of ours stays.
        """
        now = time.time()
        stamp = self.folder / _TIDIED
        with contextlib.suppress(OSError):
            if not self.folder.is_dir() or (stamp.exists() and abs(now - stamp.stat().st_mtime) < _DAY):
                return
            stamp.touch()
            for entry in os.scandir(self.folder):
                if entry.is_dir(follow_symlinks=False) and _FOLDERS.fullmatch(entry.name):
                    _remove_unused(entry.path, now - UNUSED_DAYS * _DAY)

    def _file(self, key: tuple[str | bytes, ...]) -> Path:
        digest = hashlib.sha256()
        for part in key:
            data = part.encode() if isinstance(part, str) else part
            digest.update(len(data).to_bytes(8, "big") + data)  # so that no two keys run together alike
        name = digest.hexdigest()
        return self.folder / name[:2] / name


def _remove_unused(folder: str, oldest: float) -> None:
    """Remove every file of ours in the folder that was last used before `oldest`, in seconds since 1970."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if _FILES.fullmatch(entry.name) and entry.stat(follow_symlinks=False).st_mtime < oldest:
                with contextlib.suppress(OSError):  # another build tidies as well
                    os.unlink(entry.path)  # noqa: PTH108  a path object for each file takes longer than the system


def _read(file: Path) -> bytes | None:
    try:
        held = bytes_of(str(file))
        used = file.stat().st_mtime
        if abs(time.time() - used) > _DAY:  # so seldom is enough to tell what is used
            os.utime(file)
    except OSError:
        return None
    checksum, data = held[:_CHECKSUM_BYTES], held[_CHECKSUM_BYTES:]
    return data if hashlib.sha256(data).digest() == checksum else None


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(hashlib.sha256(data).digest() + data)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
