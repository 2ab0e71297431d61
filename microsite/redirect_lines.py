"""The old addresses in the front matter of a page, written anew without touching anything around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.front_matter import front_matter_region
from microsite.problems import Report
from microsite.rewriting import Edit
from microsite.yaml_nodes import Mapping, Scalar, Sequence
from microsite.yaml_reader import read_nodes

if TYPE_CHECKING:
    from collections.abc import Collection

    from microsite.model import Document
    from microsite.source import Source

KEY = "redirect_from"


class CannotWriteError(Exception):
    """The list is written in a way that cannot be changed from here."""


class _Written(Struct, frozen=True):
    """The key as it stands in the front matter."""

    source: Source
    first: int
    """The line at which the front matter begins; nodes are counted from there."""
    key: Scalar
    value: Sequence

    def offset(self, line: int, column: int = 0) -> int:
        """Return the character offset of a place of a node."""
        return self.source.offset(self.first + line) + column

    def edit(self, line: int, column: int, end: int, text: str) -> Edit:
        """Return an edit of a part of a line."""
        return Edit(self.offset(line, column), self.offset(line, end), text)


def redirect_edits(document: Document, removed: Collection[str], added: str) -> tuple[Edit, ...]:
    """Return the edits that take entries out of `redirect_from`, as they are written, and add one, or none (“”).

    A key that is missing is added, one without entries is taken out. Raises CannotWriteError.
    """
    source = document.source
    if not added and not set(removed).intersection(document.front_matter.redirect_from):
        return ()
    region = front_matter_region(source, Report())
    if region is None:
        raise CannotWriteError
    start, end, _ = region
    nodes = read_nodes(source, start, end, (KEY,), Report())
    pairs = nodes.root.pairs if isinstance(nodes.root, Mapping) else ()
    key, value = next((pair for pair in pairs if pair[0].text == KEY), (None, None))
    if key is None:
        return (Edit(end, end, f"{KEY}: [{added}]\n"),) if added else ()
    first = nodes.lines.first
    if isinstance(value, Scalar):  # nothing stands there
        colon = source.offset(first + key.line) + key.end + 1
        return (Edit(colon, colon, f" [{added}]"),) if added else ()
    if not isinstance(value, Sequence):
        raise CannotWriteError
    written = _Written(source, first, key, value)
    is_in_brackets = source.text[written.offset(value.line, value.column)] == "["
    return tuple(_in_brackets(written, removed, added) if is_in_brackets else _on_lines(written, removed, added))


def _in_brackets(written: _Written, removed: Collection[str], added: str) -> list[Edit]:
    key, value = written.key, written.value
    if value.line != value.end_line:
        raise CannotWriteError
    line = written.source.excerpt(written.first + value.line)
    kept = [line[item.column : item.end] for item in value.items if _text(item) not in removed]
    if not kept and not added:
        return [Edit(written.offset(key.line), written.offset(value.line + 1), "")]
    if len(kept) < len(value.items):
        return [written.edit(value.line, value.column, value.end, f"[{', '.join(filter(None, (*kept, added)))}]")]
    if not added:
        return []
    behind = value.items[-1].end if value.items else value.column + 1
    return [written.edit(value.line, behind, behind, f", {added}" if value.items else added)]


def _on_lines(written: _Written, removed: Collection[str], added: str) -> list[Edit]:
    gone = [item for item in written.value.items if _text(item) in removed]
    last = written.value.items[-1]
    behind = written.offset(last.end_line + 1)
    if len(gone) == len(written.value.items) and not added:
        return [Edit(written.offset(written.key.line), behind, "")]
    edits = [Edit(written.offset(item.line), written.offset(item.end_line + 1), "") for item in gone]
    if added:
        before = written.source.excerpt(written.first + last.line)[: last.column]
        edits.append(Edit(behind, behind, f"{before}{added}\n"))
    return edits


def _text(item: object) -> str:
    return item.text if isinstance(item, Scalar) else ""
