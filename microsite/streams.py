"""Standard output and error that never end a run: where nobody can read along, the work is done all the same."""

from __future__ import annotations

import errno
import io
import os
import sys

TYPE_CHECKING = False  # what reads types takes it for true; the module `typing` costs half of what `--help` takes
if TYPE_CHECKING:
    from typing import Any, TextIO

_NOBODY_READS = frozenset({errno.EPIPE, errno.EIO})
_STANDARD = (0, 1, 2)
"""The numbers of standard input, output and error."""


class _Willing(io.RawIOBase):
    """Takes all that is written, and remembers what kept it from passing that on."""

    def __init__(self, text: TextIO) -> None:
        self.text = text  # a stream that nobody holds is closed
        self.stream: Any = getattr(text.buffer, "raw", text.buffer)
        self.failed: OSError | None = None

    def write(self, data: Any) -> int:
        """Pass bytes on, unless that has failed already; return how many were taken, which is all of them."""
        left = memoryview(data)
        try:
            while left and not self.failed:
                left = left[self.stream.write(left) or 0 :]
        except OSError as error:
            self.failed = error
        return len(data)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self.stream.fileno())

    def isatty(self) -> bool:
        return bool(self.stream.isatty())


def open_streams() -> None:
    """Put streams in place to which writing never fails, whoever stops reading, and which are there in any case."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        _open_closed()
    sys.stdout, sys.stderr = _willing(sys.stdout), _willing(sys.stderr)


def end_streams() -> str:
    """Send off what is still to be written; return why the words of this run did not arrive, or nothing.

    Who reads along and stops, as `head` does, has what they wanted; so has who closes the terminal.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    raw: Any = sys.stdout.buffer
    failed = getattr(raw, "raw", raw).failed
    return "" if failed is None or failed.errno in _NOBODY_READS else str(failed.strerror)


def _open_closed() -> None:
    """Open what the process was started without: the next file to be opened would get its number, and our words."""
    while (number := os.open(os.devnull, os.O_RDWR)) in _STANDARD:
        pass
    os.close(number)
    sys.stdin = sys.stdin or open(0, encoding="utf-8")  # noqa: SIM115  it stays open, and has no path
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8")  # noqa: SIM115  as above
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8")  # noqa: SIM115  as above


def _willing(text: TextIO) -> TextIO:
    raw = _Willing(text)
    buffers = hasattr(text.buffer, "raw")  # not where PYTHONUNBUFFERED is set
    stream: Any = io.BufferedWriter(raw) if buffers else raw
    line_buffering = bool(text.line_buffering)
    return io.TextIOWrapper(stream, text.encoding, text.errors, None, line_buffering, write_through=not buffers)
