"""A second process that works aside: what it needs is imported and done while this one goes on."""

from __future__ import annotations

import os

from microsite.interrupts import leave_to_parent

TYPE_CHECKING = False  # what reads types takes it for true; this is imported before anything else
if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[["Channel"], None]

_SIZE = 8  # bytes of the number that says how long a message is


class Channel:
    """Two pipes between two processes, for messages of bytes."""

    def __init__(self, reader: int, writer: int) -> None:
        self.reader, self.writer = reader, writer

    def send(self, message: bytes) -> None:
        """Send a message. Raises OSError where nobody is there to take it."""
        data = memoryview(len(message).to_bytes(_SIZE, "big") + message)
        while data:
            data = data[os.write(self.writer, data) :]

    def receive(self) -> bytes | None:
        """Return the next message, or None where the other process has ended."""
        head = self._read(_SIZE)
        return None if head is None else self._read(int.from_bytes(head, "big"))

    def _read(self, size: int) -> bytes | None:
        parts: list[bytes] = []
        while size:
            part = os.read(self.reader, size)
            if not part:
                return None
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Let go of both pipes."""
        os.close(self.reader)
        os.close(self.writer)


_running: list[Aside] = []


class Aside:
    """A process that works aside, and the way to talk with it."""

    def __init__(self, work: Work) -> None:
        """Begin: the other process does `work` with its end of the channel, and ends."""
        there, here = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(there[1])
            os.close(here[0])
            _be_aside(work, Channel(there[0], here[1]))
        os.close(there[0])
        os.close(here[1])
        self.channel = Channel(here[0], there[1])
        _running.append(self)

    def end(self) -> None:
        """End the process, whatever it is doing, and let go of it."""
        if self in _running:
            _running.remove(self)
            self.channel.close()
            os.kill(self.pid, 9)  # SIGKILL: the module that gives it its name takes longer to import
            os.waitpid(self.pid, 0)


def end_all() -> None:
    """End every process that works aside."""
    for aside in _running:
        aside.end()


def _be_aside(work: Work, channel: Channel) -> None:
    """Work, and never return. Whatever goes wrong here, the first process does the work itself, and tells of it."""
    leave_to_parent(ignore=True)
    code = 1
    try:
        work(channel)
        code = 0
    finally:
        # What the first process is about to write, and its cleaning up, must not happen twice.
        os._exit(code)


def can_work_aside() -> bool:
    """Tell whether the system has a way to begin a second process at once, and a core for it."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1
