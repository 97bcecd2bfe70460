"""Presence: which agents have which conversation open. Changes are told to the agents' streams."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import kwargs_row

from tandem.core.desk.agent import Agent
from tandem.core.desk.presence import GONE, SEEN, Doing, foremost
from tandem.store import ephemeral, queries, views
from tandem.store.database import Connection

QUERIES = queries.load("presence.sql")
PRESENT_MAX = 1000  # agents in conversations that one answer lists


@dataclass(frozen=True, slots=True)
class Present:
    """An agent in a conversation; without another sign they are gone at `until`."""

    conversation_id: UUID
    agent_id: UUID
    agent_name: str
    doing: Doing
    until: datetime


async def tell(
    tx: Connection,
    agent: Agent,
    conversation: UUID,
    screen: str,
    doing: Doing | None,
    now: datetime,
) -> None:
    """Stores what an agent does on one screen for the next 30 seconds; None removes it.

    The other agents are told only if this changes what the agent does on all screens together.
    """
    before = await _screens(tx, agent, conversation, now)
    where = {"conversation": conversation, "agent": agent.id, "screen": screen}
    if doing is None:
        await tx.execute(QUERIES["leave"], where)
        after = {key: one for key, one in before.items() if key != screen}
    else:
        await tx.execute(QUERIES["put"], {**where, "doing": doing.value, "until": now + SEEN})
        after = {**before, screen: doing}
    await _publish(tx, agent, conversation, before, after)


async def stop_writing(tx: Connection, agent: Agent, conversation: UUID, now: datetime) -> None:
    """Stores that an agent who was writing only views the conversation, on every screen."""
    before = await _screens(tx, agent, conversation, now)
    await tx.execute(QUERIES["stop_writing"], {"conversation": conversation, "agent": agent.id})
    await _publish(tx, agent, conversation, before, dict.fromkeys(before, Doing.VIEWING))


async def of_conversation(
    connection: Connection, conversation: UUID, now: datetime
) -> list[Present]:
    """The agents who have the conversation open."""
    return await _many(
        connection, QUERIES["of_conversation"], {"conversation": conversation, "now": now}
    )


async def seen_by(connection: Connection, agent: Agent, now: datetime) -> list[Present]:
    """Who is where, among the conversations that this agent may see."""
    return await _many(connection, QUERIES["seen_by"], {**views.seen_by(agent), "now": now})


async def forget(connection: Connection, now: datetime) -> None:
    """Deletes what no longer counts."""
    await connection.execute(QUERIES["forget"], {"now": now})


async def _screens(
    tx: Connection, agent: Agent, conversation: UUID, now: datetime
) -> dict[str, Doing]:
    """What the agent does by screen, locked: of two that are closed at once, one is the last."""
    where = {"conversation": conversation, "agent": agent.id}
    await tx.execute(QUERIES["hold"], where)
    cursor = await tx.execute(QUERIES["screens"], {**where, "now": now})
    return {screen: Doing(doing) for screen, doing in await cursor.fetchall()}


async def _publish(
    tx: Connection,
    agent: Agent,
    conversation: UUID,
    before: Mapping[str, Doing],
    after: Mapping[str, Doing],
) -> None:
    doing = foremost(after.values())
    if doing is foremost(before.values()):
        return
    await ephemeral.publish(
        tx,
        conversation,
        "presence",
        {
            "agent_id": str(agent.id),
            "agent_name": agent.name,
            "doing": GONE if doing is None else doing.value,
        },
    )


async def _many(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> list[Present]:
    async with connection.cursor(row_factory=kwargs_row(_made)) as cursor:
        await cursor.execute(query, {**parameters, "most": PRESENT_MAX})
        return await cursor.fetchall()


def _made(
    conversation_id: UUID, agent_id: UUID, agent_name: str, doing: str, until: datetime
) -> Present:
    return Present(conversation_id, agent_id, agent_name, Doing(doing), until)
