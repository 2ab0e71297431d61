"""Python runs this first in every process of a trial: what a build must never do is noted, and does not happen."""

from __future__ import annotations

import os
import sys

NEVER = frozenset(
    {
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "os.system",
        "pty.spawn",
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.sendto",
        "subprocess.Popen",
        "urllib.Request",
        "webbrowser.open",
    }
)
NOTES = os.environ["TRIAL_NOTES"]


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Note the event where the trial looks for it, and stop it."""
    if event in NEVER:
        with open(NOTES, "a", encoding="utf-8") as notes:  # noqa: PTH123  pathlib would be imported into every trial
            notes.write(f"{event} {arguments[1:]!r}\n")
        raise PermissionError(event)


sys.addaudithook(watch)
