"""State of the whole desk: whether the assistant is paused, and the secret of its links."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("installation.sql")
# A pause queues with the transactions that rely on the state, by an advisory lock of this number
# (any constant of our own): on the row lock itself, newer transactions would overtake it.
LOCK = 7_460_131_045


@dataclass(frozen=True, slots=True)
class DeskState:
    """`paused_at` is when the assistant was paused, None while it works."""

    secret: bytes
    paused_at: datetime | None


async def read(connection: Connection) -> DeskState:
    """The state now."""
    async with connection.cursor(row_factory=class_row(DeskState)) as cursor:
        await cursor.execute(QUERIES["read"])
        found = await cursor.fetchone()
    assert found is not None, "the first migration of the desk wrote its row"
    return found


async def is_paused(connection: Connection) -> bool:
    """Whether the assistant is paused; a new pause waits for the end of this transaction."""
    cursor = await connection.execute(QUERIES["hold"], {"lock": LOCK})
    row = await cursor.fetchone()
    return row is not None and row[0] is not None


async def pause(connection: Connection, now: datetime) -> None:
    """Pauses the assistant everywhere; waits for every transaction that relies on its work."""
    await connection.execute(QUERIES["lock"], {"lock": LOCK})
    await connection.execute(QUERIES["pause"], {"now": now})


async def resume(connection: Connection) -> None:
    """Lets the assistant work again."""
    await connection.execute(QUERIES["lock"], {"lock": LOCK})
    await connection.execute(QUERIES["resume"])
