"""Only checked addresses are connected to, whatever a host's name says a moment later."""

import ssl
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.address import CheckedNetwork, Reach, check, look_up, reach
from tandem.core.errors import InvalidError, UnavailableError

# Networks in which nobody has a public site, from the IANA registries.
PRIVATE_4 = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
PRIVATE = [*PRIVATE_4, "::1/128", "fc00::/7"]
RESERVED = [
    *("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
    *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("::/128", "::2/127", "::a:0:0/96", "100::/64", "64:ff9b:1::/48", "2001::/32"),
    *("2001:20::/28", "2001:db8::/32", "3fff::/20", "5f00::/16", "fe80::/10", "fec0::/10"),
    "ff00::/8",
]
CARRIERS = [IPv6Network(network) for network in ("::ffff:0:0/96", "64:ff9b::/96", "2002::/16")]
STRICTER = [IPv4Network(network) for network in ("192.0.0.0/24", "192.88.99.0/24")]

# Public, and nobody's in particular: AS112 (RFC 7535) only says that private names don't exist.
PUBLIC, PUBLIC_6 = "192.31.196.1", "2620:4f:8000::1"

addresses = st.ip_addresses()
addresses_4 = st.ip_addresses(v=4)


def inside(networks: list[str]) -> st.SearchStrategy[IPv4Address | IPv6Address]:
    return st.sampled_from(networks).flatmap(lambda network: st.ip_addresses(network=network))


def is_local(address: IPv4Address | IPv6Address) -> bool:
    return not address.is_global or address.is_multicast


def carried(address: IPv4Address) -> list[str]:
    """The IPv6 addresses that reach this one: mapped, by NAT64 and by 6to4."""
    number = int(address)
    mapped, nat64 = (int(IPv6Address(prefix)) for prefix in ("::ffff:0:0", "64:ff9b::"))
    return [str(IPv6Address(n | number)) for n in (mapped, nat64)] + [
        str(IPv6Address(0x2002 << 112 | number << 80 | 1))
    ]


def spellings(address: IPv4Address) -> list[str]:
    """What C libraries read as this address: decimal, hexadecimal, octal, short and mixed."""
    number, parts = int(address), list(address.packed)
    return [
        str(address),
        str(number),
        hex(number),
        f"0{number:o}",
        ".".join(map(hex, parts)),
        ".".join(f"0{part:o}" for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"{hex(parts[0])}.{parts[1]}.0{number & 0xFFFF:o}",
    ]


@given(inside(PRIVATE))
def test_private_addresses_need_permission(address: IPv4Address | IPv6Address) -> None:
    assert reach(str(address)) is Reach.PRIVATE
    check("wiki.example", [str(address)], private_allowed=True)
    with pytest.raises(InvalidError, match=r"of wiki\.example is private\. Allow it with --priv"):
        check("wiki.example", [str(address)], private_allowed=False)


@given(inside(RESERVED))
def test_reserved_addresses_are_always_refused(address: IPv4Address | IPv6Address) -> None:
    """With --private too: a cloud machine's own data is at a link-local address."""
    assert reach(str(address)) is Reach.NONE
    with pytest.raises(InvalidError, match=rf"The address {address} is reserved"):
        check(str(address), [str(address)], private_allowed=True)


@given(addresses_4)
def test_an_address_inside_another_counts_as_itself(address: IPv4Address) -> None:
    assert {reach(found) for found in carried(address)} == {reach(str(address))}


@given(addresses.filter(is_local).filter(lambda one: not any(one in net for net in CARRIERS)))
def test_nothing_that_python_calls_local_is_public(address: IPv4Address | IPv6Address) -> None:
    assert reach(str(address)) is not Reach.PUBLIC


@given(
    addresses_4.filter(lambda one: not is_local(one) and not any(one in net for net in STRICTER))
)
def test_the_internet_is_allowed(address: IPv4Address) -> None:
    assert reach(str(address)) is Reach.PUBLIC


def test_addresses_of_both_kinds_are_public() -> None:
    assert reach(PUBLIC) is reach(PUBLIC_6) is Reach.PUBLIC
    assert reach("fe80::1%eth0") is Reach.NONE


class Recorder(httpcore.AsyncNetworkBackend):
    """Records where it should connect, and connects nowhere; addresses in `down` don't answer."""

    def __init__(self, *down: str) -> None:
        self.down = down
        self.connected: list[tuple[str, int]] = []
        self.tls_names: list[str | None] = []
        self.sent = b""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Records the address."""
        self.connected.append((host, port))
        if host in self.down:
            raise httpcore.ConnectError
        return Stream(self)


class Stream(httpcore.AsyncMockStream):
    """Answers each request alike, and records what is sent and whom TLS asks for."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__([b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"])
        self._recorder = recorder

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
    ) -> None:
        """Records what is sent."""
        self._recorder.sent += buffer

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        """Records the name; there is no TLS here."""
        self._recorder.tls_names.append(server_hostname)
        return self


