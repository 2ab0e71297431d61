"""Make a finished site fit its host: what the host needs besides, which build it is, and the record of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from microsite import manifest
from microsite.compression import compressed
from microsite.hosts import files_for, host_named
from microsite.model import Output
from microsite.serving import make_serving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.cache import Cache
    from microsite.problems import Report
    from microsite.site import Site


def fit(
    site: Site, outputs: Sequence[Output], report: Report, cache: Cache | None = None, *, compress: bool = False
) -> tuple[Output, ...]:
    """Return what is added to the outputs of a site so that its host serves it rightly.

    With `compress` that is also compressed copies of files, if the host sends such copies. What the host cannot take
    goes to the report.
    """
    hashes = manifest.hashes_of(outputs)
    version = manifest.version_file(hashes.items())
    serving = make_serving(site, (*outputs, version))
    encodings = host_named(serving.settings.host).encodings if compress else ()
    copies = tuple(compressed(serving.outputs, encodings, cache))
    files = files_for(serving, report)
    for_host = tuple(file for file in files if not file.beside)
    whole = structs.replace(serving, outputs=(*serving.outputs, *for_host))
    record = manifest.write_manifest(manifest.make_manifest(site, whole, version, hashes, for_host, copies))
    return (version, *copies, *files, Output(manifest.FILE, record, "the record of the build", beside=True))
