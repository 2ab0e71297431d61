"""The preview as an editor's browser, and a stranger, meet it. Each test runs the real program."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from previewing import Previewed, converse, open_tab, start_preview
from tornado.httpclient import HTTPClientError

from microsite.commands import HERE
from microsite.model import Output
from microsite.preview import Preview, Wanted
from microsite.preview.names import Names
from microsite.preview.server import listen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from microsite.memory import Memory
    from microsite.options import Options
    from microsite.problems import Report

HELP = "content/help.md"
AT = "/iop/"
"""The path of the home page."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_site_below(tmp_path)


def write_site_below(folder: Path) -> Path:
    site = folder / "site"
    shutil.copytree(HERE / "tests/sites/good/content", site / "content")
    shutil.copytree(HERE / "templates", site / "templates")
    config = (HERE / "tests/sites/good/site_config.yaml").read_text("utf-8")
    (site / "site_config.yaml").write_text(
        re.sub("^url: .*$", f"url: https://example.org{AT}", config, flags=re.MULTILINE), "utf-8"
    )
    return site


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Previewed]:
    """Start a preview for tests that only look."""
    started = start_preview(write_site_below(tmp_path_factory.mktemp("served")), "--port", "18100")
    yield started
    started.stop()


@pytest.fixture
def preview(root: Path) -> Iterator[Previewed]:
    """Start a preview of a site that the test changes."""
    started = start_preview(root, "--port", "18200")
    yield started
    if started.process.poll() is None:
        started.stop()


def write(file: Path, *, old: str = "\n\n", new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def page(title: str, front_matter: str = "", body: str = "Words.\n") -> str:
    description = f"All that there is to know about this: {title}, in one sentence."
    return f"---\ntitle: {title}\ndescription: {description}\n{front_matter}---\n{body}"


# What a browser gets


def test_pages_are_served_below_the_base_path_and_nothing_is_written(served: Previewed) -> None:
    before = sorted(served.root.rglob("*"))
    answer, text = served.get(f"{AT}help/")
    assert answer.status == 200
    assert "</html>" in text
    assert sorted(served.root.rglob("*")) == before
    assert not (served.root / "public").exists()


def test_what_lies_outside_the_base_or_lacks_its_slash_leads_to_where_it_is_meant(served: Previewed) -> None:
    for path, target in ((f"{AT}help", f"{AT}help/"), ("/", AT), ("/__style-guide/", f"{AT}__style-guide/")):
        answer, _ = served.get(path)
        if path != target:
            assert (answer.status, answer.headers["Location"]) == (302, target), path
    assert served.get(f"{AT}__style-guide/")[0].status == 200


def test_a_page_that_is_not_there_gets_the_sites_own_404(served: Previewed) -> None:
    answer, text = served.get(f"{AT}nowhere/")
    assert answer.status == 404
    assert "livereload.js" in text
    assert "<main" in text


@pytest.mark.holds(65, "harmless")
def test_answers_are_kept_by_nobody_and_read_by_nobody_else(served: Previewed) -> None:
    answer, _ = served.get(AT)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
    assert served.get(AT, "HEAD")[1] == ""


@pytest.mark.holds(65, "harmless")
def test_the_policy_of_the_page_stays_but_for_the_previews_own_scripts(served: Previewed) -> None:
    _, text = served.get(AT)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "script-src 'self'" in policy[1]
    assert "unsafe" not in policy[1]


@pytest.mark.holds(61, "refused")
@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        ".nojekyll",
        "/site_config.yaml",
        "/content/help.md",
        "content/help.md",
        "/templates/",
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/site_config.yaml",
        "assets/",
        "assets/css/",
    ],
)
def test_only_files_of_the_finished_site_are_served(served: Previewed, path: str) -> None:
    answer, text = served.get(path if path.startswith("/") else AT + path)
    assert answer.status in {302, 404}
    assert "root:" not in text
    assert "time_zone" not in text


# Strangers


@pytest.mark.holds(58, "refused")
@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1:1", "localhost", "127.0.0.1.evil.example:{port}", ""],
)
def test_another_name_for_this_machine_gets_nothing(served: Previewed, host: str) -> None:
    answer, text = served.get(AT, Host=host.format(port=served.port))
    assert answer.status in {400, 421}
    assert "<main" not in text


def test_localhost_is_this_machine(served: Previewed) -> None:
    assert served.get(AT, Host=f"localhost:{served.port}")[0].status == 200


@pytest.mark.holds(59, "refused")
@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}])
def test_what_another_site_asks_for_is_refused(served: Previewed, headers: dict[str, str]) -> None:
    answer, text = served.get(AT, **headers)
    assert answer.status == 403
    assert "<main" not in text


