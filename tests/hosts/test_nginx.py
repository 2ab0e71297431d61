"""nginx, with the generated file included in a server block and nothing else in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hosts.conftest import BASES, PublishSite, assert_as_wished, lacking, needed
from hosts.servers import free_port, run, serving

if TYPE_CHECKING:
    from hosts.conftest import PublishedSite

MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")

SETTINGS = """
{load}
daemon off;
master_process off;
error_log {folder}/error.log;
pid {folder}/pid;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {switch}
        include {beside}/nginx.conf;
    }}
}}
"""


@pytest.fixture(scope="module", params=BASES)
def site(request: pytest.FixtureRequest, publish_site: PublishSite) -> PublishedSite:
    return publish_site("nginx", request.param)


@pytest.fixture
def nginx() -> str:
    return needed("nginx", "nginx")


def settings(folder: Path, site: PublishedSite, port: int, *, brotli: bool) -> Path:
    file = folder / "main.conf"
    load, switch = (f"load_module {MODULE};", "brotli_static on;") if brotli else ("", "")
    text = SETTINGS.format(load=load, switch=switch, folder=folder, port=port, beside=site.beside)
    file.write_text(text, "utf-8")
    return file


@pytest.mark.holds(92, "harmless")
@pytest.mark.holds(97, "harmless")
@pytest.mark.parametrize("brotli", [False, True])
def test_nginx_answers_as_wished(nginx: str, site: PublishedSite, tmp_path: Path, *, brotli: bool) -> None:
    if brotli and not MODULE.exists():
        lacking("nginx has no module for Brotli; make test installs libnginx-mod-http-brotli-static where it can")
    port = free_port()
    file = settings(tmp_path, site, port, brotli=brotli)
    assert "test is successful" in run([nginx, "-t", "-c", str(file), "-p", str(tmp_path)])
    command = [nginx, "-c", str(file), "-p", str(tmp_path)]
    with serving(command, port, tmp_path / "said.log", tmp_path, {}):
        encodings = ("br", "gzip") if brotli else ("gzip",)
        assert_as_wished(site, "nginx with Brotli" if brotli else "nginx", port, encodings)
