"""Limits on what one client may send: the size of a request, and how often."""

import math
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tandem.actions.access.check_rate_limit import check_rate_limit
from tandem.actions.ports import Desk
from tandem.web import problems
from tandem.web.deps import WebOptions
from tandem.web.problems import Refused

UPLOADS = "/attachments"  # paths that take files end like this


class BodyLimit:
    """Refuses a body that is too large: by its Content-Length, else while it is read."""

    def __init__(self, app: ASGIApp, options: WebOptions) -> None:
        self.app = app
        self.options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body limited."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_upload = scope["path"].endswith(UPLOADS)
        most = self.options.upload_bytes_max if is_upload else self.options.body_bytes_max
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > most:
            answer = problems.response(scope, 413, _too_large(most))
            await answer(scope, receive, send)
            return
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise Refused(413, _too_large(most))
            return message

        await self.app(scope, bounded, send)


async def bound(desk: Desk, key: str, *, most: int, per: timedelta) -> None:
    """Count a request; raises a 429 with Retry-After if there were too many for this key."""
    wait = await check_rate_limit(desk, key, most=most, per=per)
    if wait is not None:
        seconds = math.ceil(wait.total_seconds())
        raise Refused(
            429,
            "Too many attempts.",
            hint=f"Try again in {max(1, round(seconds / 60))} min.",
            headers={"Retry-After": str(seconds)},
        )


def client_of(request: Request) -> str:
    """What identifies a client: its address; for IPv6 the /64 network that one customer gets."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return host


def _too_large(most: int) -> str:
    return f"That is too large. At most {most / 1_000_000:g} MB can be sent here."
