"""Compressed copies beside files, for hosts that send such copies and do not compress by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.model import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from microsite.cache import Cache

ENDINGS = {"br": ".br", "zstd": ".zst", "gzip": ".gz"}
"""How the name of a copy ends, by the name of its encoding (https://www.iana.org/assignments/http-parameters), with
the one first that makes the smallest."""

LEAST_BYTES = 1024
"""A smaller file gains nothing: it and the headers before it fill a packet or two, compressed or not."""

LEAST_SAVED = 0.1
"""The part of a file that a copy must save; an icon of 2,208 bytes saves 62, which is no reason for a file more."""

_LOOSE = (".css", ".html", ".ico", ".ics", ".svg", ".txt", ".vcf", ".webmanifest", ".xml")
"""What is not compressed by itself, as other pictures and PDF files are."""


def compressed(outputs: Iterable[Output], encodings: Sequence[str], cache: Cache | None) -> Iterator[Output]:
    """Yield the copies that are worth it, in these encodings; what stands in the cache is not made again."""
    for output in outputs:
        if not output.path.endswith(_LOOSE) or output.size < LEAST_BYTES:
            continue
        for encoding in encodings:
            data = _recall(output.data, encoding, cache)
            if len(data) <= output.size * (1 - LEAST_SAVED):
                yield Output(output.path + ENDINGS[encoding], data, output.made_from)


def _recall(data: bytes, encoding: str, cache: Cache | None) -> bytes:
    version, compress = _COMPRESSORS[encoding]()
    if cache is None:
        return compress(data)
    return cache.recall(("compressed", encoding, version, data), lambda: compress(data))


def _brotli() -> tuple[str, Callable[[bytes], bytes]]:
    import brotli  # noqa: PLC0415  only hosts that serve compressed copies need it, as the two below

    return brotli.__version__, lambda data: brotli.compress(data, mode=brotli.MODE_TEXT, quality=11)


def _zstandard() -> tuple[str, Callable[[bytes], bytes]]:
    import zstandard  # noqa: PLC0415

    version = ".".join(map(str, zstandard.ZSTD_VERSION))
    return version, zstandard.ZstdCompressor(level=19).compress


def _gzip() -> tuple[str, Callable[[bytes], bytes]]:
    import gzip  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    # Neither a time nor a name stands in it, so that the same file gives the same bytes.
    return zlib.ZLIB_RUNTIME_VERSION, lambda data: gzip.compress(data, compresslevel=9, mtime=0)


_COMPRESSORS = {"br": _brotli, "zstd": _zstandard, "gzip": _gzip}
"""How each encoding is made: the version of what makes it, which decides its bytes, and the function. All are set to
their smallest output, because a copy is made once and sent often."""