@pytest.mark.holds(62, "refused")
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_can_be_written(served: Previewed, method: str) -> None:
    assert served.get(AT, method)[0].status == 405


@pytest.mark.holds(59, "refused")
def test_another_site_cannot_listen_to_reloads(served: Previewed) -> None:
    async def go() -> None:
        async with open_tab(served, Origin="https://evil.example"):
            pass

    with pytest.raises(HTTPClientError, match="403"):
        converse(go())


@pytest.mark.holds(59, "harmless", times=7)
def test_junk_on_the_reload_channel_harms_nobody(preview: Previewed) -> None:
    async def go() -> None:
        async with open_tab(preview, "help/") as tab:
            for junk in ("", "{", "[]", "1", '{"command": 5}', '{"command": "info", "url": 7}', "\0" * 2000):
                await tab.socket.write_message(junk)
            write(preview.root / HELP, new="\n\nStill here.\n\n")
            message = await tab.message()
            assert message
            assert message["command"] == "reload"

    converse(go())


@pytest.mark.holds(57, "harmless")
def test_only_this_machine_is_listened_to(served: Previewed) -> None:
    with open("/proc/net/tcp", encoding="ascii") as table:  # noqa: PTH123  no file of ours
        listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
    assert f"0100007F:{served.port:04X}" in listening
    assert f"00000000:{served.port:04X}" not in listening


@pytest.mark.holds(63, "harmless")
def test_a_slow_visitor_holds_up_nobody(served: Previewed) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as slow:
        slow.sendall(b"GET / HT")
        many = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(100)]
        assert served.get(AT)[0].status == 200
        for one in many:
            one.close()


# Start and end


