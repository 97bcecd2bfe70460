"""Leases: a conversation's row is the queue of its turns, and a lease is the right to take one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("leases.sql")
CHANNEL = "tandem_turn"  # a turn is wanted; of messages.sql and of what is below
TURN_ATTEMPTS_MAX = 3  # of a turn whose workers died; then people get the conversation


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to take one turn; a turn with an older `number` can't commit."""

    id: UUID
    number: int
    wanted_seq: int
    reruns: int


async def want(connection: Connection, id: UUID, seq: int, now: datetime) -> None:
    """Makes a turn due over everything up to `seq`, and wakes the workers at commit."""
    await connection.execute(QUERIES["want"], {"id": id, "seq": seq, "now": now})
    await connection.execute("select pg_notify('tandem_turn', '')")


async def claim(connection: Connection, *, until: datetime, now: datetime) -> Lease | None:
    """Leases the due turn that has waited longest; None if none is due."""
    async with connection.cursor(row_factory=class_row(Lease)) as cursor:
        await cursor.execute(
            QUERIES["claim"],
            {"until": until, "now": now, "attempts_max": TURN_ATTEMPTS_MAX},
        )
        return await cursor.fetchone()


async def finish(
    connection: Connection,
    id: UUID,
    seq: int,
    *,
    reruns: int = 0,
) -> None:
    """Ends the turn over everything up to `seq`, whoever is taking it."""
    await connection.execute(QUERIES["finish"], {"id": id, "seq": seq, "reruns": reruns})


async def release(connection: Connection, lease: Lease) -> None:
    """Gives a lease back without a turn taken."""
    await connection.execute(QUERIES["release"], {"id": lease.id, "number": lease.number})
    await connection.execute("select pg_notify('tandem_turn', '')")


async def next_at(connection: Connection) -> datetime | None:
    """When the next lease on a due turn expires."""
    cursor = await connection.execute(QUERIES["next_at"], {"attempts_max": TURN_ATTEMPTS_MAX})
    row = await cursor.fetchone()
    return row[0] if row else None


async def overdue(connection: Connection, *, before: datetime, now: datetime) -> list[UUID]:
    """Conversations whose turn was not finished in time."""
    cursor = await connection.execute(
        QUERIES["overdue"],
        {"before": before, "now": now, "attempts_max": TURN_ATTEMPTS_MAX},
    )
    return [row[0] for row in await cursor.fetchall()]
