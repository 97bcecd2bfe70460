"""Fetches one address at a time: checked, patiently, politely and within bounds."""

import asyncio
import random
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from tandem.adapters.address import CheckedNetwork, Resolve, look_up
from tandem.adapters.site import urls
from tandem.adapters.site.limits import Limits
from tandem.adapters.site.robots import SIZE_MAX, Rules
from tandem.adapters.site.unpack import Unpacker
from tandem.core.errors import InvalidError, TandemError, UnavailableError

Sleep = Callable[[float], Awaitable[None]]
Chance = Callable[[], float]

_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1"
_REST_MAX = 64 * 1024  # bytes that are read of a body nobody wants, to keep the connection
_PASSING = frozenset({408, 425, 429})  # statuses that may be another a moment later, with all 5xx
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer; the body is unpacked, and empty if it was not wanted."""

    status: int
    headers: httpx.Headers
    body: bytes = b""

    @property
    def type(self) -> str:
        """The content type without its parameters; empty if the server names none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()[:80]

    @property
    def robots_tags(self) -> list[str]:
        """The values of its X-Robots-Tag headers."""
        return self.headers.get_list("x-robots-tag")

    def target(self, url: str) -> str | None:
        """Where a redirect of this address leads; None if it is none, or leads to no address."""
        if self.status not in _REDIRECTS:
            return None
        return urls.normal(self.headers.get("location", ""), url)


@dataclass(frozen=True, slots=True)
class Outside:
    """What the fetcher needs besides the network; tests pass their own."""

    resolve: Resolve = look_up
    sleep: Sleep = asyncio.sleep
    chance: Chance = random.random


