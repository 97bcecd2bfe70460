"""Incidents, the conversations that got their texts, and those to be told when they are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from tandem.core.errors import ConflictError, NotFoundError
from tandem.core.turn.incident import Incident, Running
from tandem.store import queries
from tandem.store.database import Connection

COLUMNS = sql.SQL(
    "i.id, i.title, i.text, i.words, i.categories, i.began_at, b.name as began_by, i.ended_at,"
    " e.name as ended_by, i.end_text, i.version,"
    " (select count(*) from incident_informed r where r.incident_id = i.id) as informed,"
    " (select count(*) from incident_follower f where f.incident_id = i.id) as followers,"
    " (select count(*) from incident_follower f where f.incident_id = i.id"
    "     and f.told_at is not null) as told"
)
QUERIES = queries.load("incidents.sql", columns=COLUMNS)
LISTED_MAX = 100


@dataclass(frozen=True, slots=True)
class StoredIncident:
    """An incident's row, with the names of who began and ended it (None: the command line).

    `informed` counts the conversations that got its text, `followers` those that want to be told
    when it is over, `told` those that were.
    """

    id: UUID
    title: str
    text: str
    words: list[str]
    categories: list[str]
    began_at: datetime
    began_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    end_text: str | None
    version: int
    informed: int
    followers: int
    told: int


async def add(
    connection: Connection,
    *,
    id: UUID,
    title: str,
    text: str,
    words: Sequence[str],
    categories: Sequence[str],
    agent: UUID | None,
    now: datetime,
) -> None:
    """Adds an incident, which runs from now on."""
    row = {"id": id, "title": title, "text": text, "agent": agent, "now": now}
    await connection.execute(
        QUERIES["add"], {**row, "words": list(words), "categories": list(categories)}
    )


async def change(
    connection: Connection,
    id: UUID,
    version: int,
    *,
    title: str | None = None,
    text: str | None = None,
    words: Sequence[str] | None = None,
    categories: Sequence[str] | None = None,
) -> None:
    """Changes a running incident; ConflictError if it changed meanwhile or is over."""
    row = {
        "id": id,
        "version": version,
        "title": title,
        "text": text,
        "words": None if words is None else list(words),
        "categories": None if categories is None else list(categories),
    }
    if await (await connection.execute(QUERIES["change"], row)).fetchone() is None:
        known = await read(connection, id)
        if known.ended_at is not None:
            raise _over()
        raise ConflictError(
            "This incident was changed meanwhile.", hint="Reload, then make your change again."
        )


async def finish(
    connection: Connection, id: UUID, *, text: str, agent: UUID | None, now: datetime
) -> None:
    """Ends a running incident; ConflictError if it is over already."""
    row = {"id": id, "text": text, "agent": agent, "now": now}
    if await (await connection.execute(QUERIES["finish"], row)).fetchone() is None:
        await read(connection, id)
        raise _over()


def _over() -> ConflictError:
    return ConflictError("This incident is over already.", hint="Start a new one if it is back.")


async def read(connection: Connection, id: UUID) -> StoredIncident:
    """One incident; raises NotFoundError."""
    found = await _many(connection, QUERIES["read"], {"id": id})
    if not found:
        raise NotFoundError("There is no such incident.")
    return found[0]


async def page(connection: Connection, *, most: int = LISTED_MAX) -> list[StoredIncident]:
    """Those that run, then those that are over, the newest of each first."""
    return await _many(connection, QUERIES["page"], {"most": most})


async def running(connection: Connection) -> tuple[Running, ...]:
    """What turns compare questions with, the newest first."""
    cursor = await connection.execute(QUERIES["running"])
    return tuple(
        Running(Incident(str(id), title, text), tuple(words), tuple(categories))
        for id, title, text, words, categories in await cursor.fetchall()
    )


async def informed(
    connection: Connection, incident: UUID, conversation: UUID, now: datetime
) -> None:
    """Keeps that a conversation got an incident's text."""
    await connection.execute(
        QUERIES["informed"], {"incident": incident, "conversation": conversation, "now": now}
    )


async def follow(connection: Connection, incident: UUID, conversation: UUID, now: datetime) -> bool:
    """Keeps that a conversation wants to be told the end; returns whether it is over already.

    Whoever ends it waits until this transaction has ended, so no follower is missed.
    """
    cursor = await connection.execute(QUERIES["lock"], {"id": incident})
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError("There is no such incident.")
    await connection.execute(
        QUERIES["follow"], {"incident": incident, "conversation": conversation, "now": now}
    )
    return row[0]


async def untold(connection: Connection, incident: UUID, *, most: int) -> list[UUID]:
    """Conversations that are still to be told that the incident is over."""
    cursor = await connection.execute(QUERIES["untold"], {"incident": incident, "most": most})
    return [id for (id,) in await cursor.fetchall()]


async def tell(connection: Connection, incident: UUID, conversation: UUID, now: datetime) -> bool:
    """Marks a conversation as told; False if it was already."""
    cursor = await connection.execute(
        QUERIES["tell"], {"incident": incident, "conversation": conversation, "now": now}
    )
    return await cursor.fetchone() is not None


async def _many(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> list[StoredIncident]:
    async with connection.cursor(row_factory=class_row(StoredIncident)) as cursor:
        await cursor.execute(query, parameters)
        return await cursor.fetchall()
