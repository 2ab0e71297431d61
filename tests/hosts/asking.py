"""Ask a server on this machine, exactly as written, and read the answer without help."""

from __future__ import annotations

import gzip
import http.client
from dataclasses import dataclass
from typing import TYPE_CHECKING

import brotli
import zstandard

if TYPE_CHECKING:
    from collections.abc import Mapping

DECOMPRESS = {"br": brotli.decompress, "zstd": zstandard.decompress, "gzip": gzip.decompress, "": bytes}
NAME = "example.org"
"""The name under which the servers are asked, as browsers would."""


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """As it was sent, perhaps compressed."""

    def all(self, name: str) -> list[str]:
        """Return every value of a header, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        """Return the value of a header that may be there once; nothing where it is not there at all."""
        values = self.all(name)
        return values[0] if len(values) == 1 else ", ".join(values)

    @property
    def content(self) -> bytes:
        """The body, decompressed."""
        return DECOMPRESS[self.one("Content-Encoding")](self.body) if self.body else b""


def ask(port: int, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """Return the answer to one request; the path is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": NAME, **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return Answer(response.status, tuple(response.getheaders()), response.read())
    finally:
        connection.close()
