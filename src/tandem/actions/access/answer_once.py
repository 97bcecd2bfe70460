"""Answers a repeated request like the first one, without doing its work again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tandem.actions.ports import Desk
from tandem.core.errors import ConflictError
from tandem.store import idempotency


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request; `body` is JSON."""

    status: int
    body: object


async def answer_once(
    desk: Desk,
    principal: str,
    key: str,
    request_hash: bytes,
    work: Callable[[], Awaitable[Answer]],
) -> Answer:
    """The answer of `work`, or the one stored for this principal's key.

    If the work raises, the key is free again. Raises ConflictError if the key was used for another
    request, or if its work is still in progress.
    """
    async with desk.database.connection() as connection:
        is_first = await idempotency.claim(connection, principal, key, request_hash, desk.clock())
        kept = None if is_first else await idempotency.read(connection, principal, key)
    if not is_first:
        return _repeated(kept, request_hash)
    try:
        answer = await work()
    except Exception:
        async with desk.database.connection() as connection:
            await idempotency.release(connection, principal, key)
        raise
    async with desk.database.connection() as connection:
        await idempotency.keep(connection, principal, key, answer.status, answer.body)
    return answer


def _repeated(kept: idempotency.Kept | None, request_hash: bytes) -> Answer:
    if kept is None or (kept.request_hash == request_hash and kept.status is None):
        raise ConflictError(
            "The first request with this key is still in progress.", hint="Retry in a second."
        )
    if kept.request_hash != request_hash:
        raise ConflictError(
            "This key was used for another request.", hint="Use a new key for each request."
        )
    assert kept.status is not None
    return Answer(kept.status, kept.body)
