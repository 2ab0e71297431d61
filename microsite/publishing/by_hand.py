"""Hosts that have a command of their own: the person types it; what was handed over is kept for the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.hosts import host_named
from microsite.manifest import read_manifest, write_manifest
from microsite.publishing.release import CannotPublishError, Target, differences
from microsite.serving import MOVED, Redirect, Serving
from microsite.web import Web

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from microsite.manifest import Manifest
    from microsite.publishing.release import Release

RECORD = ".published.json"
"""In the site's folder; git ignores it. Without it nothing is lost but the comparison with the time before."""


def look(release: Release) -> Target:
    """Return what was handed over the last time, as far as that is known here."""
    host = host_named(release.manifest.host)
    before = _last(release.root / RECORD)
    present = {file.path: file.sha256 for file in before.files} if before else {}
    wanted = {file.path: file.sha256 for file in release.manifest.files}

    def send(tell: Callable[[str], None]) -> None:
        del tell
        try:
            (release.root / RECORD).write_bytes(write_manifest(release.manifest))
        except OSError as error:
            message = f"“{RECORD}” cannot be written: {error.strerror}."
            raise CannotPublishError(message, "Make room or allow writing, then try again.") from None

    return Target(
        where="the last publication",
        present=frozenset(present),
        steps=tuple(differences(present, wanted)),
        send=send,
        command=host.command(_serving(release)),
    )


def _last(file: Path) -> Manifest | None:
    try:
        return read_manifest(file.read_bytes())
    except (OSError, ValueError):
        return None


def _serving(release: Release) -> Serving:
    """Return what the host is to do, as the record of the build has it."""
    record = release.manifest
    return Serving(
        Web(record.base_url),
        release.config,
        tuple(output for output in release.outputs if not output.beside),
        tuple(Redirect(found.old, found.to, found.code or MOVED) for found in record.redirects),
        record.headers,
        record.indexed,
    )
