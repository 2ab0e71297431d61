"""Compressed copies: which files have them, and that each holds its file."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard
from conftest import CONFIG, FRONT_MATTER

from build import build
from microsite import manifest
from microsite.cache import Cache
from microsite.compression import ENDINGS, compressed
from microsite.memory import Memory
from microsite.model import Output
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

DECOMPRESS = {"br": brotli.decompress, "zstd": zstandard.decompress, "gzip": gzip.decompress}
TEXT = "An intensive outpatient program is care for a part of the day. You go home at night.\n" * 60
HOSTS = {"nginx": ("br", "gzip"), "caddy": ("br", "zstd", "gzip"), "apache": ("br", "zstd", "gzip")}
THEY_COMPRESS_OR_KNOW_NOTHING = ("folder", "cloudflare-pages")


def built(write_site: WriteSite, host: str, *, compress: bool = True, cache: Cache | None = None) -> dict[str, Output]:
    root = write_site(
        {
            "site_config.yaml": f"{CONFIG.replace('/iop/', '/')}host: {host}\n",
            "content/index.md": FRONT_MATTER + TEXT,
            "content/404.md": FRONT_MATTER + "Nothing is here.",
        }
    )
    return {output.path: output for output in build(root, Options(compress=compress), Report(), Memory(cache))}


def copies(outputs: dict[str, Output]) -> set[str]:
    return {path for path in outputs if path.endswith(tuple(ENDINGS.values()))}


@pytest.mark.parametrize("host", HOSTS)
def test_every_copy_holds_its_file(write_site: WriteSite, host: str) -> None:
    outputs = built(write_site, host)
    assert {f"index.html{ENDINGS[encoding]}" for encoding in HOSTS[host]} <= copies(outputs)
    for encoding in HOSTS[host]:
        found = [path for path in copies(outputs) if path.endswith(ENDINGS[encoding])]
        for path in found:
            whole = outputs[path.removesuffix(ENDINGS[encoding])].data
            assert DECOMPRESS[encoding](outputs[path].data) == whole
            assert len(outputs[path].data) < 0.9 * len(whole)


@pytest.mark.parametrize("host", THEY_COMPRESS_OR_KNOW_NOTHING)
def test_a_host_that_sends_no_copies_gets_none(write_site: WriteSite, host: str) -> None:
    assert copies(built(write_site, host)) == set()


def test_a_site_that_is_only_checked_has_no_copies(write_site: WriteSite) -> None:
    assert copies(built(write_site, "caddy", compress=False)) == set()


def test_copies_do_not_change_which_build_it_is(write_site: WriteSite) -> None:
    with_copies, without = built(write_site, "caddy"), built(write_site, "caddy", compress=False)
    assert with_copies["version.txt"].data == without["version.txt"].data


def test_the_record_tells_which_copies_a_file_has_and_lists_none_as_a_file(write_site: WriteSite) -> None:
    record = manifest.read_manifest(built(write_site, "caddy")[manifest.FILE].data)
    encodings = {file.path: file.encodings for file in record.files}
    assert encodings["index.html"] == ("br", "zstd", "gzip")
    assert encodings["version.txt"] == ()
    assert not any(path.endswith(tuple(ENDINGS.values())) for path in encodings)


def test_a_second_build_has_the_same_bytes_and_makes_no_copy_again(write_site: WriteSite, tmp_path: Path) -> None:
    first, second = Cache(tmp_path / "cache"), Cache(tmp_path / "cache")
    one, again = (built(write_site, "caddy", cache=cache) for cache in (first, second))
    assert one == again == built(write_site, "caddy")
    assert first.made >= len(copies(one))
    assert second.made == 0


def test_what_gains_too_little_has_no_copy() -> None:
    noise = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(100))
    outputs = (Output("short.txt", b"a" * 1023), Output("favicon.ico", noise), Output("photo.jpg", b"a" * 5000))
    assert list(compressed(outputs, tuple(ENDINGS), None)) == []
    assert [copy.path for copy in compressed([Output("long.txt", b"a" * 1024)], ("gzip",), None)] == ["long.txt.gz"]


def test_a_copy_in_gzip_has_neither_time_nor_name() -> None:
    (copy,) = compressed([Output("index.html", TEXT.encode())], ("gzip",), None)
    flags, time = copy.data[3], copy.data[4:8]
    assert (flags, time) == (0, bytes(4))
