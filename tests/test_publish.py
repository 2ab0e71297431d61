"""Publishing: all of the new site or all of the old, and nothing of anybody else's is ever touched."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from microsite import exchange, placing, publish, staging
from microsite.ended import AnotherBuild
from microsite.model import Output
from microsite.ours import MARKER
from microsite.problems import Report
from microsite.publish import Published

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent


def site(version: str, count: int = 6) -> list[Output]:
    return [Output(f"{number}/index.html", f"{version} {number}".encode()) for number in range(count)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "content").mkdir(parents=True)
    (root / "content" / "canary.md").write_text("canary", "utf-8")
    (root / "templates").mkdir()
    (root / "site_config.yaml").write_text("name: x", "utf-8")
    return root


def put(outputs: list[Output], folder: Path, project: Path) -> tuple[Published | None, list[str]]:
    report = Report()
    sources = (project / "content", project / "templates", project / "site_config.yaml")
    done = publish.publish(outputs, folder, project, sources, report)
    return done, [f"{problem.code}: {problem.message}" for problem in report.problems]


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != MARKER
    }


def times(folder: Path) -> dict[str, tuple[int, int]]:
    """Return inode and time of the folder and all below it; reading alone must not change them."""
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in [folder, *folder.rglob("*")]}


def test_a_first_site_is_written_and_counted(project: Path) -> None:
    public = project / "public"
    assert put(site("a"), public, project) == (Published(7, 0, 0), [])
    assert files(public) == {output.path: output.data for output in site("a")}


def test_unchanged_files_keep_their_inode_and_time(project: Path) -> None:
    public = project / "public"
    put(site("a"), public, project)
    before = (public / "0/index.html").stat()
    changed = [*site("a")[:-1], Output("5/index.html", b"new"), Output("6/index.html", b"more")]
    assert put(changed, public, project)[0] == Published(3, 5, 0)
    after = (public / "0/index.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (public / "5/index.html").read_bytes() == b"new"


def test_the_same_site_again_touches_nothing(project: Path) -> None:
    public = project / "public"
    put(site("a"), public, project)
    before = times(public)
    assert put(site("a"), public, project)[0] == Published(0, 6, 0)
    assert times(public) == before


def test_pages_that_are_gone_are_gone(project: Path) -> None:
    public = project / "public"
    put(site("a"), public, project)
    assert put(site("a", 2), public, project)[0] == Published(1, 2, 4)
    assert sorted(files(public)) == ["0/index.html", "1/index.html"]


def test_a_file_becomes_a_folder_and_back(project: Path) -> None:
    public = project / "public"
    put([Output("a", b"1")], public, project)
    put([Output("a/b", b"2")], public, project)
    assert files(public) == {"a/b": b"2"}
    put([Output("a", b"3")], public, project)
    assert files(public) == {"a": b"3"}


def test_nothing_but_the_lock_stays_beside_the_site(project: Path) -> None:
    put(site("a"), project / "public", project)
    put(site("b"), project / "public", project)
    assert sorted(path.name for path in project.iterdir()) == [
        ".public.lock",
        "content",
        "public",
        "site_config.yaml",
        "templates",
    ]


def test_a_hand_edited_file_of_ours_is_replaced(project: Path) -> None:
    public = project / "public"
    put(site("a"), public, project)
    (public / "0/index.html").write_text("edited", "utf-8")
    put(site("a"), public, project)
    assert (public / "0/index.html").read_bytes() == b"a 0"


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        (".", "is the project's own folder, or one that holds it"),
        ("..", "is the project's own folder, or one that holds it"),
        ("/", "is the root of the disk"),
        ("~", "is your home folder"),
        ("content", "overlaps with “content”"),
        ("content/public", "overlaps with “content”"),
        ("templates/x", "overlaps with “templates”"),
        ("site_config.yaml", "overlaps with “site_config.yaml”"),
        ("file", "is a file"),
        ("work", "is a git folder"),
        ("link", "is a link to elsewhere"),
    ],
)
def test_a_folder_that_must_not_be_replaced_is_refused(
    project: Path, folder: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.parent / "home").mkdir()
    monkeypatch.setenv("HOME", str(project.parent / "home"))
    monkeypatch.chdir(project)
    (project / "file").write_text("canary", "utf-8")
    (project / "work" / ".git").mkdir(parents=True)
    (project / "elsewhere").mkdir()
    (project / "link").symlink_to(project / "elsewhere")
    before = sorted(str(path) for path in project.parent.rglob("*"))
    done, problems = put(site("a"), Path(folder).expanduser(), project)
    assert done is None
    assert len(problems) == 1
    assert problems[0].startswith("refused-output: ")
    assert reason in problems[0]
    assert sorted(str(path) for path in project.parent.rglob("*")) == before
    assert (project / "content" / "canary.md").read_text("utf-8") == "canary"


def test_a_folder_of_somebody_else_is_refused(project: Path) -> None:
    mine = project / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear", "utf-8")
    done, problems = put(site("a"), mine, project)
    assert done is None
    assert problems == ["not-our-output: “mine” holds files that are not ours."]
    assert (mine / "letter.txt").read_text("utf-8") == "dear"


def test_a_foreign_file_in_our_folder_is_named_and_kept(project: Path) -> None:
    public = project / "public"
    put(site("a"), public, project)
    (public / "notes.txt").write_text("mine", "utf-8")
    done, problems = put(site("b"), public, project)
    assert done is None
    assert problems == ["not-our-output: “public” holds files that are not ours: “notes.txt”."]
    assert (public / "notes.txt").read_text("utf-8") == "mine"
    assert (public / "0/index.html").read_bytes() == b"a 0"


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/./b", "a\\b", "a\0b", ""])
def test_an_output_outside_its_folder_is_our_bug(project: Path, path: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        put([Output(path, b"x")], project / "public", project)
    assert not (project / "public").exists()


def test_a_second_build_is_told_which_process_is_at_work(project: Path) -> None:
    with (project / ".public.lock").open("w", encoding="ascii") as stream:
        stream.write("4711")
        stream.flush()
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(AnotherBuild) as raised:
            put(site("a"), project / "public", project)
    assert raised.value.pid == 4711
    assert put(site("a"), project / "public", project)[1] == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "The disk is full."), (errno.EACCES, "may not be written"), (errno.EIO, "cannot be written")],
)
def test_a_disk_that_fails_leaves_the_old_site(
    project: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    public = project / "public"
    put(site("a"), public, project)

    def fail(stage: Path, files: Mapping[str, Output]) -> None:
        staging.write_files(stage, dict(list(files.items())[:3]))
        raise OSError(number, os.strerror(number), str(stage))

    with monkeypatch.context() as patch:
        patch.setattr(placing, "write_files", fail)
        done, problems = put(site("b"), public, project)
    assert done is None
    assert len(problems) == 1
    assert words in problems[0]
    assert "has not changed" in problems[0]
    assert files(public) == {output.path: output.data for output in site("a")}
    assert not (project / ".public.stage").exists()


def test_where_folders_cannot_be_exchanged_two_renames_do(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "swap", lambda _one, _other: False)
    public = project / "public"
    put(site("a"), public, project)
    assert put(site("b"), public, project)[1] == []
    assert files(public) == {output.path: output.data for output in site("b")}


def test_a_run_killed_between_two_renames_is_mended_by_the_next(project: Path) -> None:
    public = project / "public"
    put(site("a"), public, project)
    public.rename(project / ".public.old")
    assert put(site("a"), public, project)[0] == Published(0, 6, 0)
    assert not (project / ".public.old").exists()


def test_a_reader_never_sees_a_missing_or_mixed_site(project: Path) -> None:
    public = project / "public"
    put(site("0", 20), public, project)
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            # One handle on the folder: what a reader opens in it belongs to one site.
            handle = os.open(public, os.O_RDONLY)
            try:
                texts = []
                for name in os.listdir(handle):  # noqa: PTH208  a folder by its handle, not its name
                    if name.isdigit():
                        page = os.open(f"{name}/index.html", os.O_RDONLY, dir_fd=handle)
                        texts.append(os.read(page, 100).split()[0])
                        os.close(page)
                if len(set(texts)) > 1:
                    wrong.append(set(texts))
            except FileNotFoundError:
                pass  # this folder was the old one, and is being removed
            finally:
                os.close(handle)
            if not (public / "7" / "index.html").is_file():
                wrong.append("missing")

    reader = threading.Thread(target=read)
    reader.start()
    for version in range(1, 60):
        put(site(str(version), 20), public, project)
    stop.set()
    reader.join()
    assert wrong == []


PUBLISHER = """
import sys
from pathlib import Path
from microsite.model import Output
from microsite.problems import Report
from microsite.publish import publish
project = Path(sys.argv[1])
print("ready", flush=True)
for version in range(1, 10**6):
    outputs = [Output(f"{n}/index.html", f"{version} {n}".encode()) for n in range(60)]
    report = Report()
    publish(outputs, project / "public", project, (project / "content",), report)
    assert not report.problems, report.problems
