"""Vercel: it reads `vercel.json` in the folder that is handed over, and never shows it.

https://vercel.com/docs/project-configuration/vercel-json says how. Pages keep Vercel's own `Cache-Control`, which makes
browsers ask each time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from microsite.hosts.host import GIB, Host, Limits, json_file
from microsite.serving import FOR_EVER, KEPT_FOR_EVER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microsite.model import Output
    from microsite.serving import Serving

_OWN_DOMAIN = "vercel.app"
"""Every site at Vercel also answers below this."""


def _files(serving: Serving) -> Iterator[Output]:
    url = serving.web.url
    rules = [_rule("/(.*)", serving.headers)]
    host = urlsplit(serving.web.base_url).hostname or ""
    if serving.indexed and not host.endswith(f".{_OWN_DOMAIN}"):
        elsewhere = {"type": "host", "value": rf"(.*)\.{re.escape(_OWN_DOMAIN)}"}
        rules.append({**_rule("/(.*)", {"X-Robots-Tag": "noindex"}), "has": [elsewhere]})
    rules.append(_rule(f"/{KEPT_FOR_EVER}(.*)", {"Cache-Control": FOR_EVER}))
    rules += [_rule(rf"/(.*)\{ending}", {"Content-Type": kind}) for ending, kind in serving.rare_types.items()]
    settings = {
        "$schema": "https://openapi.vercel.sh/vercel.json",
        # Nothing is built there, and the folder itself is the site.
        "framework": None,
        "buildCommand": "",
        "installCommand": "",
        "outputDirectory": "",
        # `cleanUrls` would send `/old.html` on before its own redirect is looked at.
        "trailingSlash": True,
        "redirects": [
            {"source": url(old), "destination": url(moved.to), "statusCode": moved.code}
            for moved in serving.redirects
            for old in moved.asked
        ],
        "headers": rules,
    }
    yield json_file("vercel.json", settings, "Vercel")


def _rule(source: str, headers: Mapping[str, str]) -> dict[str, Any]:
    return {"source": source, "headers": [{"key": name, "value": value} for name, value in headers.items()]}


def _command(serving: Serving) -> str:
    del serving
    return "npx vercel deploy public --prod"


HOST = Host(
    "vercel",
    "Vercel",
    _files,
    _command,
    base_path=False,
    limits=Limits(
        site_bytes=GIB,
        redirects=1_024,  # 2,048 rules, and an old address takes two: with the slash at its end and without
        source="https://vercel.com/docs/routing/redirects/configuration-redirects",
    ),
)
