"""The same `Idempotency-Key` gets the same answer: a creating request may be sent again."""

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
            description="Sent again with the same body within a day: the same answer.",
        ),
    ] = None,
) -> str | None:
    """The key of a creating request."""
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
    """Do the work, or answer what it answered under this key before.

    Raises ConflictError if the key came with another body, or its work is still under way. What
    fails is not kept: it may be tried again. The body must not be a form, which is read once only.
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
