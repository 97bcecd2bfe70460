"""Events for the streams that are open now, which are not stored: who is typing, who is viewing."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from psycopg import Notify
from psycopg.types.json import Jsonb

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("ephemeral.sql")
CHANNEL = "tandem_ephemeral"  # of ephemeral.sql


@dataclass(frozen=True, slots=True)
class EphemeralEvent:
    """An event of a conversation that has no number and is not stored."""

    conversation_id: UUID
    type: str
    data: Mapping[str, str]


async def publish(
    connection: Connection, conversation: UUID, type: str, data: Mapping[str, str]
) -> None:
    """Send an event to every open stream that shows this conversation.

    Its customer gets only `typing`, and of its data only `agent_name`.
    """
    await connection.execute(
        QUERIES["publish"],
        {"event": Jsonb({"conversation": str(conversation), "type": type, "data": dict(data)})},
    )


def announced(notifications: Iterable[Notify]) -> list[EphemeralEvent]:
    """The ephemeral events among these notifications, in order."""
    sent = [json.loads(one.payload) for one in notifications if one.channel == CHANNEL]
    return [
        EphemeralEvent(UUID(event["conversation"]), event["type"], event["data"]) for event in sent
    ]
