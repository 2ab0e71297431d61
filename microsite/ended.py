"""Why a run ended without having done its work, though nothing is wrong with the site."""

from __future__ import annotations

import errno

_WORDS = {
    errno.ENOSPC: ("The disk is full.", "Make room, then try again."),
    errno.EDQUOT: ("Your share of the disk is full.", "Make room, then try again."),
    errno.EFBIG: ("A file became too large for this disk.", "Write to another disk."),
    errno.EACCES: ("The folder may not be written.", "Allow writing it, or name another."),
    errno.EPERM: ("The folder may not be written.", "Allow writing it, or name another."),
    errno.EROFS: ("The disk may only be read.", "Write to another disk."),
    errno.EMFILE: ("Too many files are open.", "Close other programs, then try again."),
    errno.ENFILE: ("Too many files are open.", "Close other programs, then try again."),
    errno.EAGAIN: ("Too many programs are running.", "Close some of them, then try again."),
    errno.ENOMEM: ("There is not enough memory.", "Close other programs, then try again."),
}

STILL_WORKS = "The published site still works."
"""What is true whenever a run ends early."""


class EndedError(Exception):
    """A run cannot go on; the message says why, and what to do."""


class AnotherBuild(EndedError):  # noqa: N818  it is no error: somebody else is at work
    """Another build of the same site is running."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"Another build is running{f' (process {pid})' if pid else ''}. Try again soon.")
        self.pid = pid


class PageEndedError(EndedError):
    """The process that made a page was ended from outside."""

    def __init__(self, page: str, by: str) -> None:
        super().__init__(
            f"The process that made {page} was ended by another program ({by}); perhaps memory has run out. "
            "Nothing was published. Close other programs, and run it again."
        )


class NoFolderError(EndedError):
    """There is no folder into which a file could be put for a while."""

    def __init__(self) -> None:
        super().__init__(
            "No folder for temporary files can be written. Make room, or name one in the environment variable TMPDIR."
        )


def lack_in_words(error: OSError) -> tuple[str, str] | None:
    """Return what the machine lacks, and what to do; None for what is no lack."""
    return _WORDS.get(error.errno or 0)


def lacking(error: BaseException) -> str:
    """Return in a line that the machine lacks something and what to do, or nothing where the error says otherwise.

    There must be no import here: too few open files, or too little memory, would hinder it.
    """
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, MemoryError) or (isinstance(error, ImportError) and "failed to map" in str(error)):
        number = errno.ENOMEM
    if number in {errno.EACCES, errno.EPERM}:
        words = "This may not be read or written. Allow it, then try again."
    else:
        words = " ".join(_WORDS.get(number or 0, ()))
    if words and isinstance(error, OSError) and isinstance(error.filename, str):
        words = f"“{error.filename}”: {words}"
    return f"{words} {STILL_WORKS}" if words else ""
