"""What the preview shows at each moment: the files of the last build, and what is wrong with them."""

from __future__ import annotations

import re
from functools import lru_cache
from mimetypes import MimeTypes
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from msgspec import Struct

from microsite.report import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microsite.model import Output
    from microsite.preview.panel import Panel
    from microsite.problems import Problem

LIVERELOAD, STYLE, SCRIPT = "/livereload.js", "/__preview/preview.css", "/__preview/preview.js"

_TYPES = MimeTypes()  # without the system's own lists, so that it is the same everywhere
for _type, _suffix in (
    ("image/avif", ".avif"),
    ("image/webp", ".webp"),
    ("image/x-icon", ".ico"),
    ("application/manifest+json", ".webmanifest"),
    ("text/calendar", ".ics"),
    ("text/vcard", ".vcf"),
    ("text/xml", ".xml"),
):
    _TYPES.add_type(_type, _suffix)

_END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_POLICY = re.compile(
    rb"(<meta[^>]*http-equiv=[\"']?Content-Security-Policy[\"']?[^>]*content=\")([^\"]*)(\")", re.IGNORECASE
)

_NOTHING = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>Not found</title><body><h1>There is no such page</h1>"
)


class Answer(Struct, frozen=True):
    """What a browser gets."""

    status: int
    type: str = "text/html; charset=utf-8"
    body: bytes = b""
    location: str = ""


class Shown(Struct, frozen=True, eq=False):
    """What one build gave. The next build gives another; nothing of this one ever changes."""

    number: int
    """Rises from build to build: a page knows from which it is."""
    base: str
    """The path of the home page, as `/iop/`."""
    outputs: Mapping[str, Output]
    problems: tuple[Problem, ...]
    saved: tuple[str, ...]
    """The files of the site that were saved before this build, as problems name them."""
    panel: Panel

    def answer(self, path: str) -> Answer:
        """Return what stands at the path of a URL. Only finished files are looked up; the disk is never asked."""
        return _answer(self, path)

    @property
    def report(self) -> str:
        """The path of the URL at which the report stands."""
        return self.base.rstrip("/") + ADDRESS

    def at(self, path: str) -> Output | None:
        """Return the file that answers at the path of a URL, or None."""
        inside = unquote(path)
        if not inside.startswith(self.base):
            return None
        name = inside[len(self.base) :]
        if any(part.startswith(".") and part != ".well-known" for part in name.split("/")):
            return None
        return self.outputs.get(name + "index.html" if name.endswith("/") or not name else name)

    def url(self, output: Output) -> str:
        """Return the path of the URL at which a file answers."""
        return self.base + quote(output.path.removesuffix("index.html"), safe="/%")

    def differs(self, before: Shown, path: str) -> bool:
        """Tell whether somebody who got the path from an earlier build would see something else now."""
        mine, other = self.answer(path), before.answer(path)
        return _without_number(mine) != _without_number(other)


@lru_cache(maxsize=200)
def _answer(shown: Shown, path: str) -> Answer:
    found = shown.at(path)
    if found is None:
        if shown.at(path + "/"):
            return Answer(302, location=path + "/")
        if path == "/" or path + "/" == shown.base:
            return Answer(302, location=shown.base)
        if path.startswith("/__") and shown.base != "/":
            return Answer(302, location=shown.base + path[1:])
        missing = shown.outputs.get("404.html")
        return Answer(404, body=_with_panel(shown, missing, missing.data if missing else _NOTHING, path))
    kind = _TYPES.guess_type(found.path)[0] or "application/octet-stream"
    if kind == "text/html":
        return Answer(200, body=_with_panel(shown, found, found.data, path))
    charset = "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "xml")) else ""
    return Answer(200, kind + charset, found.data)


def _with_panel(shown: Shown, output: Output | None, html: bytes, path: str) -> bytes:
    """Return the page with the panel and the script that reloads it, before the last end tag that it has."""
    ends = [found.start() for found in _END.finditer(html)]
    end = ends[-2] if len(ends) > 1 else ends[0] if ends else len(html)
    added = shown.panel.draw(shown, output, path).encode()
    return _POLICY.sub(_allow_scripts, html[:end]) + added + html[end:]


def _allow_scripts(found: re.Match[bytes]) -> bytes:
    """Return the policy of a page with the scripts of the preview allowed, and nothing else."""
    directives = [directive.strip() for directive in found[2].split(b";") if directive.strip()]
    kept = [directive for directive in directives if not directive.startswith((b"script-src", b"connect-src"))]
    return found[1] + b"; ".join([*kept, b"script-src 'self'", b"connect-src 'self' ws:"]) + found[3]


def _without_number(answer: Answer) -> tuple[int, str, bytes]:
    return answer.status, answer.location, re.sub(rb"(\?extver=)\d+", rb"\1", answer.body)
