"""What became of a document, as bytes: to be kept on the disk, and to be handed from one process to another."""

from __future__ import annotations

import zlib

import msgspec
from msgspec import Struct

from microsite.checks import Judged  # noqa: TC001  msgspec reads annotations, here and below
from microsite.frames import Frame  # noqa: TC001
from microsite.model import Output  # noqa: TC001
from microsite.problems import Problem  # noqa: TC001
from microsite.render import Used  # noqa: TC001
from microsite.texts import Text  # noqa: TC001


class KeptOutput(Struct, frozen=True, array_like=True):
    """An output without its bytes."""

    path: str
    size: int
    sha256: str
    made_from: str
    withheld: str


class Kept(Struct, frozen=True, array_like=True):
    """The steps by which a document became a page, each with a hash of all that it was made from."""

    text_key: bytes
    text: Text
    drawn_key: bytes
    used: Used
    frame: Frame | None
    output: KeptOutput
    judged_key: bytes
    judged: Judged


class Handed(Struct, frozen=True, array_like=True):
    """What became of a document in another process."""

    output: KeptOutput
    offset: int
    """Where its bytes begin in the file of that process; -1 where they are published already."""
    judged: Judged | None
    problems: tuple[Problem, ...]
    frame: Frame | None
    row: bytes
    """The steps, to be kept; nothing where they are not worth it."""


_kept = msgspec.msgpack.Decoder(Kept)
_handed = msgspec.msgpack.Decoder(Handed)
_encoder = msgspec.msgpack.Encoder()


def kept_output(output: Output) -> KeptOutput:
    """Return an output without its bytes."""
    return KeptOutput(output.path, output.size, output.sha256, output.made_from, output.withheld)


def write_kept(kept: Kept) -> bytes:
    """Return the steps as bytes."""
    return zlib.compress(_encoder.encode(kept), 1)


def read_kept(data: bytes) -> Kept | None:
    """Return the steps that the bytes hold, or None where they hold none: then the page is made anew."""
    try:
        return _kept.decode(zlib.decompress(data))
    except (zlib.error, msgspec.DecodeError):
        return None


def write_handed(handed: Handed) -> bytes:
    """Return what another process made as bytes."""
    return _encoder.encode(handed)


def read_handed(data: bytes) -> Handed:
    """Return what another process made."""
    return _handed.decode(data)
