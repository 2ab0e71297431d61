"""Work shared by processes: in order, and whatever happens to one of them is told."""

from __future__ import annotations

import os
import signal
import tempfile
from typing import TYPE_CHECKING, BinaryIO

import pytest

from microsite.workers import WorkerEndedError, WorkerFailedError, processes_for, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    pytest.mark.usefixtures("forked"),
]


@pytest.fixture
def files() -> Iterator[list[BinaryIO]]:
    opened: list[BinaryIO] = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115  closed below
    yield opened
    for file in opened:
        file.close()


@pytest.mark.parametrize("pieces", [0, 1, 2, 7, 500, 9_000])
def test_each_piece_comes_back_once(files: list[BinaryIO], pieces: int) -> None:
    def make(piece: int, file: BinaryIO) -> bytes:
        place = file.tell()
        file.write(b"large %d;" % piece)
        return b"%d %d" % (piece, place)

    results = list(share(make, pieces, files))
    assert sorted(piece for piece, _, _ in results) == list(range(pieces))
    for piece, number, result in results:
        assert result.split()[0] == b"%d" % piece
        files[number].seek(int(result.split()[1]))
        assert files[number].read(30).startswith(b"large %d;" % piece)


def in_a_child(what: Callable[[], object], forked: list[int]) -> Callable[[int, BinaryIO], bytes]:
    """Return what does something in the first piece that another process gets, and waits for that in this one."""
    here = os.getpid()

    def make(piece: int, _file: BinaryIO) -> bytes:
        if os.getpid() != here:
            what()
        elif piece == 0:
            os.waitid(os.P_PID, forked[-1], os.WEXITED | os.WNOWAIT)
        return b""

    return make


def test_a_process_that_is_killed_is_told_with_its_piece(files: list[BinaryIO], forked: list[int]) -> None:
    with pytest.raises(WorkerEndedError) as told:
        list(share(in_a_child(lambda: os.kill(os.getpid(), signal.SIGKILL), forked), 50, files))
    assert told.value.by == "SIGKILL"
    assert told.value.piece in range(50)


def test_an_error_of_ours_in_another_process_is_told_with_its_traceback(
    files: list[BinaryIO], forked: list[int]
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("by nothing")

    with pytest.raises(WorkerFailedError, match=r"(?s)in fail.*ZeroDivisionError: by nothing"):
        list(share(in_a_child(fail, forked), 50, files))


def test_an_interruption_leaves_no_process(files: list[BinaryIO]) -> None:
    here = os.getpid()

    def make(_piece: int, _file: BinaryIO) -> bytes:
        if os.getpid() == here:
            raise KeyboardInterrupt
        signal.pause()
        return b""

    with pytest.raises(KeyboardInterrupt):
        list(share(make, 50, files))


def test_a_few_pieces_are_not_worth_a_process() -> None:
    assert processes_for(3, 4) == 1
    assert 1 <= processes_for(10_000, 4) <= (os.cpu_count() or 1)
