"""Idempotency keys: the answer to a creating request, so that a repeated one gets the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("idempotency.sql")
GIVEN_UP = timedelta(minutes=1)  # from the claim; without an answer by then, the process died


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored under a key; `status` is None while the work is in progress."""

    request_hash: bytes
    status: int | None
    body: object


async def claim(
    connection: Connection, principal: str, key: str, request_hash: bytes, now: datetime
) -> bool:
    """Claims a key; False if another request has it."""
    cursor = await connection.execute(
        QUERIES["claim"],
        {
            "principal": principal,
            "key": key,
            "hash": request_hash,
            "now": now,
            "given_up": now - GIVEN_UP,
        },
    )
    return await cursor.fetchone() is not None


async def read(connection: Connection, principal: str, key: str) -> Kept | None:
    """What is stored under a key."""
    async with connection.cursor(row_factory=class_row(Kept)) as cursor:
        await cursor.execute(QUERIES["read"], {"principal": principal, "key": key})
        return await cursor.fetchone()


async def keep(connection: Connection, principal: str, key: str, status: int, body: object) -> None:
    """Stores the answer."""
    await connection.execute(
        QUERIES["keep"],
        {"principal": principal, "key": key, "status": status, "body": Jsonb(body)},
    )


async def release(connection: Connection, principal: str, key: str) -> None:
    """Frees a key whose work failed."""
    await connection.execute(QUERIES["release"], {"principal": principal, "key": key})


async def forget(connection: Connection, before: datetime) -> None:
    """Deletes older keys."""
    await connection.execute(QUERIES["forget"], {"before": before})
