"""API tokens: programs that act for an agent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import kwargs_row

from tandem.core.desk.scope import Scope
from tandem.core.desk.secret import digest
from tandem.core.errors import NotFoundError
from tandem.store import queries
from tandem.store.database import Connection

COLUMNS = sql.SQL(
    "t.id, t.agent_id, a.name as agent_name, t.name, t.scopes, t.created_at, t.expires_at,"
    " t.last_used_at"
)
QUERIES = queries.load("tokens.sql", columns=COLUMNS)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it may be shown; its secret was shown once, at creation."""

    id: UUID
    agent_id: UUID
    agent_name: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holder:
    """The agent that a token acts for, and its scopes."""

    id: UUID
    agent: UUID
    scopes: frozenset[Scope]


async def add(
    connection: Connection,
    secret: str,
    *,
    id: UUID,
    agent: UUID,
    name: str,
    scopes: Sequence[Scope],
    expires_at: datetime | None = None,
    now: datetime,
) -> None:
    """Stores a token by its secret's digest."""
    await connection.execute(
        QUERIES["add"],
        {
            "id": id,
            "hash": digest(secret),
            "agent": agent,
            "name": name,
            "scopes": [scope.value for scope in scopes],
            "now": now,
            "until": expires_at,
        },
    )


async def use(connection: Connection, secret: str, now: datetime) -> Holder | None:
    """The holder; None if the token is unknown, revoked or expired, or its agent is not active."""
    async with connection.cursor(row_factory=kwargs_row(_holder)) as cursor:
        await cursor.execute(QUERIES["use"], {"hash": digest(secret), "now": now})
        return await cursor.fetchone()


async def every(connection: Connection) -> list[Token]:
    """All tokens that were not revoked, newest first."""
    return await _many(connection, QUERIES["all"], {})


async def read(connection: Connection, id: UUID) -> Token:
    """One token; raises NotFoundError."""
    found = await _many(connection, QUERIES["read"], {"id": id})
    if not found:
        raise NotFoundError("There is no such token.")
    return found[0]


async def revoke(connection: Connection, id: UUID, now: datetime) -> None:
    """Revokes the token; raises NotFoundError."""
    cursor = await connection.execute(QUERIES["revoke"], {"id": id, "now": now})
    if await cursor.fetchone() is None:
        raise NotFoundError("There is no such token.")


async def revoke_all(connection: Connection, agent: UUID, now: datetime) -> list[UUID]:
    """Revokes all tokens of an agent; returns those that were valid until now."""
    cursor = await connection.execute(QUERIES["revoke_all"], {"agent": agent, "now": now})
    return [row[0] for row in await cursor.fetchall()]


async def _many(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> list[Token]:
    async with connection.cursor(row_factory=kwargs_row(_token)) as cursor:
        await cursor.execute(query, parameters)
        return await cursor.fetchall()


def _holder(id: UUID, agent_id: UUID, scopes: list[str]) -> Holder:
    return Holder(id, agent_id, frozenset(map(Scope, scopes)))


def _token(
    id: UUID,
    agent_id: UUID,
    agent_name: str,
    name: str,
    scopes: list[str],
    created_at: datetime,
    expires_at: datetime | None,
    last_used_at: datetime | None,
) -> Token:
    return Token(
        id,
        agent_id,
        agent_name,
        name,
        frozenset(map(Scope, scopes)),
        created_at,
        expires_at,
        last_used_at,
    )
