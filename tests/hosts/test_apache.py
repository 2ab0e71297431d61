"""Apache, which reads the generated `.htaccess` of the site and has hardly a setting besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hosts.asking import ask
from hosts.conftest import BASES, PublishSite, assert_as_wished, needed
from hosts.expectations import tell, wishes
from hosts.servers import free_port, run, serving

if TYPE_CHECKING:
    from pathlib import Path

    from hosts.conftest import PublishedSite

MODULES = (
    *("mpm_event", "authz_core", "authz_host", "mime", "negotiation", "dir", "autoindex", "alias"),
    *("headers", "rewrite", "setenvif", "env", "filter", "deflate", "brotli"),
)
"""What Debian loads by itself, and what docs/hosts/apache.md says to load."""

BARE = ("mpm_event", "authz_core", "mime", "dir")
"""What hardly any server goes without."""

TYPES = "text/html html\ntext/css css\napplication/gzip gz\napplication/zstd zst\n"
"""What Debian says of files, among much else."""

SETTINGS = """
ServerRoot "{folder}"
ServerName example.org
PidFile "{folder}/pid"
ErrorLog "{folder}/error.log"
DefaultRuntimeDir "{folder}"
Listen 127.0.0.1:{port}
{modules}
TypesConfig "{folder}/types"
AddType application/x-gzip .gz .tgz
DocumentRoot "{root}"
{alias}
<Directory />
    Options FollowSymLinks
    AllowOverride None
    Require all denied
</Directory>
<Directory "{public}">
    Options Indexes FollowSymLinks MultiViews
    AllowOverride All
    Require all granted
</Directory>
<FilesMatch "^\\.ht">
    Require all denied
</FilesMatch>
<IfModule mod_negotiation.c>
    AddLanguage br .br
</IfModule>
<IfModule mod_deflate.c>
    AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css application/xml
</IfModule>
"""


@pytest.fixture(scope="module", params=BASES)
def site(request: pytest.FixtureRequest, publish_site: PublishSite) -> PublishedSite:
    return publish_site("apache", request.param)


def settings(folder: Path, site: PublishedSite, port: int, modules: tuple[str, ...] = MODULES) -> Path:
    file, empty = folder / "main.conf", folder / "empty"
    empty.mkdir()
    (folder / "types").write_text(TYPES, "utf-8")
    text = SETTINGS.format(
        folder=folder,
        port=port,
        modules="\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in modules),
        root=site.public if site.base == "/" else empty,
        alias="" if site.base == "/" else f'Alias "{site.base[:-1]}" "{site.public}"',
        public=site.public,
    )
    file.write_text(text, "utf-8")
    return file


@pytest.mark.holds(92, "harmless")
@pytest.mark.holds(97, "harmless")
def test_apache_answers_as_wished(site: PublishedSite, tmp_path: Path) -> None:
    apache, port = needed("apache2", "apache2-bin"), free_port()
    file = settings(tmp_path, site, port)
    assert "Syntax OK" in run([apache, "-t", "-f", str(file)])
    with serving([apache, "-f", str(file), "-DFOREGROUND"], port, tmp_path / "said.log", tmp_path, {}):
        assert_as_wished(site, "Apache", port, ("br", "zstd", "gzip"))


def test_a_server_without_modules_shows_the_site_even_so(site: PublishedSite, tmp_path: Path) -> None:
    apache, port = needed("apache2", "apache2-bin"), free_port()
    file = settings(tmp_path, site, port, BARE if site.base == "/" else (*BARE, "alias"))
    with serving([apache, "-f", str(file), "-DFOREGROUND"], port, tmp_path / "said.log", tmp_path, {}):
        home = ask(port, site.base, headers={"Accept-Encoding": "br"})
        nothing = ask(port, f"{site.base}nothing/")
    assert (home.status, home.one("Content-Type")) == (200, "text/html; charset=utf-8")
    assert home.content == (site.public / "index.html").read_bytes()
    assert (nothing.status, nothing.content) == (404, (site.public / "404.html").read_bytes())
    assert home.all("Content-Security-Policy") == []


@pytest.mark.holds(97, "told")
def test_what_a_server_forgets_is_noticed(publish_site: PublishSite, tmp_path: Path) -> None:
    site, apache, port = publish_site("apache", "/"), needed("apache2", "apache2-bin"), free_port()
    file = settings(tmp_path, site, port, BARE)
    with serving([apache, "-f", str(file), "-DFOREGROUND"], port, tmp_path / "said.log", tmp_path, {}):
        told = "\n".join(line for wish in wishes(site.public, "/", ("br",)) for line in tell(wish, "/", port))
    for forgotten in (
        "GET /about/ : Content-Security-Policy: [], not",
        "GET /old-name : status 404, not 301",
        "GET /about/ {'Accept-Encoding': 'br'}: in “”, not “br”",
        "GET /.env : it tells a secret",
        "GET /favicon.ico : Cache-Control: [], not ['no-cache']",
    ):
        assert forgotten in told
