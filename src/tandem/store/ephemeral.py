"""Events for the streams that are open now, which are not stored: who is there, who is typing."""

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
    """An event that has no number and is not stored; without a conversation it is the desk's."""

    conversation_id: UUID | None
    type: str
    data: Mapping[str, str]


async def publish(
    connection: Connection, conversation: UUID | None, type: str, data: Mapping[str, str]
) -> None:
    """Send an event to every open stream that shows this conversation; None: to all agents'.

    The conversation's customer gets only `typing`, and of its data only `agent_name`.
    """
    id = None if conversation is None else str(conversation)
    event = {"conversation": id, "type": type, "data": dict(data)}
    await connection.execute(QUERIES["publish"], {"event": Jsonb(event)})


def announced(notifications: Iterable[Notify]) -> list[EphemeralEvent]:
    """The ephemeral events among these notifications, in order."""
    sent = [json.loads(one.payload) for one in notifications if one.channel == CHANNEL]
    return [
        EphemeralEvent(
            None if event["conversation"] is None else UUID(event["conversation"]),
            event["type"],
            event["data"],
        )
        for event in sent
    ]
