"""What holds for the whole desk: whether the assistant is stopped, and the secret of its links."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("installation.sql")
# Whoever sets the state waits in a queue with those who hold it, by an advisory lock of this number
# (any constant of our own): those who come later would overtake a wait for the row itself.
LOCK = 7_460_131_045


@dataclass(frozen=True, slots=True)
class DeskState:
    """`paused_at` is when the assistant was stopped, None while it works."""

    secret: bytes
    paused_at: datetime | None


async def read(connection: Connection) -> DeskState:
    """What holds now."""
    async with connection.cursor(row_factory=class_row(DeskState)) as cursor:
        await cursor.execute(QUERIES["read"])
        found = await cursor.fetchone()
    assert found is not None, "the first migration of the desk wrote its row"
    return found


async def is_paused(connection: Connection) -> bool:
    """Whether the assistant is stopped; a pause to come waits for this transaction's end."""
    cursor = await connection.execute(QUERIES["hold"], {"lock": LOCK})
    row = await cursor.fetchone()
    return row is not None and row[0] is not None


async def pause(connection: Connection, now: datetime) -> None:
    """Stop the assistant everywhere; waits for every transaction that counts on its work."""
    await connection.execute(QUERIES["lock"], {"lock": LOCK})
    await connection.execute(QUERIES["pause"], {"now": now})


async def resume(connection: Connection) -> None:
    """Let the assistant work again."""
    await connection.execute(QUERIES["lock"], {"lock": LOCK})
    await connection.execute(QUERIES["resume"])
