"""Where the bytes of a file of the site are, if they are not held in memory."""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.ended import NoFolderError

if TYPE_CHECKING:
    from typing import BinaryIO


class Spool:
    """A file without a name, for the bytes of many outputs; it is gone with the last that lies in it."""

    def __init__(self) -> None:
        """Open the file. Raises NoFolderError where there is no folder for it, and OSError."""
        import tempfile  # noqa: PLC0415  it imports more than a small edit takes

        try:
            self.file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  closed below
        except FileNotFoundError:  # so Python says that it has tried all folders that it knows
            raise NoFolderError from None
        weakref.finalize(self, self.file.close)


class FilePart(Struct, frozen=True):
    """Bytes that lie in a spool."""

    spool: Spool
    offset: int
    size: int
    sha256: str

    def read(self) -> bytes:
        """Return the bytes. Raises OSError."""
        return os.pread(self.spool.file.fileno(), self.size, self.offset)


class PublishedFile(Struct, frozen=True):
    """Bytes that stand in the published site already, in a file that nobody has touched since."""

    path: str
    size: int
    sha256: str

    def read(self) -> bytes:
        """Return the bytes. Raises OSError."""
        return Path(self.path).read_bytes()
