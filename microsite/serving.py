"""What a host is to do with a site: one model of headers, redirects, keeping and what is not there, for all hosts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from microsite.assets import OUTPUT_FOLDER
from microsite.documents import old_addresses
from microsite.protection import protecting_headers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microsite.config import Config
    from microsite.model import Output
    from microsite.settings import SiteConfig
    from microsite.site import Site
    from microsite.web import Web

FOR_EVER, ASK_FIRST = "public, max-age=31536000, immutable", "no-cache"
"""How long browsers may keep a file: a year, where its name has its fingerprint, or only after asking whether it is
still the same. A wrong telephone number is gone at once."""

KEPT_FOR_EVER = f"{OUTPUT_FOLDER}/"
"""Every file below this folder has its fingerprint in its name."""

NOT_FOUND = "404.html"
"""The page that answers where nothing is."""

MOVED = 301
"""The code of every redirect: moved for good (https://www.rfc-editor.org/rfc/rfc9110#status.301)."""

TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vcf": "text/vcard; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".xml": "application/xml",
}
"""What files are, by the ending of their names, as the header `Content-Type` says it."""

_RARE = (".avif", ".ics", ".vcf", ".webmanifest")
"""Endings that not every server knows."""


class Redirect(Struct, frozen=True):
    """An old address, and the address of the page that now answers for it; both within the site."""

    old: str
    """As `/old-name/`, or `/old.html`."""
    to: str
    """As `/new-name/`."""
    code: int = MOVED

    @property
    def asked(self) -> tuple[str, ...]:
        """The addresses at which people ask for it: with and without the slash that a folder ends in."""
        return (self.old, self.old.rstrip("/")) if self.old.endswith("/") else (self.old,)


class Serving(Struct, frozen=True, dict=True):
    """A finished site, and what its host is to do with it."""

    web: Web
    config: Config
    outputs: tuple[Output, ...]
    """What visitors may get: every file of the site."""
    redirects: tuple[Redirect, ...]
    headers: Mapping[str, str]
    """What every answer has, whatever its status."""
    indexed: bool
    """Whether search engines may list the site; a preview at another address is not listed."""

    @property
    def settings(self) -> SiteConfig:
        """What is set for the site."""
        return self.config.settings

    @property
    def not_found(self) -> str:
        """The path, from the root of the host, of the page that answers where nothing is."""
        return self.web.path + NOT_FOUND

    @property
    def kept(self) -> str:
        """The path, from the root of the host, of the folder whose files are kept for ever."""
        return self.web.path + KEPT_FOR_EVER

    @cached_property
    def paths(self) -> frozenset[str]:
        """The path of every file."""
        return frozenset(output.path for output in self.outputs)

    @property
    def rare_types(self) -> dict[str, str]:
        """The types of files that not every server knows, by ending, as far as the site has such files."""
        return {ending: TYPES[ending] for ending in _RARE if any(path.endswith(ending) for path in self.paths)}

    def headers_of(self, path: str) -> dict[str, str]:
        """Return all headers that the answer with a file is to have, by name."""
        return {**self.headers, "Cache-Control": keep(path), "Content-Type": content_type(path)}


def keep(path: str) -> str:
    """Return how long browsers may keep a file, as the header `Cache-Control` says it."""
    return FOR_EVER if path.startswith(KEPT_FOR_EVER) else ASK_FIRST


def content_type(path: str) -> str:
    """Return what a file is, as the header `Content-Type` says it; of a file without a known ending, only bytes."""
    dot = path.rfind(".")
    return TYPES.get(path[dot:].lower() if dot >= 0 else "", "application/octet-stream")


def redirects_of(site: Site) -> tuple[Redirect, ...]:
    """Return every redirect of the site, by its old address. One at which a page or a file stands is told elsewhere."""
    taken = {document.address for document in site.documents.published} | {f"/{file}/" for file in site.documents.files}
    found = {
        old: Redirect(old, document.address)
        for document in site.documents.published
        for old in old_addresses(document)
        if old not in taken
    }
    return tuple(found[old] for old in sorted(found))


def is_live(site: Site) -> bool:
    """Tell whether the site is built for its own address, and not for a preview at another host."""
    return urlsplit(site.web.base_url).netloc.casefold() == urlsplit(site.config.settings.url).netloc.casefold()


def make_serving(site: Site, outputs: Sequence[Output]) -> Serving:
    """Return the finished site and what its host is to do with it."""
    headers = protecting_headers(site.config.settings.strict_transport)
    indexed = is_live(site)
    if not indexed:
        headers["X-Robots-Tag"] = "noindex"
    redirects = redirects_of(site)
    return Serving(site.web, site.config, tuple(outputs), redirects, headers, indexed)
