"""Where the bytes of a file of the site are, if they are not held in memory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from typing import BinaryIO


class FilePart(Struct, frozen=True):
    """Bytes that lie in a file, which stays open and as it is."""

    file: BinaryIO
    offset: int
    size: int
    sha256: str

    def read(self) -> bytes:
        """Return the bytes. Raises OSError."""
        return os.pread(self.file.fileno(), self.size, self.offset)


class PublishedFile(Struct, frozen=True):
    """Bytes that stand in the published site already, in a file that nobody has touched since."""

    path: str
    size: int
    sha256: str

    def read(self) -> bytes:
        """Return the bytes. Raises OSError."""
        return Path(self.path).read_bytes()
