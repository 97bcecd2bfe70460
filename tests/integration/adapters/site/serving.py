"""Sites on this machine: a real HTTP server that has many host names, and readers of it."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from tandem.adapters.site import site
from tandem.adapters.site.fetch import Outside
from tandem.adapters.site.found import Found, Gone, Mark, Page, PassedOver
from tandem.adapters.site.limits import Limits
from tandem.core.knowledge.article import BadInput

AGENT = "TandemBot/1.0 (+https://tandem.example/bot)"
HOST = "help.example"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends; without a status it closes the connection instead."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None  # that it says, if another than the body's


@dataclass(frozen=True, slots=True)
class Request:
    """What the server was asked; header names are in lower case."""

    host: str
    path: str
    headers: dict[str, str]


Script = Callable[[Request], Reply | Awaitable[Reply]]


def html(*links: str, text: str = "Text.", head: str = "", **headers: str) -> Reply:
    """A page with these links."""
    anchors = "".join(f'<a href="{link}">{link}</a> ' for link in links)
    body = f"<!doctype html><head>{head}</head><body><p>{text}</p>{anchors}</body>".encode()
    return plain(body, "text/html; charset=utf-8", 200, **headers)


def plain(
    body: bytes | str, type: str = "text/plain", status: int = 200, /, **headers: str
) -> Reply:
    """Any body; underscores in header names stand for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    whole = body.encode() if isinstance(body, str) else body
    return Reply(whole, status, (("content-type", type), *named.items()))


def status(code: int, **headers: str) -> Reply:
    """An answer without a page."""
    return plain(HTTPStatus(code).phrase, "text/plain", code, **headers)


def redirect(target: str, code: int = 302) -> Reply:
    """A redirect."""
    return status(code, location=target)


CUT = Reply(status=0)


@dataclass(slots=True)
class Sites:
    """The server; `pages` are its answers by host and path, in order, and the last one for ever."""

    port: int = 0
    pages: dict[tuple[str, str], list[Reply | Script]] = field(
        default_factory=dict[tuple[str, str], list["Reply | Script"]]
    )
    requests: list[Request] = field(default_factory=list[Request])
    connections: int = 0
    addresses: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    pauses: list[float] = field(default_factory=list[float])
    pausing: int = 0
    pausing_most: int = 0  # at once
    hanging: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "", host: str = HOST, scheme: str = "http") -> str:
        """The address of a path."""
        return f"{scheme}://{host}:{self.port}{path}"

    def host(self, host: str = HOST) -> str:
        """The host with the port, as a setting names it."""
        return f"{host}:{self.port}"

    def at(self, path: str, *replies: Reply | Script, host: str = HOST) -> None:
        """Serves these replies there."""
        self.pages[host, path] = list(replies)

    def sitemap(self, path: str, *pages: str, index: bool = False) -> None:
        """Serves a sitemap, or an index of sitemaps."""
        self.at(path, plain(self.listing(*pages, index=index), "application/xml"))

    def listing(self, *pages: str, index: bool = False) -> bytes:
        """The text of a sitemap; a path is on the usual host."""
        entry, root = ("sitemap", "sitemapindex") if index else ("url", "urlset")
        locations = (page if "://" in page else self.url(page) for page in pages)
        entries = "".join(f"<{entry}><loc>{url}</loc></{entry}>" for url in locations)
        return f'<?xml version="1.0"?><{root}>{entries}</{root}>'.encode()

    def asked(self, host: str = HOST) -> list[str]:
        """The paths that were asked for, except for robots.txt."""
        return [one.path for one in self.requests if one.host == host and one.path != "/robots.txt"]

    def sent(self, path: str) -> dict[str, str]:
        """The headers of the last request for this path."""
        return next(one.headers for one in reversed(self.requests) if one.path == path)

    async def read(
        self,
        start: str,
        *,
        known: Iterable[Mark] = (),
        hosts: Iterable[str] = (),
        private_allowed: bool = True,
        limits: Limits | None = None,
    ) -> list[Found]:
        """All that is found from this start: a path, or a whole address."""
        found = site.pages(
            start if "://" in start else self.url(start),
            agent=AGENT,
            known=known,
            hosts=list(hosts),
            private_allowed=private_allowed,
            limits=limits,
            outside=Outside(self.resolve, self.sleep, lambda: 0.5),
        )
        return [item async for item in found]

    async def resolve(self, host: str, port: int) -> list[str]:
        """Every host is this machine unless a test says otherwise."""
        del port
        return self.addresses.get(host, ["127.0.0.1"])

    async def sleep(self, seconds: float) -> None:
        """Records the pause, and lets the others go on."""
        self.pauses.append(seconds)
        self.pausing += 1
        self.pausing_most = max(self.pausing_most, self.pausing)
        await asyncio.sleep(0)
        self.pausing -= 1

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers the requests of one connection."""
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                pairs = (line.partition(":") for line in lines[1:] if line)
                headers = {name.lower(): value.strip() for name, _, value in pairs}
                host = headers["host"].partition(":")[0]
                request = Request(host, lines[0].split()[1], headers)
                self.requests.append(request)
                reply = await self._reply(request)
                if not reply.status:
                    break
                await self._send(writer, reply)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _reply(self, request: Request) -> Reply:
        replies = self.pages.get((request.host, request.path), [status(404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Reply):
            return reply
        found = reply(request)
        return found if isinstance(found, Reply) else await found

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        has_body = reply.status != HTTPStatus.NOT_MODIFIED
        length = len(reply.body) if reply.length is None else reply.length
        lines = [f"HTTP/1.1 {reply.status} X", *(f"{name}: {text}" for name, text in reply.headers)]
        if has_body:
            lines.append(f"content-length: {length}")
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if has_body:
            writer.write(reply.body)
        await writer.drain()
        if length > len(reply.body):
            await self.hanging.wait()


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None) -> AsyncGenerator[Sites]:
    """The server while the block runs."""
    sites = Sites()
    server = await asyncio.start_server(sites.serve, "127.0.0.1", 0, ssl=tls)
    sites.port = server.sockets[0].getsockname()[1]
    try:
        yield sites
    finally:
        sites.hanging.set()
        server.close()
        await server.wait_closed()


def marks(found: Iterable[Found]) -> list[Mark]:
    """What a run leaves for the next one."""
    return [item.mark for item in found if isinstance(item, Page)]


def brief(found: Iterable[Found]) -> list[str]:
    """What was found, in order, such as "Page /hc/a"; the usual host is left out."""
    lines: list[str] = []
    for item in found:
        place = item.where if isinstance(item, BadInput | PassedOver) else item.url
        _, _, rest = place.partition("://")
        host, _, path = rest.partition("/")
        name = host.partition(":")[0]
        lines.append(f"{type(item).__name__} {'' if name == HOST else name}/{path}")
    return lines


def why(found: Iterable[Found], path: str = "") -> str:
    """Why the only thing that is no page, or the one with this path, was not read."""
    (only,) = (
        item.why
        for item in found
        if isinstance(item, BadInput | PassedOver | Gone)
        and (item.url if isinstance(item, Gone) else item.where).endswith(path)
    )
    return only
