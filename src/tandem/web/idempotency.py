"""The same `Idempotency-Key` gets the same response, so that requests can be repeated safely."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from tandem.actions.access import answer_once
from tandem.actions.access.answer_once import Answer
from tandem.actions.ports import Desk

KEY_MAX = 200


async def idempotency_key(
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=KEY_MAX,
            description="Repeated with the same body within a day, it gets the same response.",
        ),
    ] = None,
) -> str | None:
    """The key of a request that creates something."""
    return key


# For a handler that needs the key itself, or as `dependencies=[KEYED]` where `once` reads it.
KEYED: Any = Depends(idempotency_key)
IdempotencyKey = Annotated[str | None, KEYED]


async def once(
    desk: Desk,
    principal: str,
    request: Request,
    work: Callable[[], Awaitable[BaseModel]],
    status: int = 201,
) -> JSONResponse:
    """Do the work, or return the response it gave under this key before.

    Raises ConflictError if the key came with another body, or its work is still in progress.
    Failures are not stored, so they can be retried. The body must not be a form, which can be
    read only once.
    """

    async def answered() -> Answer:
        return Answer(status, (await work()).model_dump(mode="json"))

    key = request.headers.get("idempotency-key")
    if key is None:
        answer = await answered()
    else:
        asked = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
        asked.update(await request.body())
        answer = await answer_once.answer_once(desk, principal, key, asked.digest(), answered)
    return JSONResponse(answer.body, answer.status)
