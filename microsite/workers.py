"""Work shared by several processes: each takes the next pieces when it is free, and all results come back in order.

Only systems with `fork` have them: a child begins with all that its parent knows, so that nothing has to be sent there.
"""

from __future__ import annotations

import mmap
import os
import signal
import struct
import traceback
from typing import TYPE_CHECKING, BinaryIO

from microsite.ended import EndedError, lacking
from microsite.interrupts import leave_to_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Make = Callable[[int, BinaryIO], bytes]
    """Makes the piece of a number. What is large it may write into the file, which stays."""

_NUMBER = struct.Struct(">Q")
_NOBODY = 2**64 - 1
_FAILED, _LACKED = 1, 2

# The numbers of all first pieces must fit into a pipe, which holds 64 KB.
_MOST_TICKETS = 4_000


class WorkerEndedError(Exception):
    """A process was ended by another, as one that looks after memory, while it worked on a piece."""

    def __init__(self, by: int, piece: int | None) -> None:
        name = signal.Signals(by).name if by in set(signal.Signals) else f"signal {by}"
        super().__init__(name)
        self.by, self.piece = name, piece


class WorkerFailedError(Exception):
    """A process met an error of our own; the message is its traceback."""


def processes_for(pieces: int, least: int) -> int:
    """Return how many processes to use: one for each core, if each gets at least so many pieces."""
    if not hasattr(os, "fork"):
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, pieces // least))


def share(make: Make, pieces: int, files: Sequence[BinaryIO]) -> Iterator[tuple[int, int, bytes]]:
    """Yield each piece, the number of the file that its process had, and what `make` made of it: first those made here.

    There is one process for each file; this one is the first. Raises what `make` raises here, WorkerFailedError for
    what it raises elsewhere, EndedError where the machine lacked something there, and WorkerEndedError. However it
    ends, no process is left.
    """
    tickets, size = _tickets(pieces)
    notes = [mmap.mmap(-1, 2 * _NUMBER.size) for _ in files]
    children: dict[int, int] = {}

    def work(number: int) -> Iterator[tuple[int, bytes]]:
        while ticket := os.read(tickets, _NUMBER.size):
            (first,) = _NUMBER.unpack(ticket)
            for piece in range(first, min(first + size, pieces)):
                notes[number][: _NUMBER.size] = _NUMBER.pack(piece)
                yield piece, make(piece, files[number])

    try:
        for number in range(1, len(files)):
            notes[number][: _NUMBER.size] = _NUMBER.pack(_NOBODY)
            pid = os.fork()
            if pid == 0:
                _be_child(work(number), files[number], notes[number])
            children[number] = pid
        yield from ((piece, 0, result) for piece, result in work(0))
        while children:
            number, pid = next(iter(children.items()))
            _, status = os.waitpid(pid, 0)
            del children[number]
            _check(status, files[number], notes[number])
            yield from ((piece, number, result) for piece, result in _results(files[number], notes[number]))
    finally:
        os.close(tickets)
        for pid in children.values():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _tickets(pieces: int) -> tuple[int, int]:
    """Return a pipe from which each process reads where to go on, and for how many pieces.

    There are few pieces at a time, so that all processes end together.
    """
    size = max(2, pieces // _MOST_TICKETS + 1)
    reader, writer = os.pipe()
    os.write(writer, b"".join(_NUMBER.pack(first) for first in range(0, pieces, size)))
    os.close(writer)
    return reader, size


def _be_child(work: Iterable[tuple[int, bytes]], file: BinaryIO, note: mmap.mmap) -> None:
    """Work in a process of one's own, leave in the file what comes of it and at its end where that is, never return."""
    # Ctrl-C reaches every process; the first one tells of it, and ends this one.
    leave_to_parent(ignore=True)
    code, places = 0, b""
    try:
        for piece, result in work:
            places += _NUMBER.pack(file.tell())
            file.write(_NUMBER.pack(piece) + _NUMBER.pack(len(result)) + result)
    except BaseException as error:  # noqa: BLE001  told by the first process
        words, code = lacking(error), _LACKED
        if not words:
            words, code = traceback.format_exc(), _FAILED
        places = words.encode(errors="backslashreplace")
    note[_NUMBER.size :] = _NUMBER.pack(file.tell())
    file.write(places)
    file.flush()
    # What the first process is about to write, and its cleaning up, must not happen twice.
    os._exit(code)


def _check(status: int, file: BinaryIO, note: mmap.mmap) -> None:
    if os.WIFSIGNALED(status):
        (piece,) = _NUMBER.unpack(note[: _NUMBER.size])
        raise WorkerEndedError(os.WTERMSIG(status), None if piece == _NOBODY else piece)
    if code := os.WEXITSTATUS(status):
        raise (EndedError if code == _LACKED else WorkerFailedError)(_end_of(file, note).decode())


def _end_of(file: BinaryIO, note: mmap.mmap) -> bytes:
    (offset,) = _NUMBER.unpack(note[_NUMBER.size :])
    file.seek(offset)
    return file.read()


def _results(file: BinaryIO, note: mmap.mmap) -> Iterator[tuple[int, bytes]]:
    for (place,) in _NUMBER.iter_unpack(_end_of(file, note)):
        file.seek(place)
        (piece,), (size,) = _NUMBER.unpack(file.read(_NUMBER.size)), _NUMBER.unpack(file.read(_NUMBER.size))
        yield piece, file.read(size)
