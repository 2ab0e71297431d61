"""Cloudflare Pages: `_headers` and `_redirects`, which it reads and does not serve. docs/hosts/cloudflare-pages.md.

Its rules are told at https://developers.cloudflare.com/pages/configuration/headers/ and …/redirects/.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from microsite.hosts.host import MIB, Host, Limits
from microsite.hosts.quoting import whole
from microsite.model import Output
from microsite.serving import ASK_FIRST, FOR_EVER, KEPT_FOR_EVER, content_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microsite.serving import Serving

HEADERS_FILE, REDIRECTS_FILE = "_headers", "_redirects"

PRODUCTION_BRANCH = "main"
"""What is sent to this branch of a project is live; docs/hosts/cloudflare-pages.md makes the project so."""

_OTHERWISE = (".ico", ".vcf")
"""Files of which it has another idea than `microsite/serving.py` of what they are."""

_RECORD = ".microsite"
"""What a build needs to know of the one before it stands in the site; Cloudflare serves every file that it is sent."""

_OWN_NAMES = ".pages.dev"
"""Every site has an address below it besides its own."""


def _files(serving: Serving) -> Iterator[Output]:
    yield Output(HEADERS_FILE, _headers(serving).encode(), "host")
    yield Output(REDIRECTS_FILE, _redirects(serving).encode(), "host")


def _headers(serving: Serving) -> str:
    """Return the rules. What two of them set is joined by a comma, so the later one takes the earlier away (`!`)."""
    # Cloudflare invites all sites to read along, which `Cross-Origin-Resource-Policy` is there to refuse.
    rules = [_rule("/*", {**serving.headers, "Cache-Control": ASK_FIRST}, without=["Access-Control-Allow-Origin"])]
    rules.append(_rule(f"/{KEPT_FOR_EVER}*", {"Cache-Control": FOR_EVER}, without=["Cache-Control"]))
    # By their whole names: a rule for an ending would hold for the page that answers where nothing is, too.
    rules += [
        _rule(serving.web.url(path), {"Content-Type": content_type(path)}, without=["Content-Type"])
        for path in sorted(serving.paths)
        if path.endswith(_OTHERWISE)
    ]
    own = urlsplit(serving.web.base_url).hostname or ""
    if serving.indexed and not own.endswith(_OWN_NAMES):
        # Search engines are to know the site by one name only.
        rules.append(_rule("https://:project.pages.dev/*", {"X-Robots-Tag": "noindex"}))
    return "\n".join(rules)


def _rule(pattern: str, headers: Mapping[str, str], without: Sequence[str] = ()) -> str:
    lines = [pattern, *(f"  ! {name}" for name in without)]
    lines += [f"  {name}: {whole(value, '')}" for name, value in headers.items()]
    return "\n".join(lines) + "\n"


def _redirects(serving: Serving) -> str:
    moved = "".join(
        f"{whole(serving.web.url(asked), ' ')} {whole(serving.web.url(redirect.to), ' ')} {redirect.code}\n"
        for redirect in serving.redirects
        for asked in redirect.asked
    )
    return f"{moved}/{_RECORD} / 302\n"


def _command(serving: Serving) -> str:
    project = serving.settings.publishing.project
    named = f" --project-name {shlex.quote(project)}" if project else ""
    # Without its name, the branch of git that somebody happens to be on would decide whether the site is live.
    return f"npx wrangler pages deploy public{named} --branch {PRODUCTION_BRANCH}"


HOST = Host(
    "cloudflare-pages",
    "Cloudflare Pages",
    _files,
    _command,
    base_path=False,
    limits=Limits(
        files=20_000,
        file_bytes=25 * MIB,
        redirects=999,  # of 2,000 lines a redirect takes two, with its slash and without, and `.microsite` one
        header_rules=100,
        line_characters=1_000,  # of _redirects; a line of _headers may have 2,000
        source="https://developers.cloudflare.com/pages/platform/limits/",
    ),
)
