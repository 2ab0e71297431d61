"""What is known about a host: how to set it up, what it can do, and where its limits are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from microsite.model import Output
    from microsite.serving import Serving

KIB, MIB, GIB = 1024, 1024**2, 1024**3


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a host takes, as its documentation says; None where it names no limit. Data, because hosts change it."""

    files: int | None = None
    file_bytes: int | None = None
    site_bytes: int | None = None
    redirects: int | None = None
    header_rules: int | None = None
    line_characters: int | None = None
    """Of each line of the files that the host reads."""
    config_bytes: int | None = None
    """Of each file that the host reads."""
    source: str = ""
    """The page that names the limits."""


@dataclass(frozen=True, slots=True)
class Host:
    """A place that serves sites."""

    name: str
    """As `host` in `site_config.yaml` gives it."""
    title: str
    """As people write it."""
    files: Callable[[Serving], Iterable[Output]]
    """Makes what the host needs besides the site: its settings, in its own words."""
    command: Callable[[Serving], str]
    """Makes the command with which a person publishes a built site there, as it is typed."""
    sends_headers: bool = True
    """Whether it sends the headers that the site asks for."""
    redirects: bool = True
    """Whether it answers old addresses by itself; elsewhere a small page at the old address leads on."""
    base_path: bool = True
    """Whether a site can stand in a folder of it, as `https://example.org/iop/`."""
    encodings: tuple[str, ...] = ()
    """Which compressed copies beside a file it serves: `br`, `zstd`, `gzip`. None where it compresses by itself."""
    limits: Limits = Limits()
    lost: Mapping[str, str] = field(default_factory=dict)
    """Protections that it cannot give, and what stands in for each, or what then is open."""
