"""The files that visitors can take with them, and what each PDF tells of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.content_files import DOWNLOADS, FOLDER
from microsite.pdf import Pdf, is_pdf, read_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.model import Output


class Download(Struct, frozen=True):
    """A file that visitors can take with them."""

    name: str
    size: int
    """In kilobytes, at least 1."""
    pdf: Pdf | None
    """What a PDF tells of itself; None for what is none."""


def downloads(outputs: Sequence[Output]) -> tuple[Download, ...]:
    """Return the downloads of `content/`, by name."""
    found = [
        Download(
            output.path,
            max(1, round(output.size / 1000)),
            read_pdf(output.data) if is_pdf(output.data) else None,
        )
        for output in outputs
        if output.path.lower().endswith(tuple(DOWNLOADS)) and output.made_from.startswith(f"{FOLDER}/")
    ]
    return tuple(sorted(found, key=lambda download: download.name))
