"""Netlify: it reads `_headers` and `_redirects` in the site.

https://docs.netlify.com/manage/routing/headers/ and …/manage/routing/redirects/overview/ say how. Pages keep Netlify's
own `Cache-Control`, which makes browsers ask each time.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from microsite.hosts.host import Host, Limits
from microsite.model import Output
from microsite.serving import FOR_EVER, KEPT_FOR_EVER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microsite.serving import Serving


def _files(serving: Serving) -> Iterator[Output]:
    # No two rules set the same header for one path: it is nowhere said what then holds.
    rules = _rule("/*", serving.headers) + _rule(f"/{KEPT_FOR_EVER}*", {"Cache-Control": FOR_EVER})
    rare = serving.rare_types
    for path in sorted(serving.paths):
        ending = path[path.rfind(".") :]
        if ending in rare:
            rules += _rule(serving.web.url(f"/{path}"), {"Content-Type": rare[ending]})
    yield Output("_headers", rules.encode(), "the settings of Netlify")
    url = serving.web.url
    # `/old/` is meant with and without its slash, and the code is written because other hosts read the file otherwise.
    moves = "".join(f"{url(moved.old)} {url(moved.to)} {moved.code}\n" for moved in serving.redirects)
    yield Output("_redirects", moves.encode(), "the settings of Netlify")


def _rule(path: str, headers: Mapping[str, str]) -> str:
    return f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())


def _command(serving: Serving) -> str:
    project = serving.settings.publishing.project
    site = f" --site {shlex.quote(project)}" if project else ""
    return f"npx netlify-cli deploy --prod --no-build --dir public{site}"


HOST = Host(
    "netlify",
    "Netlify",
    _files,
    _command,
    base_path=False,
    limits=Limits(folder_files=54_000, source="https://docs.netlify.com/site-deploys/overview/"),
)
