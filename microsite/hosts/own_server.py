"""A server of one's own, whichever program serves there: how a built site gets to it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from microsite.serving import Serving


def copy_command(serving: Serving) -> str:
    """Return the command that copies a built site to the server, as it is typed.

    All new files are put in place together at the end, and only then old ones go, so that no page that a visitor gets
    lacks its style sheet (`--delay-updates` and `--delete-after` of https://download.samba.org/pub/rsync/rsync.1).
    """
    publishing = serving.settings.publishing
    if not publishing.server:
        return f"Copy public/ to {publishing.folder} on your server."
    return f"rsync -rt --delay-updates --delete-after public/ {shlex.quote(publishing.server.rstrip('/') + '/')}"
