"""The web server of the preview, for this machine alone. livereload's protocol and client script tell browsers.

Its own server and watcher are not used: they lose saves, and answer anybody.
"""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import socket
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import livereload
from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from microsite.preview.names import LOOPBACK
from microsite.preview.shown import LIVERELOAD, SCRIPT, STYLE
from microsite.protection import protecting_headers

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from tornado.iostream import IOStream

    from microsite.preview.names import Names
    from microsite.preview.shown import Answer, Shown

PORTS = 50
"""How many ports are tried, from the wanted one on."""
HIGHEST_PORT = 65_535
MOST_CONNECTIONS = 1000
"""How many connections are open at once. For one more, that which has been there for longest is closed."""
_MOST_FILES = 4096

# There is no encryption here to insist on, and of powers that it does not know a browser would speak in its console.
_NOT_HERE = {"Strict-Transport-Security", "Permissions-Policy"}
_HEADERS = {
    **{name: value for name, value in protecting_headers("host").items() if name not in _NOT_HERE},
    # Each page says its own policy; this is what only a header can say.
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}

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
        self, shown: Shown, sockets: list[socket.socket], names: Names, ask: Callable[[], Future[Shown]]
    ) -> None:
        """Take what to show first, where to listen, which names the machine goes by, and how to get the report."""
        self.shown, self.ask = shown, ask
        self.origin, self.hosts = names.origin, names.hosts
        self.origins = frozenset(f"http://{host}" for host in names.hosts)
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
        logging.getLogger("tornado.access").setLevel(logging.CRITICAL)
        logging.getLogger("tornado.general").setLevel(logging.ERROR)
        handlers: list[Any] = [
            (r"/livereload", _Reload, {"server": self}),
            (r".*", _Site, {"server": self}),
        ]
        application = Application(handlers, websocket_ping_interval=20)
        server = _Listener(application, max_header_size=16_384, max_body_size=1024, idle_connection_timeout=300)
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
            return bind_sockets(number, host, backlog=MOST_CONNECTIONS, reuse_port=False)
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise NotListeningError(f"“{host}” is no address of this machine. Leave --host out.") from None
            # taken, or only for administrators
    raise NotListeningError(f"No port from {port} to {last - 1} is free. Name another with --port.")


class _Listener(HTTPServer):
    """Keeps no more connections than there are files for: without any left, none could be taken, nor a page built."""

    def initialize(self, *arguments: Any, **options: Any) -> None:
        super().initialize(*arguments, **options)
        self._most = min(MOST_CONNECTIONS, _files() // 2)
        self._open: dict[IOStream, None] = {}

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        if len(self._open) >= self._most:
            self._open = dict.fromkeys(stream for stream in self._open if not stream.closed())
        if len(self._open) >= self._most:
            oldest = next(iter(self._open))
            del self._open[oldest]
            oldest.close()
        self._open[stream] = None
        super().handle_stream(stream, address)


def _files() -> int:
    """Return how many files may be open at once; some systems allow few until they are asked for more."""
    try:
        import resource  # noqa: PLC0415  there is none on Windows
    except ImportError:
        return _MOST_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if 0 <= soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return soft if soft >= 0 else _MOST_FILES


class _Private(RequestHandler):
    """Answers this machine only: not what another site makes the browser ask, nor under a name that is not ours.

    A stranger can give this machine a name of theirs, and ask under it (DNS rebinding).
    """

    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, server: Server) -> None:
        self.server = server

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        headers = self.request.headers
        if self.request.host.casefold() not in self.server.hosts:
            raise HTTPError(421)
        origin = headers.get("Origin", "")
        if origin and origin.casefold() not in self.server.origins:
            raise HTTPError(403)
        if headers.get("Sec-Fetch-Site", "").casefold() == "cross-site":
            raise HTTPError(403)
        if not self.request.path.startswith("/"):
            raise HTTPError(400)

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        words = {421: f"This preview is at {self.server.origin}/", 403: "Other sites get nothing here."}
        self.finish(words.get(status_code, self._reason) + "\n")


class _Site(_Private):
    """Answers with the files of the site; it reads, and nothing can be written through it."""

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


class _Reload(_Private, LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    """An open page. Its hello says from which build it is, so that no change is missed while it connects."""

    def initialize(self, server: Server) -> None:
        super().initialize(server)
        self.path = ""
        self._number = 0

    def check_origin(self, origin: str) -> bool:
        """Tell whether the page that connects is one of ours."""
        return origin.casefold() in self.server.origins

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
            self.path = _path_of(url)
            self.server.waiting.add(self)
            if self._number and self._number != self.server.shown.number and self.path != self.server.shown.report:
                self.reload("*")

    def on_close(self) -> None:
        """Forget the page."""
        self.server.waiting.discard(self)

    def reload(self, path: str) -> None:
        """Tell the page to load itself again, or only the style sheet at a path."""
        self.send_message({"command": "reload", "path": path, "liveCSS": True, "liveImg": True})


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
