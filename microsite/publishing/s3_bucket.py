"""A site's part of an S3 bucket, and what can be done with it. Here alone the library for Amazon is known."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from msgspec import Struct

from microsite.publishing.release import CannotPublishError
from microsite.publishing.s3_words import meant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from microsite.settings import Publishing

T = TypeVar("T")

AT_ONCE = 8
"""How many requests are under way at a time."""

MOST_REMOVED = 1000
"""How many objects one request may remove (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html)."""


class Held(Struct, frozen=True):
    """An object as it is served, without its bytes."""

    type: str
    """The header `Content-Type`."""
    keep: str
    """The header `Cache-Control`."""
    about: Mapping[str, str]
    """What was written with it, by name; names in lower case, as Amazon gives them back."""


class Bucket(Struct, frozen=True):
    """The part of a bucket in which a site is. Every method may raise CannotPublishError."""

    settings: Publishing
    site: str
    """The path of the home page, as `/iop/`: the key of each object begins with it."""
    s3: Any

    def sizes(self) -> dict[str, int]:
        """Return the size of every object in bytes, by path."""
        return _asked(self.settings, self._sizes)

    def held(self, paths: Sequence[str]) -> dict[str, Held]:
        """Return the objects that have these paths."""
        return dict(zip(paths, self._each(self._held, paths), strict=True))

    def put(self, files: Mapping[str, tuple[bytes, Held]]) -> None:
        """Write objects, new or in the place of what is there."""

        def put(path: str) -> None:
            data, held = files[path]
            self.s3.put_object(**self._names(path), Body=data, **_as_written(held))

        self._each(put, list(files))

    def describe(self, objects: Mapping[str, Held]) -> None:
        """Write anew what stands with objects, and leave their bytes alone."""

        def describe(path: str) -> None:
            source, written = self._names(path), _as_written(objects[path])
            self.s3.copy_object(**source, CopySource=source, MetadataDirective="REPLACE", **written)

        self._each(describe, list(objects))

    def remove(self, paths: Sequence[str]) -> None:
        """Remove objects."""
        _asked(self.settings, lambda: self._remove(paths))

    def invalidate(self, pattern: str) -> None:
        """Make CloudFront ask for everything anew that a pattern names, as `/*`."""
        _asked(self.settings, lambda: self._invalidate(pattern))

    def _names(self, path: str) -> dict[str, str]:
        return {"Bucket": self.settings.bucket, "Key": _prefix(self.site) + path}

    def _sizes(self) -> dict[str, int]:
        prefix = _prefix(self.site)
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.settings.bucket, Prefix=prefix)
        found = (entry for page in pages for entry in page.get("Contents", ()))
        return {entry["Key"].removeprefix(prefix): entry["Size"] for entry in found}

    def _held(self, path: str) -> Held:
        head = self.s3.head_object(**self._names(path))
        return Held(head.get("ContentType", ""), head.get("CacheControl", ""), head["Metadata"])

    def _remove(self, paths: Sequence[str]) -> None:
        from botocore.exceptions import ClientError  # noqa: PLC0415

        for start in range(0, len(paths), MOST_REMOVED):
            keys = [{"Key": self._names(path)["Key"]} for path in paths[start : start + MOST_REMOVED]]
            done = self.s3.delete_objects(Bucket=self.settings.bucket, Delete={"Objects": keys, "Quiet": True})
            for failed in done.get("Errors", ()):
                raise ClientError({"Error": failed}, "DeleteObjects")

    def _invalidate(self, pattern: str) -> None:
        _client("cloudfront", self.settings).create_invalidation(
            DistributionId=self.settings.distribution,
            # The reference tells this request from all others, so that each is done.
            InvalidationBatch={"Paths": {"Quantity": 1, "Items": [pattern]}, "CallerReference": uuid.uuid4().hex},
        )

    def _each(self, do: Callable[[str], T], paths: Sequence[str]) -> list[T]:
        """Do something for each path, several at a time; return the results in order. After a failure none is begun."""
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            return _asked(self.settings, lambda: list(pool.map(do, paths)))
        finally:
            pool.shutdown(cancel_futures=True)


def open_bucket(settings: Publishing, site: str) -> Bucket:
    """Return a site's part of the bucket that the settings name. Raises CannotPublishError."""
    if not settings.bucket:
        message = "For Amazon S3 the settings have to name a bucket."
        raise CannotPublishError(message, "Write “publishing:” and below it “  bucket: its-name”.")
    try:
        import boto3  # noqa: F401, PLC0415  only this host needs it; whether it is there is asked first
    except ModuleNotFoundError:
        hint = "Run: python -m pip install --constraint constraints.txt --editable '.[s3]'"
        raise CannotPublishError("The library for Amazon S3 is not installed.", hint) from None
    return Bucket(settings, site, _asked(settings, lambda: _client("s3", settings)))


def _client(service: str, settings: Publishing) -> Any:
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    patience = Config(
        max_pool_connections=AT_ONCE,
        connect_timeout=10,  # seconds, as the next
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 4},
    )
    return boto3.Session().client(service, region_name=settings.region, config=patience)


def _asked(settings: Publishing, ask: Callable[[], T]) -> T:
    """Return what Amazon answers; what it refuses is raised in words."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        return ask()
    except (BotoCoreError, ClientError) as error:
        raise meant(error, settings) from None


def _prefix(site: str) -> str:
    return unquote(site).lstrip("/")


def _as_written(held: Held) -> dict[str, object]:
    return {"ContentType": held.type, "CacheControl": held.keep, "Metadata": dict(held.about)}
