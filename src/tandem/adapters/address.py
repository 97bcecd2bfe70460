"""Connects only to addresses that were checked, so that no site can point us at the house."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import cast

import httpcore

from tandem.core.errors import InvalidError, UnavailableError

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
ADDRESSES_MAX = 8  # of one host that are tried


class Reach(Enum):
    """Who can have a site at an address."""

    PUBLIC = "anybody"
    PRIVATE = "this machine and its own network"
    NONE = "nobody"


# The IANA registries of special-purpose addresses, not `ipaddress.is_private`: that differs between
# the releases of Python that we run on, and says nothing about addresses inside addresses.
_PRIVATE = [
    *map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8")),
    *map(IPv4Network, ("172.16.0.0/12", "192.168.0.0/16")),
    *map(IPv6Network, ("::1/128", "fc00::/7")),
]
_NONE = [
    *map(IPv4Network, ("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24")),
    *map(IPv4Network, ("192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24")),
    *map(IPv4Network, ("224.0.0.0/4", "240.0.0.0/4")),
    *map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")),
]
_UNICAST = IPv6Network("2000::/3")  # all that is in use on the internet
_EMBEDDING = [  # IPv6 addresses that stand for an IPv4 one, and how many bits follow that
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped (RFC 4291)
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64 (RFC 6052)
    (IPv6Network("2002::/16"), 80),  # 6to4 (RFC 3056)
]


def reach(address: str) -> Reach:
    """Who can have a site at this IP address; one that embeds another counts as that one."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        for network, bits_after in _EMBEDDING:
            if found in network:
                return _reach(IPv4Address(int(found) >> bits_after & 0xFFFF_FFFF))
    return _reach(found)


def _reach(address: IPv4Address | IPv6Address) -> Reach:
    if any(address in network for network in _PRIVATE):
        return Reach.PRIVATE
    if any(address in network for network in _NONE):
        return Reach.NONE
    is_used = isinstance(address, IPv4Address) or address in _UNICAST
    return Reach.PUBLIC if is_used else Reach.NONE


def check(host: str, addresses: Iterable[str], *, private_allowed: bool) -> None:
    """Raises InvalidError if one of the host's addresses may not be connected to."""
    for address in addresses:
        named = f"The address {address}" + (f" of {host}" if address != host else "")
        match reach(address):
            case Reach.NONE:
                raise InvalidError(
                    f"{named} is reserved; no site can have it.", hint="Check the host's name."
                )
            case Reach.PRIVATE if not private_allowed:
                raise InvalidError(
                    f"{named} is private.",
                    hint="Allow it with --private if the help centre is inside your network.",
                )
            case _:
                pass


async def look_up(host: str, port: int) -> Sequence[str]:
    """The host's addresses, as the system's resolver gives them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a host once, checks all of its addresses, and connects to one of them.

    The check is made where the connection is: a name that has another address a moment later
    (DNS rebinding) changes nothing. The name itself stays in the Host header and in TLS.
    """

    def __init__(
        self,
        *,
        private_allowed: bool,
        resolve: Resolve = look_up,
        inner: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._private_allowed = private_allowed
        self._resolve = resolve
        self._inner = inner or cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to the first of the host's addresses that answers."""
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError):
            found = ()
        addresses = list(dict.fromkeys(found))
        if not addresses:
            raise UnavailableError(f"No host {host} can be found.", hint="Check its name.")
        check(host, addresses, private_allowed=self._private_allowed)
        failure: Exception | None = None
        for address in addresses[:ADDRESSES_MAX]:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        assert failure is not None
        raise failure
