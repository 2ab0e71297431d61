"""What hosts are told: the same by each in its own words, and never more than is meant."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from conftest import CONFIG, FRONT_MATTER
from hosts.expectations import ASK_FIRST, FOR_EVER, PROTECTIONS

from build import build, main
from microsite import manifest
from microsite.hosts import cloudflare_pages, host_named
from microsite.hosts.quoting import quoted, whole
from microsite.options import Options
from microsite.problems import Report
from microsite.publish import MARKER

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

    from microsite.model import Output

FILES = {
    "nginx": "nginx.conf",
    "apache": ".htaccess",
    "caddy": "site.caddy",
    "cloudflare-pages": "_headers",
}
Built = tuple[dict[str, "Output"], list[str]]


def built(write_site: WriteSite, host: str, config: str = "", *, base: str = "/", base_url: str | None = None) -> Built:
    """Return the files of a site, and what was said about it."""
    settings = CONFIG.replace("url: https://example.org/iop/", f"url: https://example.org{base}")
    moved = FRONT_MATTER.replace("---\n", "---\nredirect_from: [/old.html, /older/]\n", 1)
    root = write_site(
        {
            "site_config.yaml": f"{settings}host: {host}\n{config}",
            "content/index.md": moved + "Text.",
            "content/404.md": FRONT_MATTER + "Nothing is here.",
        }
    )
    report = Report()
    outputs = build(root, Options(base_url=base_url), report)
    told = [f"{problem.place}: {problem.code}: {problem.message}" for problem in report.problems]
    return {output.path: output for output in outputs}, told


def text_of(write_site: WriteSite, host: str, file: str = "", **others: str) -> str:
    return built(write_site, host, **others)[0][file or FILES[host]].data.decode()


def headers_in(host: str, text: str) -> list[dict[str, str]]:
    """Return the headers that the settings of a host add, once for each place that adds all of them."""
    if host == "cloudflare-pages":
        text = text.split("\n\n", maxsplit=1)[0]  # the rule for every address; the others are for some
    every = {
        "nginx": r'^ *add_header (\S+) "(.*)" always;$',
        "apache": r'^ *Header always set (\S+) "([^"]*)"$',
        "caddy": r'^ *([A-Z][A-Za-z-]+) "(.*)"$',
        "cloudflare-pages": r"^  ([A-Z][A-Za-z-]+): (.*)$",
    }[host]
    sets: list[dict[str, str]] = []
    for name, value in re.findall(every, text, re.MULTILINE):
        if name == "Content-Security-Policy":
            sets.append({})
        sets[-1].setdefault(name, value)
    return sets


@pytest.mark.parametrize("base", ["/", "/iop/"])
@pytest.mark.parametrize("host", FILES)
def test_all_hosts_are_told_the_same_headers(write_site: WriteSite, host: str, base: str) -> None:
    found = headers_in(host, text_of(write_site, host, base=base))
    assert found
    for headers in found:
        assert headers.pop("Cache-Control") in {ASK_FIRST, FOR_EVER}
        assert headers == PROTECTIONS


@pytest.mark.parametrize("host", FILES)
def test_a_preview_is_not_for_search_engines_whichever_host_shows_it(write_site: WriteSite, host: str) -> None:
    text = text_of(write_site, host, base_url="https://preview.example.net/")
    assert all(headers["X-Robots-Tag"] == "noindex" for headers in headers_in(host, text))
    assert text.count("X-Robots-Tag") == len(headers_in(host, text)) > 0


@pytest.mark.parametrize("host", FILES)
def test_what_the_host_reads_is_no_file_of_the_site(write_site: WriteSite, host: str) -> None:
    outputs, _ = built(write_site, host)
    listed = {file.path for file in manifest.read_manifest(outputs[manifest.FILE].data).files if not file.for_host}
    assert not listed & {*FILES.values(), "_redirects"}
    assert {"index.html", "404.html", "version.txt"} <= listed


@pytest.mark.parametrize("host", FILES)
def test_every_redirect_says_its_code(write_site: WriteSite, host: str) -> None:
    text = text_of(write_site, host, "_redirects" if host == "cloudflare-pages" else "")
    every = {
        "nginx": (r"return \d+ ", r"return (\d+) \"/\";"),
        "apache": (r"RedirectMatch \S+ \"\^", r"RedirectMatch (\d+) \"\^.*\" \"https://example.org/\""),
        "caddy": (r"redir ", r"redir @\S+ \"/\" (\d+)"),
        "cloudflare-pages": (r"^/old", r"^/old\S+ / (\d+)$"),
    }[host]
    lines = [line for line in text.splitlines() if re.search(every[0], line)]
    codes = [found[1] for line in lines if (found := re.search(every[1], line))]
    assert codes
    assert set(codes) == {"301"}
    assert len(codes) == len(lines)


def test_an_old_folder_is_asked_for_with_its_slash_and_without(write_site: WriteSite) -> None:
    assert text_of(write_site, "cloudflare-pages", "_redirects").splitlines() == [
        "/old.html / 301",
        "/older/ / 301",
        "/older / 301",
        f"/{MARKER} / 302",
    ]


def test_the_second_name_of_a_site_at_cloudflare_is_not_for_search_engines(write_site: WriteSite) -> None:
    rule = "https://:project.pages.dev/*\n  X-Robots-Tag: noindex\n"
    assert text_of(write_site, "cloudflare-pages").endswith(rule)
    own = CONFIG.replace("example.org/iop", "iop.pages.dev") + "host: cloudflare-pages\n"
    files = {"site_config.yaml": own, "content/index.md": FRONT_MATTER + "Text."}
    outputs = {output.path: output for output in build(write_site(files), Options(), Report())}
    assert b"noindex" not in outputs["_headers"].data


def test_no_two_rules_of_cloudflare_set_one_header_together(write_site: WriteSite) -> None:
    rules = text_of(write_site, "cloudflare-pages").split("\n\n")
    patterns = [rule.splitlines()[0] for rule in rules]
    assert patterns[0] == "/*"
    whole_site, *others = rules
    for rule in others:
        for name in re.findall(r"^  ([\w-]+): ", rule, re.MULTILINE):
            assert f"  {name}: " not in whole_site or f"  ! {name}\n" in rule
    exact = [PurePosixPath(pattern) for pattern in patterns[1:] if "*" not in pattern]
    assert not any(path.parts[:2] == ("/", "assets") for path in exact)


def test_the_settings_of_cloudflare_keep_within_its_limits(write_site: WriteSite) -> None:
    limits = cloudflare_pages.HOST.limits
    for file in ("_headers", "_redirects"):
        text = text_of(write_site, "cloudflare-pages", file)
        assert limits.line_characters is not None
        assert max(map(len, text.splitlines())) <= limits.line_characters
    assert not cloudflare_pages.HOST.base_path


@pytest.mark.parametrize("wrong", ["a\nb", "a\rb", "a\x00b", "a\u2028b", "a$b"])
def test_what_would_mean_more_never_gets_into_the_settings_of_a_server(wrong: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in the settings of a server"):
        quoted(wrong, "$")


def test_quotes_and_backslashes_mean_themselves() -> None:
    assert quoted('a"b\\c; d { e }', "$") == '"a\\"b\\\\c; d { e }"'
    assert whole("a b", "$") == "a b"


WRONG_PATHS = (
    *("/a$b/", '/a"b/', "/a{b}/", "/a;b/", "/a'b/", "/a%0ab/", "/a\\\\b/", "/../", "/.git/", "/größe/", "/a*/", "//a/"),
    "[/",
)


@pytest.mark.parametrize("path", WRONG_PATHS)
@pytest.mark.parametrize("host", ["folder", *FILES])
def test_an_address_that_a_server_could_take_for_more_is_refused(write_site: WriteSite, host: str, path: str) -> None:
    url = f"https://example.org{path}".replace("'", "''")
    settings = CONFIG.replace("url: https://example.org/iop/", f"url: '{url}'")
    settings += f"host: {host}\n"
    moved = FRONT_MATTER.replace("---\n", "---\nredirect_from: [/old/]\n", 1)
    report = Report()
    root = write_site({"site_config.yaml": settings, "content/index.md": moved + "Text."})
    build(root, Options(compress=True), report)
    assert [(str(found.place), found.code) for found in report.problems if found.place.path == "site_config.yaml"] == [
        ("site_config.yaml:3:6", "wrong-value")
    ]


def test_such_an_address_is_refused_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--base-url", "https://example.org/a$b/"]) == 2
    assert "is not a whole address" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["/srv/$site", '/srv/"', "/srv/a b", "/srv/{x}", "srv/site", '"/srv/\\n"', "/srv;"])
@pytest.mark.parametrize("host", FILES)
def test_a_folder_that_a_server_could_take_for_more_is_refused(write_site: WriteSite, host: str, folder: str) -> None:
    _, told = built(write_site, host, f"publishing:\n  folder: {folder}\n")
    assert [line.split(": ")[1] for line in told if line.startswith("site_config.yaml")] == ["wrong-value"]


def test_the_record_of_a_build_has_the_name_that_cloudflare_is_told_to_hide() -> None:
    assert cloudflare_pages._RECORD == MARKER  # noqa: SLF001  a host may not import what publishes


COMMANDS = {
    ("nginx", ""): "Copy public/ to /srv/iop on your server.",
    ("nginx", "  server: me@example.org:/srv/iop\n"): (
        "rsync -rt --delay-updates --delete-after public/ me@example.org:/srv/iop/"
    ),
    ("caddy", "  server: me@example.org:/srv/my iop/\n"): (
        "rsync -rt --delay-updates --delete-after public/ 'me@example.org:/srv/my iop/'"
    ),
    ("apache", '  server: "me@example.org:/srv/$(x)"\n'): (
        "rsync -rt --delay-updates --delete-after public/ 'me@example.org:/srv/$(x)/'"
    ),
    ("cloudflare-pages", ""): "npx wrangler pages deploy public --branch main",
    ("cloudflare-pages", "  project: iop\n"): "npx wrangler pages deploy public --project-name iop --branch main",
}


@pytest.mark.parametrize(("host", "publishing"), COMMANDS)
def test_the_command_is_as_it_is_typed(tmp_path: Path, host: str, publishing: str) -> None:
    from microsite.config import read_config  # noqa: PLC0415  used by this one test
    from microsite.serving import Serving  # noqa: PLC0415
    from microsite.web import Web  # noqa: PLC0415

    text = f"{CONFIG}host: {host}\npublishing:\n  folder: /srv/iop\n{publishing}"
    (tmp_path / "site_config.yaml").write_text(text, "utf-8")
    report = Report()
    config = read_config(tmp_path, report)
    assert report.problems == ()
    serving = Serving(Web(config.settings.url), config, (), (), {}, indexed=True)
    assert host_named(host).command(serving) == COMMANDS[host, publishing]
