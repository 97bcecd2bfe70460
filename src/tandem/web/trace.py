"""Gives each request an id, a log line, a place in the metrics, and always a response."""

from time import perf_counter
from traceback import format_tb
from typing import cast
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tandem.web import problems
from tandem.web.health import Figures

FRAMES_MAX = 8  # the innermost of a failure; the others belong to the framework

log = structlog.get_logger(__name__)


class Trace:
    """Logs the route and outcome of each request, and nothing that a customer wrote."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and log how it ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id = uuid4().hex
        scope.setdefault("state", {})["request_id"] = id
        figures = cast("Figures", scope["app"].state.figures)
        status: int | None = None
        is_stream = False

        async def traced(message: Message) -> None:
            nonlocal status, is_stream
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = id
                if headers.get("content-type", "").startswith("text/event-stream"):
                    is_stream = True
                    figures.streams.inc()
            await send(message)

        began = perf_counter()
        try:
            await self.app(scope, receive, traced)
        except Exception as error:
            # An error's message may contain a customer's text; its traceback does not.
            log.error(  # noqa: TRY400
                "request.failed",
                request_id=id,
                route=_route(scope),
                kind=type(error).__qualname__,
                at=format_tb(error.__traceback__)[-FRAMES_MAX:],
            )
            if status is not None:  # too late for another response: close the connection
                raise
            answer = problems.response(
                scope,
                500,
                "Something went wrong on our side.",
                hint="Try again. If it keeps failing, give the request's id to your administrator.",
            )
            await answer(scope, receive, traced)
        finally:
            took_s = perf_counter() - began
            if is_stream:
                figures.streams.dec()
            figures.asked(scope["method"], _route(scope), status or 499, took_s, is_stream)
            log.info(
                "request",
                method=scope["method"],
                route=_route(scope),
                status=status or 499,  # 499: the client left before a response began
                ms=round(1000 * took_s, 1),
                request_id=id,
            )


def _route(scope: Scope) -> str:
    """The route's template: real paths contain ids, and would be far too many for the metrics."""
    return getattr(scope.get("route"), "path", "unknown")
