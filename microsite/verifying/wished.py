"""What holds for every answer of a site: which headers, whether search engines may list it, how addresses are named."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from microsite.verifying.answers import same_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microsite.manifest import Manifest
    from microsite.web import Web

ROBOTS_HEADER = "X-Robots-Tag"

_ONLY_ENCRYPTED = "Strict-Transport-Security"
"""Means something over https alone (https://www.rfc-editor.org/rfc/rfc6797#section-7.2)."""


class Wished(Struct, frozen=True):
    """What is wished of all answers of one site at one address."""

    manifest: Manifest
    web: Web
    """Where the site is looked at, which may be another host than the one it was built for."""
    headers: Mapping[str, str]
    """The protecting headers; none where the host sends none."""
    listed: bool | None
    """Whether search engines may list the site; None where a live build is looked at elsewhere: both are right."""

    @property
    def host_obeys(self) -> bool:
        """Whether the host does what the build asks for. Of another, no more is wished than the files."""
        return bool(self.manifest.headers)

    @property
    def hidden_by_header(self) -> bool:
        """Whether a header is to keep search engines away; where the host sends none, the pages do."""
        return self.listed is False and ROBOTS_HEADER in self.manifest.headers

    def leads(self, target: str, to: str) -> bool:
        """Tell whether a redirect to `target` leads to the URL `to`.

        A build that is looked at under another host may already lead to the host that it was built for.
        """
        built, here = self.manifest.base_url, self.web.base_url
        return same_url(target, to) or same_url(target, built + to.removeprefix(here))

    def address(self, url: str) -> str:
        """Return a URL as people read it: within the site, as `/fees/`, or whole where it stands elsewhere."""
        base = self.web.base_url
        return unquote(f"/{url.removeprefix(base)}" if url.startswith(base) else url)


def wished_at(manifest: Manifest, web: Web) -> Wished:
    """Return what is wished of a build that is looked at under the address of `web`."""
    here = urlsplit(web.base_url)
    left_out = {ROBOTS_HEADER, *([_ONLY_ENCRYPTED] if here.scheme != "https" else [])}
    headers = {name: value for name, value in manifest.headers.items() if name not in left_out}
    elsewhere = here.netloc.casefold() != urlsplit(manifest.base_url).netloc.casefold()
    return Wished(manifest, web, headers, None if manifest.indexed and elsewhere else manifest.indexed)
