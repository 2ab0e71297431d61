"""By which addresses and names the preview is asked, and who can ask at all."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOPBACK = "127.0.0.1"

# Addresses for documentation (RFC 5737, RFC 3849). Nothing is sent there: the system only says from which of this
# machine's addresses it would be.
_ELSEWHERE = {socket.AF_INET: "203.0.113.1", socket.AF_INET6: "2001:db8::1"}


class Names(Struct, frozen=True):
    """Where the preview listens, and how it is asked."""

    port: int
    here: str = LOOPBACK
    """The name in the address that is opened on this machine, as `127.0.0.1` or `[::1]`."""
    also: tuple[str, ...] = ()
    """Other names by which it may be asked."""
    is_open: bool = False
    """Whether other machines can ask."""
    others: tuple[str, ...] = ()
    """Those of the names that other machines can use."""

    @property
    def origin(self) -> str:
        """The address of the preview on this machine, without a path."""
        return f"http://{self.here}:{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """What may stand in `Host`. All else may be a name that a stranger has given to this machine."""
        return frozenset(f"{name}:{self.port}".casefold() for name in (self.here, *self.also, *self.others))


def names_of(sockets: Sequence[socket.socket], host: str, allowed: Sequence[str] = ()) -> Names:
    """Return by which names a preview at these sockets is asked: as `host`, and by those that are `allowed` besides."""
    port, addresses, others = sockets[0].getsockname()[1], [], []
    for listening in sockets:
        address = listening.getsockname()[0]
        if ip_address(address).is_unspecified:
            addresses.append(LOOPBACK)
            others.append(_outward(listening.family))
        elif ip_address(address).is_loopback:
            addresses.append(_in_url(address))
        else:
            others.append(_in_url(address))
    is_open = bool(others)
    found = tuple(dict.fromkeys(filter(None, (*others, *allowed)))) if is_open else ()
    here = LOOPBACK if LOOPBACK in addresses else next(iter((*addresses, *found)), LOOPBACK)
    named = [] if _is_address(host) else [host]
    return Names(port, here, (*addresses, "localhost", *named, *allowed), is_open, found)


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _outward(family: int) -> str:
    """Return the address that this machine has for others, or nothing where it has none."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect((_ELSEWHERE[socket.AddressFamily(family)], 9))
            return _in_url(asking.getsockname()[0])
    except OSError:
        return ""


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address
