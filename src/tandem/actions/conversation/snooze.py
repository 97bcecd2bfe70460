"""Snoozes a conversation until a time in the future, or until its customer writes."""

from datetime import datetime
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import ownership
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.event import EventType
from tandem.store import access, conversations, events, routing


async def snooze(
    desk: Desk,
    agent: Agent,
    id: UUID,
    until: datetime,
    *,
    version: int | None = None,
) -> Conversation:
    """Snoozes it until `until`; raises ConflictError unless people have it open."""
    agent.require(Permission.WORK)
    now = desk.clock()
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        access.check_version(conversation, version)
        await conversations.set_standing(
            tx, id, ownership.snoozed(conversation.standing, until, now)
        )
        await events.append(
            tx,
            id,
            EventType.SNOOZED,
            {"agent_id": str(agent.id), "until": until.isoformat()},
            now=now,
        )
        await routing.distribute(tx, now=now)
        return await conversations.read(tx, id)
