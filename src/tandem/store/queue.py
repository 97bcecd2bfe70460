"""Work for later, deferred by name in the transaction that makes it necessary."""

from collections.abc import Mapping
from datetime import datetime

from psycopg.types.json import Jsonb

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("queue.sql")


async def defer(
    connection: Connection, task: str, arguments: Mapping[str, str], *, at: datetime | None = None
) -> None:
    """Have a task of jobs/ run, at once or from an hour on; it may run twice, and must bear it."""
    await connection.execute(
        QUERIES["defer"], {"task": task, "arguments": Jsonb(dict(arguments)), "at": at}
    )
