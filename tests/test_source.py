"""A text file, and how to find a place in it again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from microsite.opening import MAX_BYTES
from microsite.problems import Place, Report
from microsite.source import Source, read_source

if TYPE_CHECKING:
    from pathlib import Path


def told(report: Report) -> list[str]:
    return [f"{problem.place} {problem.code} {problem.message}" for problem in report.problems]


def read(folder: Path, data: bytes) -> tuple[Source | None, list[str]]:
    (folder / "a.md").write_bytes(data)
    report = Report()
    return read_source(folder / "a.md", "a.md", report), told(report)


def test_offsets_are_lines_and_columns_from_one() -> None:
    source = Source("a.md", "one\ntwo\n\nfour")
    assert [source.place(offset) for offset in (0, 4, 6, 8, 9)] == [
        Place("a.md", 1, 1),
        Place("a.md", 2, 1),
        Place("a.md", 2, 3),
        Place("a.md", 3, 1),
        Place("a.md", 4, 1),
    ]
    assert [source.offset(line) for line in (1, 2, 3, 4)] == [0, 4, 8, 9]
    assert source.excerpt(2) == "two"
    assert source.excerpt(0) == source.excerpt(9) == ""


def test_the_nth_occurrence_is_found_outside_code_and_comments() -> None:
    source = Source("a.md", "`x` x <!-- x --> x\n```\nx\n```\nx")
    assert [source.find("x", nth) for nth in (1, 2, 3, 4)] == [4, 17, 29, 29]
    assert source.find("y") == -1


def test_a_byte_order_mark_and_line_ends_of_windows_are_not_there(tmp_path: Path) -> None:
    source, problems = read(tmp_path, b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert problems == []
    assert source == Source("a.md", "one\ntwo\nthree\n")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"one\nIt\x92s", "a.md:2:3 not-utf-8 The file is not saved as UTF-8; it looks like Windows-1252."),
        ("one\n".encode("utf-16"), "a.md:1:1 not-utf-8 The file is not saved as UTF-8; it looks like UTF-16."),
        (b"a\xc0\xafb", "a.md:1:2 not-utf-8 The file is not saved as UTF-8; it looks like Windows-1252."),
        (b"x" * (MAX_BYTES + 1), "a.md:0:0 too-large The file has 524,289 bytes; at most 524,288 are allowed."),
    ],
)
def test_a_file_that_is_no_text_is_told_and_not_read(tmp_path: Path, data: bytes, message: str) -> None:
    assert read(tmp_path, data) == (None, [message])


def test_control_characters_are_told_and_taken_away(tmp_path: Path) -> None:
    source, problems = read(tmp_path, "a\x00b\n\tc\x7f\ue000\ufffe".encode())
    assert [line.split(" ")[0] for line in problems] == ["a.md:1:2", "a.md:2:3", "a.md:2:4", "a.md:2:5"]
    assert "U+0000" in problems[0]
    assert source == Source("a.md", "a b\n\tc   ")


def test_links_pipes_and_folders_are_refused(tmp_path: Path) -> None:
    report = Report()
    (tmp_path / "link.md").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    for name in ("link.md", "pipe.md", "folder.md", "none.md"):
        assert read_source(tmp_path / name, name, report) is None
    assert told(report) == [
        "folder.md:0:0 not-a-file “folder.md” is not an ordinary file.",
        "link.md:0:0 not-a-file “link.md” is a link to “/etc/hostname”.",
        "none.md:0:0 missing-file There is no file “none.md”.",
        "pipe.md:0:0 not-a-file “pipe.md” is not an ordinary file.",
    ]


def test_no_control_character_is_overlooked(tmp_path: Path) -> None:
    controls = {*range(0x20), *range(0x7F, 0xA0), 0xE000, 0xE001} - {0x09, 0x0A, 0x0D}
    controls |= {0x2028, 0x2029, 0x202D, 0x202E, *range(0xFDD0, 0xFDF0)}
    controls |= {plane * 0x10000 + end for plane in range(17) for end in (0xFFFE, 0xFFFF)}
    assert [hex(code) for code in sorted(controls) if not read(tmp_path, f"a{chr(code)}".encode())[1]] == []
    mark = 0xFEFF  # at the beginning of a file it says how the file is saved; elsewhere it is one more
    assert read(tmp_path, f"a{chr(mark)}".encode())[1]
    others = "".join(
        chr(code) for code in range(0x110000) if code not in {*controls, mark} and not 0xD800 <= code < 0xE000
    )
    pieces = [others[start : start + 100_000] for start in range(0, len(others), 100_000)]
    assert [piece[0] for piece in pieces if read(tmp_path, piece.encode())[1]] == []
