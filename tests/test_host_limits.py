"""What a host would not take is told before anything is sent, at its place, with what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from hosting import HOSTS, hosted
from msgspec import structs

from microsite.config import Config
from microsite.console import as_text
from microsite.hosts import Host, Limits, host_named
from microsite.hosts.limits import problems_of
from microsite.model import Output
from microsite.serving import Redirect, Serving
from microsite.settings import HostName, SiteConfig
from microsite.source import Source
from microsite.web import Web

ROOT = Path(__file__).resolve().parent.parent

PLACE = Host("place", "The Place", lambda _serving: (), lambda _serving: "")
SITE = (Output("index.html", b"12345", "content/index.md"), Output("a/b.png", b"123", "content/b.png"))
SERVING = Serving(
    Web("https://example.org/"),
    Config(SiteConfig(name="A", url="https://example.org/", description="B"), Source("site_config.yaml", ""), {}),
    SITE,
    (Redirect("/old/", "/"), Redirect("/old.html", "/")),
    {},
    indexed=True,
)


def told(limits: Limits, *files: Output, host: Host = PLACE) -> list[str]:
    return [
        f"{problem.place.path}: {problem.message}"
        for problem in problems_of(structs.replace(host, limits=limits), SERVING, files)
    ]


def test_a_site_within_its_limits_is_no_problem() -> None:
    limits = Limits(
        files=2,
        folder_files=1,
        file_bytes=5,
        site_bytes=8,
        redirects=2,
        header_rules=1,
        line_characters=2,
        config_bytes=3,
    )
    assert told(limits, Output("_headers", b"/*\n", beside=True)) == []


@pytest.mark.holds(95, "refused")
@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(files=1), "site_config.yaml: The site has 2 files; at The Place the most is 1."),
        (Limits(folder_files=0), "site_config.yaml: “/” has 1 file; at The Place the most for a folder is 0."),
        (Limits(site_bytes=7), "site_config.yaml: The site has 8 bytes; at The Place the most is 7 bytes."),
        (
            Limits(file_bytes=4),
            "content/index.md: “index.html” has 5 bytes; at The Place a file has at most 4 bytes.",
        ),
        (Limits(redirects=1), "site_config.yaml: The site has 2 old addresses; at The Place the most is 1."),
        (Limits(header_rules=1), "site_config.yaml: “_headers” has 2 rules; at The Place the most is 1."),
        (
            Limits(line_characters=3),
            "site_config.yaml: A line of “_headers” has 6 characters; at The Place the most is 3.",
        ),
        (Limits(config_bytes=9), "site_config.yaml: “_headers” has 23 bytes; at The Place the most is 9."),
    ],
)
def test_what_passes_a_limit_is_told(limits: Limits, message: str) -> None:
    assert message in told(limits, Output("_headers", b"/*\n  X: 1\n/a/*\n  Y: 1\n\n", beside=True))


def test_only_files_with_a_limit_are_measured() -> None:
    files = (Output("small.js", b"1234", beside=True), Output("large.json", b"123456789", beside=True))
    assert told(Limits(config_bytes=4, config=("small.js",)), *files) == []


def test_what_stands_beside_the_site_is_not_counted_as_of_the_site() -> None:
    assert told(Limits(files=2), Output("nginx.conf", b"x", beside=True)) == []
    assert told(Limits(files=2), Output("_headers", b"x")) != []


def many_moves(count: int) -> str:
    old = ", ".join(f"/an-old-address-{number}" for number in range(count))
    return json.dumps({"moved.md": f"---\ntitle: Moved\ndescription: It moved.\nredirect_from: [{old}]\n---\nText.\n"})


@pytest.mark.parametrize(
    ("host", "file"),
    [("azure-static-web-apps", "staticwebapp.config.json"), ("s3-cloudfront", "cloudfront-function.js")],
)
def test_too_many_old_addresses_for_the_settings_are_told_at_the_host(host: str, file: str) -> None:
    (problem,) = hosted(host, files=many_moves(400)).problems
    assert (problem.code, problem.place.line, problem.excerpt) == ("host-limit", 4, f"host: {host}")
    assert problem.message.startswith(f"“{file}” has ")
    assert "Take out of redirect_from what nobody follows any more" in problem.hint
    assert "https://" in problem.hint


def test_vercel_takes_no_more_than_its_rules() -> None:
    (problem,) = hosted("vercel", files=many_moves(1021)).problems
    assert problem.message == "The site has 1,025 old addresses; at Vercel the most is 1,024."


@pytest.mark.parametrize("host", ["netlify", "vercel", "azure-static-web-apps"])
def test_a_folder_at_a_host_without_folders_is_told_at_the_url(host: str) -> None:
    (problem,) = hosted(host, "https://example.org/iop/").problems
    told = as_text(problem)
    assert told.startswith("site_config.yaml:3:6: error[url-with-folder] “https://example.org/iop/” has a folder")


@pytest.mark.parametrize("host", ["folder", "github-pages", "s3-cloudfront"])
def test_a_folder_is_fine_elsewhere(host: str) -> None:
    codes = {problem.code for problem in hosted(host, "https://example.org/iop/").problems}
    assert codes <= {"host-lacks"}


@pytest.mark.parametrize("name", ["_headers", "_redirects", "CNAME", "vercel.json", "staticwebapp.config.json"])
def test_no_file_of_the_editors_takes_the_place_of_a_hosts_settings(name: str) -> None:
    assert name not in hosted("folder", files=json.dumps({name: "x"})).site


def test_a_folder_of_a_plain_server_is_told_nothing() -> None:
    assert hosted("folder").problems == ()


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_that_has_limits_names_where_they_stand(name: str) -> None:
    limits = host_named(name).limits
    assert limits == Limits() or limits.source.startswith("https://")


@pytest.mark.parametrize("name", get_args(HostName))
def test_every_host_has_a_module_a_page_and_tests(name: str) -> None:
    assert host_named(name).name == name
    page = (ROOT / "docs" / "hosts" / f"{name}.md").read_text(encoding="utf-8")
    assert f"host: {name}" in page
    tests = (f"tests/test_host_{name.replace('-', '_')}.py", f"tests/hosts/test_{name.replace('-', '_')}.py")
    assert any((ROOT / file).exists() for file in tests)
