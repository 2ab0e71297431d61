"""What became of a document, as bytes: to be handed from one process to another, and to be kept on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import msgspec
from msgspec import Struct

from microsite.checks import Judged  # noqa: TC001  msgspec reads annotations
from microsite.making import Made
from microsite.model import FilePart, Output
from microsite.problems import Problem  # noqa: TC001  as above
from microsite.workers import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.making import Maker
    from microsite.model import Document


class KeptOutput(Struct, frozen=True, array_like=True):
    """An output whose bytes lie in a file."""

    path: str
    offset: int
    size: int
    sha256: str
    made_from: str
    withheld: str


class KeptPage(Struct, frozen=True, array_like=True):
    """What became of a document, but for the page itself."""

    path: str
    outputs: tuple[KeptOutput, ...]
    judged: Judged | None
    problems: tuple[Problem, ...]


_decoder = msgspec.msgpack.Decoder(KeptPage)
_encoder = msgspec.msgpack.Encoder()


def make_apart(maker: Maker, document: Document, file: BinaryIO) -> bytes:
    """Return what becomes of a document; the bytes of its outputs go to the end of the file."""
    made = maker.make(document)
    return _encoder.encode(
        KeptPage(made.path, tuple(_put(output, file) for output in made.outputs), made.judged, made.problems)
    )


def _put(output: Output, file: BinaryIO) -> KeptOutput:
    offset = file.tell()
    file.write(output.data)
    return KeptOutput(output.path, offset, output.size, output.sha256, output.made_from, output.withheld)


def taken_in(data: bytes, file: BinaryIO) -> Made:
    """Return what became of a document in another process, whose outputs lie in the file."""
    kept = _decoder.decode(data)
    return Made(kept.path, tuple(_taken(output, file) for output in kept.outputs), kept.judged, kept.problems)


def _taken(kept: KeptOutput, file: BinaryIO) -> Output:
    part = FilePart(file, kept.offset, kept.size, kept.sha256)
    return Output(kept.path, part, kept.made_from, kept.withheld)


def make_in_processes(documents: Sequence[Document], maker: Maker, files: Sequence[BinaryIO]) -> list[Made]:
    """Return what becomes of each document, made in as many processes as there are files. Raises as `share` does."""
    results = share(lambda number, file: make_apart(maker, documents[number], file), len(documents), files)
    for file in files:
        file.flush()
    return [taken_in(data, files[number]) for number, data in results]
