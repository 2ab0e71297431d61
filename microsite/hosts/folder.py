"""Any plain server: the files say all, and it need know nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.hosts.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.model import Output
    from microsite.serving import Serving


def _files(serving: Serving) -> Iterator[Output]:
    del serving
    yield from ()


def _command(serving: Serving) -> str:
    del serving
    return "Copy public/ to the folder that your server shows."


HOST = Host("folder", "a folder", _files, _command, sends_headers=False, redirects=False)
