"""Put a copy of the site into one zip file, the same bytes each time (APPNOTE.TXT of PKWARE says how one is made)."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from microsite.content_files import is_usable_name
from microsite.prose.finish import slug
from microsite.read_me import MARK as WORDS
from microsite.read_me import READ_ME

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from microsite.model import Output

MARK = WORDS.encode()
"""What stands near the beginning of each file that is packed here."""

MAX_NAME = 40
"""Characters of the site's name in the names of files."""

_FIRST_YEAR, _LAST_YEAR = 1980, 2107  # of the times that a zip file can tell
_ANYBODY_READS = 0o100644


def folder_name(name: str, *, drafts: bool) -> str:
    """Return the folder within the zip file: the name of the site in a form that every system takes."""
    words = slug(name)[:MAX_NAME].strip("-") if any(map(str.isalnum, name)) else "site"
    return (words if is_usable_name(words) else f"{words}-site") + "-draft" * drafts


def zip_name(name: str, day: date, *, drafts: bool) -> str:
    """Return the name of the zip file: the site, whether it holds drafts, and the day."""
    return f"{folder_name(name, drafts=drafts)}-{day.isoformat()}.zip"


def packed(outputs: Iterable[Output], folder: str, day: date) -> bytes:
    """Return the outputs of a copy as the bytes of a zip file with one folder in it; all of them are of that day."""
    year = min(max(day.year, _FIRST_YEAR), _LAST_YEAR)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for output in sorted(outputs, key=lambda output: (output.path != READ_ME, output.path)):
            info = zipfile.ZipInfo(f"{folder}/{output.path}", (year, day.month, day.day, 0, 0, 0))
            info.create_system = 3  # Unix, whatever this is: only then the rights below are read
            info.external_attr = _ANYBODY_READS << 16
            # The words come first and are not compressed, so that the file begins with its mark.
            way = zipfile.ZIP_STORED if output.path == READ_ME else zipfile.ZIP_DEFLATED
            archive.writestr(info, output.data, way, compresslevel=9)
    return stream.getvalue()
