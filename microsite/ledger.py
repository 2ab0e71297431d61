"""`addresses.txt`: every address at which a page was ever published, so that none of them vanishes unnoticed."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microsite.documents import folded, is_address, with_slash
from microsite.memory import Memory
from microsite.problems import Problem, Report
from microsite.rewriting import Edit, rewrite
from microsite.source import Source, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILE = "addresses.txt"

MAX_BYTES = 64 * 1024 * 1024
"""A build writes the file itself, so it must read whatever it can have written: a hundred thousand long addresses."""

_HEAD = """\
# Every address at which a page of this site was ever published, one a line. Keep this file in git.
# A build adds new addresses by itself. It stops if one of them would lead to nothing, because people have kept
# it: in a bookmark, on paper, in a message. If nobody ever saw an address, delete its line.

"""
_REMARK = re.compile(r"(?:^|\s+)#.*")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}")


class Entry(Struct, frozen=True):
    """An address and its line, from 1."""

    address: str
    line: int


class Ledger(Struct, frozen=True, dict=True):
    """Every address at which a page was published."""

    source: Source = field(default_factory=lambda: Source(FILE, ""))
    entries: tuple[Entry, ...] = ()
    """Each address once, in the order of the file."""

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(folded(entry.address) for entry in self.entries)

    def __contains__(self, address: str) -> bool:
        """Tell whether a page was ever published at an address, as a file system that ignores case compares them."""
        return folded(address) in self._known

    def problem(self, code: str, message: str, entry: Entry, hint: str) -> Problem:
        """Return a problem at the line of an address."""
        return self.source.problem(code, message, entry.line, 1, hint=hint)


def read_ledger(root: Path, report: Report, memory: Memory | None = None) -> Ledger:
    """Return the ledger of the site at `root`, an empty one where there is none; a line that is none is reported."""
    file = root / FILE
    if not file.exists() and not file.is_symlink():
        return Ledger()
    source = read_source(file, FILE, report, MAX_BYTES)
    if source is None:
        return Ledger()
    memory = memory or Memory()
    return memory.recall(FILE, (source,), lambda own: Ledger(source, tuple(_entries(source, own))), report)


def _entries(source: Source, report: Report) -> Iterator[Entry]:
    seen: set[str] = set()
    has_conflict = False
    for number, line in enumerate(source.lines, 1):
        text = unicodedata.normalize("NFC", _REMARK.sub("", line).strip())
        if _CONFLICT.fullmatch(text):
            if not has_conflict:
                report.add(_conflict(source, number))
            has_conflict = True
        elif text and text != "/" and not is_address(text):
            message = f"“{text}” is not an address of this site."
            report.add(source.problem("wrong-value", message, number, 1, hint="Write it as “/fees/”, or delete it."))
        elif text and folded(with_slash(text)) not in seen:
            seen.add(folded(with_slash(text)))
            yield Entry(with_slash(text), number)


def _conflict(source: Source, line: int) -> Problem:
    message = "Two people have changed this file, and git has left both versions in it."
    hint = "Keep all addresses, and delete the lines that begin with “<<<<<<<”, “=======” and “>>>>>>>”."
    return source.problem("wrong-value", message, line, 1, hint=hint)


def record(root: Path, addresses: Iterable[str]) -> tuple[str, ...]:
    """Add to the ledger of the site at `root` the addresses that it lacks, and return those, sorted.

    Where there is none, it is made; where nothing is new, nothing is written. Raises OSError, and ChangedMeanwhileError
    where somebody saves it at that moment.
    """
    file = root / FILE
    unknown = _unwritten(file, addresses)
    if not unknown:
        return ()
    ledger = read_ledger(root, Report())
    new = _missing_from(ledger, unknown)
    if not new:
        return ()
    from microsite.replacing import replace_file, write_new_file  # noqa: PLC0415  most builds have nothing to write

    if file.exists():
        data = file.read_bytes()
        replace_file(file, data, _with_addresses(data, ledger, new))
    else:
        write_new_file(file, _with_addresses(b"", ledger, new))
    return new


def _unwritten(file: Path, addresses: Iterable[str]) -> list[str]:
    """Return the addresses that are no line of the file as they stand: usually none, which takes no reading of it.

    One of them may be there nevertheless, written otherwise or with a remark.
    """
    lines = set(file.read_bytes().splitlines()) if file.is_file() else set()
    return [address for address in addresses if address.encode() not in lines]


def _missing_from(ledger: Ledger, addresses: Iterable[str]) -> tuple[str, ...]:
    found = {folded(address): address for address in addresses if address not in ledger}
    return tuple(sorted(found.values()))


def _with_addresses(data: bytes, ledger: Ledger, addresses: Iterable[str]) -> bytes:
    """Return the file that holds `data`, read as `ledger`, with more addresses: each before the first that follows it.

    Remarks stay where they are, and so does every other byte.
    """
    if not data:
        return (_HEAD + "".join(f"{address}\n" for address in addresses)).encode()
    text = ledger.source.text
    # The first line whose address follows another is the first at which the last one so far, of all lines, follows it.
    last_so_far = list(accumulate((entry.address for entry in ledger.entries), max))
    added: defaultdict[int, list[str]] = defaultdict(list)
    for address in addresses:
        first = bisect_right(last_so_far, address)
        place = ledger.source.offset(ledger.entries[first].line) if first < len(last_so_far) else len(text)
        added[place].append(f"{address}\n")
    if len(text) in added and not text.endswith("\n"):
        added[len(text)].insert(0, "\n")
    return rewrite(data, [Edit(place, place, "".join(lines)) for place, lines in added.items()])
