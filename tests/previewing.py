"""The preview as a program of its own, and a browser's side of livereload's protocol, for several tests."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from microsite.commands import HERE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

LONG = 20
"""Seconds after which something that has not come will not come."""


@dataclass
class Previewed:
    """A preview that runs, what it says, and what it answers."""

    root: Path
    process: subprocess.Popen[str]
    reader: Thread = field(init=False)
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address that the preview tells."""
        return self.told(r"Your site is at (http://127\.0\.0\.1:\d+/\S*)")[1]

    @property
    def port(self) -> int:
        """The port at which it listens."""
        return urlsplit(self.url).port or 0

    def told(self, pattern: str, start: int = 0, seconds: float = LONG) -> re.Match[str]:
        """Wait for a line from the line number `start` on, and return the match."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for line in self.lines[start:]:
                if found := re.search(pattern, line):
                    return found
            time.sleep(0.01)
        raise AssertionError(f"never said {pattern!r}: {self.lines}")

    def builds(self) -> int:
        """Return how many builds have changed something since the start."""
        return sum("changed: shown after" in line for line in self.lines)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, str]:
        """Return the answer and its text; headers are given with `_` for `-`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=given)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", errors="replace")
        connection.close()
        return answer, text

    def wait_for(self, path: str, words: str, *, gone: bool = False) -> str:
        """Wait until a page holds the words, or holds them no longer, and return it."""
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            text = self.get(path)[1]
            if (words in text) is not gone:
                return text
            time.sleep(0.01)
        raise AssertionError(f"{path} {'still' if gone else 'never'} has {words!r}")

    def settle(self) -> None:
        """Wait until the preview has looked once more for what it may have missed."""
        time.sleep(0.8)

    def stop(self, number: int = signal.SIGINT) -> int:
        """End the preview as Ctrl-C does, and return its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=LONG)
        self.reader.join()
        return code


def start_preview(root: Path, *options: str, seconds: float = LONG) -> Previewed:
    """Start the preview of a site and wait until it serves; a large site may take many `seconds`."""
    process = subprocess.Popen(
        [sys.executable, "-u", str(HERE / "build.py"), "serve", "--root", str(root), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795521600", "NO_COLOR": "1"},
    )
    preview = Previewed(root, process)

    def read() -> None:
        assert process.stdout
        with process.stdout as stream:
            for line in stream:
                preview.lines.append(line.rstrip("\n"))

    preview.reader = Thread(target=read, daemon=True)
    preview.reader.start()
    try:
        preview.told(r"Ctrl-C ends the preview", seconds=seconds)
    except AssertionError:
        process.kill()
        raise
    return preview


class Tab:
    """An open page, as livereload's script in the browser is one."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self.socket = socket
        self._waiting: asyncio.Future[Any] | None = None

    async def message(self, seconds: float = LONG) -> dict[str, Any] | None:
        """Return the next message, or None if none comes."""
        try:
            text = await asyncio.wait_for(asyncio.shield(self._next()), seconds)
        except TimeoutError:
            return None
        return json.loads(text) if text else None

    def _next(self) -> asyncio.Future[Any]:
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.ensure_future(self._read())
        return self._waiting

    async def _read(self) -> Any:
        return await self.socket.read_message()


def converse(talk: Coroutine[Any, Any, None]) -> None:
    """Run what is said over the reload channel in a thread of its own: a browser test may own this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, talk).result()


@asynccontextmanager
async def open_tab(preview: Previewed, path: str = "", number: int = 0, **headers: str) -> AsyncIterator[Tab]:
    """Open a page at a path below the home page; `number` is the build it is from, if it says so."""
    url = urlsplit(preview.url)
    origin = f"http://{url.netloc}"
    request = HTTPRequest(f"ws://{url.netloc}/livereload", headers={"Origin": origin} | headers)
    socket = await websocket_connect(request)
    hello = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"], "extver": number}
    await socket.write_message(json.dumps(hello))
    tab = Tab(socket)
    greeting = await tab.message()
    assert greeting
    assert greeting["command"] == "hello"
    await socket.write_message(json.dumps({"command": "info", "plugins": {}, "url": preview.url + path}))
    await asyncio.sleep(0.05)
    try:
        yield tab
    finally:
        socket.close()
        while await tab.message():  # until the other side has closed, too
            pass


def left_of(leader: int) -> list[str]:
    """Return the processes that were begun by one and still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if words[3] == str(leader) and words[0] != "Z":
            found.append(stat.parent.name)
    return found
