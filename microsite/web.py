"""Where the site is served: the one place that makes every URL, and knows the site's own."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote, urlsplit

from msgspec import Struct

_HOW_LINKS_BEGIN = "Links begin with https:, mailto:, tel: or sms:, or name a page as “fees.md”."
_HOW_HOSTS_STAND = "Write it as browsers show it: “https://”, the name of the site, and perhaps “/” and more."

_SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
# A host and perhaps a port: `https://bank.example@evil.example` leads to the second, and the first is a user's name.
_HOST = re.compile(r"//(?:\[[0-9a-f:.]+\]|[^\s/\\?#@\[\]:]+)(?::\d*)?(?=[/?#]|$)", re.IGNORECASE)


def is_whole(url: str) -> bool:
    """Tell whether a URL says all of where it leads: it begins with a scheme, as `https:` or `tel:`, or with `//`."""
    return url.startswith("//") or _SCHEME.match(url) is not None


def why_astray(url: str) -> str:
    """Return what to do about a link that may do harm, or that leads elsewhere than it seems to; else nothing.

    `javascript:` may do harm. And browsers take `https:/x`, `https:x` and any backslash for more than they are
    (https://url.spec.whatwg.org/#url-parsing).
    """
    scheme = _SCHEME.match(url)
    name = scheme[1].lower() if scheme else ""
    if name and name not in _SCHEMES:
        return _HOW_LINKS_BEGIN
    is_web = name.startswith("http") or url.startswith("//")
    if is_web and not _HOST.match(url, scheme.end() if scheme else 0):
        return _HOW_HOSTS_STAND
    return _HOW_LINKS_BEGIN if "\\" in url and not is_web else ""


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
