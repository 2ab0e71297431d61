"""Caddy: one file, to be imported in the block of the site. docs/hosts/caddy.md says how.

What the directives do is told at https://caddyserver.com/docs/caddyfile/directives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.hosts.host import Host
from microsite.hosts.own_server import copy_command
from microsite.hosts.quoting import indented, quoted
from microsite.model import Output
from microsite.serving import ASK_FIRST, FOR_EVER, NOT_FOUND, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.serving import Redirect, Serving

FILE = "site.caddy"

_ENCODINGS = ("br", "zstd", "gzip")


def _files(serving: Serving) -> Iterator[Output]:
    yield Output(FILE, _settings(serving).encode(), "host", beside=True)


def _settings(serving: Serving) -> str:
    path = serving.web.path
    ours = f"path {_q(path + '*')}" if path == "/" else f"path {_q(path.rstrip('/'))} {_q(path + '*')}"
    inner = [
        _headers(serving),
        _types(),
        "" if path == "/" else f"redir {_q(path.rstrip('/'))} {_q(path)} 301\n",
        "".join(_redirect(number, redirect, serving) for number, redirect in enumerate(serving.redirects)),
        _HIDDEN.format(agreed=_q(path + ".well-known/*")),
        _serve(serving),
    ]
    not_found = (
        f'header Content-Type "text/html; charset=utf-8"\n'
        f"header Cache-Control {_q(ASK_FIRST)}\n"
        f"rewrite * {_q('/' + NOT_FOUND)}\n" + _serve_from(serving)
    )
    return "\n".join(
        (
            _HEAD.format(base_url=serving.web.base_url),
            f"@microsite {ours}\n",
            _block("handle @microsite", _block("route", "\n".join(part for part in inner if part))),
            _block("handle_errors", _block("handle @microsite", _block("route", not_found))),
        )
    )


_HEAD = """\
# How Caddy serves {base_url}, written anew by each build of Microsite.
# Import it in the block of the site. docs/hosts/caddy.md says how.
"""

_HIDDEN = """\
# Files whose names begin with a dot are nobody's business, but for those that the world agreed upon.
@microsite-hidden {{
    path */.*
    not path {agreed}
}}
error @microsite-hidden 404
"""


def _headers(serving: Serving) -> str:
    headers = {**serving.headers, "Cache-Control": ASK_FIRST}
    # Caddy says so itself only where it sends a compressed copy; caches must know it from each answer.
    lines = "".join(f"{name} {_q(value)}\n" for name, value in headers.items()) + '?Vary "Accept-Encoding"\n'
    return _block("header", lines) + f"header {_q(serving.kept + '*')} Cache-Control {_q(FOR_EVER)}\n"


def _types() -> str:
    """Return what files are; left to itself, Caddy asks the machine that it runs on."""
    return "".join(
        f"@microsite-{ending[1:]} path *{ending}\nheader @microsite-{ending[1:]} Content-Type {_q(kind)}\n"
        for ending, kind in TYPES.items()
    )


def _redirect(number: int, redirect: Redirect, serving: Serving) -> str:
    asked = " ".join(_q(serving.web.path + address.lstrip("/")) for address in redirect.asked)
    moved = f"@microsite-moved-{number}"
    return f"{moved} path {asked}\nredir {moved} {_q(serving.web.url(redirect.to))} {redirect.code}\n"


def _serve(serving: Serving) -> str:
    path = serving.web.path
    return ("" if path == "/" else f"uri strip_prefix {_q(path.rstrip('/'))}\n") + _serve_from(serving)


def _serve_from(serving: Serving) -> str:
    return f"root * {_q(serving.settings.publishing.folder)}\n" + _block(
        "file_server", f"precompressed {' '.join(_ENCODINGS)}\n"
    )


def _block(opening: str, lines: str) -> str:
    return f"{opening} {{\n{indented(lines)}}}\n"


def _q(text: str) -> str:
    # A brace begins a variable. Caddy could be told otherwise, but no address and no header has one.
    return quoted(text, "{}")


HOST = Host("caddy", "Caddy", _files, copy_command, encodings=_ENCODINGS)
