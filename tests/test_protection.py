"""The headers and the policy that protect a reader: one place, strict, and the same words on every page."""

from __future__ import annotations

import re

import pytest

from build import HERE, build
from microsite.options import Options
from microsite.problems import Report
from microsite.protection import IN_A_PAGE, StrictTransport, protecting_headers


def directives(policy: str) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in policy.split(";")]
    assert len({name for name, _, _ in parts}) == len(parts), "a directive stands twice"
    return {name: value for name, _, value in parts}


def test_nothing_may_run_and_nothing_may_come_from_elsewhere() -> None:
    policy = directives(protecting_headers("host")["Content-Security-Policy"])
    assert policy.pop("upgrade-insecure-requests") == ""
    assert policy.pop("default-src") == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert not {"script-src", "object-src", "frame-src"} & set(policy), "what is not named falls back to 'none'"
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"


@pytest.mark.holds(94, "harmless")
def test_a_page_says_the_same_as_the_header_but_for_what_a_page_cannot_say() -> None:
    header, page = directives(protecting_headers("host")["Content-Security-Policy"]), directives(IN_A_PAGE)
    assert {name: value for name, value in header.items() if name in page} == page
    assert set(header) - set(page) == {"frame-ancestors", "upgrade-insecure-requests"}


@pytest.mark.parametrize(
    ("names", "value"),
    [
        ("host", "max-age=31536000"),
        ("subdomains", "max-age=31536000; includeSubDomains"),
        ("preload", "max-age=31536000; includeSubDomains; preload"),
    ],
)
def test_encryption_is_insisted_on_for_the_names_that_the_setting_says(names: StrictTransport, value: str) -> None:
    assert protecting_headers(names)["Strict-Transport-Security"] == value


def test_no_header_can_be_broken_out_of() -> None:
    for name, value in protecting_headers("preload").items():
        assert re.fullmatch(r"[A-Za-z-]+", name)
        assert re.fullmatch(r"[!-~]+(?: [!-~]+)*", value), value
        assert len(f"{name}: {value}") < 2000


@pytest.mark.holds(94, "harmless")
def test_every_page_has_the_policy_before_anything_is_loaded() -> None:
    pages = [output for output in build(HERE, Options(), Report()) if output.path.endswith(".html")]
    assert len(pages) > 20
    for page in pages:
        head = page.data.decode().partition("<head>")[2]
        assert head.lstrip().startswith('<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="')
        assert f'content="{IN_A_PAGE}"' in head, page.path
