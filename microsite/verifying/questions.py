"""What is asked of a live site: from the record of a build to a list of questions, before anything is sent."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from microsite.content_files import FOLDER as CONTENT
from microsite.manifest import FILE as MANIFEST
from microsite.manifest import VERSION_FILE
from microsite.model import output_path
from microsite.publish import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.manifest import MadeFile, MadeRedirect, Manifest
    from microsite.web import Web

PLAIN = "identity"
"""Asks for a file as it is."""

COMPRESSED = ("gzip", "br", "zstd")
"""What browsers unpack, from the oldest to the newest."""

_TEXT = ("text/", "application/xml", "application/manifest+json", "application/json", "image/svg+xml")

SLACK = 4096
"""So many bytes more than a file has are read: enough to see that what came is another one."""

_SMALL = 256 * 1024

_NOT_FOR_VISITORS = (
    *(".git/HEAD", ".git/config", ".env", ".htpasswd", MARKER, MANIFEST, f"public-host/{MANIFEST}"),
    *("nginx.conf", "Caddyfile", "site_config.yaml", "build.py", f"{CONTENT}/index.md"),
)
"""What lies about where sites are made and published."""

_MOST_HOPS = 5


class Kind(Enum):
    """What a question is about."""

    FILE = auto()
    REDIRECT = auto()
    REDIRECT_WITHOUT_SLASH = auto()
    FOLDER_WITHOUT_SLASH = auto()
    NOTHING = auto()
    """An address at which nothing can be."""
    NOT_FOR_VISITORS = auto()
    PLAIN_HTTP = auto()
    ROBOTS = auto()
    """The rules for crawlers of the whole host, where the site is only a folder of it."""


class Question(Struct, frozen=True):
    """One address, and how it is asked."""

    kind: Kind
    url: str
    file: MadeFile | None = None
    """The file that is to answer, or at the address to which this one is to lead."""
    to: str = ""
    """The URL to which the address is to lead."""
    code: int = 0
    """The status with which it is to lead there."""
    encodings: tuple[str, ...] = (PLAIN,)
    """It is asked once with each of these."""
    hops: int = 0
    """So many redirects are followed, within the site's host, up to the one that leads to the right URL."""
    most: int = _SMALL
    """No more bytes of an answer are read."""


def opening_questions(manifest: Manifest, web: Web) -> list[Question]:
    """Return what is asked first: the home page, which shows whether anybody is there, and which build is live."""
    first = ("index.html", VERSION_FILE)
    found = {file.path: file for file in manifest.files if file.path in first}
    return [_file_question(found[path], web) for path in first if path in found]


def questions_of(manifest: Manifest, web: Web) -> list[Question]:
    """Return everything that is asked of the site at `web`, but for the opening questions."""
    opened = {question.url for question in opening_questions(manifest, web)}
    files = [_file_question(file, web) for file in _asked_files(manifest)]
    return [
        *(question for question in files if question.url not in opened),
        *_folders(manifest, web),
        *(question for redirect in manifest.redirects for question in _redirect(redirect, web)),
        *_nothing(manifest, web),
        *_not_for_visitors(manifest, web),
        *_around(web),
    ]


def address_of(path: str) -> str:
    """Return the address at which a file is asked for: `fees/index.html` → `/fees/`."""
    address = f"/{path}"
    return address.removesuffix("index.html") if address.endswith("/index.html") else address


def is_text(file: MadeFile) -> bool:
    """Tell whether a file gets much smaller by compression."""
    return file.type.startswith(_TEXT)


def _asked_files(manifest: Manifest) -> Iterator[MadeFile]:
    # The page for what is not found has an address of its own on few hosts; it is asked for where nothing is.
    return (file for file in manifest.files if file.path != manifest.not_found and not file.for_host)


def _file_question(file: MadeFile, web: Web) -> Question:
    encodings = (PLAIN, *COMPRESSED) if is_text(file) else (PLAIN,)
    url = web.absolute(address_of(file.path))
    return Question(Kind.FILE, url, file, encodings=encodings, most=file.bytes + SLACK)


def _folders(manifest: Manifest, web: Web) -> Iterator[Question]:
    stubs = {output_path(redirect.old) for redirect in manifest.redirects}
    for file in manifest.files:
        if file.path.endswith("/index.html") and (file.page or file.path in stubs):
            url = web.absolute(address_of(file.path))
            most = file.bytes + SLACK
            yield Question(Kind.FOLDER_WITHOUT_SLASH, url.removesuffix("/"), file, to=url, most=most)


def _redirect(redirect: MadeRedirect, web: Web) -> Iterator[Question]:
    if not redirect.code:
        return  # a small page leads on, and is asked for as a file
    to = web.absolute(redirect.to)
    yield Question(Kind.REDIRECT, web.absolute(redirect.old), to=to, code=redirect.code)
    if redirect.old.endswith("/"):
        old = web.absolute(redirect.old.removesuffix("/"))
        yield Question(Kind.REDIRECT_WITHOUT_SLASH, old, to=to, code=redirect.code, hops=_MOST_HOPS)


def _nothing(manifest: Manifest, web: Web) -> Iterator[Question]:
    file = next((file for file in manifest.files if file.path == manifest.not_found), None)
    folder = next((address_of(made.path) for made in manifest.files if made.page and "/" in made.path), "/")
    name = f"nothing-is-here-{manifest.version}"
    most = (file.bytes if file else 0) + _SMALL
    for address in (f"/{name}/", f"{folder}{name}.html"):
        yield Question(Kind.NOTHING, web.absolute(address), file, most=most)


def _not_for_visitors(manifest: Manifest, web: Web) -> Iterator[Question]:
    made = {file.path for file in manifest.files}
    for path in _NOT_FOR_VISITORS:
        if path not in made:
            yield Question(Kind.NOT_FOR_VISITORS, web.absolute(f"/{path}"))


def _around(web: Web) -> Iterator[Question]:
    """Yield what is asked of the host itself."""
    parts = urlsplit(web.base_url)
    if parts.scheme == "https" and parts.port in {None, 443}:
        host = parts.netloc.removesuffix(":443")
        yield Question(Kind.PLAIN_HTTP, f"http://{host}{web.path}", to=web.base_url)
    if web.path != "/":
        yield Question(Kind.ROBOTS, f"{parts.scheme}://{parts.netloc}/robots.txt")
