"""nginx: one file, to be included in the server block of the site. docs/hosts/nginx.md says how.

What the directives do is told at https://nginx.org/en/docs/http/ngx_http_core_module.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.hosts.host import Host
from microsite.hosts.own_server import copy_command
from microsite.hosts.quoting import indented, quoted
from microsite.model import Output
from microsite.serving import ASK_FIRST, FOR_EVER, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microsite.serving import Serving

FILE = "nginx.conf"

_VARIABLE = "$"


def _files(serving: Serving) -> Iterator[Output]:
    yield Output(FILE, _settings(serving).encode(), "host", beside=True)


def _settings(serving: Serving) -> str:
    path = serving.web.path
    # A block that adds a header of its own loses all that it would inherit, so each says them all.
    inner = [
        _headers({**serving.headers, "Cache-Control": ASK_FIRST}),
        _SERVE.format(folder=_q(serving.settings.publishing.folder.rstrip("/") + "/"), not_found=_q(serving.not_found)),
        "types {\n" + indented("".join(f"{_q(kind)} {end[1:]};\n" for end, kind in TYPES.items())) + "}\n",
        _block(f"location {_q(serving.kept)}", _headers({**serving.headers, "Cache-Control": FOR_EVER})),
        _HIDDEN,
        *(
            _block(f"location = {_q(path + asked.lstrip('/'))}", _return(redirect.code, to))
            for redirect in serving.redirects
            for to in [serving.web.url(redirect.to)]
            for asked in redirect.asked
        ),
    ]
    blocks = [_head(serving), _block(f"location ^~ {_q(path)}", "\n".join(inner))]
    if path != "/":
        headers = _headers({**serving.headers, "Cache-Control": ASK_FIRST})
        bare = headers + "absolute_redirect off;\nserver_tokens off;\n" + _return(301, path)
        blocks.append(_block(f"location = {_q(path.rstrip('/'))}", bare))
    return "\n".join(blocks)


_SERVE = """\
alias {folder};
index index.html;
autoindex off;
server_tokens off;
default_type application/octet-stream;

# A folder without an index is nothing to a visitor, as what is not there at all.
error_page 404 {not_found};
error_page 403 =404 {not_found};

# Redirects stay right behind a proxy that does the encryption.
absolute_redirect off;

# Compressed copies stand beside the files, also for those who ask through a proxy. Where nginx has the module for
# Brotli, “brotli_static on;” above the line that includes this file makes it send those copies as well.
gzip_static on;
gzip_vary on;
gzip_proxied any;
"""

_HIDDEN = """\
# Files whose names begin with a dot are nobody's business, but for those that the world agreed upon.
location ~ "/\\.(?!well-known/)" {
    return 404;
}
"""


def _head(serving: Serving) -> str:
    return (
        f"# How nginx serves {serving.web.base_url}, written anew by each build of Microsite.\n"
        "# Include it in the server block of the site. docs/hosts/nginx.md says how.\n"
    )


def _headers(headers: Mapping[str, str]) -> str:
    """Return lines that add the headers, also to what is not there and to what has moved."""
    return "".join(f"add_header {name} {_q(value)} always;\n" for name, value in headers.items())


def _return(code: int, to: str) -> str:
    return f"return {code} {_q(to)};\n"


def _block(opening: str, lines: str) -> str:
    return f"{opening} {{\n{indented(lines)}}}\n"


def _q(text: str) -> str:
    # A dollar begins a variable wherever it stands, and nothing makes it stand for itself.
    return quoted(text, _VARIABLE)


HOST = Host("nginx", "nginx", _files, copy_command, encodings=("br", "gzip"))