@pytest.mark.holds(57, "told")
def test_a_port_that_is_taken_is_passed_over_and_said(root: Path) -> None:
    (taken,) = listen(18300)
    port = taken.getsockname()[1]
    preview = start_preview(root, "--port", str(port))
    try:
        assert preview.port > port
        preview.told(f"Port {port} is taken")
    finally:
        preview.stop()
        taken.close()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--port", "0"], "“0” is no port."),
        (["--port", "70000"], "“70000” is no port."),
        (["--port", "eighty"], "“eighty” is no port."),
        (["--host", "no.such.name.invalid"], "“no.such.name.invalid” is no address of this machine."),
        (["--host", "192.0.2.1"], "“192.0.2.1” is no address of this machine."),
        (["--editor", "word"], "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(root: Path, options: list[str], words: str) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "build.py"), "serve", "--root", str(root), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.holds(66, "told")
def test_other_machines_are_let_in_by_name_and_that_is_said(root: Path) -> None:
    preview = start_preview(root, "--port", "18900", "--host", "0.0.0.0", "--allow-host", "desk.example")  # noqa: S104  what is tested
    try:
        preview.told("WARNING: Everybody in the network can read it, drafts included.")
        preview.told(f"    http://desk.example:{preview.port}{AT}$")
        assert preview.get(AT, Host=f"desk.example:{preview.port}")[0].status == 200
        assert preview.get(AT, Host=f"other.example:{preview.port}")[0].status == 421
    finally:
        preview.stop()


@pytest.mark.holds(67, "harmless")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_at_once_without_a_traceback(root: Path, number: int) -> None:
    preview = start_preview(root, "--port", "18400")
    port = preview.port

    async def go() -> None:
        async with open_tab(preview):
            started = time.monotonic()
            assert preview.stop(number) == 0
            assert time.monotonic() - started < 2

    converse(go())
    preview.told("The preview has ended.")
    assert not [line for line in preview.lines if "Traceback" in line or "Error" in line]
    socket.create_server(("127.0.0.1", port)).close()


# Saves


def test_a_save_reloads_the_page_that_is_open(preview: Previewed) -> None:
    async def go() -> None:
        async with open_tab(preview, "help/") as tab:
            write(preview.root / HELP, new="\n\nQuite new.\n\n")
            message = await tab.message()
            assert message
            assert (message["command"], message["path"]) == ("reload", "*")
            assert "Quite new." in preview.get(f"{AT}help/")[1]

    converse(go())


def test_a_style_alone_is_exchanged_without_a_reload(preview: Previewed) -> None:
    async def go() -> None:
        async with open_tab(preview) as tab:
            file = preview.root / "templates/assets/css/base.css"
            file.write_text(file.read_text("utf-8") + "\n@layer base { .zz { color: red; } }\n", "utf-8")
            message = await tab.message()
            assert message
            assert message["path"] == f"{AT}assets/css/site.css"
            assert ".zz" in preview.get(message["path"])[1]

    converse(go())


def test_ten_files_saved_at_once_make_one_build_and_one_reload(preview: Previewed) -> None:
    async def go() -> None:
        async with open_tab(preview) as tab:
            preview.settle()
            for number in range(10):
                (preview.root / "content" / f"page-{number}.md").write_text(page(f"Page {number}"), "utf-8")
            assert await tab.message()
            preview.wait_for(f"{AT}page-9/", "Page 9")
            assert await tab.message(1) is None
            assert preview.builds() == 1

    converse(go())


@pytest.mark.holds(64, "harmless", times=200)
def test_no_save_is_lost_however_fast_they_come(preview: Previewed) -> None:
    async def go() -> None:
        async with open_tab(preview, "help/") as tab:
            file = preview.root / HELP
            text = file.read_text("utf-8")
            for number in range(200):
                file.write_text(f"{text}\nSaved {number:04}.\n", "utf-8")
                await asyncio.sleep(0.002 * (number % 8))
            shown = ""
            while "Saved 0199." not in shown:
                assert await tab.message(), "the last save was never told"
                shown = preview.get(f"{AT}help/")[1]

    converse(go())


def test_a_page_that_connects_late_hears_what_it_missed(preview: Previewed) -> None:
    _, text = preview.get(f"{AT}help/")
    number = re.search(r"extver=(\d+)", text)
    assert number
    write(preview.root / HELP, new="\n\nMissed.\n\n")
    preview.wait_for(f"{AT}help/", "Missed.")

    async def go() -> None:
        async with open_tab(preview, "help/", int(number[1])) as tab:
            message = await tab.message()
            assert message
            assert message["command"] == "reload"

    converse(go())


def test_new_renamed_and_deleted_pages_are_followed(preview: Previewed) -> None:
    new = preview.root / "content" / "new.md"
    new.write_text(page("Quite a new page"), "utf-8")
    preview.wait_for(f"{AT}new/", "Quite a new page")
    new.rename(new.with_name("newer.md"))
    preview.wait_for(f"{AT}newer/", "<h1>Quite a new page")
    assert preview.get(f"{AT}new/")[0].status == 404
    new.with_name("newer.md").unlink()
    preview.wait_for(f"{AT}newer/", "Quite a new page", gone=True)


def test_settings_replaced_by_a_new_file_are_followed(preview: Previewed) -> None:
    config = preview.root / "site_config.yaml"
    name = re.search(r"^name: (.*)$", config.read_text("utf-8"), re.MULTILINE)
    assert name
    other = config.with_name("site_config.yaml.new")
    other.write_text(config.read_text("utf-8").replace(name[0], "name: Renamed"), "utf-8")
    other.replace(config)
    preview.wait_for(AT, "Renamed")
    # Once more, as a watch on the old file would have ended with it.
    other.write_text(config.read_text("utf-8").replace("name: Renamed", "name: Renamed twice"), "utf-8")
    other.replace(config)
    preview.wait_for(AT, "Renamed twice")


def test_a_folder_that_is_taken_away_and_put_back_is_followed(preview: Previewed) -> None:
    content = preview.root / "content"
    content.rename(preview.root / "elsewhere")
    preview.wait_for(AT, "There is no folder")
    (preview.root / "elsewhere").rename(content)
    preview.wait_for(f"{AT}help/", "There is no folder", gone=True)
    write(preview.root / HELP, new="\n\nBack again.\n\n")
    preview.wait_for(f"{AT}help/", "Back again.")


def test_a_page_in_a_folder_made_a_moment_ago_is_shown(preview: Previewed) -> None:
    for number in range(5):
        folder = preview.root / "content" / f"folder-{number}" / "inner"
        folder.mkdir(parents=True)
        (folder / "page.md").write_text(page(f"Deep {number}"), "utf-8")
    for number in range(5):
        preview.wait_for(f"{AT}folder-{number}/inner/page/", f"Deep {number}")


def test_polling_finds_saves_too(root: Path) -> None:
    preview = start_preview(root, "--port", "18500", "--poll")
    try:
        write(root / HELP, new="\n\nFound by looking.\n\n")
        preview.wait_for(f"{AT}help/", "Found by looking.")
    finally:
        preview.stop()


# Problems


@pytest.mark.holds(64, "told")
def test_a_broken_page_says_so_on_itself_and_other_pages_go_on(preview: Previewed) -> None:
    file = preview.root / HELP
    good = file.read_text("utf-8")
    write(file, new="\n\nSee [the hours](hours.md).\n\n")
    text = preview.wait_for(f"{AT}help/", "There is no page “hours.md”.")
    line = 1 + file.read_text("utf-8").split("\n").index("See [the hours](hours.md).")
    assert f"content/help.md, line {line}" in text
    assert f'href="vscode://file{file.as_posix()}:{line}:17"' in text
    assert "See [the hours](<mark>hours.md</mark>)." in text
    assert 'id="ms-preview-here" open' in text
    other = preview.get(AT)[1]
    assert "<main" in other
    assert 'id="ms-preview-here"' not in other
    assert "1 error" in other
    preview.told(r"error\[broken-link\] There is no page “hours.md”.")
    file.write_text(good, "utf-8")
    preview.wait_for(f"{AT}help/", "hours.md", gone=True)
    preview.told("no problems")


@pytest.mark.holds(64, "told")
@pytest.mark.holds(56, "whole")
def test_a_broken_template_leaves_the_last_good_page_with_the_reason(preview: Previewed) -> None:
    template = preview.root / "templates/pages/article.html"
    good = template.read_text("utf-8")
    words = re.search(r"<h1>([^<]+)</h1>", preview.get(f"{AT}borrow/")[1])
    assert words
    template.write_text(good + "{% if %}", "utf-8")
    text = preview.wait_for(f"{AT}borrow/", "The template cannot be read")
    assert words[0] in text
    assert "templates/pages/article.html, line" in text
    template.write_text(good, "utf-8")
    preview.wait_for(f"{AT}borrow/", "cannot be read", gone=True)


def test_warnings_are_a_quiet_count(preview: Previewed) -> None:
    write(preview.root / HELP, new="\n\n[click here](borrow.md)\n\n")
    text = preview.wait_for(f"{AT}help/", "does not say where the link leads")
    assert "<summary>1 warning</summary>" in text
    assert 'id="ms-preview-elsewhere">' in text


def test_hostile_text_in_a_problem_stays_text(preview: Previewed) -> None:
    write(preview.root / HELP, new='\n\n[x](no"><script>alert(1)</script>.md)\n\n')
    text = preview.wait_for(f"{AT}help/", "ms-preview-here")
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("front_matter", "words"),
    [
        ("draft: true\n", "This page is a draft. To publish it, delete the line “draft: true” in content/new.md."),
        ("publish_on: 2027-01-05\n", "This page appears on 2027-01-05"),
        ("expires_on: 2026-01-05\n", "This page is over since 2026-01-05"),
    ],
)
def test_a_page_that_visitors_do_not_get_says_so(preview: Previewed, front_matter: str, words: str) -> None:
    (preview.root / "content/new.md").write_text(page("Secret", front_matter), "utf-8")
    text = preview.wait_for(f"{AT}new/", "Not public.")
    assert words in text
    assert "Not public." not in preview.get(f"{AT}help/")[1]


