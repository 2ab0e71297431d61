"""Every host is told the same headers: what it reads is read back, and compared with the one model of them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hosting import HOSTS, Hosted, hosted

from microsite.config import Config
from microsite.hosts import host_named
from microsite.protection import protecting_headers
from microsite.serving import Serving
from microsite.settings import Publishing, SiteConfig
from microsite.source import Source
from microsite.web import Web

Files = Mapping[str, bytes]
Parser = Callable[[Files], dict[str, str]]

OF_EACH_FILE = {"Cache-Control", "Content-Type", "Vary"}
"""What differs from file to file."""


def underscore_headers(files: Files) -> dict[str, str]:
    """Read what `_headers` says of every path. A rule may set anew only what it first takes away, with a `!`."""
    rules: list[tuple[str, dict[str, str], set[str]]] = []
    for line in files["_headers"].decode().splitlines():
        if line.startswith(("/", "https:")):
            rules.append((line, {}, set()))
        elif line.strip().startswith("!"):
            rules[-1][2].add(line.strip(" !"))
        elif line.strip() and not line.startswith("#"):
            name, _, value = line.strip().partition(": ")
            assert name not in rules[-1][1], f"{name} stands twice in one rule"
            rules[-1][1][name] = value
    (everywhere,) = [values for path, values, _ in rules if path == "/*"]
    for path, values, taken_away in rules:
        assert path == "/*" or not set(values) & set(everywhere) - taken_away, path
    return everywhere


def vercel(files: Files) -> dict[str, str]:
    rules = json.loads(files["vercel.json"])["headers"]
    (everywhere,) = [rule for rule in rules if rule["source"] == "/(.*)" and "has" not in rule]
    return {header["key"]: header["value"] for header in everywhere["headers"]}


def azure(files: Files) -> dict[str, str]:
    found: dict[str, str] = json.loads(files["staticwebapp.config.json"])["globalHeaders"]
    return found


def cloudfront(files: Files) -> dict[str, str]:
    resources = json.loads(files["cloudformation.json"])["Resources"]
    config: dict[str, Any] = resources["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]
    own = config["SecurityHeadersConfig"]
    transport = own["StrictTransportSecurity"]
    parts = [
        f"max-age={transport['AccessControlMaxAgeSec']}",
        "includeSubDomains" if transport["IncludeSubdomains"] else "",
        "preload" if transport["Preload"] else "",
    ]
    return {
        "Content-Security-Policy": own["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff" if own["ContentTypeOptions"]["Override"] else "",
        "X-Frame-Options": own["FrameOptions"]["FrameOption"],
        "Referrer-Policy": own["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": "; ".join(filter(None, parts)),
        **{item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]},
    }


def nginx(files: Files) -> dict[str, str]:
    """Read what each block says: a block with one header of its own inherits none, so each must say them all."""
    blocks: list[dict[str, str]] = [{}]
    for line in files["nginx.conf"].decode().splitlines():
        found = re.fullmatch(r'\s*add_header (\S+) "(.*)" always;', line)
        if found:
            blocks[-1][found[1]] = found[2]
        elif blocks[-1]:
            blocks.append({})
    blocks = [{name: value for name, value in block.items() if name not in OF_EACH_FILE} for block in blocks if block]
    assert all(block == blocks[0] for block in blocks)
    return blocks[0]


def apache(files: Files) -> dict[str, str]:
    text = files[".htaccess"].decode()
    return dict(re.findall(r'^\s*Header always set (\S+) "([^"]*)"$', text, re.MULTILINE))


def caddy(files: Files) -> dict[str, str]:
    (block,) = re.findall(r"^\s*header \{\n(.*?)^\s*\}", files["site.caddy"].decode(), re.MULTILINE | re.DOTALL)
    return dict(re.findall(r'^\s*([A-Za-z-]+) "(.*)"$', block, re.MULTILINE))


PARSERS: dict[str, Parser] = {
    "apache": apache,
    "caddy": caddy,
    "cloudflare-pages": underscore_headers,
    "nginx": nginx,
    "azure-static-web-apps": azure,
    "netlify": underscore_headers,
    "s3-cloudfront": cloudfront,
    "vercel": vercel,
}
"""How the files of each host that sends headers are read back."""

SENDING = [name for name in HOSTS if host_named(name).sends_headers]


def read_back(name: str, built: Hosted) -> dict[str, str]:
    return {key: value for key, value in PARSERS[name](built.site | built.beside).items() if key not in OF_EACH_FILE}


@pytest.mark.holds(92, "harmless")
@pytest.mark.parametrize("name", SENDING)
@pytest.mark.parametrize("transport", ["host", "subdomains", "preload"])
def test_every_host_is_told_the_same_headers(name: str, transport: Any) -> None:
    built = hosted(name, more=f"strict_transport: {transport}")
    assert read_back(name, built) == protecting_headers(transport) == built.manifest.headers


@pytest.mark.parametrize("name", SENDING)
def test_a_preview_asks_every_host_not_to_be_listed(name: str) -> None:
    built = hosted(name, base_url="https://preview.example.net/")
    assert read_back(name, built) == {**protecting_headers("host"), "X-Robots-Tag": "noindex"}


@pytest.mark.parametrize("name", SENDING)
def test_no_setting_of_a_person_reaches_a_header(name: str) -> None:
    evil = '"x\'\\r\\nSet-Cookie: a=b; script-src *"'
    more = f"publisher: {evil}\nrepository_branch: main\npublishing: {{project: {evil}, bucket: {evil}}}"
    built = hosted(name, more=more)
    assert read_back(name, built) == protecting_headers("host")


@pytest.mark.holds(96, "harmless")
@pytest.mark.parametrize("transport", ["host", "subdomains", "preload"])
def test_no_header_can_hold_a_second_one(transport: Any) -> None:
    for name, value in protecting_headers(transport).items():
        assert re.fullmatch(r"[A-Za-z-]+", name)
        assert re.fullmatch(r"[\x20-\x7e]+", value)


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize("project", ["x; rm -rf ~", "$(date)", "it's"])
def test_no_name_of_a_project_runs_in_the_command(name: str, project: str) -> None:
    def words(project: str) -> list[str]:
        publishing = Publishing(project=project, server=project, bucket=project)
        settings = SiteConfig(name="A", url="https://example.org/", description="B", publishing=publishing)
        serving = Serving(
            Web(settings.url), Config(settings, Source("site_config.yaml", ""), {}), (), (), {}, indexed=True
        )
        return shlex.split(host_named(name).command(serving))

    assert words(project) == [word.replace("plain", project) for word in words("plain")]
