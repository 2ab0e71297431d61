"""Where the site is served: the one place that makes every URL, and knows the site's own."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote, urlsplit

from msgspec import Struct


@cache
def _path(url: str) -> str:
    return quote(urlsplit(url).path or "/", safe="/%")


@cache
def _inside(address: str) -> str:
    """Return the part of a URL that an address becomes. A page asks for the same few addresses again and again."""
    path, mark, rest = address.partition("#")
    return quote(path.lstrip("/"), safe="/%") + mark + rest


class Web(Struct, frozen=True):
    """Where the site is served, and the one place that makes every URL."""

    base_url: str
    """The whole address of the home page, ending in `/`, as `https://example.org/iop/`."""

    @property
    def path(self) -> str:
        """The path of the home page, as `/iop/`."""
        return _path(self.base_url)

    def url(self, address: str) -> str:
        """Return the URL that a page of the site uses for an address: `/fees/` → `/iop/fees/`."""
        return self.path + _inside(address)

    def absolute(self, address: str) -> str:
        """Return the whole URL of an address: `/fees/` → `https://example.org/iop/fees/`."""
        return self.base_url.rstrip("/") + "/" + _inside(address)

    def address(self, url: str) -> str | None:
        """Return the address that one of the site's own URLs stands for, or None for a URL of somebody else."""
        if url.startswith(self.base_url):
            return "/" + url[len(self.base_url) :]
        if url.startswith(self.path) and not url.startswith("//"):
            return "/" + url[len(self.path) :]
        return None
