"""The real servers, as processes of the tests: each with settings of its own, and ended by its id."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING

from hosts.asking import ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

START_SECONDS = 60


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def run(command: Sequence[str], **settings: str) -> str:
    """Run a program to its end, and return all that it says. Fails where the program does."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **settings}
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


@contextlib.contextmanager
def serving(command: Sequence[str], port: int, log: Path, cwd: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Run a server that stays in the foreground, until the block ends."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=cwd, stdout=said, stderr=said, env={**os.environ, **settings}, start_new_session=True
        )
        try:
            _wait(process, port, log)
            yield
        finally:
            # Servers have processes of their own, all of this one's group.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server answers. Fails with what it said where it ends or says nothing."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text("utf-8", errors="replace")
        with contextlib.suppress(OSError, http.client.HTTPException):
            ask(port, "/")
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", errors="replace"))
