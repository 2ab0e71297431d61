"""Azure Static Web Apps: it reads `staticwebapp.config.json` in the site, and never shows it.

https://learn.microsoft.com/azure/static-web-apps/configuration says how.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from microsite.hosts.host import KIB, MIB, Host, Limits, json_file
from microsite.serving import ASK_FIRST, FOR_EVER, KEPT_FOR_EVER, NOT_FOUND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.model import Output
    from microsite.serving import Serving

_CONFIG = "staticwebapp.config.json"


def _files(serving: Serving) -> Iterator[Output]:
    url = serving.web.url
    moves = [
        {"route": url(old), "redirect": url(moved.to), "statusCode": moved.code}
        for moved in serving.redirects
        for old in moved.asked
    ]
    settings = {
        "trailingSlash": "auto",
        "routes": [*moves, {"route": f"/{KEPT_FOR_EVER}*", "headers": {"Cache-Control": FOR_EVER}}],
        # The page that says so must not turn what is not there into a success.
        "responseOverrides": {"404": {"rewrite": f"/{NOT_FOUND}", "statusCode": 404}},
        # A route's header stands in for the one of the same name here.
        "globalHeaders": {**serving.headers, "Cache-Control": ASK_FIRST},
        "mimeTypes": serving.rare_types,
    }
    yield json_file(_CONFIG, settings, "Azure Static Web Apps", compact=True)


def _command(serving: Serving) -> str:
    project = serving.settings.publishing.project
    name = f" --app-name {shlex.quote(project)}" if project else ""
    return f"npx @azure/static-web-apps-cli deploy public --env production{name}"


HOST = Host(
    "azure-static-web-apps",
    "Azure Static Web Apps",
    _files,
    _command,
    base_path=False,
    limits=Limits(
        site_bytes=500 * MIB,
        config_bytes=20 * KIB,
        source="https://learn.microsoft.com/azure/static-web-apps/configuration#restrictions",
    ),
)
