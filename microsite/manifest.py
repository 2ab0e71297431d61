"""What a build made: every file by its hash, and how the host is to answer. It proves what is live right or wrong."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta, Struct

from microsite.compression import ENDINGS
from microsite.documents import DRAFT, standing
from microsite.hosts import host_named
from microsite.model import Output, output_path
from microsite.serving import NOT_FOUND, content_type, keep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microsite.serving import Serving
    from microsite.site import Site

FILE = "manifest.json"
"""Beside the site, for those who publish it; visitors never get it."""

VERSION_FILE = "version.txt"
"""In the site: which build is live."""

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


def version_file(outputs: tuple[Output, ...]) -> Output:
    """Return the file that says which build is live: a hash over the name and the bytes of every other file."""
    digest = hashlib.sha256()
    for output in sorted(outputs, key=lambda output: output.path):
        digest.update(f"{output.path}\0{hashlib.sha256(output.data).hexdigest()}\n".encode())
    return Output(VERSION_FILE, f"{digest.hexdigest()[:16]}\n".encode(), "the version of the build")


def make_manifest(
    site: Site, serving: Serving, version: Output, for_host: Iterable[Output] = (), copies: Iterable[Output] = ()
) -> Manifest:
    """Return what was made.

    `serving` has every file of the site; `version` is one of them, and so are those `for_host`. `copies` are the
    compressed copies of these files.
    """
    host_paths, copied = {output.path for output in for_host}, {copy.path for copy in copies}
    host = host_named(serving.settings.host)
    pages = {output_path(document.address) for document in site.documents.published}
    files = tuple(
        MadeFile(
            output.path,
            hashlib.sha256(output.data).hexdigest(),
            len(output.data),
            content_type(output.path),
            keep(output.path),
            output.path in pages,
            output.path in host_paths,
            tuple(encoding for encoding, ending in ENDINGS.items() if output.path + ending in copied),
        )
        for output in sorted(serving.outputs, key=lambda output: output.path)
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


def write_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest that the bytes hold. Raises ValueError for what is none, or of another version."""
    return msgspec.json.decode(data, type=Manifest)
