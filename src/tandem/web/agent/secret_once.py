"""Responses with a secret: it is shown once, and left out when the request is repeated."""

import json
from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from tandem.actions.ports import Desk
from tandem.web.idempotency import once


async def once_but(
    secret: str,
    desk: Desk,
    principal: str,
    request: Request,
    work: Callable[[], Awaitable[BaseModel]],
) -> JSONResponse:
    """Like `once`, but the field named `secret` is null in the stored response and any repeat."""
    told: list[object] = []

    async def kept() -> BaseModel:
        made = await work()
        told.append(getattr(made, secret))
        return made.model_copy(update={secret: None})

    answer = await once(desk, principal, request, kept)
    if not told:
        return answer
    return JSONResponse({**json.loads(bytes(answer.body)), secret: told[0]}, answer.status_code)
