"""Vercel: `vercel.json`, turned into routes by Vercel's own program."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from hosting import Hosted, hosted, need, node

from microsite.serving import FOR_EVER

ROUTES = """
const { getTransformedRoutes } = (await import("@vercel/routing-utils")).default;
const { routes, error } = getTransformedRoutes(given);
told({ routes, error });
"""
SCHEMAS = """
const utils = (await import("@vercel/routing-utils")).default;
const Ajv = (await import("ajv")).default;
const wrong = [];
for (const [name, schema] of Object.entries({
  redirects: utils.redirectsSchema, headers: utils.headersSchema, trailingSlash: utils.trailingSlashSchema,
})) {
  const ajv = new Ajv();
  if (!ajv.validate(schema, given[name])) wrong.push([name, ajv.errorsText()]);
}
told(wrong);
"""


@pytest.fixture
def built() -> Hosted:
    return hosted("vercel")


def answer(routes: list[dict[str, Any]], path: str, host: str = "example.org") -> tuple[int, dict[str, str]]:
    """Return the status and the headers with which the routes answer a path, as Vercel goes through them."""
    headers: dict[str, str] = {}
    for route in routes:
        found = re.search(route["src"], path)
        if not found or any(not re.fullmatch(wanted["value"], host) for wanted in route.get("has", ())):
            continue
        for name, value in route.get("headers", {}).items():
            headers[name] = value.replace("$1", found[1]) if "$1" in value else value
        if "status" in route:
            return route["status"], headers
    return 200, headers


@cache
def routes_of(**options: Any) -> list[dict[str, Any]]:
    """Return the routes that Vercel makes of a site's settings."""
    need("@vercel/routing-utils")
    read = node(ROUTES, hosted("vercel", **options).json("vercel.json"))
    assert read["error"] is None
    routes: list[dict[str, Any]] = read["routes"]
    return routes


def test_nothing_is_built_there_and_the_folder_is_the_site(built: Hosted) -> None:
    settings = built.json("vercel.json")
    assert (settings["framework"], settings["buildCommand"], settings["outputDirectory"]) == (None, "", "")
    assert built.problems == ()


def test_the_settings_are_what_vercel_takes(built: Hosted) -> None:
    need("@vercel/routing-utils")
    assert node(SCHEMAS, built.json("vercel.json")) == []


@pytest.mark.parametrize("path", ["/", "/fees/", "/nothing/", "/assets/css/site.css", "/404.html", "/sitemap.xml"])
def test_every_path_gets_every_header(built: Hosted, path: str) -> None:
    status, headers = answer(routes_of(), path)
    assert status == 200
    others = {"Cache-Control", "Content-Type"}
    assert {name: value for name, value in headers.items() if name not in others} == built.manifest.headers
    assert headers.get("Cache-Control") == (FOR_EVER if path.startswith("/assets/") else None)


def test_a_file_that_servers_do_not_know_has_its_type() -> None:
    assert answer(routes_of(), "/site.webmanifest")[1]["Content-Type"] == "application/manifest+json"


@pytest.mark.parametrize("old", ["/prices/", "/prices", "/old/costs.html", "/gr%C3%B6%C3%9Fe/", "/about.php"])
def test_old_addresses_lead_on_however_they_are_typed(old: str) -> None:
    routes = routes_of()
    status, headers = answer(routes, old)
    if status == 308:
        # Vercel adds the last slash first.
        status, headers = answer(routes, headers["Location"])
    assert (status, headers["Location"]) == (301, "/fees/")


def test_a_folder_without_its_slash_leads_to_the_page() -> None:
    status, headers = answer(routes_of(), "/fees")
    assert (status, headers["Location"]) == (308, "/fees/")


def test_the_same_site_below_vercels_own_domain_is_not_listed() -> None:
    routes = routes_of()
    assert answer(routes, "/fees/", "clinic.vercel.app")[1]["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in answer(routes, "/fees/", "example.org")[1]
    assert "X-Robots-Tag" not in answer(routes, "/fees/", "vercel-app.example.org")[1]


def test_a_site_whose_own_address_is_there_is_listed() -> None:
    routes = routes_of(url="https://clinic.vercel.app/")
    assert "X-Robots-Tag" not in answer(routes, "/fees/", "clinic.vercel.app")[1]


def test_a_preview_is_not_listed_wherever_it_is() -> None:
    routes = routes_of(base_url="https://draft.example.net/")
    assert answer(routes, "/fees/", "draft.example.net")[1]["X-Robots-Tag"] == "noindex"
