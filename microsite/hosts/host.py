"""What is known about a host: how to set it up, what it can do, and where its limits are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microsite.model import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from microsite.serving import Serving

KIB, MIB, GIB = 1024, 1024**2, 1024**3


class Limits(Struct, frozen=True):
    """How much a host takes, as its documentation says; None where it names no limit. Data, because hosts change it.

    Where plans differ, it is the most that any of them takes: what passes here may still need a larger plan.
    """

    files: int | None = None
    folder_files: int | None = None
    """Files directly in one folder."""
    file_bytes: int | None = None
    site_bytes: int | None = None
    redirects: int | None = None
    """Old addresses. Where a host counts rules and an old address takes two, it is half of what the host says."""
    header_rules: int | None = None
    """Paths and patterns in `_headers`."""
    line_characters: int | None = None
    """Of each line of the files that the host reads."""
    config_bytes: int | None = None
    """Of each file that the host reads."""
    config: tuple[str, ...] = ()
    """The files to which the last two apply; left out, to every one that the host needs besides the site."""
    source: str = ""
    """The page that names the limits."""


class Host(Struct, frozen=True):
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


def json_file(path: str, data: object, title: str, *, beside: bool = False, compact: bool = False) -> Output:
    """Return settings as a JSON file that people can read; `title` is the host that reads it.

    A `compact` one is harder to read and half as long, for hosts that take little.
    """
    layout: dict[str, Any] = {"separators": (",", ":")} if compact else {"indent": 1}
    import json  # noqa: PLC0415  few hosts need it

    text = json.dumps(data, ensure_ascii=False, **layout) + "\n"
    return Output(path, text.encode(), f"the settings of {title}", beside=beside)
