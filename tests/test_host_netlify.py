"""Netlify: `_headers` and `_redirects`, read by Netlify's own programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hosting import Hosted, hosted, need, node

from microsite.serving import FOR_EVER

if TYPE_CHECKING:
    from pathlib import Path

READ_HEADERS = """
const { parseAllHeaders } = await import("@netlify/headers-parser");
const read = await parseAllHeaders({ headersFiles: [given], configHeaders: [], minimal: false });
told({
  errors: read.errors.map(String),
  rules: read.headers.map(rule => ({ for: rule.for, values: rule.values, pattern: rule.forRegExp.source })),
});
"""
READ_REDIRECTS = """
const { parseAllRedirects } = await import("@netlify/redirect-parser");
const read = await parseAllRedirects({ redirectsFiles: [given], configRedirects: [], minimal: false });
told({
  errors: read.errors.map(String),
  moves: read.redirects.map(({ from, to, status, force }) => ({ from, to, status, force })),
});
"""


@pytest.fixture
def built() -> Hosted:
    return hosted("netlify")


def test_the_files_stand_in_the_site(built: Hosted) -> None:
    assert {"_headers", "_redirects"} <= set(built.site)
    assert built.problems == ()


def test_old_addresses_lead_on_with_the_code_written(built: Hosted) -> None:
    assert built.site["_redirects"].decode().splitlines() == [
        "/about.php/ /fees/ 301",
        "/gr%C3%B6%C3%9Fe/ /fees/ 301",
        "/old/costs.html /fees/ 301",
        "/prices/ /fees/ 301",
    ]


def test_no_line_takes_a_header_away_since_netlify_knows_no_such_line(built: Hosted) -> None:
    assert not [line for line in built.site["_headers"].decode().splitlines() if line.strip().startswith("!")]


@pytest.mark.holds(92, "harmless")
def test_netlify_reads_every_header_for_every_path(built: Hosted, tmp_path: Path) -> None:
    need("@netlify/headers-parser")
    built.write(tmp_path)
    read = node(READ_HEADERS, str(tmp_path / "_headers"))
    assert read["errors"] == []
    everywhere = next(rule["values"] for rule in read["rules"] if rule["for"] == "/*")
    assert everywhere == built.manifest.headers


def test_no_two_rules_set_the_same_header_for_one_path(built: Hosted, tmp_path: Path) -> None:
    need("@netlify/headers-parser")
    built.write(tmp_path)
    rules = node(READ_HEADERS, str(tmp_path / "_headers"))["rules"]
    paths = [*built.site, "nothing-here/"]
    for path, found in zip(paths, matching(rules, *(f"/{path}" for path in paths)), strict=True):
        names = [name for rule in found for name in rule["values"]]
        assert len(names) == len(set(names)), path
        kept = [rule["values"]["Cache-Control"] for rule in found if "Cache-Control" in rule["values"]]
        assert kept == ([FOR_EVER] if path.startswith("assets/") else []), path


def test_a_file_that_servers_do_not_know_has_its_type(built: Hosted, tmp_path: Path) -> None:
    need("@netlify/headers-parser")
    built.write(tmp_path)
    rules = node(READ_HEADERS, str(tmp_path / "_headers"))["rules"]
    (found,) = matching(rules, "/site.webmanifest")
    values = {name: value for rule in found for name, value in rule["values"].items()}
    assert values["Content-Type"] == "application/manifest+json"


def test_netlify_reads_every_redirect(built: Hosted, tmp_path: Path) -> None:
    need("@netlify/redirect-parser")
    built.write(tmp_path)
    read = node(READ_REDIRECTS, str(tmp_path / "_redirects"))
    assert read["errors"] == []
    moves = {move["from"]: (move["to"], move["status"]) for move in read["moves"]}
    wanted = {moved.old: (moved.to, moved.code) for moved in built.manifest.redirects}
    assert moves == {quote(old): leads for old, leads in wanted.items()}


def test_a_preview_is_not_listed() -> None:
    preview = hosted("netlify", base_url="https://draft--clinic.netlify.app/")
    assert b"  X-Robots-Tag: noindex\n" in preview.site["_headers"]
    assert b"X-Robots-Tag" not in hosted("netlify").site["_headers"]


def matching(rules: list[dict[str, Any]], *paths: str) -> list[list[dict[str, Any]]]:
    """Return the rules that hold for each path, as Netlify itself asks its patterns."""
    patterns = [rule["pattern"] for rule in rules]
    holds: list[list[bool]] = node(
        "told(given.paths.map(path => given.patterns.map(found => new RegExp(found, 'iu').test(path))));",
        {"patterns": patterns, "paths": paths},
    )
    return [[rule for rule, held in zip(rules, row, strict=True) if held] for row in holds]
