"""What would pass the limits of a host, told before anything is sent there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microsite.hosts.host import Host
    from microsite.model import Output
    from microsite.serving import Serving


def problems_of(host: Host, serving: Serving, files: Sequence[Output]) -> Iterator[Problem]:
    """Yield what the host would not take; `files` are those that it needs besides the site."""
    most = host.limits.files
    count = len(serving.outputs) + sum(not file.beside for file in files)
    if most is not None and count > most:
        message = f"The site has {count:,} files; {host.title} takes {most:,}."
        yield Problem("host-limit", message, Place("site_config.yaml"), "Choose another host, or make fewer files.")
