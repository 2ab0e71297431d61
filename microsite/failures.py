"""Mistakes of our own: told at the page where they come up, so that those of the other pages are told as well."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from microsite.ended import EndedError, lacking
from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from microsite.model import Document

_OURS = Path(__file__).parent


def failure(document: Document, error: Exception) -> Problem:
    """Return what is told where the generator failed at a document. Raises the error where it is not a mistake of ours.

    The words name the line of the generator in which it came up, which is what somebody needs to mend it.
    """
    if isinstance(error, EndedError) or lacking(error):
        raise error
    frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(_OURS)]
    at = f" in {Path(frames[-1].filename).relative_to(_OURS).as_posix()}, line {frames[-1].lineno}" if frames else ""
    words = f"{type(error).__name__}{at}{f': {error}' if str(error) else ''}"
    message = f"The generator failed on this page. That is its mistake, not yours: {words}."
    hint = "Undo the last change of the page, and report these words to whoever looks after the generator."
    return Problem("generator-failed", message, Place(document.source.path), hint)
