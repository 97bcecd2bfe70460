"""Idempotency keys: what a creating request answered, so that its repetition gets the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("idempotency.sql")
GIVEN_UP = timedelta(minutes=1)  # after it began, work without an answer died with its process


@dataclass(frozen=True, slots=True)
class Kept:
    """What came under a key; `status` is None while its work is under way."""

    request_hash: bytes
    status: int | None
    body: object


async def claim(
    connection: Connection, principal: str, key: str, request_hash: bytes, now: datetime
) -> bool:
    """Take a key for oneself; False if another request has it."""
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
    """What is kept under a key."""
    async with connection.cursor(row_factory=class_row(Kept)) as cursor:
        await cursor.execute(QUERIES["read"], {"principal": principal, "key": key})
        return await cursor.fetchone()


async def keep(connection: Connection, principal: str, key: str, status: int, body: object) -> None:
    """Keep the answer."""
    await connection.execute(
        QUERIES["keep"],
        {"principal": principal, "key": key, "status": status, "body": Jsonb(body)},
    )


async def release(connection: Connection, principal: str, key: str) -> None:
    """Give up a key whose work failed."""
    await connection.execute(QUERIES["release"], {"principal": principal, "key": key})


async def forget(connection: Connection, before: datetime) -> None:
    """Drop what is older."""
    await connection.execute(QUERIES["forget"], {"before": before})
