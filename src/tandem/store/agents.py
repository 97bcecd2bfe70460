"""Agents: the members of the team."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import kwargs_row

from tandem.core.desk.agent import Agent, Role
from tandem.core.errors import ConflictError, NotFoundError
from tandem.store import ephemeral, queries
from tandem.store.database import Connection

COLUMNS = sql.SQL(
    "a.id, a.email, a.name, a.role, a.availability, a.capacity, a.is_active, a.version,"
    " array(select m.team_id from team_member m where m.agent_id = a.id) as teams"
)
QUERIES = queries.load("agents.sql", columns=COLUMNS)


async def read(connection: Connection, id: UUID) -> Agent:
    """One agent; raises NotFoundError."""
    found = await _many(connection, QUERIES["read"], {"id": id})
    if not found:
        raise NotFoundError("There is no such agent.")
    return found[0]


async def by_email(connection: Connection, email: str) -> Agent | None:
    """The agent with this address."""
    found = await _many(connection, QUERIES["by_email"], {"email": email.strip().lower()})
    return found[0] if found else None


async def every(connection: Connection) -> list[Agent]:
    """All agents by name."""
    return await _many(connection, QUERIES["all"], {})


async def add(
    connection: Connection,
    *,
    id: UUID,
    email: str,
    name: str,
    role: Role,
    password_hash: str | None = None,
    availability: str = "away",
    capacity: int = 8,
    now: datetime,
) -> bool:
    """Adds an agent; returns False if the address is taken."""
    cursor = await connection.execute(
        QUERIES["add"],
        {
            "id": id,
            "email": email.strip().lower(),
            "name": name,
            "role": role.value,
            "password_hash": password_hash,
            "availability": availability,
            "capacity": capacity,
            "now": now,
        },
    )
    return await cursor.fetchone() is not None


async def change(
    connection: Connection,
    id: UUID,
    *,
    version: int | None = None,
    name: str | None = None,
    role: Role | None = None,
    availability: str | None = None,
    capacity: int | None = None,
    is_active: bool | None = None,
    now: datetime,
) -> Agent:
    """Changes an agent; raises ConflictError if they changed since `version`."""
    cursor = await connection.execute(
        QUERIES["change"],
        {
            "id": id,
            "version": version,
            "name": name,
            "role": role and role.value,
            "availability": availability,
            "capacity": capacity,
            "is_active": is_active,
            "now": now,
        },
    )
    changed = await cursor.fetchone() is not None
    agent = await read(connection, id)
    if not changed:
        raise ConflictError(
            "This agent was changed meanwhile.", hint="Reload, then make your change again."
        )
    return agent


async def seen(connection: Connection, id: UUID, now: datetime) -> None:
    """Stores that the agent's console is open."""
    await connection.execute(QUERIES["seen"], {"id": id, "now": now})


async def left(connection: Connection, before: datetime, *, now: datetime) -> list[Agent]:
    """Sets those away who are online and whose console was last open before; returns them."""
    return await _many(connection, QUERIES["left"], {"before": before, "now": now})


async def back(connection: Connection, id: UUID, *, since: datetime) -> Agent | None:
    """Sets an agent online again who was set away `since` because their console closed."""
    found = await _many(connection, QUERIES["back"], {"id": id, "since": since})
    return found[0] if found else None


async def announce(connection: Connection, agent: Agent) -> None:
    """Tell all agents' streams that this agent changed."""
    await ephemeral.publish(
        connection,
        None,
        "agent.changed",
        {"agent_id": str(agent.id), "availability": agent.availability},
    )


async def password_hash(connection: Connection, id: UUID) -> str | None:
    """The stored hash of an active agent's password."""
    cursor = await connection.execute(QUERIES["password_hash"], {"id": id})
    row = await cursor.fetchone()
    return row[0] if row else None


async def set_password(connection: Connection, id: UUID, password_hash: str) -> None:
    """Stores a new password's hash."""
    await connection.execute(QUERIES["set_password"], {"id": id, "password_hash": password_hash})


async def lock_admins(connection: Connection) -> frozenset[UUID]:
    """The active admins, locked so that they stay admins until the transaction ends."""
    cursor = await connection.execute(QUERIES["lock_admins"])
    return frozenset(row[0] for row in await cursor.fetchall())


async def _many(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> list[Agent]:
    async with connection.cursor(row_factory=kwargs_row(_made)) as cursor:
        await cursor.execute(query, parameters)
        return await cursor.fetchall()


def _made(
    id: UUID,
    email: str,
    name: str,
    role: str,
    availability: str,
    capacity: int,
    is_active: bool,
    version: int,
    teams: list[UUID],
) -> Agent:
    return Agent(
        id, email, name, Role(role), availability, capacity, is_active, frozenset(teams), version
    )