class Names:
    """A resolver that gives its answers in order, and the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> list[str]:
        """The next answer."""
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@given(inside(PRIVATE_4))
async def test_no_spelling_hides_a_private_address(address: IPv4Address) -> None:
    """The system's resolver decides what a spelling means; it asks nobody for these."""
    recorder = Recorder()
    network = CheckedNetwork(private_allowed=False, inner=recorder)
    for host in spellings(address):
        assert list(await look_up(host, 80)) == [str(address)]
        with pytest.raises(InvalidError, match=rf"The address {address}.* is private"):
            await network.connect_tcp(host, 80)
    assert recorder.connected == []


async def test_a_name_that_changes_meanwhile_is_connected_to_what_was_checked() -> None:
    recorder, names = Recorder(), Names([PUBLIC], ["127.0.0.1"])
    network = CheckedNetwork(private_allowed=False, resolve=names, inner=recorder)
    await network.connect_tcp("help.example", 443)
    assert (recorder.connected, names.asked) == ([(PUBLIC, 443)], 1)
    with pytest.raises(InvalidError, match="is private"):  # the next connection is checked anew
        await network.connect_tcp("help.example", 443)
    assert recorder.connected == [(PUBLIC, 443)]


async def test_one_private_address_refuses_the_whole_name() -> None:
    recorder = Recorder()
    names = Names([PUBLIC, *(f"192.31.196.{last}" for last in range(2, 12)), "10.0.0.5"])
    network = CheckedNetwork(private_allowed=False, resolve=names, inner=recorder)
    with pytest.raises(InvalidError, match=r"10\.0\.0\.5 of help\.example is private"):
        await network.connect_tcp("help.example", 80)
    assert recorder.connected == []


async def test_the_next_address_is_tried_if_one_does_not_answer() -> None:
    recorder = Recorder(PUBLIC_6)
    names = Names([PUBLIC_6, PUBLIC])
    network = CheckedNetwork(private_allowed=False, resolve=names, inner=recorder)
    await network.connect_tcp("help.example", 80)
    assert recorder.connected == [(PUBLIC_6, 80), (PUBLIC, 80)]
    recorder.down = (PUBLIC, PUBLIC_6)
    with pytest.raises(httpcore.ConnectError):
        await network.connect_tcp("help.example", 80)


async def test_a_name_without_addresses_is_reported() -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise OSError(f"{host} is not known")

    network = CheckedNetwork(private_allowed=False, resolve=unknown, inner=Recorder())
    with pytest.raises(UnavailableError, match=r"No host help\.example can be found"):
        await network.connect_tcp("help.example", 80)


async def test_the_name_stays_in_tls_and_in_the_request() -> None:
    recorder = Recorder()
    network = CheckedNetwork(private_allowed=False, resolve=Names([PUBLIC]), inner=recorder)
    async with httpcore.AsyncConnectionPool(network_backend=network) as pool:
        reply = await pool.request("GET", "https://help.example/hc/")
    assert reply.status == 204
    assert recorder.connected == [(PUBLIC, 443)]
    assert recorder.tls_names == ["help.example"]
    assert b"\r\nHost: help.example\r\n" in recorder.sent
