"""Caddy, with the generated file imported in the block of the site and nothing else in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hosts.conftest import BASES, PublishSite, assert_as_wished, needed
from hosts.servers import free_port, run, serving

if TYPE_CHECKING:
    from pathlib import Path

    from hosts.conftest import PublishedSite
    from hosts.table import Deviations

SETTINGS = """
{{
    admin off
    auto_https off
}}
http://:{port} {{
    bind 127.0.0.1
    import {beside}/site.caddy
    handle {{
        respond "another site" 404
    }}
}}
"""

DEVIATIONS: Deviations = {
    "a folder without its slash": (
        "Caddy says 308, which is 301 for all methods; it has no setting for the code",
        lambda wish: wish if wish.bare else replace(wish, status=(308,)),
    )
}


@pytest.fixture(scope="module", params=BASES)
def site(request: pytest.FixtureRequest, publish_site: PublishSite) -> PublishedSite:
    return publish_site("caddy", request.param)


@pytest.mark.holds(92, "harmless")
@pytest.mark.holds(97, "harmless")
def test_caddy_answers_as_wished(site: PublishedSite, tmp_path: Path) -> None:
    caddy, port = needed("caddy", "caddy"), free_port()
    file = tmp_path / "Caddyfile"
    file.write_text(SETTINGS.format(port=port, beside=site.beside), "utf-8")
    own = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    options = ["--config", str(file), "--adapter", "caddyfile"]
    assert "Valid configuration" in run([caddy, "validate", *options], **own)
    with serving([caddy, "run", *options], port, tmp_path / "said.log", tmp_path, own):
        assert_as_wished(site, "Caddy", port, ("br", "zstd", "gzip"), DEVIATIONS)
