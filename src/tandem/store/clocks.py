"""Clocks for people: by when each waiting customer should have a reply, and how long it took."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tandem.core.desk.clock import Alarm
from tandem.core.desk.conversation import Priority
from tandem.core.turn.policy import Policy
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("clocks.sql")


@dataclass(frozen=True, slots=True)
class _Running:
    """A clock as stored, and what it should be read from; `since` is None if it should stop."""

    id: UUID
    team: str
    priority: str
    is_first: bool
    since: datetime | None
    warn_at: datetime | None
    due_at: datetime | None
    lead_at: datetime | None


async def follow(connection: Connection, policy: Policy, id: UUID | None = None) -> None:
    """Sets the clock of a conversation, or (None) of all, as the policy has it now.

    Called wherever a customer begins or stops to wait, and where priority or team change. For all,
    those that another transaction holds are left out: it sets its own.
    """
    async with connection.cursor(row_factory=class_row(_Running)) as cursor:
        await cursor.execute(QUERIES["running"], {"id": id})
        found = await cursor.fetchall()
    for one in found:
        due = None
        if one.since is not None:
            priority = Priority(one.priority)
            due = policy.due(one.team, priority, is_first=one.is_first, since=one.since)
        times = (due.warn_at, due.due_at, due.lead_at) if due else (None, None, None)
        if times != (one.warn_at, one.due_at, one.lead_at):
            warn_at, due_at, lead_at = times
            await connection.execute(
                QUERIES["set"],
                {"id": one.id, "warn_at": warn_at, "due_at": due_at, "lead_at": lead_at},
            )


async def ringing(connection: Connection, now: datetime) -> list[UUID]:
    """Conversations whose alarm is due, the latest reply first."""
    cursor = await connection.execute(QUERIES["ringing"], {"now": now})
    return [row[0] for row in await cursor.fetchall()]


async def rang(connection: Connection, id: UUID, alarm: Alarm) -> None:
    """Stores how far the alarm went."""
    await connection.execute(QUERIES["rang"], {"id": id, "alarm": alarm.value})


async def calm(connection: Connection, now: datetime) -> None:
    """Takes back the alarms of clocks that were moved to later."""
    await connection.execute(QUERIES["calm"], {"now": now})


async def was_late(connection: Connection, id: UUID, *, since: datetime) -> bool:
    """Whether an alarm about a late reply was raised in the wait that began `since`."""
    cursor = await connection.execute(QUERIES["was_late"], {"id": id, "since": since})
    row = await cursor.fetchone()
    return bool(row and row[0])


async def resumed(connection: Connection, id: UUID, *, ended_at: datetime) -> None:
    """Forgets that a wait ended then without a reply: what ended it was undone."""
    await connection.execute(QUERIES["resumed"], {"id": id, "ended_at": ended_at})


async def ended(connection: Connection, id: UUID, *, agent: UUID | None, now: datetime) -> None:
    """Keeps how long the customer waited for people, who replied, or (None) that nobody did.

    Called before the change that ends the wait: it reads the conversation as it still is.
    """
    await connection.execute(QUERIES["ended"], {"id": id, "agent": agent, "now": now})
