"""The demo's site: its shop, and its articles in place of a help site that does not exist."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tandem.core.knowledge.article import Article
from tandem.web import demo_pages, headers
from tandem.web.demo_pages import HOME, SHOP

READ = ["GET", "HEAD"]
JSON, STREAM = "application/json", "text/event-stream"
ORDERS = "/demo/orders"
SIGN_IN = (
    '<a href="/demo?as_rosa=true">Sign in as Rosa</a>',
    '<a href="/demo">Rosa (sign out)</a>',
)
# The articles name this site in their records, so that those are the same on every port.
INVENTED = "https://help.bramblebrew.example"


@dataclass(frozen=True, slots=True)
class Demo:
    """The inbox of the demo's shop, and the articles that customers may read.

    `orders` are what the shop's own system knows, by number. `identity` signs in its customer Rosa,
    as the server of a real shop would.
    """

    inbox: UUID
    articles: Sequence[Article] = ()
    orders: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Any])
    identity: Callable[[], str] = lambda: ""


def router(demo: Demo, shop: Path) -> APIRouter:
    """The pages of the shop, with its inbox filled in, of its articles, and its orders as JSON."""
    made = APIRouter(include_in_schema=False)
    text = shop.read_text(encoding="utf-8").replace('data-inbox=""', f'data-inbox="{demo.inbox}"')
    articles = {urlsplit(article.url).path: article for article in demo.articles}
    index = demo_pages.index_page((f"{HOME}{path}", one) for path, one in articles.items())

    async def shown(as_rosa: bool = False) -> Response:
        if not as_rosa:
            return _page(text, headers.SHOP)
        known = f'data-inbox="{demo.inbox}" data-identity="{demo.identity()}"'
        page = text.replace(f'data-inbox="{demo.inbox}"', known)
        return _page(page.replace(*SIGN_IN), headers.SHOP)

    async def order(number: str, customer: str = "") -> Response:
        kept = demo.orders.get(number)
        if kept is None or not customer or kept["customer"] != customer:
            return JSONResponse({"error": "no such order of this customer"}, 404)
        return JSONResponse({"number": number, **kept})

    async def every() -> Response:
        return _page(index, demo_pages.CSP)

    async def one(path: str) -> Response:
        article = articles.get(f"/{path}")
        if article is None:
            return _page(demo_pages.missing_page(), demo_pages.CSP, 404)
        return _page(demo_pages.article_page(article), demo_pages.CSP)

    made.add_api_route(SHOP, shown, methods=READ)
    made.add_api_route(f"{ORDERS}/{{number}}", order, methods=READ)
    made.add_api_route(HOME, every, methods=READ)
    made.add_api_route(f"{HOME}/{{path:path}}", one, methods=READ)
    return made


def _page(text: str, policy: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, headers={"Content-Security-Policy": policy})


def reachable(url: str, desk_url: str) -> str:
    """The address on this desk of an article of the invented site; other addresses as they are."""
    path = url.removeprefix(INVENTED)
    return f"{desk_url}{HOME}{path}" if path != url and path.startswith("/") else url


class DemoLinks:
    """Has the articles in the APIs' answers link to this desk's own pages of them.

    Only on the way out: knowledge, messages and records keep the invented address, so they hold
    when the demo comes back on another port, and a turn is replayed byte for byte. Only whole `url`
    fields change, never what anyone wrote.
    """

    def __init__(self, app: ASGIApp, desk_url: str) -> None:
        self.app = app
        self._known = re.compile(rb'(?<="url":")' + re.escape(INVENTED).encode() + rb"(?=/)")
        self._pages = f"{desk_url}{HOME}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; change JSON as a whole, and streams frame by frame."""
        if scope["type"] != "http" or scope["method"] == "HEAD":
            await self.app(scope, receive, send)
            return
        kind, whole = "", bytearray()
        start: Message = {}

        async def changed(message: Message) -> None:
            nonlocal kind, start
            if message["type"] == "http.response.start":
                kind, start = _kind(message), message
                if kind != JSON:
                    await send(message)
            elif kind == JSON:
                whole.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    body = self._linked(bytes(whole))
                    MutableHeaders(scope=start)["Content-Length"] = str(len(body))
                    await send(start)
                    await send({**message, "body": body})
            elif kind == STREAM:
                await send({**message, "body": self._linked(message.get("body", b""))})
            else:
                await send(message)

        await self.app(scope, receive, changed)

    def _linked(self, body: bytes) -> bytes:
        return self._known.sub(lambda _: self._pages, body)


def _kind(start: Message) -> str:
    """The response's media type; "" for a file, which stays as it was uploaded."""
    found = Headers(raw=start["headers"])
    is_file = "content-disposition" in found
    return "" if is_file else found.get("content-type", "").partition(";")[0]
