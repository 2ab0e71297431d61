"""Cloudflare Pages, as its own program serves a folder before it is published."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from build import HERE
from hosts.asking import ask
from hosts.conftest import PublishSite, assert_as_wished, lacking
from hosts.servers import free_port, serving

if TYPE_CHECKING:
    from pathlib import Path

    from hosts.expectations import Wish
    from hosts.table import Deviations

WRANGLER = os.environ.get("WRANGLER") or str(HERE / ".venv/hosts/node_modules/.bin/wrangler")

QUIET = {"CLOUDFLARE_CF_FETCH_ENABLED": "false", "WRANGLER_SEND_METRICS": "false", "CI": "true"}
"""It asks nobody and tells nobody."""

PERMANENT = "Cloudflare says 308, which is 301 for all methods; it has no setting for the code"


def _hidden(wish: Wish) -> Wish:
    if wish.path == ".microsite":
        return replace(wish, status=(302,), location="", content=None)
    if wish.path in {"_headers", "_redirects"}:
        return replace(wish, status=(502,), headers={}, content=None)
    return wish


DEVIATIONS: Deviations = {
    "what is nobody's business": (
        (
            "Cloudflare serves each file that it is sent, so that a redirect hides the record of the build; and its "
            "program for this machine fails when it is asked for the files that the host reads itself"
        ),
        _hidden,
    ),
    "a folder without its slash": (PERMANENT, lambda wish: replace(wish, status=(308,))),
    "index.html of a page": (
        f"Cloudflare leads to the folder. {PERMANENT}",
        lambda wish: replace(wish, status=(308,), location=wish.path[: -len("index.html")], headers={}, content=None),
    ),
    **dict.fromkeys(
        ("what is not there", "a folder without a page"),
        (
            "Cloudflare lets nobody keep such an answer at all, which is stricter",
            lambda wish: replace(wish, headers={**wish.headers, "Cache-Control": "no-store"}),
        ),
    ),
}


@pytest.mark.holds(92, "harmless")
@pytest.mark.holds(97, "harmless")
def test_cloudflare_pages_answers_as_wished(publish_site: PublishSite, tmp_path: Path) -> None:
    if not shutil.which(WRANGLER):
        lacking("the program wrangler is missing; make test installs it where there is npm")
    # Only what is in the folder that is sent there can be served, so nothing is planted in it.
    site, port = publish_site("cloudflare-pages", "/", plant=False), free_port()
    command = [WRANGLER, "pages", "dev", str(site.public), "--ip", "127.0.0.1", "--port", str(port)]
    command += ["--compatibility-date", "2026-05-01"]
    settings = QUIET | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with serving(command, port, tmp_path / "said.log", tmp_path, settings):
        assert_as_wished(site, "Cloudflare Pages", port, (), DEVIATIONS)
        # The address that every site has there besides its own is not for search engines.
        for path in ("/", "/contact.vcf", "/assets/", "/old-name/"):
            assert ask(port, path, headers={"Host": "iop.pages.dev"}).all("X-Robots-Tag") == ["noindex"], path
