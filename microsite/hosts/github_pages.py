"""GitHub Pages: it shows files and does nothing else.

https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits names the limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from microsite.hosts.host import GIB, Host, Limits
from microsite.model import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.serving import Serving

_PAGES_SAY_IT = "each page says it by itself, other files do not"
_NO_SCRIPT = "nothing stands in, but no script runs that could do what it forbids"
_PUBLIC = "other sites can show and read what is here, which is public anyway"

_LOST = {
    "Content-Security-Policy": _PAGES_SAY_IT,
    "Referrer-Policy": _PAGES_SAY_IT,
    "Permissions-Policy": _NO_SCRIPT,
    "Cross-Origin-Opener-Policy": _NO_SCRIPT,
    "Origin-Agent-Cluster": _NO_SCRIPT,
    "X-Frame-Options": _PUBLIC,
    "Cross-Origin-Resource-Policy": _PUBLIC,
    "X-Content-Type-Options": "nothing stands in; GitHub Pages says rightly what each usual file is",
    "Strict-Transport-Security": "the first step to a domain of your own is not encrypted, even with “Enforce HTTPS”",
}


def _files(serving: Serving) -> Iterator[Output]:
    # Without it, files and folders whose names begin with `_` or `.` are left out.
    yield Output(".nojekyll", b"", "the settings of GitHub Pages")
    address = urlsplit(serving.web.base_url)
    # A site in a folder stands below the domain of another repository, which has the file.
    if address.path == "/" and address.hostname and not address.hostname.endswith(".github.io"):
        yield Output("CNAME", f"{address.hostname}\n".encode(), "the settings of GitHub Pages")


def _command(serving: Serving) -> str:
    del serving
    return "python build.py publish"


HOST = Host(
    "github-pages",
    "GitHub Pages",
    _files,
    _command,
    sends_headers=False,
    redirects=False,
    limits=Limits(
        site_bytes=GIB,
        source="https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits",
    ),
    lost=_LOST,
)
