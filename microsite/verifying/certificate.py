"""Look at the certificate with which a host proves its name, and when it ends."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from microsite.amounts import counted
from microsite.verifying.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

SOON = 7
"""Days. Hosts renew certificates weeks before they end; one that has not by then has forgotten."""

_DAY = 24 * 60 * 60


def expiry(url: str, seconds: float) -> Iterator[Finding]:
    """Yield a finding where the certificate at an https address ends soon. What is wrong with it is told elsewhere."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or 443), timeout=seconds) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as safe,
        ):
            certificate = safe.getpeercert() or {}
    except OSError:
        return  # the site answered a moment ago; whether it goes on to is seen by all other questions
    ends = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    days = int((ends - time.time()) // _DAY)
    if days < SOON:
        day = time.strftime("%Y-%m-%d", time.gmtime(ends))
        yield Finding("certificate-ends", f"The host's certificate ends in {counted(days, 'day')}.", "/", served=day)
