"""The cache on the disk: each thing is made once, and whatever is wrong with an entry costs time and nothing else."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from microsite.cache import UNUSED_DAYS, Cache

if TYPE_CHECKING:
    from pathlib import Path

KEY = ("picture", b"bytes", "480")


def entries(folder: Path) -> list[Path]:
    """Return the entries; the file whose time says when they were tidied is none."""
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "tidied")


def recalled(folder: Path, made: bytes = b"made") -> tuple[bytes, int]:
    cache = Cache(folder)
    return cache.recall(KEY, lambda: made), cache.made


def test_a_thing_is_made_once(tmp_path: Path) -> None:
    assert recalled(tmp_path) == (b"made", 1)
    assert recalled(tmp_path, b"never asked for") == (b"made", 0)


def test_another_key_is_another_thing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.recall(("ab", "c"), lambda: b"1") == b"1"
    assert cache.recall(("a", "bc"), lambda: b"2") == b"2"
    assert cache.recall(("abc",), lambda: b"3") == b"3"


@pytest.mark.parametrize("held", [b"", b"x", b"0" * 32 + b"made", b"\x80\x04\x95pickle" * 9])
def test_an_entry_that_is_not_what_was_written_is_made_again(tmp_path: Path, held: bytes) -> None:
    recalled(tmp_path)
    (file,) = entries(tmp_path)
    file.write_bytes(held)
    assert recalled(tmp_path, b"anew") == (b"anew", 1)
    assert recalled(tmp_path) == (b"anew", 0)


@pytest.mark.parametrize("cut", range(0, 36, 5))
def test_an_entry_that_was_cut_off_is_made_again(tmp_path: Path, cut: int) -> None:
    recalled(tmp_path)
    (file,) = entries(tmp_path)
    file.write_bytes(file.read_bytes()[:cut])
    assert recalled(tmp_path)[1] == 1


def test_a_folder_that_cannot_be_made_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert recalled(tmp_path / "file" / "cache") == (b"made", 1)
    assert (tmp_path / "file").read_text("utf-8") == "in the way"


def test_what_was_not_used_for_long_goes_and_what_was_used_stays(tmp_path: Path) -> None:
    recalled(tmp_path)
    (used,) = entries(tmp_path)
    cache = Cache(tmp_path)
    cache.recall(("other",), lambda: b"x")
    (unused,) = set(entries(tmp_path)) - {used}
    past = time.time() - (UNUSED_DAYS + 1) * 86400
    for file in (used, unused):
        os.utime(file, (past, past))
    recalled(tmp_path)
    cache.tidy()
    assert entries(tmp_path) == [used]


def test_a_cache_is_tidied_once_a_day(tmp_path: Path) -> None:
    recalled(tmp_path)
    cache, (file,) = Cache(tmp_path), entries(tmp_path)
    cache.tidy()
    past = time.time() - (UNUSED_DAYS + 1) * 86400
    os.utime(file, (past, past))
    cache.tidy()
    assert entries(tmp_path) == [file]
    yesterday = time.time() - 25 * 3600
    os.utime(tmp_path / "tidied", (yesterday, yesterday))
    cache.tidy()
    assert entries(tmp_path) == []


def test_what_a_killed_build_left_goes_and_an_unused_cache_is_not_made(tmp_path: Path) -> None:
    recalled(tmp_path / "cache")
    (file,) = entries(tmp_path / "cache")
    left = file.with_name(f"{file.name}.4711")
    left.write_bytes(b"half")
    past = time.time() - (UNUSED_DAYS + 1) * 86400
    os.utime(left, (past, past))
    Cache(tmp_path / "cache").tidy()
    assert entries(tmp_path / "cache") == [file]
    Cache(tmp_path / "none").tidy()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("hours", "touched"), [(1, False), (25, True), (-25, True)])
def test_the_time_of_an_entry_tells_the_day_of_its_last_use(tmp_path: Path, hours: int, *, touched: bool) -> None:
    recalled(tmp_path)
    (file,) = entries(tmp_path)
    past = time.time_ns() - hours * 3600 * 10**9
    os.utime(file, ns=(past, past))
    assert recalled(tmp_path) == (b"made", 0)
    assert (file.stat().st_mtime_ns != past) == touched


def test_nothing_is_left_beside_an_entry(tmp_path: Path) -> None:
    for number in range(50):
        Cache(tmp_path).recall((str(number),), lambda: b"x" * 1000)
    assert all(len(file.name) == 64 for file in entries(tmp_path))
