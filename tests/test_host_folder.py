"""A plain folder: nothing but the site, for any server."""

from __future__ import annotations

from hosting import hosted


def test_a_folder_has_nothing_that_only_one_host_reads() -> None:
    built = hosted("folder")
    assert set(built.beside) == {"manifest.json"}
    others = {"_headers", "_redirects", "vercel.json", "CNAME", ".nojekyll", ".htaccess", "staticwebapp.config.json"}
    assert not others & set(built.site)


def test_small_pages_lead_on_from_old_addresses() -> None:
    assert b'http-equiv="refresh"' in hosted("folder").site["prices/index.html"]
