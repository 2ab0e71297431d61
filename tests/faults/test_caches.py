"""What earlier runs have left is not believed blindly, and never runs: spoilt in any way, it costs time at most."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import time
import zlib
from typing import TYPE_CHECKING

import pytest

from faults.trial import Trial, state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = 24 * 60 * 60


class _Poison:
    """What makes a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return open, (str(self.file), "w")


def kept(trial: Trial) -> list[Path]:
    """Return every file that the run before has left for the next."""
    return sorted(path for path in (trial.root / ".cache").rglob("*") if path.is_file())


def contents(trial: Trial) -> dict[str, bytes | str]:
    return {path: content for path, (_, _, content) in trial.now().items()}


@pytest.fixture
def right(trial: Trial) -> dict[str, bytes | str]:
    """Build an edit of the site, so that much can be recalled; return how the next edit comes out from nothing."""
    trial.harmless()
    trial.body("Yesterday's words.\n")
    trial.harmless()
    trial.body("Today's words, and no others.\n")
    other = Trial(trial.home.parent / "other")
    shutil.copytree(trial.root, other.root, ignore=shutil.ignore_patterns(".cache", "public*"))
    assert other.run("build", "--no-cache").code == 0
    return contents(other)


def is_right_whatever(trial: Trial, right: dict[str, bytes | str]) -> None:
    """Build twice, with an edit and without: what comes out is right, and the third time nothing is to be done."""
    trial.harmless()
    assert contents(trial) == right
    trial.harmless()
    assert contents(trial) == right
    assert trial.harmless().told.startswith("Nothing has changed")


SPOIL: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "longer": lambda data: data + b"\0" * 100,
    "zeros": lambda data: bytes(len(data)),
    "noise": lambda data: random.Random(len(data)).randbytes(len(data)),  # noqa: S311  no secret
    "one bit": lambda data: (
        data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :] if data else data
    ),
    "another version": lambda data: data.replace(b"microsite 3", b"microsite 2").replace(b"0.1.0", b"9.9.9"),
}


@pytest.mark.holds(80, "harmless")
@pytest.mark.parametrize("how", SPOIL)
def test_a_spoilt_cache_costs_time_at_most(trial: Trial, right: dict[str, bytes | str], how: str) -> None:
    assert len(kept(trial)) > 5
    for file in kept(trial):
        file.write_bytes(SPOIL[how](file.read_bytes()))
    is_right_whatever(trial, right)


@pytest.mark.holds(80, "harmless")
def test_nothing_in_a_cache_is_ever_run(trial: Trial, right: dict[str, bytes | str]) -> None:
    poison = pickle.dumps(_Poison(trial.home / "pwned"))
    for file in kept(trial):
        file.write_bytes(poison)
    is_right_whatever(trial, right)
    assert not (trial.home / "pwned").exists()


@pytest.mark.holds(80, "harmless")
def test_what_has_a_right_checksum_and_wrong_contents_is_not_believed(
    trial: Trial, right: dict[str, bytes | str]
) -> None:
    for file in (trial.root / ".cache" / "pages").iterdir():
        if file.suffix:  # a checksum of four bytes comes first
            held = file.read_bytes()[4:-20]
            file.write_bytes(zlib.crc32(held).to_bytes(4, "big") + held)
            continue
        data = bytearray(file.read_bytes()[:-8])  # one of eight letters comes last
        chance = random.Random(file.name)  # noqa: S311  no secret
        for _ in range(20):
            data[chance.randrange(len(data) // 4, len(data))] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(data) + f"{zlib.crc32(data):08x}".encode())
    is_right_whatever(trial, right)


@pytest.mark.holds(80, "harmless")
def test_the_cache_of_another_site_is_not_believed(trial: Trial, right: dict[str, bytes | str]) -> None:
    other = Trial(trial.home.parent / "foreign")
    shutil.copytree(trial.root, other.root, ignore=shutil.ignore_patterns(".cache", "public*", ".public*"))
    other.body("Words of another site.\n")
    borrow = other.root / "content" / "borrow.md"
    borrow.write_text(borrow.read_text("utf-8").replace("Books", "Other books"), "utf-8")
    assert other.run("build").code == 0
    shutil.rmtree(trial.root / ".cache")
    shutil.copytree(other.root / ".cache", trial.root / ".cache")
    is_right_whatever(trial, right)


@pytest.mark.holds(80, "harmless")
@pytest.mark.parametrize("kind", ["a file", "a link to nowhere", "folders for files", "a pipe for each file"])
def test_a_cache_that_is_something_else_does_no_harm(trial: Trial, right: dict[str, bytes | str], kind: str) -> None:
    cache = trial.root / ".cache"
    if kind in {"a file", "a link to nowhere"}:
        shutil.rmtree(cache)
        if kind == "a file":
            cache.write_text("mine", "utf-8")
        else:
            cache.symlink_to(trial.home / "nowhere")
    else:
        for file in kept(trial):
            file.unlink()
            if kind == "folders for files":
                file.mkdir()
            else:
                os.mkfifo(file)
    trial.harmless()
    assert contents(trial) == right


@pytest.mark.holds(80, "harmless")
def test_files_of_another_program_in_a_folder_of_that_name_stay(trial: Trial) -> None:
    """`.cache` is a name that other programs use as well, and their old files are not ours to remove."""
    names = ("their.json", "ab/data.bin", "prettier/.prettier-cache", "pages/notes.txt", "ab/" + "x" * 64)
    theirs = [trial.write(f".cache/{name}", "theirs") for name in names]
    old = trial.write(".cache/ab/" + "0" * 64, "ours")
    for file in [*theirs, *kept(trial)]:
        os.utime(file, (time.time() - 400 * DAY,) * 2)
    trial.body("Other words.\n")
    trial.harmless()
    assert all(file.read_text("utf-8") == "theirs" for file in theirs)
    assert not old.exists()


@pytest.mark.holds(80, "harmless")
def test_a_cache_that_leads_elsewhere_touches_nothing_there(trial: Trial, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "ab").mkdir(parents=True)
    for name in ("photo.jpg", "ab/photo.jpg"):
        (elsewhere / name).write_text("mine", "utf-8")
        os.utime(elsewhere / name, (time.time() - 400 * DAY,) * 2)
    before = state(elsewhere)
    shutil.rmtree(trial.root / ".cache")
    (trial.root / ".cache").symlink_to(elsewhere)
    trial.body("Other words.\n")
    trial.harmless()
    assert {path: what for path, what in state(elsewhere).items() if path in before} == before
