"""Articles and passages that are never quoted, until somebody undoes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("hidden.sql")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden: a whole article, or passages of it, with the beginning of their text.

    `agent_name` is None for the command line.
    """

    id: int
    article_id: str
    is_whole: bool
    passages: list[int]
    says: str
    hidden_at: datetime
    agent_name: str | None


async def hide_article(
    connection: Connection, key: str, agent: UUID | None, now: datetime
) -> int | None:
    """Hides an article; returns the hiding's number, None if nothing changed."""
    return await _begun(connection, "hide_article", {"key": key, "agent": agent, "now": now})


async def hide_passages(
    connection: Connection, passages: Sequence[int], agent: UUID | None, now: datetime
) -> int | None:
    """Hides passages of one article; returns the hiding's number, None if they are not of one."""
    return await _begun(
        connection, "hide_passages", {"passages": list(passages), "agent": agent, "now": now}
    )


async def undo(connection: Connection, id: int, now: datetime) -> bool:
    """Ends a hiding; False if there is none in force with this number."""
    return await _begun(connection, "undo", {"id": id, "now": now}) is not None


async def all_of(connection: Connection) -> list[Hidden]:
    """What is hidden now, the newest first."""
    async with connection.cursor(row_factory=class_row(Hidden)) as cursor:
        await cursor.execute(QUERIES["all"])
        return await cursor.fetchall()


async def _begun(connection: Connection, name: str, parameters: dict[str, object]) -> int | None:
    """The number of the hiding that was changed, once its passages say so."""
    cursor = await connection.execute(QUERIES[name], parameters)
    row = await cursor.fetchone()
    if row is None:
        return None
    await connection.execute(QUERIES["refresh"], {"id": row[0]})
    return row[0]
