"""What every host is to answer: one table for all of them, written without the generator's own model.

The files are read from the published folder, and everything else is written out here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from hosts.asking import NAME, ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hosts.asking import Answer

PROTECTIONS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "img-src 'self'; style-src 'self'; font-src 'self'; manifest-src 'self'; connect-src 'self'; "
    "upgrade-insecure-requests",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), web-share=(), "
    "xr-spatial-tracking=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "Origin-Agent-Cluster": "?1",
}
ASK_FIRST, FOR_EVER = "no-cache", "public, max-age=31536000, immutable"
TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vcf": "text/vcard; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
}
NOWHERE = ("nothing", "nothing/", "nothing/at/all.html", "nothing.png", "assets/css/nothing.css", "about/nothing")
"""What is not there."""

NOT_OURS = (".br", ".gz", ".zst")
"""Compressed copies: they are sent in place of their files, and are no files of their own."""

OLD = {
    "old-name": "about/",
    "old-name/": "about/",
    "old.html": "about/",
    "alte-größe": "extra/größe/",
    "alte-größe/": "extra/größe/",
}
"""The old addresses of the site that is served, with and without the slash, and where they lead."""

SECRET = b"the key to everything"
"""What stands in files that no visitor may get."""

PLANTED = (".env", ".git/config", "extra/.htpasswd", ".htaccess")
"""Files that somebody has put into the folder of the site by mistake, and one that belongs there but to nobody else."""

HIDDEN = (".microsite", ".git/", "_headers", "_redirects", "manifest.json", "nginx.conf", "site.caddy")
"""What those need who run the host, and nobody else."""

AGREED = ".well-known/security.txt"
"""The one folder whose name begins with a dot that everybody may read (https://www.rfc-editor.org/rfc/rfc8615)."""

_ABSENT = "a header that must not be there"


@dataclass(frozen=True)
class Wish:
    """What is asked, and how it is to be answered."""

    kind: str
    """The row of the table that people read."""
    path: str
    """Below the address of the home page, as it is sent."""
    status: tuple[int, ...]
    """Any of these."""
    location: str = ""
    """Where a redirect leads, below the address of the home page."""
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    """What the answer holds, decompressed."""
    encoding: str | None = ""
    """How it is compressed; None where it may be or not."""
    method: str = "GET"
    asks: Mapping[str, str] = field(default_factory=dict)
    """The headers that are sent along."""
    bare: bool = False
    """Whether the slash at the end of the home page's address is left out."""
    again: bool = False
    """Whether it is asked a second time, by somebody who still has the first answer."""

    def url(self, base: str) -> str:
        """Return what is asked for, as it is sent."""
        return base.rstrip("/") if self.bare else base + self.path


def wishes(public: Path, base: str, encodings: tuple[str, ...]) -> Iterator[Wish]:
    """Yield every row for the site in the folder, on a host that sends copies in these encodings.

    `base` is the path of its home page.
    """
    files = {
        path.relative_to(public).as_posix(): path.read_bytes()
        for path in sorted(public.rglob("*"))
        if path.is_file() and not path.name.endswith(NOT_OURS)
    }
    files = {path: data for path, data in files.items() if not path.startswith(("_", ".")) and "/." not in path}
    not_found = files["404.html"]
    yield from _pages(files)
    if base != "/":
        headers = {**PROTECTIONS, "Cache-Control": ASK_FIRST}
        yield Wish("a folder without its slash", "", (301,), headers=headers, bare=True)
    yield from _files(files)
    for old, new in OLD.items():
        headers = {**PROTECTIONS, "Cache-Control": ASK_FIRST, "X-Robots-Tag": _ABSENT}
        yield Wish("an old address", quote(old), (301,), quote(new), headers)
    yield from _nothing(not_found)
    yield from _compressed(files, encodings)


def _whole(path: str) -> dict[str, str]:
    """Return all headers that the answer with a file is to have."""
    keep = FOR_EVER if path.startswith("assets/") else ASK_FIRST
    kind = TYPES[path[path.rindex(".") :]]
    # Other sites are not to read along, and search engines are welcome.
    absent = {"Access-Control-Allow-Origin": _ABSENT, "X-Robots-Tag": _ABSENT}
    return {**PROTECTIONS, "Cache-Control": keep, "Content-Type": kind, **absent}


def _pages(files: Mapping[str, bytes]) -> Iterator[Wish]:
    for path, data in files.items():
        if not path.endswith("index.html"):
            continue
        folder = quote(path.removesuffix("index.html"))
        yield Wish("a page", folder, (200,), headers=_whole(path), content=data)
        yield Wish("the headers of a page alone", folder, (200,), headers=_whole(path), method="HEAD", content=b"")
        kept = {**PROTECTIONS, "Cache-Control": ASK_FIRST}
        yield Wish("a page that has not changed", folder, (304,), headers=kept, content=b"", again=True)
        yield Wish("index.html of a page", quote(path), (200,), headers=_whole(path), content=data)
        if folder:
            headers = {**PROTECTIONS, "Cache-Control": ASK_FIRST}
            yield Wish("a folder without its slash", folder.rstrip("/"), (301,), folder, headers)


def _files(files: Mapping[str, bytes]) -> Iterator[Wish]:
    for path, data in files.items():
        if path.startswith("assets/"):
            yield Wish("a file that never changes", path, (200,), headers=_whole(path), content=data)
        elif not path.endswith(".html"):
            yield Wish("another file", quote(path), (200,), headers=_whole(path), content=data)


def _nothing(not_found: bytes) -> Iterator[Wish]:
    headers = {**_whole("404.html")}
    for path in (
        "nothing",
        "nothing/",
        "nothing/at/all.html",
        "nothing.png",
        "assets/css/nothing.css",
        "about/nothing",
    ):
        yield Wish("what is not there", path, (404,), headers=headers, content=not_found)
        # The page that says so may be compressed or not, but whoever asks must be able to read it.
        asks = {"Accept-Encoding": "gzip, deflate, br, zstd"}
        yield Wish("what is not there", path, (404,), headers=headers, content=not_found, encoding=None, asks=asks)
    for path in ("assets/", "assets/css/"):
        yield Wish("a folder without a page", path, (404,), headers=headers, content=not_found)
    for path in (
        *PLANTED,
        ".microsite",
        ".git/",
        "_headers",
        "_redirects",
        "manifest.json",
        "nginx.conf",
        "site.caddy",
    ):
        yield Wish("what is nobody's business", path, (403, 404), headers=PROTECTIONS, content=not_found)
    yield Wish("what everybody may know", AGREED, (200,), headers=_whole(AGREED), content=b"Contact: /contact/\n")
    for path in ("../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "assets/../../secret.txt", "..%5csecret.txt"):
        yield Wish("what is outside the site", path, (400, 403, 404))


def _compressed(files: Mapping[str, bytes], encodings: tuple[str, ...]) -> Iterator[Wish]:
    style = next(path for path in files if path.endswith(".css"))
    whole = {"": "index.html", "about/": "about/index.html", style: style, "sitemap.xml": "sitemap.xml"}
    for address, path in whole.items():
        headers = _whole(path) | ({"Vary": "Accept-Encoding"} if encodings else {})
        for encoding in encodings:
            asks = {"Accept-Encoding": encoding}
            row = f"compressed: {encoding}"
            yield Wish(row, address, (200,), "", headers, files[path], encoding, "GET", asks)
        if encodings:
            # What browsers say, and what a reader behind an old proxy says.
            everything = {"Accept-Encoding": "gzip, deflate, br, zstd"}
            yield Wish(
                "compressed: the smallest", address, (200,), "", headers, files[path], encodings[0], "GET", everything
            )
        for nothing in ("identity", "br;q=0, gzip;q=0, zstd;q=0", "brotli, gzipped"):
            asks = {"Accept-Encoding": nothing}
            yield Wish("not compressed", address, (200,), "", headers, files[path], "", "GET", asks)


def differences(wish: Wish, answer: Answer, base: str, port: int) -> list[str]:
    """Return what is otherwise than wished, one line each."""
    found = []
    if answer.status not in wish.status:
        found.append(f"status {answer.status}, not {' or '.join(map(str, wish.status))}")
    for name, value in wish.headers.items():
        served = answer.all(name)
        wished = [] if value == _ABSENT else [value]
        if served != wished:
            found.append(f"{name}: {served}, not {wished}")
    if set(wish.status) <= {301, 302, 308} and _within(answer.one("Location"), port) != base + wish.location:
        found.append(f"leads to “{answer.one('Location')}”, not “{base}{wish.location}”")
    if wish.encoding is not None and answer.one("Content-Encoding") != wish.encoding:
        found.append(f"in “{answer.one('Content-Encoding')}”, not “{wish.encoding}”")
    elif wish.content is not None and answer.content != wish.content:
        found.append(f"{len(answer.content)} other bytes than the {len(wish.content)} wished")
    if SECRET in answer.body:
        found.append("it tells a secret")
    return [f"{wish.method} {wish.url(base)} {dict(wish.asks) or ''}: {line}" for line in found]


def _within(location: str, port: int) -> str:
    """Return where a redirect leads within the server that was asked, in one spelling; else as it stands."""
    parts = urlsplit(location)
    if parts.netloc in {"", NAME, f"{NAME}:{port}", f"127.0.0.1:{port}"}:
        return quote(unquote(parts.path))
    return location


def tell(wish: Wish, base: str, port: int) -> list[str]:
    """Ask, and return what is otherwise than wished."""
    asks = dict(wish.asks)
    if wish.again:
        asks["If-None-Match"] = ask(port, wish.url(base), wish.method, asks).one("ETag")
    return differences(wish, ask(port, wish.url(base), wish.method, asks), base, port)
