"""Jobs for later, deferred by name in the transaction that needs them."""

from collections.abc import Mapping
from datetime import datetime

from psycopg.types.json import Jsonb

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("queue.sql")


async def defer(
    connection: Connection, task: str, arguments: Mapping[str, str], *, at: datetime | None = None
) -> None:
    """Queues a task of jobs/, to run at once or from a time on; it may run twice."""
    await connection.execute(
        QUERIES["defer"], {"task": task, "arguments": Jsonb(dict(arguments)), "at": at}
    )
