"""What must never be replaced by a site is not, whatever is typed; two builds at once do not meet."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from faults.trial import NOW, ROOT, state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from faults.trial import Trial

BUSY = 3


def plant(folder: Path) -> Path:
    """Put a file there that must still be there afterwards, as it was."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "canary.txt").write_text("mine", "utf-8")
    return folder


@pytest.mark.holds(74, "refused")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/", "is the root of the disk"),
        ("//", "is the root of the disk"),
        ("/../..", "is the root of the disk"),
        ("{home}", "is your home folder"),
        ("{site}", "is the project's own folder"),
        ("{site}/.", "is the project's own folder"),
        ("{site}/public/..", "is the project's own folder"),
        ("{site}/..", "is the project's own folder"),
        (".", "is the project's own folder"),
        ("..", "is the project's own folder"),
        ("", "is the project's own folder"),
        ("{site}/content", "overlaps with “content”"),
        ("{site}/content/visit", "overlaps with “content”"),
        ("{site}/content/new", "overlaps with “content”"),
        ("{site}/public/../content", "overlaps with “content”"),
        ("{site}/templates", "overlaps with “templates”"),
        ("{site}/templates/assets", "overlaps with “templates”"),
        ("{site}/site_config.yaml", "overlaps with “site_config.yaml”"),
        ("{site}/link", "is a link to elsewhere"),
        ("{site}/link/", "is a link to elsewhere"),
        ("{site}/loop", "is a link to elsewhere"),
        ("{site}/to-content/new", "overlaps with “content”"),
        ("{home}/letter.txt", "is a file"),
        ("{home}/work", "is a git folder"),
        ("{home}/worktree", "is a git folder"),
        ("{home}/photos", "holds files that are not ours"),
        ("/dev/null", "is a file"),
    ],
)
def test_what_is_not_ours_to_replace_is_not_replaced(trial: Trial, tmp_path: Path, typed: str, words: str) -> None:
    site, home = trial.root, plant(tmp_path / "user")
    trial.own_templates()
    plant(site / ".git")
    plant(home / "photos")
    plant(home / "work" / ".git")
    plant(home / "worktree")
    (home / "worktree" / ".git").write_text("gitdir: /elsewhere\n", "utf-8")
    (home / "letter.txt").write_text("dear", "utf-8")
    (site / "link").symlink_to(home / "photos")
    (site / "loop").symlink_to(site / "loop")
    (site / "to-content").symlink_to(site / "content")
    before = state(tmp_path)
    ran = trial.run("build", "--output", typed.format(site=site, home=home), HOME=str(home))
    assert ran.code == 1, ran.told
    assert len(ran.problems) == 1, ran.told
    assert words in ran.told
    assert "hint: " in ran.told
    assert state(tmp_path) == before


@pytest.mark.holds(74, "refused")
@pytest.mark.skipif(not os.path.ismount("/dev/shm"), reason="a disk of its own that every Linux has")  # noqa: S108  as Linux has it
def test_a_disk_of_its_own_is_not_replaced(trial: Trial) -> None:
    before = sorted(os.listdir("/dev/shm"))  # noqa: S108, PTH208  as above
    trial.refused("refused-output", words="is a disk of its own", arguments=("--output", "/dev/shm"))  # noqa: S108  as Linux has it
    assert sorted(os.listdir("/dev/shm")) == before  # noqa: S108, PTH208  as above


@pytest.mark.holds(75, "refused")
@pytest.mark.parametrize("foreign", ["notes.txt", "visit/notes.txt", "assets/css/mine.css", ".env", "ordner/ü.txt"])
def test_a_file_of_somebody_else_in_our_folder_is_named_and_kept(trial: Trial, foreign: str) -> None:
    file = trial.write(f"public/{foreign}", "mine")
    trial.published = trial.now()
    trial.body("Other words.\n")
    trial.refused("not-our-output", words=f"holds files that are not ours: “{foreign}”.")
    file.unlink()
    trial.harmless()


@pytest.mark.holds(75, "refused")
def test_a_folder_of_somebody_else_and_what_only_looks_like_ours_are_kept(trial: Trial) -> None:
    public = trial.root / "public"
    (public / ".microsite").write_text("This folder is made by Microsite.\nindex.html\n", "utf-8")
    trial.published = trial.now()
    trial.body("Other words.\n")
    assert "and" in trial.refused("not-our-output").told
    (public / ".microsite").unlink()
    trial.published = trial.now()
    trial.refused("not-our-output", words="“public” holds files that are not ours.")


@pytest.mark.holds(76, "refused")
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_work_tree_of_git_in_our_folder_is_refused(trial: Trial, kind: str) -> None:
    git = trial.root / "public" / ".git"
    if kind == "folder":
        plant(git)
    else:
        git.write_text("gitdir: ../.git/worktrees/public\n", "utf-8")
    trial.published = trial.now()
    trial.body("Other words.\n")
    trial.refused("refused-output", words="is a git folder")


def begin(trial: Trial, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), *arguments, "--root", str(trial.root)],
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


HOLDER = """
import sys, time
from pathlib import Path
from microsite.publish import _lock
with _lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.holds(73, "refused")
def test_a_second_build_is_told_of_the_first_and_runs_once_that_is_killed(trial: Trial) -> None:
    held = [sys.executable, "-c", HOLDER, str(trial.root / "public")]
    holder = subprocess.Popen(held, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    try:
        assert holder.stdout.readline() == "held\n"
        trial.body("Other words.\n")
        ran = trial.run("build")
        assert ran.code == BUSY, ran.told
        assert f"Another build is running (process {holder.pid}). Try again soon." in ran.told
        assert trial.now() == trial.published
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdout.close()
    assert trial.run("build").code == 0


@pytest.mark.holds(73, "whole", times=40)
def test_many_builds_at_once_leave_a_whole_site(trial: Trial) -> None:
    for number in range(10):
        trial.body(f"Words of round {number}.\n")
        children = [begin(trial, "build") for _ in range(4)]
        ends = {(child.communicate(timeout=60)[0], child.returncode) for child in children}
        assert {code for _, code in ends} <= {0, BUSY}, ends
        assert any(code == 0 for _, code in ends), ends
        assert f"Words of round {number}." in trial.text("strange/index.html")
    manifest = json.loads((trial.root / "public-host" / "manifest.json").read_text("utf-8"))
    assert {file["path"] for file in manifest["files"]} <= trial.now().keys()
    left = {path.name for path in trial.root.iterdir()}
    assert left == {".cache", ".public.lock", "addresses.txt", "content", "public", "public-host", "site_config.yaml"}


@pytest.mark.holds(73, "refused")
@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_a_lock_that_is_something_else_is_refused(trial: Trial, kind: str) -> None:
    lock = trial.root / ".public.lock"
    lock.unlink()
    make: dict[str, Callable[[], object]] = {
        "folder": lock.mkdir,
        "link": lambda: lock.symlink_to(trial.root / "site_config.yaml"),
        "pipe": lambda: os.mkfifo(lock),
    }
    make[kind]()
    trial.body("Other words.\n")
    trial.refused("refused-output", words="“.public.lock” is to keep two builds apart, but it is no plain file.")


@pytest.mark.holds(73, "harmless")
def test_what_a_lock_says_is_for_people_only(trial: Trial) -> None:
    (trial.root / ".public.lock").write_text("no number at all", "utf-8")
    trial.body("Other words.\n")
    trial.harmless()