class Fetcher:
    """Fetches from allowed hosts; the robots.txt of each is read first and kept."""

    def __init__(
        self,
        pool: httpcore.AsyncConnectionPool,
        scope: urls.Scope,
        agent: str,
        limits: Limits,
        outside: Outside,
    ) -> None:
        self._pool = pool
        self._scope = scope
        self._agent = agent
        self._limits = limits
        self._outside = outside
        self._locks: dict[str, asyncio.Lock] = {}
        self._rules: dict[str, Rules | TandemError] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        scope: urls.Scope,
        agent: str,
        limits: Limits,
        outside: Outside,
        *,
        private_allowed: bool,
    ) -> "AsyncGenerator[Fetcher]":
        """A fetcher whose connections are closed at the end.

        It goes to httpcore without httpx, whose clients can't be told which address to connect to.
        There are no proxies: one would resolve names itself.
        """
        network = CheckedNetwork(private_allowed=private_allowed, resolve=outside.resolve)
        async with httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=limits.at_once,
            keepalive_expiry=15.0,
            network_backend=network,
        ) as pool:
            yield cls(pool, scope, agent, limits, outside)

    async def rules(self, url: str) -> Rules:
        """The robots.txt of the address's site, fetched once.

        One that the server says it has not allows all. Raises UnavailableError if the server fails,
        since nothing may be read then (RFC 9309, 2.3.1.4); InvalidError as `get` does.
        """
        site = urls.site_of(url)
        async with self._locks.setdefault(site, asyncio.Lock()):
            if site not in self._rules:
                try:
                    self._rules[site] = await self._read_rules(site)
                except TandemError as error:
                    self._rules[site] = error
        found = self._rules[site]
        if isinstance(found, TandemError):
            raise found
        return found

    async def get(
        self,
        url: str,
        wanted: Callable[[Reply], int],
        *,
        etag: str = "",
        last_modified: str = "",
        what: str = "It",
    ) -> Reply:
        """The server's answer, with its body if that has at most the bytes that `wanted` says.

        If `wanted` says 0, it comes without its body. `what` is its name in errors. Redirects are
        not followed. Failures that may pass are tried again. Raises InvalidError if the host or its
        address is not allowed, or the body is too large; UnavailableError if the last attempt
        fails too.
        """
        if not self._scope.allows(url):
            host = urls.host_of(url)
            raise InvalidError(
                f"It is on {host}, which is not an allowed host.",
                hint=f"Allow it with --host {host} if it belongs to the help centre.",
            )
        headers = {"Host": urls.host_of(url), "User-Agent": self._agent, "Accept": _ACCEPT}
        headers |= {"Accept-Encoding": "gzip"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        await self._keep_delay(url)
        failure = ""
        for attempt in range(self._limits.attempts):
            pause_s = self._limits.pause_s * 2**attempt * (0.5 + self._outside.chance())
            try:
                async with asyncio.timeout(self._limits.timeout_s):
                    reply = await self._once(url, list(headers.items()), wanted)
            except (TimeoutError, httpcore.TimeoutException):
                failure = "it does not answer in time"
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                failure = _failure(error)
            else:
                if reply.status < 500 and reply.status not in _PASSING:
                    return reply
                failure = f"it answers with status {reply.status}"
                asked_s = _retry_after(reply.headers)
                if asked_s > self._limits.pause_s_max:
                    failure += f" and asks us to wait {asked_s:.0f} s"
                    break
                pause_s = max(pause_s, asked_s)
            if attempt + 1 < self._limits.attempts:
                await self._outside.sleep(pause_s)
        raise UnavailableError(f"{what} can't be read now: {failure}.", hint="Try again later.")

    async def _once(
        self, url: str, headers: list[tuple[str, str]], wanted: Callable[[Reply], int]
    ) -> Reply:
        limit_s = self._limits.timeout_s
        times = {"connect": self._limits.connect_s, "read": limit_s, "write": limit_s}
        async with self._pool.stream(
            "GET", url, headers=headers, extensions={"timeout": times | {"pool": None}}
        ) as response:
            head = Reply(response.status, httpx.Headers(response.headers))
            most = wanted(head)
            if not most:
                await _drain(response)
                return head
            return Reply(head.status, head.headers, await _body(response, head.headers, most))

    async def _read_rules(self, site: str) -> Rules:
        url = f"{site}/robots.txt"
        for _ in range(self._limits.redirects + 1):
            reply = await self.get(
                url,
                lambda reply: self._limits.page_bytes if reply.status == 200 else 0,
                what="The site's robots.txt, which says what may be read,",
            )
            if reply.status == 200:
                return Rules.read(reply.body[:SIZE_MAX].decode("utf-8", "replace"), url)
            target = reply.target(url)
            if target is None or not self._scope.allows(target):
                break
            url = target
        return Rules()

    async def _keep_delay(self, url: str) -> None:
        """Waits as long as the site's robots.txt asks for between two requests."""
        site = urls.site_of(url)
        rules = self._rules.get(site)
        if isinstance(rules, Rules) and rules.delay_s:
            async with self._locks[site]:
                await self._outside.sleep(min(rules.delay_s, self._limits.delay_s_max))


async def _body(response: httpcore.Response, headers: httpx.Headers, most: int) -> bytes:
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("gzip", "x-gzip", "identity", ""):
        raise InvalidError(f"It comes packed with {packing[:40]}, which we did not ask for.")
    unpacker = Unpacker(most, is_packed="gzip" in packing)
    async for chunk in response.aiter_stream():
        unpacker.add(chunk)
    return unpacker.whole()


async def _drain(response: httpcore.Response) -> None:
    read = 0
    async for chunk in response.aiter_stream():
        read += len(chunk)
        if read > _REST_MAX:
            break


def _failure(error: Exception) -> str:
    """What went wrong; raises InvalidError if another attempt can't help."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        raise InvalidError(
            f"Its certificate is not valid: {cause.verify_message.rstrip('.')}.",
            hint="If your own authority signed it, name that one's file in SSL_CERT_FILE.",
        ) from error
    if cause is not None:
        return "no encrypted connection can be made"
    return (
        "nothing answers at its address"
        if isinstance(error, httpcore.ConnectError)
        else "the connection breaks"
    )


def _retry_after(headers: httpx.Headers) -> float:
    """The seconds that the server asks us to wait; a date counts from the server's own clock."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal() and len(said) < 10:
        return float(said)
    until, now = _date(said), _date(headers.get("date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else 0.0


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else None
