"""What is live is what was built, or each difference is told by name, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec
import pytest
from conftest import CONFIG
from hypothesis import given, settings
from hypothesis import strategies as st
from right_host import RightHost, Said, right_host

from build import HERE, build
from microsite.options import Options
from microsite.problems import Report
from microsite.protection import protecting_headers
from microsite.verifying import verify
from microsite.verifying.addresses import plain_http
from microsite.verifying.answers import Answer
from microsite.verifying.findings import FINDINGS
from microsite.verifying.questions import Kind, opening_questions, questions_of
from microsite.verifying.wished import wished_at
from microsite.web import Web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from right_host import Spoil

    from microsite.verifying import Verdict

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

LONG = "Words that make the page worth compressing, and no others.\n\n" * 40
PAGES = {
    "content/index.md": f"---\ntitle: Home\ndescription: The home page.\n---\n[Fees](fees.md), [é](é.md)\n\n{LONG}",
    "content/fees.md": (
        f"---\ntitle: Fees\ndescription: What it costs.\nredirect_from: [/costs, /old/prices.html]\n---\n{LONG}"
    ),
    "content/404.md": "---\ntitle: Not here\ndescription: Nothing is here.\n---\nGo [home](index.md).\n",
    "content/é.md": "---\ntitle: Accents\ndescription: An accent.\nredirect_from: [/ancien-é/]\n---\nText.\n",
}


@pytest.fixture
def host() -> Iterator[RightHost]:
    """Return a host with nothing on it."""
    with right_host() as served:
        yield served


def publish(host: RightHost, root: Path, folder: str = "", *, obeys: bool = True, fees: str = "") -> None:
    """Build the small site for the host and put it there; `fees` are other words for that page."""
    write(root, host.url + folder, {"content/fees.md": fees} if fees else {})
    host.publish(build(root, Options(now=NOW), Report()), obeys=obeys)


def write(root: Path, url: str, files: dict[str, str]) -> None:
    config = CONFIG.replace("https://example.org/iop/", url)
    for path, text in {"site_config.yaml": config, **PAGES, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RightHost]:
    with right_host() as host:
        publish(host, tmp_path_factory.mktemp("site"))
        yield host


@pytest.fixture
def live(served: RightHost) -> Iterator[RightHost]:
    """Return a host with the small site, which serves it rightly until a test spoils it."""
    manifest, files = served.manifest, dict(served.files)
    yield served
    served.manifest, served.files, served.spoil = manifest, files, None
    served.asked.clear()


def look(host: RightHost, url: str = "", **how: Any) -> Verdict:
    return verify(host.manifest, url, **{"seconds": 5.0, **how})


def told(verdict: Verdict) -> dict[str, list[str]]:
    """Return the addresses of the findings by code."""
    found: dict[str, dict[str, None]] = {}
    for finding in verdict.findings:
        found.setdefault(finding.code, {})[finding.address] = None
    return {code: list(addresses) for code, addresses in found.items()}


def at(address: str, change: Any) -> Spoil:
    """Return what spoils the answers at one address."""
    return lambda asked, _encoding, said: change(said) if asked == address else said


def page(change: Any) -> Spoil:
    """Return what spoils all pages that are there."""
    return lambda _asked, _encoding, said: (
        change(said) if said.status == 200 and said.value("Content-Type").startswith("text/html") else said
    )


def test_a_site_that_is_served_rightly_is_right(live: RightHost) -> None:
    verdict = look(live)
    assert verdict.findings == ()
    assert verdict.right
    assert verdict.live == live.manifest.version
    assert verdict.answers == len(live.asked) > 40


@pytest.mark.parametrize("folder", ["iop/", "guides/iop/"])
def test_a_site_in_a_folder_of_the_host_is_right(host: RightHost, tmp_path: Path, folder: str) -> None:
    publish(host, tmp_path, folder)
    assert look(host).findings == ()
    assert "/robots.txt" in {path for path, _, _ in host.asked}


def test_a_site_whose_host_cannot_be_told_is_right_and_no_header_is_asked_for(host: RightHost, tmp_path: Path) -> None:
    publish(host, tmp_path, obeys=False)
    assert look(host).findings == ()
    host.spoil = page(lambda said: said.having("Cache-Control", "max-age=600").having("Content-Type", "text/html"))
    assert look(host).findings == ()
    host.spoil = page(lambda said: said.having("Content-Type", "text/html; charset=iso-8859-1"))
    assert "wrong-type" in told(look(host))


def test_the_first_site_is_right_as_a_preview_at_another_address(host: RightHost) -> None:
    host.publish(build(HERE, Options(now=NOW, base_url=host.url), Report()))
    assert not host.manifest.indexed
    assert look(host).findings == ()


def test_every_program_that_asks_says_who_it_is(live: RightHost) -> None:
    look(live)
    assert {program.partition("/")[0] for _, _, program in live.asked} == {"Microsite"}


# Ways in which a live site is wrong


@pytest.mark.holds(91, "told", times=3)
def test_three_things_that_are_wrong_at_once_are_each_told_where_they_are(live: RightHost) -> None:
    live.files["fees/index.html"] = b"<!doctype html><title>Old</title>" + b" " * 2000
    without = at("/", lambda said: said.without("X-Frame-Options"))
    other = at("/robots.txt", lambda said: said.having("Content-Type", "text/html; charset=utf-8"))
    live.spoil = lambda address, encoding, said: other(address, encoding, without(address, encoding, said))
    assert told(look(live)) == {"other-content": ["/fees/"], "missing-header": ["/"], "wrong-type": ["/robots.txt"]}


@pytest.mark.holds(91, "told")
def test_a_stale_file_is_told(live: RightHost) -> None:
    live.files["fees/index.html"] = b"<!doctype html><title>Old</title>" + b" " * 2000
    verdict = look(live)
    assert told(verdict) == {"other-content": ["/fees/"]}
    assert verdict.findings[0].served == "2,033 bytes"


@pytest.mark.holds(91, "told")
def test_a_missing_page_is_told(live: RightHost) -> None:
    live.spoil = at("/fees/", lambda said: replace(said, status=404))
    assert told(look(live)) == {"not-there": ["/fees/"]}


@pytest.mark.holds(91, "told")
def test_a_header_that_some_answers_lack_is_told_where_it_lacks(live: RightHost) -> None:
    live.spoil = at("/fees/", lambda said: said.without("X-Frame-Options"))
    assert told(look(live)) == {"missing-header": ["/fees/"]}


@pytest.mark.holds(91, "told")
def test_a_header_that_only_compressed_answers_lack_is_told(live: RightHost) -> None:
    live.spoil = lambda address, encoding, said: (
        said.without("Referrer-Policy") if (address, encoding) == ("/fees/", "br") else said
    )
    assert told(look(live)) == {"missing-header": ["/fees/"]}


@pytest.mark.holds(91, "told")
def test_a_header_with_another_value_is_told(live: RightHost) -> None:
    live.spoil = at("/fees/", lambda said: said.having("X-Frame-Options", "SAMEORIGIN"))
    verdict = look(live)
    assert told(verdict) == {"wrong-header": ["/fees/"]}
    assert (verdict.findings[0].wished, verdict.findings[0].served) == ("DENY", "SAMEORIGIN")


def test_order_space_and_capitals_of_a_header_do_not_matter(live: RightHost) -> None:
    def otherwise(said: Said) -> Said:
        policy = said.value("Content-Security-Policy").split("; ")
        powers = said.value("Permissions-Policy").split(", ")
        said = said.having("Content-Security-Policy", " ;".join(reversed(policy)) + ";")
        return said.having("Permissions-Policy", ",".join(reversed(powers))).having("X-Frame-Options", "deny")

    live.spoil = lambda _address, _encoding, said: otherwise(said)
    assert look(live).findings == ()


@pytest.mark.parametrize("joined", [True, False])
def test_two_policies_are_told(live: RightHost, *, joined: bool) -> None:
    name = "Content-Security-Policy"
    live.spoil = at(
        "/fees/",
        lambda said: (
            said.having(name, f"{said.value(name)}, {said.value(name)}") if joined else said.also(name, "default-src *")
        ),
    )
    assert told(look(live)) == {"header-twice": ["/fees/"]}


def test_encryption_is_insisted_on_over_https_only(live: RightHost) -> None:
    live.spoil = lambda _address, _encoding, said: said.without("Strict-Transport-Security")
    assert look(live).findings == ()


@pytest.mark.holds(91, "told")
@pytest.mark.parametrize("value", ["text/plain; charset=utf-8", "text/html", "text/html; charset=latin1", ""])
def test_a_wrong_type_is_told(live: RightHost, value: str) -> None:
    live.spoil = at("/fees/", lambda said: said.having("Content-Type", value))
    assert told(look(live)) == {"wrong-type": ["/fees/"]}


def test_a_page_that_is_kept_for_a_year_is_told(live: RightHost) -> None:
    live.spoil = at("/fees/", lambda said: said.having("Cache-Control", "public, max-age=31536000, immutable"))
    assert told(look(live)) == {"wrong-caching": ["/fees/"]}


@pytest.mark.parametrize("value", ["no-cache", "max-age=60", "public", "", "no-store, max-age=31536000"])
def test_a_style_sheet_that_is_not_kept_is_told(live: RightHost, value: str) -> None:
    sheet = next(f"/{path}" for path in live.files if path.endswith(".css"))
    live.spoil = at(sheet, lambda said: said.having("Cache-Control", value))
    assert told(look(live)) == {"wrong-caching": [sheet]}


@pytest.mark.parametrize("value", ["max-age=0, must-revalidate", "public,max-age=0", "No-Cache", "no-store"])
def test_a_page_may_be_asked_for_again_in_other_words(live: RightHost, value: str) -> None:
    live.spoil = page(lambda said: said.having("Cache-Control", value))
    assert look(live).findings == ()


@pytest.mark.parametrize("value", ["", "public, s-maxage=0", "max-age=600"])
def test_a_page_that_is_kept_for_a_while_is_told(live: RightHost, value: str) -> None:
    live.spoil = at("/fees/", lambda said: said.having("Cache-Control", value))
    assert told(look(live)) == {"wrong-caching": ["/fees/"]}


def test_a_host_that_answers_everything_is_told(live: RightHost) -> None:
    live.spoil = lambda _address, _encoding, said: replace(said, status=200) if said.status == 404 else said
    verdict = look(live)
    assert list(told(verdict)) == ["soft-404"]
    assert all("nothing-is-here" in address for address in told(verdict)["soft-404"])


def test_another_page_for_what_is_not_found_is_told(live: RightHost) -> None:
    live.spoil = lambda _address, _encoding, said: (
        replace(said, body=b"<h1>404 Not Found</h1>") if said.status == 404 else said
    )
    assert list(told(look(live))) == ["plain-404"]


def test_a_header_that_the_page_for_what_is_not_found_lacks_is_told(live: RightHost) -> None:
    live.spoil = lambda _address, _encoding, said: (
        said.without("Content-Security-Policy") if said.status == 404 else said
    )
    assert list(told(look(live))) == ["missing-header"]


def test_a_redirect_with_another_code_is_told(live: RightHost) -> None:
    live.spoil = at("/costs/", lambda said: replace(said, status=302))
    verdict = look(live)
    assert told(verdict) == {"redirect-code": ["/costs/"]}
    assert (verdict.findings[0].wished, verdict.findings[0].served) == ("301", "302")


def test_a_redirect_that_means_the_same_is_right(live: RightHost) -> None:
    live.spoil = at("/costs/", lambda said: replace(said, status=308))
    assert look(live).findings == ()


@pytest.mark.parametrize(
    "target", ["/", "https://elsewhere.example/fees/", "/fees/?from=costs", "//elsewhere.example/fees/"]
)
def test_a_redirect_that_leads_elsewhere_is_told_and_not_followed(live: RightHost, target: str) -> None:
    live.spoil = at("/costs/", lambda said: said.having("Location", target))
    assert told(look(live)) == {"redirect-target": ["/costs/"]}


def test_a_whole_address_is_as_good_a_target(live: RightHost) -> None:
    live.spoil = at("/costs/", lambda said: said.having("Location", f"{live.url}fees/"))
    assert look(live).findings == ()


def test_an_old_address_that_leads_nowhere_is_told(live: RightHost) -> None:
    live.spoil = at("/old/prices.html", lambda said: replace(said.without("Location"), status=404))
    assert told(look(live)) == {"lost-redirect": ["/old/prices.html"]}


@pytest.mark.parametrize("location", ["http://[", "http://a:b/"])
def test_a_target_that_is_no_address_is_told(live: RightHost, location: str) -> None:
    live.spoil = at("/costs/", lambda said: said.having("Location", location))
    assert set(told(look(live))) <= {"lost-redirect", "redirect-target"} != set()


def test_an_old_address_may_get_its_slash_first(live: RightHost) -> None:
    live.spoil = at("/costs", lambda said: said.having("Location", "/costs/"))
    assert look(live).findings == ()


def test_an_old_address_that_runs_in_a_circle_is_told(live: RightHost) -> None:
    live.spoil = at("/costs", lambda said: said.having("Location", "/costs"))
    verdict = look(live)
    assert told(verdict) == {"redirect-target": ["/costs"]}
    assert verdict.findings[0].message == "The old address leads round in a circle."


def test_a_folder_without_its_slash_that_is_not_found_is_told(live: RightHost) -> None:
    live.spoil = at("/fees", lambda said: replace(said.without("Location"), status=404))
    assert told(look(live)) == {"folder-without-slash": ["/fees"]}


def test_a_page_with_two_addresses_is_advice(live: RightHost) -> None:
    live.spoil = at("/fees", lambda _said: live._right("/fees/", ""))  # noqa: SLF001  the host's own right answer
    verdict = look(live)
    assert told(verdict) == {"two-addresses": ["/fees"]}
    assert verdict.right


def test_a_host_that_does_not_compress_is_told_of_files_that_are_worth_it(live: RightHost) -> None:
    live.spoil = lambda address, _encoding, _said: live._right(address, "")  # noqa: SLF001  as without compression
    found = told(look(live))
    assert list(found) == ["not-compressed"]
    assert "/fees/" in found["not-compressed"]
    assert "/version.txt" not in found["not-compressed"]


def test_other_bytes_under_compression_are_told(live: RightHost) -> None:
    from right_host import PACKERS  # noqa: PLC0415  used by this one test

    live.spoil = lambda address, encoding, said: (
        replace(said, body=PACKERS["br"](b"An old page")) if (address, encoding) == ("/fees/", "br") else said
    )
    verdict = look(live)
    assert told(verdict) == {"bad-compression": ["/fees/"]}
    assert "br" in verdict.findings[0].message


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
@pytest.mark.parametrize("body", [b"not packed at all", b"", None])
def test_what_cannot_be_unpacked_is_told(live: RightHost, encoding: str, body: bytes | None) -> None:
    live.spoil = lambda address, asked, said: (
        replace(said, body=said.body[:100] if body is None else body)
        if (address, asked) == ("/fees/", encoding)
        else said
    )
    assert told(look(live)) == {"bad-compression": ["/fees/"]}


def test_an_encoding_that_nobody_knows_is_told(live: RightHost) -> None:
    live.spoil = at("/fees/", lambda said: said.having("Content-Encoding", "secret") if said.value("Vary") else said)
    assert told(look(live)) == {"bad-compression": ["/fees/"]}


def test_a_compressed_file_without_vary_is_advice(live: RightHost) -> None:
    live.spoil = at("/fees/", lambda said: said.without("Vary"))
    verdict = look(live)
    assert told(verdict) == {"missing-vary": ["/fees/"]}
    assert verdict.right


def test_a_body_that_ends_too_early_is_told(live: RightHost) -> None:
    live.spoil = at("/fees/", lambda said: replace(said, sent=200))
    assert told(look(live)) == {"cut-off": ["/fees/"]}


@pytest.mark.parametrize("value", ["noindex", "none", "googlebot: noindex, nofollow"])
def test_a_live_page_that_is_hidden_from_search_engines_is_told(live: RightHost, value: str) -> None:
    live.spoil = at("/fees/", lambda said: said.also("X-Robots-Tag", value))
    assert told(look(live)) == {"hidden-from-search": ["/fees/"]}


def test_a_live_site_whose_rules_keep_crawlers_out_is_told(live: RightHost) -> None:
    live.files["robots.txt"] = b"User-agent: *\nDisallow: /\n"
    assert told(look(live)) == {"other-content": ["/robots.txt"], "hidden-from-search": ["/robots.txt"]}


def test_rules_of_the_whole_host_that_keep_crawlers_out_of_its_folder_are_told(host: RightHost, tmp_path: Path) -> None:
    publish(host, tmp_path, "iop/")
    rules = Said(200, (), b"User-agent: *\nDisallow: /iop/\n")
    host.spoil = lambda address, _encoding, said: said if address else rules
    assert told(look(host)) == {"hidden-from-search": [f"{host.url}robots.txt"]}


def test_a_live_page_that_hides_itself_is_told(live: RightHost) -> None:
    live.files["fees/index.html"] = live.files["fees/index.html"].replace(
        b"<meta ", b'<meta content="noindex" name="robots"><meta ', 1
    )
    assert told(look(live)) == {"other-content": ["/fees/"], "hidden-from-search": ["/fees/"]}


def test_a_preview_that_search_engines_may_list_is_told(host: RightHost, tmp_path: Path) -> None:
    write(tmp_path, "https://example.org/", {})
    host.publish(build(tmp_path, Options(now=NOW, base_url=host.url), Report()))
    assert look(host).findings == ()
    host.spoil = page(lambda said: said.without("X-Robots-Tag"))
    assert list(told(look(host))) == ["open-to-search"]


def test_a_live_build_may_be_looked_at_under_another_address_hidden_or_not(live: RightHost) -> None:
    base = "https://example.org/"
    live.manifest = msgspec.structs.replace(live.manifest, base_url=base)
    assert look(live, live.url).findings == ()
    live.spoil = page(lambda said: said.also("X-Robots-Tag", "noindex"))
    assert look(live, live.url).findings == ()


def test_a_file_that_is_not_for_visitors_is_told(live: RightHost) -> None:
    live.spoil = lambda address, _encoding, said: (
        Said(200, (("Content-Type", "application/octet-stream"),), b"[core]\n")
        if address in {"/.git/config", "/.microsite", "/manifest.json"}
        else said
    )
    assert told(look(live)) == {
        "not-for-visitors": ["/.git/config", "/manifest.json"],
        "marker-served": ["/.microsite"],
    }


def test_a_script_that_the_host_adds_is_told(live: RightHost) -> None:
    sheet = live.files["fees/index.html"]
    live.files["fees/index.html"] = sheet.replace(b"</body>", b"<script src=/toolbar.js></script></body>")
    assert told(look(live)) == {"other-content": ["/fees/"], "added-script": ["/fees/"]}


@pytest.mark.parametrize(
    ("name", "value", "code", "right"),
    [
        ("Set-Cookie", "visitor=1; path=/", "sets-cookie", False),
        ("Access-Control-Allow-Origin", "*", "open-to-others", True),
        ("NEL", '{"report_to":"x"}', "reports-elsewhere", True),
    ],
)
def test_what_a_host_adds_to_the_harm_of_visitors_is_told(
    live: RightHost, name: str, value: str, code: str, *, right: bool
) -> None:
    live.spoil = at("/fees/", lambda said: said.also(name, value))
    verdict = look(live)
    assert told(verdict) == {code: ["/fees/"]}
    assert verdict.right is right


def test_another_build_is_one_finding_that_counts(live: RightHost, tmp_path: Path) -> None:
    wished = live.manifest
    publish(live, tmp_path, fees=PAGES["content/fees.md"].replace("Fees", "Prices"))
    verdict = verify(wished, live.url)
    assert list(told(verdict)) == ["another-build"]
    assert (verdict.findings[0].wished, verdict.findings[0].served) == (wished.version, live.manifest.version)
    assert verdict.findings[0].message.startswith("Another build is live: ")
    assert verdict.live == live.manifest.version


def test_a_version_of_another_build_beside_the_right_files_is_told_as_such(live: RightHost) -> None:
    live.files["version.txt"] = b"0123456789abcdef\n"
    verdict = look(live)
    assert told(verdict) == {"another-build": ["/version.txt"]}
    assert "all else is as in this one" in verdict.findings[0].message


def test_a_site_in_another_folder_than_it_was_built_for_is_told_before_anything_is_asked(live: RightHost) -> None:
    verdict = look(live, f"{live.url}iop/")
    assert told(verdict) == {"other-folder": ["/"]}
    assert live.asked == []


@pytest.mark.parametrize("status", [403, 500, 206])
def test_another_status_is_told(live: RightHost, status: int) -> None:
    live.spoil = at("/fees/", lambda said: replace(said, status=status))
    assert told(look(live)) == {"wrong-status": ["/fees/"]}


def test_a_page_that_leads_elsewhere_is_told_with_the_address(live: RightHost) -> None:
    live.spoil = at("/fees/", lambda said: replace(said, status=302).also("Location", "https://login.example/"))
    verdict = look(live)
    assert told(verdict) == {"wrong-status": ["/fees/"]}
    assert verdict.findings[0].served == "302, to https://login.example/"


def test_a_missing_page_that_browsers_remember_as_missing_is_told(live: RightHost) -> None:
    live.spoil = lambda _address, _encoding, said: (
        said.having("Cache-Control", "max-age=86400") if said.status == 404 else said
    )
    assert list(told(look(live))) == ["wrong-caching"]
    live.spoil = lambda _address, _encoding, said: said.without("Cache-Control") if said.status == 404 else said
    assert look(live).findings == ()


@pytest.mark.parametrize(
    ("status", "headers", "wrong"),
    [
        (301, {"location": ("https://example.org/",)}, False),
        (308, {"location": ("https://www.example.org/",)}, False),
        (200, {}, True),
        (301, {"location": ("http://www.example.org/",)}, True),
        (301, {"location": ("/home/",)}, True),
    ],
)
def test_a_site_that_can_be_had_without_encryption_is_told(
    live: RightHost, status: int, headers: dict[str, tuple[str, ...]], *, wrong: bool
) -> None:
    web = Web("https://example.org/")
    question = next(asked for asked in questions_of(live.manifest, web) if asked.kind == Kind.PLAIN_HTTP)
    assert question.url == "http://example.org/"
    answer = Answer(question.url, status, headers, b"")
    found = [finding.code for finding in plain_http(question, (answer,), wished_at(live.manifest, web))]
    assert found == (["plain-http"] if wrong else [])


@pytest.mark.parametrize("url", ["https://example.org:8443/", "http://example.org/"])
def test_a_port_of_its_own_is_not_asked_without_encryption(live: RightHost, url: str) -> None:
    assert Kind.PLAIN_HTTP not in {asked.kind for asked in questions_of(live.manifest, Web(url))}


def test_what_only_the_host_reads_is_marked_in_the_record_and_not_asked_for(host: RightHost, tmp_path: Path) -> None:
    config = CONFIG.replace("https://example.org/iop/", host.url) + "host: netlify\n"
    write(tmp_path, host.url, {"site_config.yaml": config})
    host.publish(build(tmp_path, Options(now=NOW), Report()), obeys=False)
    read = {file.path for file in host.manifest.files if file.for_host}
    assert "_headers" in read
    for path in read:
        del host.files[path]
    assert look(host).findings == ()
    assert not {f"/{path}" for path in read} & {path for path, _, _ in host.asked}


# Whatever is wrong with one answer


def judged(host: RightHost) -> list[tuple[str, str, Kind]]:
    """Return every address, with each encoding that it is asked in."""
    web = Web(host.url)
    asked = [*opening_questions(host.manifest, web), *questions_of(host.manifest, web)]
    kinds = (Kind.FILE, Kind.REDIRECT, Kind.FOLDER_WITHOUT_SLASH, Kind.NOTHING)
    return [
        (unquote(web.address(question.url) or ""), encoding, question.kind)
        for question in asked
        if question.kind in kinds
        for encoding in question.encodings
    ]


def changed_status(said: Said, pick: int) -> Said:
    others = [status for status in (200, 302, 403, 404, 500) if status != said.status]
    return replace(said, status=others[pick % len(others)])


def changed_body(said: Said, pick: int) -> Said:
    # Of the first bytes of what is packed, some say nothing about what is in it.
    at = len(said.body) // 2 + pick % (len(said.body) // 4)
    return replace(said, body=said.body[:at] + bytes([said.body[at] ^ 0x55]) + said.body[at + 1 :])


def cut_body(said: Said, pick: int) -> Said:
    return replace(said, sent=pick % len(said.body))


def lost_header(said: Said, pick: int) -> Said:
    return said.without(PROTECTING[pick % len(PROTECTING)])


def changed_header(said: Said, pick: int) -> Said:
    names = (*PROTECTING, "Cache-Control", "Content-Type")
    values = ("x", "public, max-age=777", "text/plain; charset=latin1")
    return said.having(names[pick % len(names)], values[pick % len(values)])


def doubled_header(said: Said, pick: int) -> Said:
    name = PROTECTING[pick % len(PROTECTING)]
    return said.also(name, said.value(name))


def added_header(said: Said, pick: int) -> Said:
    harmful = (("Set-Cookie", "a=b"), ("Access-Control-Allow-Origin", "*"), ("NEL", "{}"))
    return said.also(*harmful[pick % len(harmful)])


def other_target(said: Said, pick: int) -> Said:
    targets = ("/", "", "/nowhere/", "https://example.com/fees/")
    return said.having("Location", targets[pick % len(targets)])


CHANGES = (changed_body, cut_body, lost_header, changed_header, doubled_header, added_header)
PROTECTING = tuple(name for name in protecting_headers("host") if name != "Strict-Transport-Security")


@settings(max_examples=60, deadline=None)
@given(draw=st.data(), pick=st.integers(0, 9999))
def test_one_answer_that_is_wrong_in_any_way_is_always_told(served: RightHost, draw: st.DataObject, pick: int) -> None:
    address, encoding, kind = draw.draw(st.sampled_from(judged(served)))
    leads = kind in {Kind.REDIRECT, Kind.FOLDER_WITHOUT_SLASH}
    change = draw.draw(st.sampled_from((changed_status, *((other_target,) if leads else CHANGES))))

    def spoil(asked: str, offered: str, said: Said) -> Said:
        return change(said, pick) if (asked, offered) == (address, encoding) else said

    served.spoil = spoil
    try:
        assert look(served).findings != ()
    finally:
        served.spoil = None


def test_every_code_is_found_by_a_test() -> None:
    text = "".join(file.read_text("utf-8") for file in (HERE / "tests").glob("test_verify*.py"))
    assert [code for code in FINDINGS if f'"{code}"' not in text] == []
