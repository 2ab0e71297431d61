"""GitHub Pages: it sends no header and no redirect, and says so."""

from __future__ import annotations

import pytest
from hosting import Hosted, hosted

from microsite.console import as_text
from microsite.protection import protecting_headers


@pytest.fixture
def built() -> Hosted:
    return hosted("github-pages")


def test_no_folder_is_left_out(built: Hosted) -> None:
    assert built.site[".nojekyll"] == b""


@pytest.mark.parametrize(
    ("url", "base_url", "name"),
    [
        ("https://iop.example.org/", None, b"iop.example.org\n"),
        ("https://IOP.example.org", None, b"iop.example.org\n"),
        ("https://clinic.github.io/", None, None),
        ("https://clinic.github.io/iop/", None, None),
        ("https://example.org/iop/", None, None),
        ("https://iop.example.org/", "https://clinic.github.io/preview/", None),
    ],
)
def test_the_domain_is_named_where_it_is_the_sites_own(url: str, base_url: str | None, name: bytes | None) -> None:
    assert hosted("github-pages", url, base_url=base_url).site.get("CNAME") == name


def test_small_pages_lead_on_from_old_addresses(built: Hosted) -> None:
    for old in ("prices/index.html", "old/costs.html", "größe/index.html"):
        assert b'http-equiv="refresh" content="0; url=/fees/"' in built.site[old]
    assert {moved.code for moved in built.manifest.redirects} == {0}


@pytest.mark.holds(98, "told")
def test_it_is_told_which_protections_are_lost_and_what_stands_in(built: Hosted) -> None:
    (lacks,) = built.problems
    assert lacks.code == "host-lacks"
    assert (lacks.place.path, lacks.place.line, lacks.excerpt) == ("site_config.yaml", 4, "host: github-pages")
    assert lacks.message == "GitHub Pages leaves out 9 headers that protect readers."
    told = as_text(lacks)
    assert all(name in told for name in protecting_headers("host"))
    assert "docs/hosts/github-pages.md says more." in told
    assert "Content-Security-Policy, Referrer-Policy: each page says it by itself, other files do not." in told


def test_the_manifest_asks_for_no_header_that_is_never_sent(built: Hosted) -> None:
    assert built.manifest.headers == {}