def test_a_link_to_a_page_that_visitors_do_not_get_works_and_is_told(preview: Previewed) -> None:
    (preview.root / "content/new.md").write_text(page("Secret", "draft: true\n"), "utf-8")
    write(preview.root / HELP, new="\n\nSee [the secret](new.md).\n\n")
    text = preview.wait_for(f"{AT}help/", "“new.md” is not published, so nothing can lead to it.")
    assert f'<a href="{AT}new/">the secret</a>' in text


def test_a_page_that_was_saved_elsewhere_is_offered(preview: Previewed) -> None:
    write(preview.root / HELP, new="\n\nNew here.\n\n")
    text = preview.wait_for(AT, "content/help.md was saved.")
    assert f'<a href="{AT}help/">Show that page</a>' in text
    assert "was saved" not in preview.get(f"{AT}help/")[1]


def test_files_that_editors_keep_for_themselves_are_no_mistakes(preview: Previewed) -> None:
    for name in (".help.md.swp", "help.md~", "4913", "#help.md#", ".#help.md"):
        (preview.root / "content" / name).write_text("x", "utf-8")
    write(preview.root / HELP, new="\n\nWhile writing.\n\n")
    assert "ms-preview__problem" not in preview.wait_for(f"{AT}help/", "While writing.")


def test_a_mistake_of_our_own_leaves_what_was_there_and_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fails = False

    def build(_root: Path, _options: Options, _report: Report, _memory: Memory) -> tuple[Output, ...]:
        if fails:
            raise ZeroDivisionError
        return (Output("index.html", b"<body>Good</body>"),)

    preview = Preview(Wanted(root, root / "templates", 18800), build, lambda _told: None)
    preview.names = Names(18800)
    preview.shown = preview.make(frozenset())
    fails = True
    shown = preview.make(frozenset())
    text = shown.answer(shown.base).body.decode()
    assert "Good" in text
    assert "The generator failed." in text
    assert "ZeroDivisionError" in capsys.readouterr().err
