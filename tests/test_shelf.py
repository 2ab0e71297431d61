"""What became of each document, in one file: it comes back as it was, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microsite.shelf import read_shelf, write_shelf

if TYPE_CHECKING:
    from pathlib import Path

ROWS = {"index.md": b"home\0\n", "a/b.md": b"", "prix-d\u00e9lire.md": bytes(range(256)) * 40}


def test_what_was_kept_comes_back_with_its_checksum(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "shelf"
    checksum = write_shelf(file, "me 1", ROWS)
    assert read_shelf(file, "me 1") == (ROWS, checksum)
    assert [found.name for found in file.parent.iterdir()] == ["shelf"]
    assert write_shelf(file, "me 1", {**ROWS, "index.md": b"hove\0\n"}) != checksum


def test_what_another_version_kept_is_nothing(tmp_path: Path) -> None:
    write_shelf(tmp_path / "shelf", "me 1", ROWS)
    assert read_shelf(tmp_path / "shelf", "me 2") == ({}, "")
    assert read_shelf(tmp_path / "none", "me 1") == ({}, "")


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 40, -1, -8, -9])
def test_a_file_that_was_cut_is_nothing(tmp_path: Path, size: int) -> None:
    file = tmp_path / "shelf"
    write_shelf(file, "me 1", ROWS)
    file.write_bytes(file.read_bytes()[:size])
    assert read_shelf(file, "me 1") == ({}, "")


def test_one_other_byte_makes_it_nothing(tmp_path: Path) -> None:
    file = tmp_path / "shelf"
    write_shelf(file, "me 1", {"index.md": b"home"})
    data = file.read_bytes()
    for place in range(len(data)):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert read_shelf(file, "me 1") == ({}, "")
