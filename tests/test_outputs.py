"""The files that are not pages: sitemap, robots, manifest, redirects, structured data."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from build import HERE, build
from microsite.options import Options
from microsite.problems import Report
from microsite.web import Web

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    report = Report()
    outputs = build(HERE, Options(now=NOW, base_url="https://example.org/iop/"), report)
    assert report.problems == ()
    return {output.path: output.data for output in outputs}


def graph(html: bytes) -> dict[str, dict[str, Any]]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html.decode())
    return {node["@type"]: node for node in json.loads(text)["@graph"]}


def test_the_sitemap_lists_every_page_but_the_one_that_is_not_found(site: dict[str, bytes]) -> None:
    tree = ET.fromstring(site["sitemap.xml"])  # noqa: S314  our own output
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {url.findtext("s:loc", "", space): url.findtext("s:lastmod", "", space) for url in tree}
    assert len(found) == len(list((HERE / "content").glob("*.md"))) - 1
    assert found["https://example.org/iop/who-benefits/"] == "2026-11-24"
    assert not any("404" in url for url in found)


def test_robots_names_the_sitemap(site: dict[str, bytes]) -> None:
    assert b"Sitemap: https://example.org/iop/sitemap.xml\n" in site["robots.txt"]


def test_the_manifest_stays_below_the_base(site: dict[str, bytes]) -> None:
    data = json.loads(site["site.webmanifest"])
    assert data["start_url"] == "/iop/"
    assert all(icon["src"].startswith("/iop/assets/icons/") for icon in data["icons"])
    assert {icon["src"].removeprefix("/iop/") for icon in data["icons"]} <= set(site)


def test_the_contact_page_says_what_is_known_of_the_clinic_and_no_more(site: dict[str, bytes]) -> None:
    nodes = graph(site["contact/index.html"])
    clinic = nodes["MedicalClinic"]
    assert set(clinic) == {"@type", "@id", "name", "url", "telephone", "address"}
    assert clinic["telephone"] == "(866) 476-2823"
    assert clinic["address"]["streetAddress"] == "27184 Ortega Hwy. #210"
    assert nodes["ContactPage"]["mainEntity"] == {"@id": clinic["@id"]}


def test_structured_data_equals_what_the_page_shows(site: dict[str, bytes]) -> None:
    for path, data in site.items():
        if not path.endswith("index.html"):
            continue
        nodes = graph(data)
        page = next(node for kind, node in nodes.items() if kind.endswith("Page"))
        assert f"<h1>{page['name']}</h1>".encode() in data.replace(b"&#39;", b"'")
        assert f'<link rel="canonical" href="{page["url"]}">'.encode() in data
        for crumb in nodes.get("BreadcrumbList", {}).get("itemListElement", []):
            assert crumb["name"].encode() in data
        assert "reviewedBy" not in page


def test_only_home_says_that_there_is_a_site(site: dict[str, bytes]) -> None:
    assert "WebSite" in graph(site["index.html"])
    assert "WebSite" not in graph(site["benefits/index.html"])
    assert "MedicalWebPage" in graph(site["benefits/index.html"])


def test_the_page_that_is_not_found_has_no_address_of_its_own(site: dict[str, bytes]) -> None:
    page = site["404.html"].decode()
    assert 'name="robots" content="noindex"' in page
    assert "canonical" not in page
    assert "application/ld+json" not in page


def test_no_page_has_a_script_a_style_or_a_request_to_anyone(site: dict[str, bytes]) -> None:
    for path, data in site.items():
        if path.endswith(".html"):
            page = data.decode()
            assert not re.search(r"<script(?! type=\"application/ld\+json\")", page), path
            assert not re.search(r"<style|\sstyle=|\son\w+=|<iframe|<form", page), path
            loads = re.findall(r'<(?:link|img|script|source)[^>]*?(?:href|src)="([^"]*)"', page)
            assert all(url.startswith(("/iop/", "https://example.org/iop/")) for url in loads), path


@pytest.mark.parametrize(
    ("base", "address", "url", "absolute"),
    [
        ("https://example.org/", "/fees/", "/fees/", "https://example.org/fees/"),
        ("https://example.org/iop/", "/fees/#a", "/iop/fees/#a", "https://example.org/iop/fees/#a"),
        ("https://example.org/iop/", "/", "/iop/", "https://example.org/iop/"),
        ("https://example.org/", "/größe/", "/gr%C3%B6%C3%9Fe/", "https://example.org/gr%C3%B6%C3%9Fe/"),
    ],
)
def test_one_function_makes_every_url(base: str, address: str, url: str, absolute: str) -> None:
    web = Web(base)
    assert (web.url(address), web.absolute(address)) == (url, absolute)


def test_a_redirect_leads_below_the_base(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "site_config.yaml").write_text("name: A\nurl: https://example.org/x/\ndescription: B\n", "utf-8")
    (tmp_path / "content" / "index.md").write_text(
        "---\ntitle: Home\ntype: home\ndescription: The home page of a site whose home page once stood elsewhere.\n"
        "redirect_from: [/old]\n---\nText.\n",
        "utf-8",
    )
    outputs = {output.path: output.data for output in build(tmp_path, Options(now=NOW), Report())}
    assert b'content="0; url=/x/"' in outputs["old/index.html"]
    assert b"noindex" in outputs["old/index.html"]


def test_a_file_where_another_needs_a_folder_is_told_for_each_that_needs_it(write_site: WriteSite) -> None:
    page = "---\ntitle: A page\ndescription: A page for tests.\n---\nWords.\n"
    pages = ("index", "favicon.ico/a", "favicon.ico/b", "other/favicon.ico/c")
    root = write_site({f"content/{name}.md": page for name in pages})
    report = Report()
    build(root, Options(now=NOW), report)
    told = [problem.message for problem in report.problems if problem.code == "same-output"]
    assert told == [
        f"“favicon.ico/{name}/index.html” needs a folder where “favicon.ico” stands, "
        "made from “templates/assets/icons/favicon.ico”."
        for name in "ab"
    ]
