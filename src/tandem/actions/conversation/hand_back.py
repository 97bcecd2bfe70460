"""An agent gives a conversation back to the assistant; the customer is told."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import ownership
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, Kind, unanswered, written
from tandem.core.errors import ConflictError
from tandem.core.turn.who import who
from tandem.store import (
    access,
    clocks,
    contacts,
    conversations,
    events,
    installation,
    leases,
    messages,
    routing,
)

CONTINUES = "The AI assistant continues here. You can ask for a person at any time."


async def hand_back(
    desk: Desk,
    agent: Agent,
    id: UUID,
    *,
    version: int | None = None,
) -> Conversation:
    """Makes the assistant the owner again; it answers what the customer wrote last.

    Raises ConflictError if the assistant may not answer: it is paused, or its mode for this
    customer and product is not `auto`.
    """
    agent.require(Permission.WORK)
    now = desk.clock()
    async with desk.database.transaction() as tx:
        paused = await installation.is_paused(tx)
        conversation = await access.for_agent(tx, agent, id)
        access.check_version(conversation, version)
        if paused:
            raise ConflictError(
                "The assistant is stopped.", hint="Start it again first: `tandem pause --off`."
            )
        contact = await contacts.read(tx, conversation.contact_id)
        policy = desk.thinking.policy()
        if not policy.may_answer(conversation.product, who(contact), is_away=policy.is_away(now)):
            raise ConflictError(
                "The assistant may not answer this customer by itself.",
                hint="Its mode in the policy is not `auto` here.",
            )
        back = ownership.handed_back(conversation.standing)
        await clocks.ended(tx, id, agent=None, now=now)
        await conversations.set_standing(tx, id, back)
        asks = unanswered(await messages.thread(tx, id), await messages.answered_to(tx, id))
        waiting_since = asks[0].created_at if asks else None
        await conversations.to_assistant(tx, id, waiting_since=waiting_since, now=now)
        await events.append(
            tx,
            id,
            EventType.HANDED_BACK,
            {"agent_id": str(agent.id), "agent_name": agent.name},
            public={},
            now=now,
        )
        told = await messages.append(
            tx,
            written(
                desk.new_id(),
                id,
                Author.SYSTEM,
                CONTINUES,
                kind=Kind.ACTIVITY,
                agent=(agent.id, agent.name),
                now=now,
            ),
        )
        if asks:
            await leases.want(tx, id, told.seq, now)
        await clocks.follow(tx, policy, id)
        await routing.distribute(tx, now=now)
        return await conversations.read(tx, id)