"""


def test_a_kill_at_any_moment_leaves_all_of_one_site(project: Path) -> None:
    public = project / "public"
    put(site("0", 60), public, project)
    began = time.perf_counter()
    put(site("0 again", 60), public, project)
    once = time.perf_counter() - began  # the moments are spread over several publications, however slow the disk
    chance = random.Random(1)  # noqa: S311  moments, not secrets
    seen: set[str] = set()
    for _ in range(24):
        child = subprocess.Popen([sys.executable, "-c", PUBLISHER, str(project)], cwd=ROOT, stdout=subprocess.PIPE)
        assert child.stdout
        child.stdout.readline()
        time.sleep(chance.uniform(0, 5 * once))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        found = files(public)
        versions = {data.split()[0] for data in found.values()}
        assert len(versions) == 1
        assert len(found) == 60
        seen.add(hashlib.sha256(b"".join(versions)).hexdigest())
    put(site("end", 60), public, project)
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".")) == [".public.lock"]
    assert len(seen) > 1, "no moment lay after a publication"


def test_what_is_for_those_who_run_the_host_stands_beside_the_site_and_never_in_it(project: Path) -> None:
    beside = Output("nginx.conf", b"server {}", beside=True)
    done, problems = put([*site("a"), beside], project / "public", project)
    assert problems == []
    assert done
    assert files(project / "public-host") == {"nginx.conf": b"server {}"}
    assert not (project / "public" / "nginx.conf").exists()
    again, _ = put([*site("a"), Output("vercel.json", b"{}", beside=True)], project / "public", project)
    assert again == Published(0, 6, 0)
    assert files(project / "public-host") == {"vercel.json": b"{}"}


def test_nothing_is_published_where_the_folder_beside_holds_what_is_not_ours(project: Path) -> None:
    (project / "public-host").mkdir()
    (project / "public-host" / "notes.txt").write_text("mine", "utf-8")
    done, problems = put([*site("a"), Output("x", b"", beside=True)], project / "public", project)
    assert done is None
    assert "not-our-output" in problems[0]
    assert not (project / "public").exists()
    assert (project / "public-host" / "notes.txt").read_text("utf-8") == "mine"
