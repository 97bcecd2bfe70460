"""Which sites may show the chat: those of its inbox, and the desk itself (CORS, WHATWG Fetch)."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tandem.actions.ports import Desk
from tandem.core.desk.inbox import may_show
from tandem.core.errors import UnavailableError
from tandem.store import inboxes
from tandem.web.problems import Refused

PREFIX = "/widget/v1/"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID, Idempotency-Key",
    "Access-Control-Max-Age": "7200",  # seconds; browsers allow no more
}
EXPOSED = "X-Request-Id, Retry-After"


class WidgetOrigins:
    """Lets pages of the listed sites read the widget API's responses, including problems.

    `permit` checks that the site is one of the chat's inbox, once that is known. Tokens are sent
    in a header, not a cookie, so no other site's page can send one unnoticed.
    """

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or pass the request on and set who may read the response."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        is_allowed = origin is not None and await self._is_allowed(headers, origin)

        async def with_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Origin")
                if origin is not None and is_allowed:
                    answer["Access-Control-Allow-Origin"] = origin
                    answer["Access-Control-Expose-Headers"] = EXPOSED
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            preflight = Response(status_code=204, headers=PREFLIGHT if is_allowed else None)
            await preflight(scope, receive, with_origin)
        else:
            await self.app(scope, receive, with_origin)

    async def _is_allowed(self, headers: Headers, origin: str) -> bool:
        if _is_own(headers, origin, self.desk):
            return True
        try:
            async with self.desk.database.connection() as connection:
                return may_show(await inboxes.origins(connection), origin)
        except UnavailableError:  # the request itself then fails with a 503
            return False


def permit(request: Request, desk: Desk, origins: Sequence[str]) -> None:
    """Raise a 403 for a page of any other site than these or the desk; programs are allowed."""
    origin = request.headers.get("origin")
    if origin is None or may_show(origins, origin) or _is_own(request.headers, origin, desk):
        return
    raise Refused(
        403,
        "This site may not show this chat.",
        hint=f"Add {origin} to the inbox: Settings → Inboxes, or its origins.",
    )


def _is_own(headers: Headers, origin: str, desk: Desk) -> bool:
    # A proxy may rewrite Host, and a desk may have several names: either may match.
    return urlsplit(origin).netloc in (headers.get("host"), urlsplit(desk.public_url).netloc)
