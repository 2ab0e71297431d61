"""The web server of the preview, for this machine alone. livereload's protocol and client script tell browsers.

Its own server and watcher are not used: they lose saves, and answer anybody.
"""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import socket
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import livereload
from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from microsite.preview.shown import LIVERELOAD, SCRIPT, STYLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future

    from microsite.preview.shown import Answer, Shown

LOOPBACK = "127.0.0.1"
PORTS = 50
"""How many ports are tried, from the wanted one on."""
HIGHEST_PORT = 65_535

_CLIENT = Path(livereload.__file__).parent / "vendors" / "livereload.js"
_OWN = {
    STYLE: (Path(__file__).parent / "preview.css", "text/css; charset=utf-8"),
    SCRIPT: (Path(__file__).parent / "preview.js", "text/javascript; charset=utf-8"),
    LIVERELOAD: (_CLIENT, "text/javascript; charset=utf-8"),
}


class NotListeningError(Exception):
    """It cannot be listened there: the message says why, and what to do."""


class Server:
    """Serves what is shown from a thread of its own, and tells the browsers when that changes."""

    def __init__(
        self, shown: Shown, sockets: list[socket.socket], names: Iterable[str], ask: Callable[[], Future[Shown]]
    ) -> None:
        """Take what to show first, where to listen, which names the machine goes by, and how to get the report."""
        self.shown, self.ask = shown, ask
        self.port = int(sockets[0].getsockname()[1])
        self.hosts = frozenset(f"{name}:{self.port}" for name in names)
        self.waiting: set[_Reload] = set()
        self._sockets = sockets
        self._ready = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(timeout=2)

    def show(self, shown: Shown, style: str = "") -> None:
        """Show something else from now on; `style` is the URL of the style sheet if nothing but that has changed."""
        before, self.shown = self.shown, shown
        self._loop.call_soon_threadsafe(self._tell, before, shown, style)

    def _tell(self, before: Shown, shown: Shown, style: str) -> None:
        for browser in tuple(self.waiting):
            if style:
                browser.reload(style)
            elif browser.path == shown.report or shown.differs(before, browser.path):
                browser.reload("*")

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        # Requests are not logged, and what a browser does wrong is not our editor's business; our own mistakes are.
        logging.getLogger("tornado.access").setLevel(logging.ERROR)
        logging.getLogger("tornado.general").setLevel(logging.ERROR)
        handlers: list[Any] = [
            (r"/livereload", _Reload, {"server": self}),
            (r"/.*", _Site, {"server": self}),
        ]
        application = Application(handlers, websocket_ping_interval=20)
        server = HTTPServer(application, max_header_size=16_384, max_body_size=1024, idle_connection_timeout=300)
        server.add_sockets(self._sockets)
        self._ready.set()
        await self._end.wait()
        server.stop()
        for browser in tuple(self.waiting):
            browser.close()


def listen(port: int, host: str = LOOPBACK) -> list[socket.socket]:
    """Return sockets on the port, or on the next one that is free. Raises NotListeningError."""
    last = min(port + PORTS, HIGHEST_PORT + 1)
    for number in range(port, last):
        try:
            return bind_sockets(number, host, reuse_port=False)
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise NotListeningError(f"“{host}” is no address of this machine. Leave --host out.") from None
            # taken, or only for administrators
    raise NotListeningError(f"No port from {port} to {last - 1} is free. Name another with --port.")


def _refuse_strangers(handler: RequestHandler, server: Server) -> None:
    """Refuse what another site makes the browser ask, and names that are not this machine's (DNS rebinding)."""
    request = handler.request
    if request.host.casefold() not in server.hosts:
        raise HTTPError(421)
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc.casefold() not in server.hosts:
        raise HTTPError(403)
    if request.headers.get("Sec-Fetch-Site", "") == "cross-site":
        raise HTTPError(403)


class _Site(RequestHandler):
    """Answers with the files of the site; it reads, and nothing can be written through it."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, server: Server) -> None:
        self.server = server

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Robots-Tag", "noindex")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Referrer-Policy", "no-referrer")

    def prepare(self) -> None:
        _refuse_strangers(self, self.server)

    def compute_etag(self) -> None:
        """Return no tag: nothing is kept by the browser."""

    async def get(self) -> None:
        path = self.request.path
        if path in _OWN:
            file, kind = _OWN[path]
            self.set_header("Content-Type", kind)
            self.finish(file.read_bytes())
            return
        shown = self.server.shown
        if path == shown.report:
            shown = await asyncio.wrap_future(self.server.ask())
        self._send(shown.answer(path))

    head = get

    def _send(self, answer: Answer) -> None:
        if answer.location:
            self.redirect(answer.location, status=answer.status)
            return
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.type)
        self.finish(answer.body)

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        words = {421: f"This preview is at http://{LOOPBACK}:{self.server.port}/", 403: "Other sites get nothing here."}
        self.finish(words.get(status_code, self._reason) + "\n")


class _Reload(LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    """An open page. Its hello says from which build it is, so that no change is missed while it connects."""

    def initialize(self, server: Server) -> None:
        self.server = server
        self.path = ""
        self._number = 0

    def prepare(self) -> None:
        _refuse_strangers(self, self.server)

    def check_origin(self, origin: str) -> bool:
        """Tell whether the page that connects is one of ours."""
        return urlsplit(origin).netloc.casefold() in self.server.hosts

    def on_message(self, message: str | bytes) -> None:
        """Answer the handshake; anything that is not of the protocol is ignored."""
        try:
            told = json.loads(message)
            command, url, number = told["command"], told.get("url", ""), told.get("extver", 0)
        except (ValueError, TypeError, KeyError, AttributeError):
            return
        if command == "hello":
            self._number = number
            super().on_message(message)
        elif command == "info" and isinstance(url, str):
            self.path = urlsplit(url).path
            self.server.waiting.add(self)
            if self._number and self._number != self.server.shown.number and self.path != self.server.shown.report:
                self.reload("*")

    def on_close(self) -> None:
        """Forget the page."""
        self.server.waiting.discard(self)

    def reload(self, path: str) -> None:
        """Tell the page to load itself again, or only the style sheet at a path."""
        self.send_message({"command": "reload", "path": path, "liveCSS": True, "liveImg": True})
