"""The preview is for this machine, and for the pages that it serves: nobody else reads a draft or learns of one."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from previewing import Previewed, start_preview

from faults.trial import ROOT
from microsite.preview.names import LOOPBACK, Names, names_of
from microsite.preview.server import listen

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = "/iop/"
SECRET = "Nobody shall read this draft."  # noqa: S105  words of a page
CLOSE = "Connection: close\r\n\r\n"
HOST = "Host: 127.0.0.1:{port}\r\n"


def write_site_below(folder: Path) -> Path:
    """Write a site with a draft, and beside it what nobody may get; return its folder."""
    site = folder / "site"
    shutil.copytree(ROOT / "tests/sites/good/content", site / "content")
    settings = (ROOT / "tests/sites/good/site_config.yaml").read_text("utf-8")
    settings = re.sub("^url: .*$", f"url: https://example.org{AT}", settings, flags=re.MULTILINE)
    (site / "site_config.yaml").write_text(settings, "utf-8")
    draft = f"---\ntitle: Secret\ndescription: Nothing is to be known of this as yet.\ndraft: true\n---\n{SECRET}\n"
    (site / "content/secret.md").write_text(draft, "utf-8")
    for path in (".git/config", ".env", "_headers", ".htaccess", "content/.hidden/x.txt", "content/.env", "notes.txt"):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(SECRET, "utf-8")
    (site / "content/link.txt").symlink_to("/etc/passwd")
    (site / "content/up").symlink_to("..")
    return site


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Previewed]:
    """Start a preview that every test only asks; whatever it was asked, it says nothing, and serves on."""
    started = start_preview(write_site_below(tmp_path_factory.mktemp("private")), "--port", "19100")
    lines = len(started.lines)
    yield started
    assert started.get(f"{AT}secret/")[0].status == 200
    assert started.lines[lines:] == []
    started.stop()


class Said(NamedTuple):
    """All that came back over a connection."""

    text: str

    @property
    def statuses(self) -> list[int]:
        """The status of each answer."""
        return [int(status) for status in re.findall(r"^HTTP/1\.[01] (\d{3}) ", self.text, re.MULTILINE)]

    @property
    def is_content(self) -> bool:
        """Whether there is anything of a page in it."""
        return "<main" in self.text or SECRET in self.text

    def header(self, name: str) -> list[str]:
        """Return the values of a header, in all answers."""
        return re.findall(rf"^{name}: (.*?)\r$", self.text, re.MULTILINE | re.IGNORECASE)


def say(preview: Previewed, text: str | bytes, until: bytes = b"") -> Said:
    """Say something to the preview, `{port}` being its port, and return what comes until it closes, or until then."""
    data = text.encode("latin-1") if isinstance(text, str) else text
    heard = b""
    with socket.create_connection((LOOPBACK, preview.port), timeout=10) as connection:
        try:
            connection.sendall(data.replace(b"{port}", str(preview.port).encode()))
            while not (until and until in heard) and (part := connection.recv(2**16)):
                heard += part
        except (TimeoutError, ConnectionError):
            pass
    return Said(heard.decode("utf-8", "replace"))


def ask(preview: Previewed, target: str = f"{AT}secret/", more: str = HOST, method: str = "GET") -> Said:
    return say(preview, f"{method} {target} HTTP/1.1\r\n{more}{CLOSE}")


def test_the_draft_is_there_for_whom_it_is_meant(preview: Previewed) -> None:
    """The other tests would say nothing if it were not."""
    said = ask(preview)
    assert said.statuses == [200]
    assert SECRET in said.text


# 57: where it listens


@pytest.mark.holds(57, "harmless")
def test_it_listens_at_one_address_of_this_machine_and_nowhere_else(preview: Previewed) -> None:
    sockets = set()
    for number in Path(f"/proc/{preview.process.pid}/fd").iterdir():
        if number.exists() and (found := re.match(r"socket:\[(\d+)\]", os.readlink(number))):  # noqa: PTH115  it leads nowhere
            sockets.add(found[1])
    listening = []
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        rows = [line.split() for line in Path(f"/proc/net/{kind}").read_text("ascii").splitlines()[1:]]
        listening += [(kind, row[1]) for row in rows if row[9] in sockets and (row[3] == "0A" or "udp" in kind)]
    assert listening == [("tcp", f"0100007F:{preview.port:04X}")]


@pytest.mark.holds(57, "refused")
def test_where_no_port_is_free_that_is_told_with_what_to_do(preview: Previewed) -> None:
    with socket.create_server((LOOPBACK, 65_535)):
        done = subprocess.run(
            [sys.executable, str(ROOT / "build.py"), "serve", "--root", str(preview.root), "--port", "65535"],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "No port from 65535 to 65535 is free. Name another with --port.\n"


# 58: by which name it is asked

OTHER_HOSTS = [
    *("evil.example", "evil.example:{port}", "localhost.evil.example:{port}", "127.0.0.1.evil.example:{port}"),
    *("localhost", "127.0.0.1", "127.0.0.1:1", "localhost:80", "127.0.0.1:0{port}", "127.0.0.1:{port}0", "", " "),
    *("localhost.:{port}", "127.0.0.1.:{port}", "[::1]:{port}", "[::ffff:127.0.0.1]:{port}", "0.0.0.0:{port}"),
    *("127.1:{port}", "127.0.0.2:{port}", "2130706433:{port}", "0x7f000001:{port}", "0177.0.0.1:{port}"),
    *("evil@127.0.0.1:{port}", "127.0.0.1:{port}@evil.example", "127.0.0.1:{port}/", "127.0.0.1:{port}#@evil.example"),
    *("127.0.0.1:{port}, evil.example", "evil.example,127.0.0.1:{port}", "evil.example 127.0.0.1:{port}"),
    *("127.0.0.1 :{port}", "127.0.0.1\t:{port}", "127.0.0.1%2e:{port}", "localhost\0:{port}", "lócalhost:{port}"),
    *("http://127.0.0.1:{port}", "//127.0.0.1:{port}", "localhost\\@evil.example:{port}", "*", "x" * 5000),
]


@pytest.mark.holds(58, "refused", times=len(OTHER_HOSTS))
def test_under_any_other_name_there_is_nothing(preview: Previewed) -> None:
    for host in OTHER_HOSTS:
        said = ask(preview, more=f"Host: {host}\r\n")
        assert said.statuses in ([400], [421]), host
        assert not said.is_content, host


@pytest.mark.holds(58, "harmless", times=4)
@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "  LocalHost:{port}  "])
def test_its_own_names_are_right_however_they_are_written(preview: Previewed, host: str) -> None:
    assert ask(preview, more=f"Host: {host}\r\n").statuses == [200]


UNNAMED = {
    "no name": "GET {at} HTTP/1.1\r\n",
    "no name, in an older protocol": "GET {at} HTTP/1.0\r\n",
    "no header at all": "GET {at}\r\n",
    "two, the right one first": "GET {at} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n",
    "two, the right one last": "GET {at} HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:{port}\r\n",
    "twice the same": "GET {at} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}\r\n",
    "on two lines": "GET {at} HTTP/1.1\r\nHost: evil.example\r\n 127.0.0.1:{port}\r\n",
    "a space before the colon": "GET {at} HTTP/1.1\r\nHost : evil.example\r\nHost: 127.0.0.1:{port}\r\n",
    "another in the first line": "GET http://evil.example{at} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n",
    "another beside the first line": "GET http://127.0.0.1:{port}{at} HTTP/1.1\r\nHost: evil.example\r\n",
    "told by a machine between": "GET {at} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: 127.0.0.1:{port}\r\n",
    "forwarded": "GET {at} HTTP/1.1\r\nHost: evil.example\r\nForwarded: host=127.0.0.1:{port}\r\n",
    "another protocol": "GET {at} HTTP/2.0\r\nHost: 127.0.0.1:{port}\r\n",
    "the beginning of HTTP/2": "PRI * HTTP/2.0\r\n",
}


@pytest.mark.holds(58, "refused")
@pytest.mark.parametrize("head", UNNAMED.values(), ids=UNNAMED.keys())
def test_without_one_clear_name_there_is_nothing(preview: Previewed, head: str) -> None:
    said = say(preview, head.replace("{at}", f"{AT}secret/") + CLOSE)
    assert said.statuses in ([400], [421])
    assert not said.is_content


# 59: from where it is asked

OTHER_ORIGINS = [
    *("https://evil.example", "null", "file://", "http://localhost:1", "http://127.0.0.1", "https://127.0.0.1:{port}"),
    *(
        "ftp://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://evil.example:{port}",
        "junk",
        "http://[",
    ),
    *("http://evil@127.0.0.1:{port}", "http://127.0.0.1:{port}@evil.example", "http://localhost.:{port}"),
    *("http://127.0.0.1:{port}/", "127.0.0.1:{port}", "http://127.0.0.1:{port} http://evil.example", "//[", "http:"),
    *("http://evil.example, http://127.0.0.1:{port}", "chrome-extension://abcdef", "http://LOCALHOST.evil:{port}"),
]
CHANNEL = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)


def join(preview: Previewed, more: str, host: str = HOST) -> Said:
    return say(preview, f"GET /livereload HTTP/1.1\r\n{host}{CHANNEL}{more}\r\n", b"\r\n\r\n")


@pytest.mark.holds(59, "refused", times=2 * len(OTHER_ORIGINS))
def test_another_site_gets_no_page_and_hears_of_no_save(preview: Previewed) -> None:
    for origin in OTHER_ORIGINS:
        page = ask(preview, more=f"{HOST}Origin: {origin}\r\n")
        assert (page.statuses, page.is_content) == ([403], False), origin
        assert join(preview, f"Origin: {origin}\r\n").statuses == [403], origin


@pytest.mark.holds(59, "harmless", times=3)
def test_the_previews_own_pages_may_listen(preview: Previewed) -> None:
    for origin in ("http://127.0.0.1:{port}", "http://localhost:{port}", "HTTP://LOCALHOST:{port}"):
        assert join(preview, f"Origin: {origin}\r\n").statuses == [101], origin


@pytest.mark.holds(58, "refused")
@pytest.mark.holds(59, "refused", times=4)
@pytest.mark.parametrize(
    ("host", "more", "status"),
    [
        ("Host: evil.example:{port}\r\n", "Origin: http://evil.example:{port}\r\n", 421),
        (HOST, "Origin: http://127.0.0.1:{port}\r\nOrigin: https://evil.example\r\n", 403),
        (HOST, "Sec-WebSocket-Origin: https://evil.example\r\nOrigin: https://evil.example\r\n", 403),
        (HOST, "Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site\r\n", 403),
    ],
)
def test_nor_does_it_with_a_name_of_its_own_or_two_origins(
    preview: Previewed, host: str, more: str, status: int
) -> None:
    assert join(preview, more, host).statuses == [status]


@pytest.mark.holds(59, "refused", times=12)
def test_what_a_browser_marks_as_of_another_site_gets_nothing_at_any_address(preview: Previewed) -> None:
    marks = ("Sec-Fetch-Site: cross-site", "sec-fetch-site: CROSS-SITE")
    for target, mark in product((AT, f"{AT}secret/", f"{AT}assets/css/site.css", "/livereload.js", "/", "/x"), marks):
        said = ask(preview, target, f"{HOST}{mark}\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n")
        assert said.statuses == [403], target
        assert said.text.endswith("Other sites get nothing here.\n")


# 60 and 65: what every answer says


def answers(preview: Previewed) -> Iterator[tuple[str, Said]]:
    """Yield one answer of each kind: of every file, and of every refusal that a program of ours words."""
    sitemap = ask(preview, f"{AT}sitemap.xml").text
    pages = [f"{AT}{path}" for path in re.findall(rf"<loc>http://[^/]*{AT}(.*?)</loc>", sitemap)]
    assert len(pages) > 3
    assets = set(re.findall(r'(?:href|src)="(/[^":?#]+\.[a-z0-9]+)', ask(preview).text))
    assert any(path.endswith(".css") for path in assets)
    for target in (
        *pages,
        *sorted(assets),
        f"{AT}secret",
        f"{AT}nowhere",
        f"{AT}__style-guide/",
        f"{AT}__report/",
        "/",
    ):
        yield target, ask(preview, target)
    yield "another name", ask(preview, more="Host: evil.example\r\n")
    yield "another site", ask(preview, more=f"{HOST}Origin: https://evil.example\r\n")
    yield "another method", ask(preview, method="POST")
    yield "no path", ask(preview, "*")
    yield "the channel, asked as a page", ask(preview, "/livereload")
    yield "the channel, another site", join(preview, "Origin: https://evil.example\r\n")


@pytest.mark.holds(60, "harmless")
@pytest.mark.holds(65, "harmless")
def test_every_answer_is_kept_by_nobody_framed_by_nobody_and_read_by_nobody_else(preview: Previewed) -> None:
    for target, said in answers(preview):
        assert len(said.statuses) == 1, target
        assert said.header("Cache-Control") == ["no-store"], target
        assert said.header("X-Robots-Tag") == ["noindex"], target
        assert said.header("Cross-Origin-Resource-Policy") == ["same-origin"], target
        assert said.header("X-Content-Type-Options") == ["nosniff"], target
        assert said.header("X-Frame-Options") == ["DENY"], target
        assert said.header("Content-Security-Policy") == ["frame-ancestors 'none'"], target
        assert said.header("Referrer-Policy") == ["no-referrer"], target
        assert said.header("Server") + said.header("Etag") + said.header("Set-Cookie") == [], target
        assert not re.search("^Access-Control", said.text, re.MULTILINE | re.IGNORECASE), target
        for kind in said.header("Content-Type"):
            assert not kind.startswith("text/") or kind.lower().endswith("; charset=utf-8"), target


@pytest.mark.holds(60, "harmless", times=2)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_question_of_another_site_is_allowed_whatever_it_asks(preview: Previewed, method: str) -> None:
    asks = "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n"
    said = ask(preview, more=f"{HOST}Origin: http://localhost:{{port}}\r\n{asks}", method=method)
    assert "access-control" not in said.text.lower()


@pytest.mark.holds(65, "harmless")
def test_the_policy_of_a_page_is_that_of_the_built_page_but_for_the_previews_scripts(
    preview: Previewed, tmp_path: Path
) -> None:
    """`tests/browser/test_preview.py` holds that a browser can work with it."""
    built = tmp_path / "site"
    shutil.copytree(ROOT / "tests/sites/good/content", built / "content")
    shutil.copy(preview.root / "site_config.yaml", built)
    build = [sys.executable, str(ROOT / "build.py"), "--root", str(built), "--quiet"]
    subprocess.run(build, check=True, timeout=60)

    def policy(html: str) -> set[str]:
        found = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', html)
        assert found
        return set(found[1].split("; "))

    mine, theirs = (
        policy(ask(preview, f"{AT}help/").text),
        policy((built / "public/help/index.html").read_text("utf-8")),
    )
    assert theirs - mine == {"connect-src 'self'"}
    assert mine - theirs == {"script-src 'self'", "connect-src 'self' ws:"}


# 61: what is served

NOT_SERVED = [
    *("/.git/config", "/.env", "/_headers", "/.htaccess", "/site_config.yaml", "/notes.txt", "/content/help.md"),
    *(
        ".git/config",
        ".env",
        "_headers",
        ".htaccess",
        "_redirects",
        "content/help.md",
        "help.md",
        "content/",
        "link.txt",
    ),
    *(
        ".hidden/x.txt",
        "%2ehidden/x.txt",
        "up/site_config.yaml",
        "up/notes.txt",
        "templates/base.html",
        "manifest.json",
    ),
    *(
        "../site_config.yaml",
        "../../../../etc/passwd",
        "%2e%2e/site_config.yaml",
        "..%2fsite_config.yaml",
        "%2e%2e%2f.env",
    ),
    *("%252e%252e/site_config.yaml", "....//site_config.yaml", "..;/site_config.yaml", "..\\site_config.yaml"),
    *("..%5csite_config.yaml", "%c0%ae%c0%ae/site_config.yaml", "..%c0%afsite_config.yaml", "%uff0e%uff0e/.env"),
    *(
        "help/../secret/",
        "./secret/",
        "/secret/",
        "secret//",
        "secret/%00",
        "secret/.",
        "secret;x=1/",
        "secret/index",
        "%",
    ),
    *(
        "%zz",
        "%00",
        "secret%0d%0aX: y",
        "secret/index.html/",
        "assets/",
        "assets/css/",
        "assets",
        "SECRET/",
        "secret/#",
    ),
    *("//etc/passwd", "//evil.example/%2e%2e", "/\\evil.example", "/%2fevil.example/", "/%5cevil.example/", "/~root/"),
    *("/__preview/", "/__preview/panel.html", "/__preview/../server.py", "/__preview/%2e%2e/server.py", "/forcereload"),
    *("/iop", "/IOP/secret/", "/server-status", "/wp-login.php", "/proc/self/environ", "file:///etc/passwd", "*", "?"),
    *("x" * 15_000, "a/" * 7_000, "%2e%2e/" * 2_000, "é", "\xff\xfe", "secret/\x80", ".", "..", "...", ".well-known/x"),
]


@pytest.mark.holds(61, "refused", times=len(NOT_SERVED))
def test_nothing_is_served_but_files_of_the_finished_site(preview: Previewed) -> None:
    for path in NOT_SERVED:
        whole = path if path.startswith(("/", "file:", "*", "?")) else AT + path
        said = ask(preview, whole)
        assert said.statuses in ([302], [400], [404]), path
        assert SECRET not in said.text, path
        assert "root:" not in said.text, path
        assert "time_zone:" not in said.text, path
        for place in said.header("Location"):  # a browser stays here, whatever it makes of it
            assert re.match(r"/(?![/\\])", place), path


@pytest.mark.holds(61, "refused", times=2)
def test_no_folder_lists_what_is_in_it(preview: Previewed) -> None:
    for path in (f"{AT}assets/", f"{AT}assets/css/"):
        said = ask(preview, path)
        assert said.statuses == [404]
        assert "site.css<" not in said.text


# 62: how it is asked

METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "OPTIONS", "PROPFIND", "MKCOL", "BREW", "get", "Head")


@pytest.mark.holds(62, "refused", times=3 * len(METHODS))
def test_nothing_can_be_changed_or_echoed(preview: Previewed) -> None:
    before = sorted(preview.root.rglob("*"))
    for method, target in product(METHODS, (f"{AT}secret/", "/livereload", "*")):
        said = ask(preview, target, f"{HOST}X-Echo: {SECRET}\r\nX-HTTP-Method-Override: GET\r\n", method)
        assert (said.statuses, said.is_content) == ([405], False), (method, target)
    assert sorted(preview.root.rglob("*")) == before


@pytest.mark.holds(62, "refused", times=2)
@pytest.mark.parametrize("target", ["127.0.0.1:22", "evil.example:443"])
def test_it_leads_nobody_on_to_another_place(preview: Previewed, target: str) -> None:
    assert ask(preview, target, method="CONNECT").statuses == [405]


HIDDEN = f"GET {AT}secret/ HTTP/1.1\r\n{HOST}\r\n"
"""A second request, which nobody is to take for one."""
BODY = f"0\r\n\r\n{HIDDEN}"
SMUGGLED = {
    "a length and pieces": f"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{BODY}",
    "pieces and a length": f"Transfer-Encoding: chunked\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY}",
    "two lengths": f"Content-Length: 0\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY}",
    "two lengths in one": f"Content-Length: 0, {len(BODY)}\r\n\r\n{BODY}",
    "unknown pieces": f"Transfer-Encoding: xchunked\r\n\r\n{BODY}",
    "pieces, and pieces of another kind": f"Transfer-Encoding: chunked, identity\r\n\r\n{BODY}",
    "pieces, hidden": f"Transfer-Encoding:\x0bchunked\r\n\r\n{BODY}",
    "a negative length": f"Content-Length: -1\r\n\r\n{BODY}",
    "a length with a sign": f"Content-Length: +0\r\n\r\n{BODY}",
    "a length with a line in it": f"Content-Length: 1_0\r\n\r\n{BODY}",
    "a length in another base": f"Content-Length: 0x10\r\n\r\n{BODY}",
    "an endless length": f"Content-Length: {'9' * 5000}\r\n\r\n{BODY}",
    "a large length": f"Content-Length: 99999999999\r\n\r\n{BODY}",
    "a piece that is no number": f"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{HIDDEN}",
    "a negative piece": f"Transfer-Encoding: chunked\r\n\r\n-1\r\n{HIDDEN}",
    "a piece with words": f"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n{HIDDEN}",
    "an endless piece": f"Transfer-Encoding: chunked\r\n\r\n{'F' * 40}\r\n{HIDDEN}",
    "a header without a name": f": x\r\n\r\n{HIDDEN}",
    "a header without an end": f"X: y\rContent-Length: 0\r\n\r\n{HIDDEN}",
    "a zero in a header": f"X: a\0b\r\n\r\n{HIDDEN}",
}


@pytest.mark.holds(62, "refused")
@pytest.mark.parametrize("rest", SMUGGLED.values(), ids=SMUGGLED.keys())
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_that_can_be_read_in_two_ways_is_read_in_none(preview: Previewed, method: str, rest: str) -> None:
    said = say(preview, f"{method} {AT}help/ HTTP/1.1\r\n{HOST}{rest}")
    assert said.statuses == [400]
    assert not said.is_content


TOO_LARGE = {
    "a header": f"GET {AT} HTTP/1.1\r\n{HOST}X: {'x' * 70_000}\r\n\r\n",
    "an address": f"GET {AT}{'x' * 70_000} HTTP/1.1\r\n{HOST}\r\n",
    "headers": f"GET {AT} HTTP/1.1\r\n{HOST}" + "X: y\r\n" * 20_000 + "\r\n",
    "a header without an end": f"GET {AT} HTTP/1.1\r\n{HOST}X: {'x' * 2_000_000}",
    "a line without an end": "G" * 2_000_000,
    "zeros": "\0" * 100_000,
    "a body": f"POST {AT} HTTP/1.1\r\n{HOST}Content-Length: 2000000\r\n\r\n{'x' * 2_000_000}",
    "the handshake of another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".decode("latin-1") * 200
    + "\r\n\r\n",
}


@pytest.mark.holds(62, "refused")
@pytest.mark.parametrize("text", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_what_is_too_large_or_no_question_at_all_is_not_read(preview: Previewed, text: str) -> None:
    said = say(preview, text)
    assert said.statuses in ([], [400], [413], [431])
    assert not said.is_content


@pytest.mark.holds(62, "harmless", times=6)
@pytest.mark.parametrize(
    "more",
    [
        *("Range: bytes=0-10\r\n", "Range: bytes=99999999-\r\n", f"Range: bytes={'0-,' * 3000}0-1\r\n"),
        *("If-None-Match: *\r\n", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n", "Expect: 100-continue\r\n"),
    ],
)
def test_whoever_asks_for_a_part_gets_all_as_it_is_now(preview: Previewed, more: str) -> None:
    said = ask(preview, more=HOST + more)
    assert said.statuses[-1] == 200
    assert SECRET in said.text
    assert said.text.endswith("</html>\n")


@pytest.mark.holds(62, "harmless", times=4)
@pytest.mark.parametrize("path", [f"{AT}secret/", f"{AT}nowhere", f"{AT}assets/css/site.css", "/livereload.js"])
def test_whoever_asks_for_headers_gets_those_and_nothing_else(preview: Previewed, path: str) -> None:
    head, whole = ask(preview, path, method="HEAD"), ask(preview, path)
    assert head.text.endswith("\r\n\r\n")
    assert head.statuses == whole.statuses
    assert head.header("Content-Length") == whole.header("Content-Length") != ["0"]


# 66: other machines

OPEN = "WARNING: Everybody in the network can read it, drafts included. Without --host nobody can."


@pytest.mark.holds(66, "told")
def test_a_preview_for_others_is_told_loudly_with_its_addresses_and_asked_by_no_other_name(tmp_path: Path) -> None:
    preview = start_preview(write_site_below(tmp_path), "--port", "19200", "--host", "0.0.0.0")  # noqa: S104  what is tested
    try:
        first = next(number for number, line in enumerate(preview.lines) if line == OPEN)
        told = re.findall(r"^    http://(.*?)/", "\n".join(preview.lines[first:]), re.MULTILINE)
        for host in told:  # where this machine is in a network
            assert host.endswith(f":{preview.port}")
            assert not host.startswith(("127.", "0."))
            with socket.create_connection(tuple(host.split(":")), timeout=2):
                pass
            assert ask(preview, more=f"Host: {host}\r\n").statuses == [200]
        assert ask(preview).statuses == [200]
        for host in ("evil.example:{port}", "0.0.0.0:{port}", "192.0.2.77:{port}", "127.0.0.1", *OTHER_HOSTS[:8]):
            assert ask(preview, more=f"Host: {host}\r\n").statuses in ([400], [421]), host
        assert ask(preview, more=f"{HOST}Origin: https://evil.example\r\n").statuses == [403]
        assert join(preview, "Origin: http://evil.example:{port}\r\n").statuses == [403]
    finally:
        preview.stop()


@pytest.mark.holds(66, "harmless", times=4)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", "::1"])
def test_where_only_this_machine_is_listened_to_nothing_else_is_said_and_the_address_told_is_right(host: str) -> None:
    if host == "::1" and not socket.has_ipv6:
        return
    sockets = listen(19_300, host)
    try:
        names = names_of(sockets, host)
        assert (names.is_open, names.others) == (False, ())
        with socket.create_connection((names.here.strip("[]"), names.port), timeout=2):
            pass
        assert f"{names.here}:{names.port}" in names.hosts
    finally:
        for listening in sockets:
            listening.close()


@pytest.mark.holds(66, "told")
def test_names_that_are_allowed_are_for_others_only_where_others_are_listened_to() -> None:
    sockets = listen(19_400)
    try:
        names = names_of(sockets, LOOPBACK, ["Desk.example"])
        assert names.others == ()
        assert f"desk.example:{names.port}" in names.hosts
    finally:
        for listening in sockets:
            listening.close()
    open_to_all = Names(1, is_open=True, others=("192.0.2.1", "desk.example"))
    assert {"192.0.2.1:1", "desk.example:1", "127.0.0.1:1"} == open_to_all.hosts
