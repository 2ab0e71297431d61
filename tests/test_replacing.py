"""Files are replaced whole or not at all, and several together or none of them."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from microsite.replacing import ChangedMeanwhileError, Replacement, replace_file, replace_together, write_new_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


def held(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() if file.is_file() else b"a folder"
        for file in sorted(folder.rglob("*"))
    }


def test_a_file_is_replaced_and_keeps_its_mode(folder: Path) -> None:
    (folder / "a").chmod(0o640)
    replace_file(folder / "a", b"a", b"new")
    assert held(folder) == {"a": b"new", "b": b"b", "c": b"c"}
    assert (folder / "a").stat().st_mode & 0o777 == 0o640


def test_a_file_that_was_saved_meanwhile_is_kept(folder: Path) -> None:
    with pytest.raises(ChangedMeanwhileError):
        replace_file(folder / "a", b"as it was read", b"new")
    assert held(folder) == {"a": b"a", "b": b"b", "c": b"c"}


def test_a_new_file_may_be_read_by_whoever_may_read_others(folder: Path) -> None:
    write_new_file(folder / "d", b"d")
    (folder / "e").write_bytes(b"e")
    assert (folder / "d").stat().st_mode == (folder / "e").stat().st_mode


def test_files_change_together_and_one_may_move(folder: Path) -> None:
    to = folder / "x" / "y" / "a"
    replace_together([Replacement(folder / "a", b"a", b"moved", to), Replacement(folder / "b", b"b", b"new")])
    assert held(folder) == {"b": b"new", "c": b"c", "x": b"a folder", "x/y": b"a folder", "x/y/a": b"moved"}
    replace_together([Replacement(to, b"moved", b"back", folder / "a")])
    assert held(folder) == {"a": b"back", "b": b"new", "c": b"c"}


def test_where_one_file_has_changed_none_is_touched(folder: Path) -> None:
    changes = [Replacement(folder / "a", b"a", b"A", folder / "x" / "a"), Replacement(folder / "b", b"other", b"B")]
    with pytest.raises(ChangedMeanwhileError):
        replace_together(changes)
    assert held(folder) == {"a": b"a", "b": b"b", "c": b"c"}


def test_what_stands_at_the_new_place_is_kept(folder: Path) -> None:
    with pytest.raises(FileExistsError):
        replace_together([Replacement(folder / "a", b"a", b"A", folder / "b")])
    assert held(folder) == {"a": b"a", "b": b"b", "c": b"c"}


@pytest.mark.parametrize("failing", range(4))
def test_a_disk_that_fails_at_any_step_leaves_all_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    changes = [
        Replacement(folder / "b", b"b", b"B"),
        Replacement(folder / "a", b"a", b"A", folder / "x" / "a"),
        Replacement(folder / "c", b"c", b"C"),
    ]
    calls, replace = 0, os.replace

    def fail_once(one: str, other: str) -> None:
        nonlocal calls
        calls += 1
        if calls == failing + 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(other))
        replace(one, other)

    monkeypatch.setattr(os, "replace", fail_once)
    if failing == len(changes):  # every step went well
        replace_together(changes)
        assert held(folder) == {"b": b"B", "c": b"C", "x": b"a folder", "x/a": b"A"}
        return
    with pytest.raises(OSError, match="Input/output"):
        replace_together(changes)
    assert held(folder) == {"a": b"a", "b": b"b", "c": b"c"}


def test_a_full_disk_is_noticed_before_anything_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_together([Replacement(folder / "a", b"a", b"A", folder / "x" / "a")])
    assert held(folder) == {"a": b"a", "b": b"b", "c": b"c"}
