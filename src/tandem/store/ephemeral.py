"""Live news that is not stored: who is writing, who is looking."""

from collections.abc import Mapping
from uuid import UUID

from psycopg.types.json import Jsonb

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("ephemeral.sql")


async def publish(
    connection: Connection, conversation: UUID, type: str, data: Mapping[str, str]
) -> None:
    """Sends it to every open stream that shows this conversation.

    The customer gets only `typing`, and of its data only `agent_name`.
    """
    await connection.execute(
        QUERIES["publish"],
        {"told": Jsonb({"conversation": str(conversation), "type": type, "data": dict(data)})},
    )
