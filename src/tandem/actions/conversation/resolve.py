"""An agent resolves a conversation, or reopens a resolved or snoozed one."""

from datetime import timedelta
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import ownership
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.event import EventType
from tandem.core.desk.ownership import Resolution, Status
from tandem.core.errors import ConflictError
from tandem.store import access, clocks, conversations, events, leases, routing

UNDO_WITHIN = timedelta(minutes=1)


async def resolve(
    desk: Desk,
    agent: Agent,
    id: UUID,
    *,
    version: int | None = None,
) -> Conversation:
    """Resolves it; raises ConflictError if it is resolved already."""
    agent.require(Permission.WORK)
    now = desk.clock()
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        access.check_version(conversation, version)
        closed = ownership.resolved(conversation.standing, Resolution.AGENT, now)
        await clocks.ended(tx, id, agent=None, now=now)
        await conversations.set_standing(tx, id, closed)
        await clocks.follow(tx, desk.thinking.policy(), id)
        await leases.finish(tx, id, conversation.turn_wanted_seq)
        await events.append(
            tx,
            id,
            EventType.RESOLVED,
            {"resolution": Resolution.AGENT.value, "agent_id": str(agent.id)},
            public={},
            now=now,
        )
        await routing.distribute(tx, now=now)
        return await conversations.read(tx, id)


async def reopen(
    desk: Desk,
    agent: Agent,
    id: UUID,
    *,
    version: int | None = None,
) -> Conversation:
    """Reopens it for people; raises ConflictError unless it is resolved or snoozed.

    At once after it was resolved, that is undone: a customer who waited still does. Later, nobody
    waits until they write.
    """
    agent.require(Permission.WORK)
    now = desk.clock()
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        access.check_version(conversation, version)
        if conversation.status not in (Status.RESOLVED, Status.SNOOZED):
            raise ConflictError("This conversation is already open.")
        await conversations.set_standing(tx, id, ownership.HELD_BY_PEOPLE)
        if conversation.resolved_at is not None:
            if now - conversation.resolved_at <= UNDO_WITHIN:
                await clocks.resumed(tx, id, ended_at=conversation.resolved_at)
            else:
                await conversations.wait_anew(tx, id, None)
        await clocks.follow(tx, desk.thinking.policy(), id)
        await events.append(
            tx,
            id,
            EventType.REOPENED,
            {"by": "agent", "agent_id": str(agent.id)},
            public={},
            now=now,
        )
        return await conversations.read(tx, id)
