"""A disk that is full or may not be written, too few files, too little memory: the published site stays as it was."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from faults.trial import powerless, state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from faults.trial import Trial

NO_POWER = os.geteuid() != 0
"""Mounting takes root; what needs it is tried with a limit on files elsewhere."""


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Mount a small disk in memory there, and take it away again."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], check=True)  # noqa: S607  the system's
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607  as above


def only(kind: int, most: int) -> None:
    """Let this process have no more of a resource."""
    resource.setrlimit(kind, (most, most))


def edit(trial: Trial, words: str = "Other words now.") -> None:
    """Change all pages: a fact, and the footer."""
    file = trial.root / "site_config.yaml"
    file.write_text(file.read_text("utf-8").replace("Written by the library.", words), "utf-8")


def next_build_is_right(trial: Trial) -> None:
    """Build again where nothing is lacking: the new site comes out as from nothing, and nothing is left behind."""
    trial.harmless()
    before = {path: content for path, (_, _, content) in trial.now().items()}
    shutil.rmtree(trial.root / "public")
    shutil.rmtree(trial.root / ".cache")
    trial.harmless()
    assert {path: content for path, (_, _, content) in trial.now().items()} == before
    left = {path.name for path in trial.root.iterdir()}
    assert left == {".cache", ".public.lock", "addresses.txt", "content", "public", "public-host", "site_config.yaml"}


@pytest.mark.holds(71, "whole")
@pytest.mark.parametrize("left", [0, 4_096, 16_384, 40_960])
@pytest.mark.skipif(NO_POWER, reason="mounting takes root; CI has it")
def test_a_full_disk_keeps_the_old_site(trial: Trial, tmp_path: Path, left: int) -> None:
    with mounted(tmp_path / "small", "size=1m") as small:
        shutil.copytree(trial.root / "public", small / "public")
        disk = os.statvfs(small)
        (small / "all else").write_bytes(bytes(disk.f_bavail * disk.f_bsize - left))
        before = state(small / "public")
        edit(trial)
        ran = trial.run("build", "--output", small / "public")
        after = state(small / "public")
        found = {path.name for path in small.iterdir()}
    assert ran.code == 1, ran.told
    assert ran.codes == ["disk"]
    assert "The disk is full." in ran.told
    assert "hint: Make room, then try again." in ran.told
    assert after == before
    assert found <= {"all else", "public", ".public.lock"}


@pytest.mark.holds(71, "whole")
@pytest.mark.parametrize("most", [1, 500, 4_000])
def test_a_file_that_the_disk_does_not_take_keeps_the_old_site(trial: Trial, most: int) -> None:
    edit(trial)
    ran = trial.run("build", "--no-cache", before=partial(only, resource.RLIMIT_FSIZE, most))
    assert ran.code == 1, ran.told
    assert "too large for this disk" in ran.told
    assert trial.now() == trial.published
    next_build_is_right(trial)


@pytest.mark.holds(71, "whole")
@pytest.mark.parametrize("most", [5, 6, 7, 8])
def test_too_few_open_files_keep_the_old_site(trial: Trial, most: int) -> None:
    edit(trial)
    ran = trial.run("build", before=partial(only, resource.RLIMIT_NOFILE, most))
    if ran.code:
        assert ran.code == 1
        assert "Too many files are open." in ran.told
        assert trial.now() == trial.published
    next_build_is_right(trial)


@pytest.mark.holds(71, "whole")
@pytest.mark.parametrize("megabytes", [24, 30, 36, 42, 48])
def test_too_little_memory_keeps_the_old_site(trial: Trial, megabytes: int) -> None:
    edit(trial)
    ran = trial.run("build", "--no-cache", before=partial(only, resource.RLIMIT_AS, megabytes << 20))
    if ran.code:
        assert ran.code == 1
        assert "There is not enough memory." in ran.told
        assert trial.now() == trial.published
    next_build_is_right(trial)


@pytest.mark.holds(71, "whole")
def test_without_a_folder_for_temporary_files_the_old_site_stays(trial: Trial) -> None:
    edit(trial)
    trial.home.chmod(0o555)  # the folder in which the program runs is the last that is tried
    try:
        ran = trial.run("build", before=partial(only, resource.RLIMIT_FSIZE, 0), TMPDIR="/nowhere")
    finally:
        trial.home.chmod(0o755)
    assert ran.code == 1, ran.told
    assert "TMPDIR" in ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(72, "refused")
@pytest.mark.parametrize("where", ["public", "."])
def test_a_folder_that_may_not_be_written_is_told_before_anything_is_made(trial: Trial, where: str) -> None:
    trial.body("[Broken](nowhere.md)\n")
    folder = trial.root / where
    folder.chmod(0o555)
    try:
        ran = trial.run("build", before=powerless)
    finally:
        folder.chmod(0o755)
    assert ran.code == 1, ran.told
    assert ran.codes == ["disk"]
    assert "public: error[disk] The folder may not be written." in ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(72, "whole")
def test_a_folder_within_the_site_that_may_not_be_written_goes_with_the_old_site(trial: Trial) -> None:
    (trial.root / "public" / "visit").chmod(0o555)
    edit(trial)
    ran = trial.run("build", before=powerless)
    assert ran.code == 0, ran.told
    next_build_is_right(trial)


@pytest.mark.holds(72, "refused")
@pytest.mark.skipif(NO_POWER, reason="only root can make a file unchangeable, and mount; CI is root")
def test_a_folder_that_cannot_be_changed_or_only_be_read_is_told(trial: Trial, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=1m") as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)  # noqa: S607  the system's
        ran = trial.run("build", "--output", disk / "public")
    assert ran.code == 1
    assert "The disk may only be read." in ran.told
    public = trial.root / "public"
    if subprocess.run(["chattr", "+i", str(public)], check=False).returncode == 0:  # noqa: S607  as above
        try:
            edit(trial)
            ran = trial.refused("disk", words="The folder may not be written.")
        finally:
            subprocess.run(["chattr", "-i", str(public)], check=True)  # noqa: S607  as above


@pytest.mark.holds(77, "harmless")
@pytest.mark.skipif(NO_POWER, reason="a second disk has to be mounted, which takes root; CI is root")
def test_the_site_is_made_beside_its_folder_and_not_where_temporary_files_go(trial: Trial, tmp_path: Path) -> None:
    edit(trial)
    with mounted(tmp_path / "disk", "size=8m") as disk:
        assert disk.stat().st_dev != trial.root.stat().st_dev
        ran = trial.run("build", TMPDIR=str(disk))
    assert ran.code == 0, ran.told
    assert "Other words now." in trial.text("index.html")
