"""What a build made: every file by its hash, and how the host is to answer. It proves what is live right or wrong."""

from __future__ import annotations

import hashlib
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta, Struct, structs

from microsite.compression import ENDINGS
from microsite.documents import DRAFT, standing
from microsite.hosts import host_named
from microsite.model import Output, output_path
from microsite.serving import NOT_FOUND, content_type, keep

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microsite.serving import Serving
    from microsite.site import Site

FILE = "manifest.json"
"""Beside the site, for those who publish it; visitors never get it."""

VERSION_FILE = "version.txt"
"""In the site: which build is live."""

_MADE_FROM = "the version of the build"

FORMAT = 1
"""Raise it when a manifest says things otherwise."""


class MadeFile(Struct, frozen=True):
    """A file of the site, as it is to be served."""

    path: str
    sha256: str
    bytes: int
    type: str
    """The header `Content-Type`."""
    keep: str
    """The header `Cache-Control`."""
    page: bool = False
    """Whether it is made from a document."""
    for_host: bool = False
    """Whether the host alone reads it, as its settings: visitors may get it or not."""
    encodings: tuple[str, ...] = ()
    """In which encodings a compressed copy stands beside it, as `br`; a host that compresses by itself has none."""


class MadeRedirect(Struct, frozen=True):
    """An old address, where it leads, and the code with which it does; 0 where a small page leads on."""

    old: str
    to: str
    code: int


class Manifest(Struct, frozen=True):
    """One build, whole."""

    format: Annotated[int, Meta(ge=FORMAT, le=FORMAT)]
    version: str
    """A hash of every file: two builds with the same are the same."""
    base_url: str
    host: str
    indexed: bool
    """Whether search engines may list the site."""
    drafts: tuple[str, ...]
    """The drafts that are in it, as files of `content/`."""
    headers: dict[str, str]
    """What every answer is to have; nothing where the host sends none."""
    not_found: str
    """The file that answers where nothing is."""
    files: tuple[MadeFile, ...]
    """What visitors may get; neither compressed copies nor what the host itself reads."""
    redirects: tuple[MadeRedirect, ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address at which a page answers, or leads on to one; sorted."""
        pages = ("/" + file.path.removesuffix("index.html") for file in self.files if file.page)
        return tuple(sorted({*pages, *(redirect.old for redirect in self.redirects)} - {f"/{self.not_found}"}))


def hashes_of(outputs: Iterable[Output]) -> dict[str, str]:
    """Return the hash of every file by its path, sorted by path."""
    ordered = sorted(outputs, key=attrgetter("path"))
    return {output.path: output.sha256 for output in ordered}


def version_file(hashes: Iterable[tuple[str, str]]) -> Output:
    """Return the file that says which build is live: a hash over the path and the hash of every other file, sorted."""
    told = "".join(f"{path}\0{found}\n" for path, found in hashes)
    return Output(VERSION_FILE, f"{hashlib.sha256(told.encode()).hexdigest()[:16]}\n".encode(), _MADE_FROM)


def make_manifest(
    site: Site,
    serving: Serving,
    version: Output,
    hashes: Mapping[str, str],
    for_host: Iterable[Output] = (),
    copies: Iterable[Output] = (),
) -> Manifest:
    """Return what was made.

    `serving` has every file of the site; `version` is one of them, and so are those `for_host`. `hashes` are those of
    all others. `copies` are the compressed copies of these files.
    """
    for_host = tuple(for_host)
    host_paths = {output.path for output in for_host}
    hashes = {**hashes, **hashes_of((version, *for_host))}
    encodings = _encodings(copies)
    host = host_named(serving.settings.host)
    pages = {output_path(document.address) for document in site.documents.published}
    files = tuple(
        MadeFile(
            output.path,
            hashes[output.path],
            output.size,
            content_type(output.path),
            keep(output.path),
            output.path in pages,
            output.path in host_paths,
            encodings.get(output.path, ()),
        )
        for output in sorted(serving.outputs, key=attrgetter("path"))
    )
    drafts = tuple(
        document.file
        for document in site.documents.published
        if document.front_matter.draft or standing(document.front_matter, site.today) == DRAFT
    )
    return Manifest(
        FORMAT,
        version.data.decode().strip(),
        serving.web.base_url,
        host.name,
        serving.indexed,
        drafts,
        dict(serving.headers) if host.sends_headers else {},
        NOT_FOUND,
        files,
        tuple(MadeRedirect(found.old, found.to, found.code if host.redirects else 0) for found in serving.redirects),
    )


def changed_manifest(
    manifest: Manifest, changed: Iterable[Output], copies: Iterable[Output] = ()
) -> tuple[Manifest, Output]:
    """Return the manifest of a site of which only these files have other bytes, and the file that says which build.

    There are the same files as before, and the same drafts, redirects and settings; nothing but what has changed is
    hashed. `copies` are the compressed copies of the changed files. Raises KeyError for a file that was not there.
    """
    places = {file.path: place for place, file in enumerate(manifest.files)}
    files, encodings = list(manifest.files), _encodings(copies)

    def put(output: Output) -> None:
        place, found = places[output.path], output.sha256
        copied = encodings.get(output.path, ())
        files[place] = structs.replace(files[place], sha256=found, bytes=output.size, encodings=copied)

    for output in changed:
        put(output)
    version = version_file(
        (file.path, file.sha256) for file in files if not file.for_host and file.path != VERSION_FILE
    )
    put(version)
    return structs.replace(manifest, version=version.data.decode().strip(), files=tuple(files)), version


def _encodings(copies: Iterable[Output]) -> dict[str, tuple[str, ...]]:
    """Return in which encodings each file has a copy, the one first that makes the smallest."""
    names = {ending: name for name, ending in ENDINGS.items()}
    found: dict[str, set[str]] = {}
    for copy in copies:
        path, dot, ending = copy.path.rpartition(".")
        found.setdefault(path, set()).add(names[dot + ending])
    return {path: tuple(name for name in ENDINGS if name in has) for path, has in found.items()}


def write_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest that the bytes hold. Raises ValueError for what is none, or of another version."""
    return msgspec.json.decode(data, type=Manifest)
