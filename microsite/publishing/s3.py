"""Publish to Amazon S3 and CloudFront: send what has changed, in an order in which the site works at any moment."""

from __future__ import annotations

import hashlib
import json
from itertools import groupby
from typing import TYPE_CHECKING

from microsite.amounts import counted
from microsite.manifest import VERSION_FILE
from microsite.publishing.release import ADD, CHANGE, REMOVE, Step, Target
from microsite.publishing.s3_bucket import Held, open_bucket
from microsite.serving import FOR_EVER
from microsite.web import Web

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from microsite.publishing.release import Release
    from microsite.publishing.s3_bucket import Bucket

KEEP, INVALIDATE = "keep", "invalidate"

_TURNS = ("file that pages need", "files that pages need"), ("other file",), ("new page",), ("changed page",)
"""What is sent, in this order; each turn ends before the next begins."""

# What stands with each object: whose it is, what is in it, by which version it was left; and with the file that names
# the version, what CloudFront was to be told then.
_SITE, _HASH, _LEFT_BY, _SETTINGS = "microsite", "sha256", "left-by", "settings"


def look(release: Release) -> Target:
    """Return the bucket as it is now, and what is to be done. Raises CannotPublishError."""
    settings, site = release.config.settings.publishing, Web(release.manifest.base_url).path
    bucket = open_bucket(settings, site)
    sizes, wanted = bucket.sizes(), _wanted(release, site)
    made = {file.path: file.bytes for file in release.manifest.files}
    # A file of another size has changed; all others, and what would have to go, must be looked at.
    held = bucket.held([path for path, size in sorted(sizes.items()) if made.get(path, size) == size])
    own = {path: found for path, found in held.items() if found.about.get(_SITE) == site}
    present = frozenset(path for path in sizes if path in made or path in own)
    left = {path: found for path, found in own.items() if path not in made}
    steps = tuple(_steps(bucket, wanted, sizes.keys(), held, tuple(_leave(left, release.manifest.version))))

    def send(tell: Callable[[str], None]) -> None:
        _send(release, bucket, wanted, steps, tell)

    return Target(
        where=f"the bucket “{settings.bucket}”",
        present=present,
        steps=steps,
        send=send,
        ours=bool(own) or not present,
        key="publishing.bucket",
        notes=tuple(_notes(held.get(VERSION_FILE), wanted[VERSION_FILE], len(sizes.keys() - made.keys() - own.keys()))),
    )


def _wanted(release: Release, site: str) -> dict[str, Held]:
    """Return every file of the release as it is to be in the bucket."""
    wanted = {
        file.path: Held(file.type, file.keep, {_SITE: site, _HASH: file.sha256}) for file in release.manifest.files
    }
    version = wanted[VERSION_FILE]
    wanted[VERSION_FILE] = Held(version.type, version.keep, {**version.about, _SETTINGS: _settings_hash(release)})
    return wanted


def _settings_hash(release: Release) -> str:
    """Return a hash of what CloudFront is to be told: the headers of every answer, and the redirects."""
    told = [release.manifest.headers, [(found.old, found.to) for found in release.manifest.redirects]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _steps(
    bucket: Bucket,
    wanted: Mapping[str, Held],
    there: Collection[str],
    held: Mapping[str, Held],
    leave: tuple[Step, ...],
) -> Iterator[Step]:
    """Yield what is to be done, in order; `leave` is what becomes of files that the release no longer has.

    First come files that pages need, then new pages, then changed ones: nothing ever leads to what is not there. What
    pages needed before stays for one publication, for a visitor may still have such a page open. The file that names
    the version comes last: until it is there, another run takes the publication up again.
    """
    due = [Step(CHANGE if path in there else ADD, path) for path in wanted if held.get(path) != wanted[path]]
    if not due:
        return
    last = [step for step in due if step.what == VERSION_FILE]
    yield from sorted((step for step in due if step not in last), key=lambda step: (_turn(step, wanted), step.what))
    yield from leave
    if bucket.settings.distribution:
        yield Step(INVALIDATE, f"{bucket.site}*")
    yield from last


def _turn(step: Step, wanted: Mapping[str, Held]) -> int:
    if wanted[step.what].keep == FOR_EVER:
        return 0
    if not step.what.endswith(".html"):
        return 1
    return 2 if step.do == ADD else 3


def _kind(step: Step, wanted: Mapping[str, Held]) -> tuple[str, int]:
    """Return what a step shares with those that are done together with it."""
    return ("send", _turn(step, wanted)) if step.do in {ADD, CHANGE} else (step.do, 0)


def _leave(left: Mapping[str, Held], version: str) -> Iterator[Step]:
    """Yield what becomes of the files that a version no longer has."""
    needed = {path for path, found in left.items() if found.keep == FOR_EVER}
    kept = {path: left[path].about.get(_LEFT_BY) for path in needed}
    yield from (Step(KEEP, path) for path in sorted(needed) if kept[path] is None)
    yield from (Step(REMOVE, path) for path in sorted(left) if path not in needed or kept[path] not in {None, version})


def _notes(version: Held | None, wanted: Held, foreign: int) -> Iterator[str]:
    if foreign:
        are = "is one more file that was" if foreign == 1 else f"are {foreign:,} more files that were"
        yield f"In the bucket there {are} not put there by this site. They stay as they are."
    told = version.about.get(_SETTINGS) if version else None
    if told != wanted.about[_SETTINGS]:
        yield "Headers or redirects are new: give CloudFront the files in public-host/. See docs/hosts/s3-cloudfront.md"


def _send(
    release: Release,
    bucket: Bucket,
    wanted: Mapping[str, Held],
    steps: tuple[Step, ...],
    tell: Callable[[str], None],
) -> None:
    files = release.files
    for (do, turn), group in groupby(steps, key=lambda step: _kind(step, wanted)):
        paths = [step.what for step in group]
        if do == INVALIDATE:
            tell("Asking CloudFront to fetch the site anew …")
            bucket.invalidate(paths[0])
        elif do == REMOVE:
            tell(f"Removing {counted(len(paths), 'file')} …")
            bucket.remove(paths)
        elif do == KEEP:
            left = bucket.held(paths)
            by = {_LEFT_BY: release.manifest.version}
            bucket.describe({path: Held(held.type, held.keep, {**held.about, **by}) for path, held in left.items()})
        else:
            tell(f"Sending {counted(len(paths), *_TURNS[turn])} …")
            bucket.put({path: (files[path], wanted[path]) for path in paths})
