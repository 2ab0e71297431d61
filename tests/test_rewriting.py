"""A few places of a file change, and no other byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.problems import Place
from microsite.rewriting import ChangedLine, Edit, changed_lines, rewrite
from microsite.source import Source

ENDS = ("\n", "\r\n", "\r")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_the_byte_order_mark_stay(end: str, mark: bytes) -> None:
    edits = [Edit(0, 3, "eins"), Edit(4, 4, "new\n"), Edit(8, 14, "")]
    data = mark + end.join(["one", "two", "three", "four"]).encode()
    assert rewrite(data, edits) == mark + end.join(["eins", "new", "two", "four"]).encode()


@given(
    st.lists(st.tuples(st.text("aé🎈 "), st.sampled_from(ENDS)), max_size=8),
    st.integers(0, 60),
    st.integers(0, 60),
    st.text("xy", min_size=1),
)
def test_what_stands_around_an_edit_stays(lines: list[tuple[str, str]], one: int, other: int, text: str) -> None:
    raw = "".join(line + end for line, end in lines)
    read = raw.replace("\r\n", "\n").replace("\r", "\n")
    start, end = sorted((min(one, len(read)), min(other, len(read))))
    done = rewrite(raw.encode(), [Edit(start, end, text)]).decode()
    assert done.replace("\r\n", "\n").replace("\r", "\n") == read[:start] + text + read[end:]
    assert raw.startswith(done.partition(text)[0])


def test_a_line_with_two_changes_is_told_once() -> None:
    source = Source("a.md", "one\n[a](x.md) and [b](x.md)\nlast\n")
    edits = [Edit(8, 12, "y.md"), Edit(22, 26, "y.md"), Edit(28, 28, "two\nmore\n"), Edit(28, 33, "")]
    assert list(changed_lines(source, edits)) == [
        ChangedLine(Place("a.md", 2), "[a](x.md) and [b](x.md)", "[a](y.md) and [b](y.md)"),
        ChangedLine(Place("a.md", 3), "", "two"),
        ChangedLine(Place("a.md", 3), "", "more"),
        ChangedLine(Place("a.md", 3), "last", ""),
    ]
