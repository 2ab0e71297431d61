"""A host that serves a build rightly, on this machine, and whose answers a test can spoil."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

import brotli
import msgspec
import zstandard

from microsite.manifest import FILE, read_manifest
from microsite.model import output_path
from microsite.protection import protecting_headers
from microsite.serving import MOVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ssl import SSLContext

    from microsite.manifest import Manifest
    from microsite.model import Output

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "br": lambda data: bytes(brotli.compress(data, quality=1)),
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),  # one of its own: threads cannot share it
}

COMPRESSED = ("text/", "application/xml", "application/manifest+json", "image/svg+xml")


@dataclass(frozen=True)
class Said:
    """An answer, before it is sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    sent: int | None = None
    """So many bytes of the body go out, and the connection ends; all of them if None."""

    def value(self, name: str) -> str:
        """Return a header."""
        return dict(self.headers).get(name, "")

    def without(self, name: str) -> Said:
        """Return the answer without a header."""
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0] != name))

    def having(self, name: str, value: str) -> Said:
        """Return the answer with a header in the place of the one it had."""
        return self.without(name).also(name, value)

    def also(self, name: str, value: str) -> Said:
        """Return the answer with one more header."""
        return replace(self, headers=(*self.headers, (name, value)))


Spoil = Callable[[str, str, Said], Said]
"""Takes the address within the site, the encoding that was asked for, and the right answer."""


@dataclass
class RightHost:
    """Answers as the record of a build asks for."""

    port: int
    scheme: str = "http"
    manifest: Manifest = field(init=False)
    files: dict[str, bytes] = field(default_factory=dict)
    spoil: Spoil | None = None
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """The path, encoding and program of every request."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}/"

    def publish(self, outputs: Sequence[Output], *, obeys: bool = True) -> None:
        """Take a site. A host that `obeys` sends headers and answers old addresses by itself."""
        made = {output.path: output.data for output in outputs}
        self.files = {output.path: output.data for output in outputs if not output.beside}
        self.manifest = read_manifest(made[FILE])
        if obeys:
            self.manifest = obeying(self.manifest)
            self.files = {file.path: self.files[file.path] for file in self.manifest.files}

    def answer(self, path: str, encoding: str) -> Said:
        """Return the right answer at a path, spoilt if a test wants that."""
        base = urlsplit(self.manifest.base_url).path
        address = "/" + unquote(path).removeprefix(base) if unquote(path).startswith(base) else ""
        said = self._right(address, encoding)
        return self.spoil(address, encoding, said) if self.spoil else said

    def _right(self, address: str, encoding: str) -> Said:
        moved = {redirect.old: redirect for redirect in self.manifest.redirects if redirect.code}
        redirect = moved.get(address) or moved.get(address + "/")
        if redirect:
            return self._leading(redirect.code, redirect.to)
        path = output_path(address)
        if not address.endswith("/") and output_path(address + "/") in self.files:
            return self._leading(MOVED, address + "/")
        found = path in self.files
        made = {file.path: file for file in self.manifest.files}[path if found else self.manifest.not_found]
        headers = {**self.manifest.headers, "Content-Type": made.type, "Cache-Control": made.keep}
        body = self.files[made.path]
        if self.manifest.headers and made.type.startswith(COMPRESSED) and encoding in PACKERS:
            headers |= {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
            body = PACKERS[encoding](body)
        return Said(200 if found else 404, tuple(headers.items()), body)

    def _leading(self, code: int, address: str) -> Said:
        base = urlsplit(self.manifest.base_url).path
        location = base + quote(address.removeprefix("/"))
        return Said(code, (*self.manifest.headers.items(), ("Location", location)), b"")


def obeying(manifest: Manifest) -> Manifest:
    """Return the record as it is for a host that sends headers and answers old addresses by itself."""
    stubs = {output_path(redirect.old) for redirect in manifest.redirects}
    headers = protecting_headers("host")
    if not manifest.indexed:
        headers["X-Robots-Tag"] = "noindex"
    return msgspec.structs.replace(
        manifest,
        headers=headers,
        files=tuple(file for file in manifest.files if file.path not in stubs),
        redirects=tuple(msgspec.structs.replace(redirect, code=MOVED) for redirect in manifest.redirects),
    )


@contextmanager
def right_host(safe: SSLContext | None = None) -> Iterator[RightHost]:
    """Serve on a port of this machine while what is inside runs, over https where `safe` has a certificate."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body in one piece: in two, each answer waits for the network's patience

        def do_GET(self) -> None:
            encoding = self.headers.get("Accept-Encoding", "")
            host.asked.append((self.path, encoding, self.headers.get("User-Agent", "")))
            said = host.answer(self.path, encoding)
            self.send_response_only(said.status)
            for name, value in said.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body[: said.sent])
            self.close_connection = said.sent is not None

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing of a connection that the other side ended."""
            if not isinstance(sys.exception(), OSError):
                super().handle_error(request, client_address)

    server = Server(("127.0.0.1", 0), Handler)
    if safe:
        server.socket = safe.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    host = RightHost(server.server_address[1], "https" if safe else "http")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
