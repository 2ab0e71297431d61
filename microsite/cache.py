"""Bytes that took long to make, kept on the disk under the hash of all that decides them.

A cache is never needed: one that is missing, corrupt, of another version or of another site costs time and nothing
else. Nothing in it is ever run or parsed; each entry carries its own checksum.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = ".cache"
"""Below the site's root; git ignores it."""

UNUSED_DAYS = 60
"""How long an entry stays that no build has asked for."""

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
        """Remove what no build has asked for in a long time, and what a killed one has left."""
        oldest = time.time() - UNUSED_DAYS * _DAY
        with contextlib.suppress(OSError):
            for file in self.folder.rglob("*"):
                if file.is_file() and file.stat().st_mtime < oldest:
                    file.unlink(missing_ok=True)

    def _file(self, key: tuple[str | bytes, ...]) -> Path:
        digest = hashlib.sha256()
        for part in key:
            data = part.encode() if isinstance(part, str) else part
            digest.update(len(data).to_bytes(8, "big") + data)  # so that no two keys run together alike
        name = digest.hexdigest()
        return self.folder / name[:2] / name


def _read(file: Path) -> bytes | None:
    try:
        held = file.read_bytes()
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
