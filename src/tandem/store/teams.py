"""Teams, and the categories each takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from tandem.core.errors import ConflictError, NotFoundError
from tandem.store import queries
from tandem.store.database import Connection

COLUMNS = sql.SQL(
    "t.id, t.name, t.categories, t.languages, t.version,"
    " array(select m.agent_id from team_member m where m.team_id = t.id order by 1) as members"
)
QUERIES = queries.load("teams.sql", columns=COLUMNS)


@dataclass(frozen=True, slots=True)
class Team:
    """A team's row, with the ids of its members."""

    id: UUID
    name: str
    categories: tuple[str, ...]
    languages: tuple[str, ...]
    version: int
    members: tuple[UUID, ...]


async def read(connection: Connection, id: UUID) -> Team:
    """One team; raises NotFoundError."""
    found = await _many(connection, QUERIES["read"], {"id": id})
    if not found:
        raise NotFoundError("There is no such team.")
    return found[0]


async def every(connection: Connection) -> list[Team]:
    """All teams by name."""
    return await _many(connection, QUERIES["all"], {})


async def add(
    connection: Connection,
    *,
    id: UUID,
    name: str,
    categories: Sequence[str] = (),
    languages: Sequence[str] = (),
    members: Sequence[UUID] = (),
) -> bool:
    """Adds a team; returns False if its name is taken."""
    cursor = await connection.execute(
        QUERIES["add"],
        {
            "id": id,
            "name": name,
            "categories": list(categories),
            "languages": list(languages),
        },
    )
    if await cursor.fetchone() is None:
        return False
    await set_members(connection, id, members)
    return True


async def change(
    connection: Connection,
    id: UUID,
    version: int,
    *,
    name: str | None = None,
    categories: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
    members: Sequence[UUID] | None = None,
) -> Team:
    """Change a team; raises ConflictError if it changed meanwhile."""
    cursor = await connection.execute(
        QUERIES["change"],
        {
            "id": id,
            "version": version,
            "name": name,
            "categories": None if categories is None else list(categories),
            "languages": None if languages is None else list(languages),
        },
    )
    if await cursor.fetchone() is None:
        await read(connection, id)
        raise ConflictError(
            "This team was changed meanwhile.", hint="Reload, then make your change again."
        )
    if members is not None:
        await set_members(connection, id, members)
    return await read(connection, id)


async def set_members(connection: Connection, id: UUID, members: Sequence[UUID]) -> None:
    """Makes exactly these agents the team's members."""
    await connection.execute(QUERIES["set_members"], {"team": id, "agents": list(members)})


async def remove(connection: Connection, id: UUID) -> None:
    """Deletes a team; raises NotFoundError if there is none."""
    cursor = await connection.execute(QUERIES["remove"], {"id": id})
    if await cursor.fetchone() is None:
        raise NotFoundError("There is no such team.")


async def _many(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> list[Team]:
    async with connection.cursor(row_factory=class_row(Team)) as cursor:
        await cursor.execute(query, parameters)
        rows = await cursor.fetchall()
    return [
        replace(
            row,
            categories=tuple(row.categories),
            languages=tuple(row.languages),
            members=tuple(row.members),
        )
        for row in rows
    ]
