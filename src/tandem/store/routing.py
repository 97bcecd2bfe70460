"""Routing: which team and which agent get a conversation, and who comes first in line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import sql

from tandem.core.desk.conversation import Why
from tandem.core.desk.event import EventType
from tandem.store import events, queries
from tandem.store.database import Connection

IN_LINE = sql.SQL(
    "case when c.assignee_id is null then 'line'"
    " when c.due_at <= %(now)s and coalesce(c.assigned_at < c.due_at, true) and not exists ("
    "select from presence p where p.conversation_id = c.id and p.agent_id = c.assignee_id"
    " and p.doing = 'writing' and p.until > %(now)s) then 'late'"
    " when exists (select from agent h where h.id = c.assignee_id and (not h.is_active"
    " or h.availability = 'away' and coalesce(c.assigned_at < h.away_since, true))) then 'away'"
    " end"
)
"""Why a conversation whose customer waits is in line, null if it isn't.

Nobody has it; its reply is late, and whoever has it since before does not write; or whoever has it
went away. What was given to somebody who was away already is theirs until it is late: a person
wanted it so.
"""
QUERIES = queries.load("routing.sql", in_line=IN_LINE)


@dataclass(frozen=True, slots=True)
class Free:
    """An agent who has room."""

    id: UUID
    name: str


async def assign(
    connection: Connection,
    id: UUID,
    *,
    team: UUID | None,
    assignee: UUID | None,
    why: Why,
    declined_by: UUID | None = None,
    now: datetime,
) -> None:
    """Assigns it to a person, a team, both or nobody; not again to who declined it by itself."""
    await connection.execute(
        QUERIES["assign"],
        {
            "id": id,
            "team": team,
            "assignee": assignee,
            "why": why.value,
            "declined_by": declined_by,
            "now": now,
        },
    )


async def team_for(connection: Connection, category: str, language: str) -> UUID | None:
    """The team that takes a category and a language, if there is one."""
    cursor = await connection.execute(
        QUERIES["team_for"], {"category": category, "language": language}
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def free_agent(
    connection: Connection, team: UUID | None, *, without: Collection[UUID] = ()
) -> Free | None:
    """The online agent with the most free capacity, of the team if one is given."""
    cursor = await connection.execute(
        QUERIES["free_agent"], {"team": team, "without": list(without)}
    )
    row = await cursor.fetchone()
    return Free(*row) if row else None


async def lock(connection: Connection) -> None:
    """Only one transaction at a time gives conversations to people."""
    await connection.execute(QUERIES["lock"])


async def distribute(
    connection: Connection, *, because: Mapping[UUID, Why] | None = None, now: datetime
) -> list[UUID]:
    """Gives those in line to whoever is online and has room, the first in line first.

    In line is who waits and has nobody, whose holder went away, or whose reply is late; who has
    them keeps them until another has room. Returns what was given. `because` says why some of them
    came into the line. Called where somebody waits, comes, or gets room; last in its transaction.
    Whoever nobody can take stays in line, and keeps nobody behind them from a person.
    """
    cursor = await connection.execute(QUERIES["is_line"], {"now": now})
    row = await cursor.fetchone()
    if not (row and row[0]):
        return []
    await lock(connection)
    if await free_agent(connection, None) is None:
        return []
    cursor = await connection.execute(QUERIES["line"], {"now": now})
    given: list[UUID] = []
    nobody = frozenset[UUID]()
    full: set[tuple[UUID | None, frozenset[UUID]]] = set()  # teams that have no room, but for those
    for id, team, holder, declined, why in await cursor.fetchall():
        without = frozenset([*declined, holder]) if holder else frozenset(declined)
        if (team, nobody) in full or (team, without) in full:
            continue
        agent = await free_agent(connection, team, without=without)
        if agent is not None:
            why = (because or {}).get(id, Why(why))
            await give(connection, id, team=team, agent=agent, why=why, now=now)
            given.append(id)
        else:
            full.add((team, without))
            if (None, nobody) in full:  # nobody at all has room
                break
    return given


async def give(
    connection: Connection,
    id: UUID,
    *,
    team: UUID | None,
    agent: Free | None,
    why: Why,
    by: UUID | None = None,
    declined_by: UUID | None = None,
    now: datetime,
) -> None:
    """Assigns it to somebody or to nobody, and appends the event that tells them why."""
    await assign(
        connection,
        id,
        team=team,
        assignee=agent and agent.id,
        why=why,
        declined_by=declined_by,
        now=now,
    )
    told = {
        "by": by and str(by),
        "why": why.value,
        "team_id": team and str(team),
        "team_name": None,
        "assignee_id": agent and str(agent.id),
        "assignee_name": agent and agent.name,
    }
    await events.append(connection, id, EventType.ASSIGNED, told, now=now)


async def release(connection: Connection, agent: UUID, *, now: datetime) -> None:
    """Gives the customers who wait for an agent back to the line, and to whoever has room."""
    cursor = await connection.execute(QUERIES["held_waiting"], {"agent": agent})
    held = {row[0]: row[1] for row in await cursor.fetchall()}
    for id, team in held.items():
        await give(connection, id, team=team, agent=None, why=Why.AWAY, by=agent, now=now)
    await distribute(connection, because=dict.fromkeys(held, Why.AWAY), now=now)
