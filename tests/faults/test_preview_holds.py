"""The preview goes on, whatever its visitors, its editor and the system do to it; and when it is to end, it ends."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from previewing import Previewed, converse, left_of, open_tab, start_preview

from faults.trial import ROOT, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faults.trial import State

AT = "/iop/"
HELP = "content/help.md"
LARGE = 6_000_000
PORT = 19_500


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_site_below(tmp_path)


def write_site_below(folder: Path) -> Path:
    site = folder / "site"
    shutil.copytree(ROOT / "tests/sites/good/content", site / "content")
    settings = (ROOT / "tests/sites/good/site_config.yaml").read_text("utf-8")
    settings = re.sub("^url: .*$", f"url: https://example.org{AT}", settings, flags=re.MULTILINE)
    (site / "site_config.yaml").write_text(settings, "utf-8")
    (site / "content/large.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</MarkInfo<</Marked true>>/StructTreeRoot 3 0 R>>endobj\n" + b"x" * LARGE
    )
    return site


@contextmanager
def previewing(root: Path, *options: str) -> Iterator[Previewed]:
    """Show a site while what is inside runs; it must end in time, and may not have said anything of a failure."""
    preview = start_preview(root, "--port", str(PORT), *options)
    try:
        yield preview
    finally:
        if preview.process.poll() is None:
            began = time.monotonic()
            assert preview.stop() == 0
            assert time.monotonic() - began < 2
    assert not [line for line in preview.lines if re.search("Traceback|Exception|Errno|generator-failed", line)]


@pytest.fixture
def preview(root: Path) -> Iterator[Previewed]:
    with previewing(root) as started:
        yield started


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Previewed]:
    """Start a preview for tests that only visit it."""
    with previewing(write_site_below(tmp_path_factory.mktemp("shared"))) as started:
        yield started


def connect(preview: Previewed) -> socket.socket:
    return socket.create_connection(("127.0.0.1", preview.port), timeout=5)


def request(preview: Previewed, path: str = AT) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{preview.port}\r\n\r\n".encode()


def assert_served_at_once(preview: Previewed) -> None:
    began = time.monotonic()
    assert preview.get(f"{AT}help/")[0].status == 200
    assert time.monotonic() - began < 1


def append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as page:
        page.write(text)


# 63: visitors


@pytest.mark.holds(63, "harmless", times=500)
@pytest.mark.parametrize(
    "begins", [b"", b"G", b"GET /iop/ HTTP/1.1\r\nHost: x"], ids=["silent", "begun", "half a header"]
)
def test_500_visitors_who_only_hold_their_line_hold_up_nobody(shared: Previewed, begins: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(500):
            stack.enter_context(connect(shared)).sendall(begins)
        assert_served_at_once(shared)


@pytest.mark.holds(63, "harmless", times=20)
def test_visitors_who_speak_slowly_hold_up_nobody(shared: Previewed) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(shared)) for _ in range(20)]
        for letter in request(shared)[:20]:
            for visitor in slow:
                visitor.sendall(bytes([letter]))
            time.sleep(0.05)
        assert_served_at_once(shared)
        for visitor in slow:  # and are served when they have spoken
            visitor.sendall(request(shared)[20:])
            assert visitor.recv(15) == b"HTTP/1.1 200 OK"


@pytest.mark.holds(63, "harmless", times=60)
def test_visitors_who_leave_in_the_middle_of_an_answer_leave_nothing_behind(shared: Previewed) -> None:
    files = Path(f"/proc/{shared.process.pid}/fd")
    before = len(list(files.iterdir()))
    for number in range(60):
        with connect(shared) as visitor:
            visitor.sendall(request(shared, f"{AT}large.pdf"))
            visitor.recv(100)
            if number % 2:  # as when the cable is pulled
                visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert_served_at_once(shared)
    until = time.monotonic() + 5
    while len(list(files.iterdir())) > before + 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(list(files.iterdir())) <= before + 2


@pytest.mark.holds(63, "harmless", times=200)
def test_a_visitor_who_asks_for_much_and_takes_nothing_fills_no_memory(shared: Previewed) -> None:
    def memory() -> int:
        return int(re.findall(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{shared.process.pid}/status").read_text("ascii"))[0])

    before = memory()
    with connect(shared) as greedy:
        greedy.sendall(request(shared, f"{AT}large.pdf") * 200)
        time.sleep(0.5)
        assert_served_at_once(shared)
        assert memory() - before < 60_000


@pytest.mark.holds(63, "whole", times=200)
def test_where_the_system_gives_few_files_the_oldest_lines_are_closed_and_saves_are_shown(root: Path) -> None:
    """Without a file left, no connection can be taken and no page be read."""
    few = ["bash", "-c", 'ulimit -n 64; exec "$@"', "few", sys.executable]
    with previewing_by(few, root) as preview, ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(connect(preview))
        assert_served_at_once(preview)
        append(root / HELP, "\nStill here.\n")
        preview.wait_for(f"{AT}help/", "Still here.")
        assert len(list(Path(f"/proc/{preview.process.pid}/fd").iterdir())) < 60
        assert len(preview.lines) < 20


@contextmanager
def previewing_by(begin: list[str], root: Path) -> Iterator[Previewed]:
    """Show a site with a program that begins the interpreter otherwise."""
    python = sys.executable
    file = root.parent / "begin"
    words = " ".join(f"'{word}'" for word in begin)
    file.write_text(f'#!/bin/sh\nexec {words} "$@"\n', "utf-8")
    file.chmod(0o755)
    sys.executable = str(file)
    try:
        with previewing(root) as preview:
            yield preview
    finally:
        sys.executable = python


# 64: saves


@pytest.mark.holds(64, "told", times=6)
def test_what_is_broken_is_told_where_it_stands_and_gone_when_it_is_mended(root: Path) -> None:
    shutil.copytree(ROOT / "templates", root / "templates")
    broken = {
        HELP: ("title: ", "titel: ", "titel"),
        "content/borrow.md": ("---\n", "---\n\tx: [\n", ""),
        "content/index.md": ("\n---\n", "\n---\n\n[gone](nowhere.md)\n", "nowhere.md"),
        "site_config.yaml": ("name: ", "name: [", ""),
        "templates/partials/footer.html": ("<footer", "{% endif %}<footer", ""),
        "templates/base.html": ("<main", "{{ no_such_thing.at_all }}<main", "no_such_thing"),
    }
    with previewing(root) as preview:
        preview.settle()
        for path, (old, new, words) in broken.items():
            file = root / path
            good = file.read_text("utf-8")
            assert old in good, path
            file.write_text(good.replace(old, new, 1), "utf-8")
            line = preview.told(rf"^{path}:(\d+):\d+: error\[", len(preview.lines))[1]
            page = f"{AT}{Path(path).stem}/".replace("index/", "") if path.startswith("content") else f"{AT}help/"
            text = preview.wait_for(page, f"{path}, line {line}")
            assert words in text
            assert "<main" in preview.get(f"{AT}visit/parking/")[1] or "<main" in preview.get(AT)[1]
            said = len(preview.lines)
            file.write_text(good, "utf-8")
            preview.wait_for(page, f"{path}, line {line}", gone=True)
            preview.told("no problems", said)


@pytest.mark.holds(64, "harmless", times=2000)
def test_of_thousands_of_saves_the_last_is_shown_and_they_are_not_built_one_by_one(preview: Previewed) -> None:
    names = [preview.root / "content" / name for name in ("help.md", "borrow.md")]
    texts = [name.read_text("utf-8") for name in names]
    for number in range(1000):
        for file, text in zip(names, texts, strict=True):
            file.write_text(f"{text}\nSaved {number:04}.\n", "utf-8")
    for name in ("help", "borrow"):
        preview.wait_for(f"{AT}{name}/", "Saved 0999.")
    assert preview.builds() < 200


def _replace(file: Path, text: str) -> None:
    other = file.with_name(f".{file.name}.swp")
    other.write_text(text, "utf-8")
    other.replace(file)


def _move_away(file: Path, text: str) -> None:
    file.rename(file.with_name(f"{file.name}~"))
    file.write_text(text, "utf-8")


def _truncate(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8") as stream:
        stream.flush()
        time.sleep(0.2)
        stream.write(text[: len(text) // 2])
        stream.flush()
        time.sleep(0.2)
        stream.write(text[len(text) // 2 :])


def _delete(file: Path, text: str) -> None:
    file.unlink()
    time.sleep(0.2)
    file.write_text(text, "utf-8")


def _link(file: Path, text: str) -> None:
    other = file.with_name("other.tmp")
    other.write_text(text, "utf-8")
    file.unlink()
    os.link(other, file)
    other.unlink()


WAYS = [_replace, _move_away, _truncate, _delete, _link]


@pytest.mark.holds(64, "harmless", times=3 * len(WAYS))
def test_however_a_program_saves_it_is_shown(preview: Previewed) -> None:
    file = preview.root / HELP
    text = file.read_text("utf-8")
    for number in range(3):
        for way in WAYS:
            words = f"Saved {number} by {way.__name__.strip('_')}."
            way(file, f"{text}\n{words}\n".replace("_", " "))
            preview.wait_for(f"{AT}help/", words.replace("_", " "))


@pytest.mark.holds(64, "harmless", times=4)
def test_folders_that_go_and_come_are_followed_and_told_while_they_are_links(preview: Previewed) -> None:
    content, kept = preview.root / "content", preview.root / "kept"
    shutil.copytree(content, kept)
    shutil.rmtree(content)
    preview.wait_for(f"{AT}help/", "There is no folder")
    shutil.copytree(kept, content)
    preview.wait_for(f"{AT}help/", "There is no folder", gone=True)
    append(content / "help.md", "\nBack.\n")
    preview.wait_for(f"{AT}help/", "Back.")
    content.rename(preview.root / "elsewhere")
    content.symlink_to("elsewhere")
    preview.wait_for(f"{AT}help/", "is a link to")
    content.unlink()
    (preview.root / "elsewhere").rename(content)
    preview.wait_for(f"{AT}help/", "is a link to", gone=True)
    append(content / "help.md", "\nA folder again.\n")
    preview.wait_for(f"{AT}help/", "A folder again.")


@pytest.mark.holds(64, "harmless", times=40)
def test_a_folder_that_is_filled_and_removed_again_and_again_leaves_the_site_as_it_was(preview: Previewed) -> None:
    page = "---\ntitle: Deep\ndescription: A page that is there for a moment and then is not.\n---\nDeep words.\n"
    for number in range(40):
        folder = preview.root / "content" / "deep" / "er"
        folder.mkdir(parents=True)
        (folder / f"page-{number}.md").write_text(page, "utf-8")
        shutil.rmtree(preview.root / "content" / "deep")
    append(preview.root / HELP, "\nAfter all.\n")
    preview.wait_for(f"{AT}help/", "After all.")
    assert preview.get(f"{AT}deep/er/page-39/")[0].status == 404
    preview.told("no problems")


# 67: the end


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return listener.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.holds(67, "harmless", times=8)
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_at_whatever_moment_it_is_to_end_it_ends_and_leaves_nothing(root: Path, name: str) -> None:
    """Before the program has begun, Python and the system end it as they do; that is as good."""
    before, moment = state(root), random.Random(name)  # noqa: S311  moments, no secrets
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "build.py"), "serve", "--root", str(root), "--port", str(PORT + 60)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        time.sleep(moment.uniform(0.05, 0.9))
        process.send_signal(getattr(signal, name))
        said, _ = process.communicate(timeout=2)
        assert process.returncode in {0, 130, -getattr(signal, name)} or "command_line" not in said, said
        assert "preview/" not in said, said
        assert left_of(process.pid) == []
        assert is_free(PORT + 60)
        assert state(root) == before


@pytest.mark.holds(67, "harmless")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_in_the_midst_of_builds_with_many_looking_on_it_ends_at_once(preview: Previewed, name: str) -> None:
    port = preview.port
    going = True

    def save() -> None:
        while going:
            append(preview.root / HELP, "\nMore and more words.\n")
            time.sleep(0.003)

    def ask() -> None:
        while going:
            with suppress(OSError, HTTPException):  # it is about to end
                preview.get(f"{AT}__report/")

    with ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(connect(preview)).sendall(b"GET")
        stack.enter_context(connect(preview)).sendall(request(preview, f"{AT}large.pdf"))
        threads = [Thread(target=save), *(Thread(target=ask) for _ in range(8))]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        began = time.monotonic()
        code = preview.stop(getattr(signal, name))
        assert time.monotonic() - began < 2
        going = False
        for thread in threads:
            thread.join()
    assert code == 0
    assert preview.lines[-1] == "The preview has ended."
    assert not [line for line in preview.lines if line.startswith("500 ")]
    assert is_free(port)


@pytest.mark.holds(67, "harmless")
@pytest.mark.parametrize("way", ["closed", "Ctrl-C"])
def test_in_a_terminal_it_ends_with_ctrl_c_and_when_that_is_closed(root: Path, way: str) -> None:
    import pty  # noqa: PLC0415  only some systems have it

    ours, theirs = pty.openpty()
    # A program of its own takes the terminal for its own, as a window's shell does.
    begin = (
        "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    command = [sys.executable, "-c", begin, str(ROOT / "build.py"), "serve", "--root", str(root), "--port", str(PORT)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while b"Ctrl-C ends" not in said:
        said += os.read(ours, 4096)
    found = re.search(rb"127\.0\.0\.1:(\d+)", said)
    assert found
    began = time.monotonic()
    if way == "closed":
        os.close(ours)
    else:
        os.write(ours, b"\x03")
    code = process.wait(timeout=10)
    assert time.monotonic() - began < 2
    if way == "Ctrl-C":
        assert b"The preview has ended." in os.read(ours, 4096)
        os.close(ours)
    assert code == 0
    assert is_free(int(found[1]))


def is_heard_without_readers(process: subprocess.Popen[str], root: Path) -> None:
    """Say that a preview goes on once nobody reads what it says, and ends in silence."""
    assert process.stdout
    assert process.stderr
    found = re.search(r"127\.0\.0\.1:(\d+)", process.stdout.readline())
    assert found
    process.stdout.close()
    alone = Previewed(root, process)
    alone.lines = [f"Your site is at http://127.0.0.1:{found[1]}{AT}"]
    for number in range(3):
        append(root / HELP, f"\nUnread {number}.\n")
        alone.wait_for(f"{AT}help/", f"Unread {number}.")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=2) == 0
    assert process.stderr.read() == ""


@pytest.mark.holds(67, "harmless")
def test_without_anybody_who_reads_what_it_says_it_goes_on(root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", str(ROOT / "build.py"), "serve", "--root", str(root), "--port", str(PORT)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            is_heard_without_readers(process, root)
        finally:
            process.kill()


@pytest.mark.holds(67, "harmless")
def test_begun_to_outlive_its_terminal_it_does(root: Path) -> None:
    with previewing_by(["bash", "-c", 'trap "" HUP; exec "$@"', "deaf", sys.executable], root) as preview:
        preview.process.send_signal(signal.SIGHUP)
        append(root / HELP, "\nStill shown.\n")
        preview.wait_for(f"{AT}help/", "Still shown.")


# 68: beside builds and other previews


def build(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build.py"), "--root", str(root)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def published(root: Path) -> State:
    return {name: what for name, what in state(root).items() if name.startswith(("public", ".cache", ".public"))}


@pytest.mark.holds(68, "harmless", times=12)
def test_a_preview_touches_nothing_that_was_published_and_no_build_disturbs_it(root: Path) -> None:
    assert build(root).returncode == 0
    before = published(root)
    with previewing(root) as preview, previewing(root) as second:
        assert preview.port != second.port
        for number in range(5):
            append(root / HELP, f"\nShown {number}.\n")
            for shown in (preview, second):
                shown.wait_for(f"{AT}help/", f"Shown {number}.")
        preview.get(f"{AT}__report/")
        assert published(root) == before
        assert "Shown 4." not in (root / "public/help/index.html").read_text("utf-8")

        for number in range(5):
            append(root / HELP, f"\nBuilt {number}.\n")
            done = build(root)
            assert done.returncode == 0, done.stdout
            built = published(root)
            html = (root / "public/help/index.html").read_text("utf-8")
            assert f"Built {number}." in html
            assert "livereload" not in html + "".join(built)
            assert "127.0.0.1" not in html
            for shown in (preview, second):
                shown.wait_for(f"{AT}help/", f"Built {number}.")
            assert published(root) == built
        lines = len(preview.lines)
        preview.settle()
        assert preview.lines[lines:] == []  # what a build writes is nothing that was saved
        built = published(root)
    assert published(root) == built


@pytest.mark.holds(68, "harmless", times=4)
def test_builds_and_previews_begin_and_end_in_each_others_midst(root: Path) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "--root", str(root), "--no-cache"]
    for _ in range(2):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
            with previewing(root) as preview:
                assert first.wait(timeout=60) == 0
                second = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                assert_served_at_once(preview)
            assert second.wait(timeout=60) == 0
        assert "livereload" not in (root / "public/help/index.html").read_text("utf-8")


@pytest.mark.holds(68, "whole")
def test_a_broken_save_in_a_preview_leaves_what_was_published_and_the_page_that_was_open(root: Path) -> None:
    assert build(root).returncode == 0
    before = published(root)

    async def go(preview: Previewed) -> None:
        async with open_tab(preview, "help/") as tab:
            append(root / HELP, "\n[gone](nowhere.md)\n")
            message = await tab.message()
            assert message
            assert "nowhere.md" in preview.get(f"{AT}help/")[1]

    with previewing(root) as preview:
        converse(go(preview))
    assert published(root) == before
    assert build(root).returncode == 1
    assert {name: what for name, what in published(root).items() if name.startswith("public/")} == {
        name: what for name, what in before.items() if name.startswith("public/")
    }
