"""An agent becomes the owner of a conversation, by taking it over or by replying."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tandem.core.desk import ownership
from tandem.core.desk.agent import Agent
from tandem.core.desk.conversation import Conversation, Why
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, Kind, written
from tandem.store import conversations, events, messages, routing
from tandem.store.database import Connection


async def take_over(
    connection: Connection,
    agent: Agent,
    conversation: Conversation,
    *,
    new_id: Callable[[], UUID],
    now: datetime,
) -> None:
    """Assigns it to this agent and tells the customer; changes nothing if they have it already."""
    if conversation.standing == ownership.HELD_BY_PEOPLE and conversation.assignee_id == agent.id:
        return
    was_assistant = conversation.owner is ownership.Owner.ASSISTANT
    await conversations.set_standing(
        connection, conversation.id, ownership.to_people(conversation.standing)
    )
    if was_assistant:
        await conversations.to_people(
            connection,
            conversation.id,
            reason="taken_over",
            rule="taken_over",
            priority=conversation.priority.value,
            team=None,
            assignee=agent.id,
            why=Why.TAKEN.value,
            is_waiting=False,
            now=now,
        )
    else:
        await routing.assign(
            connection,
            conversation.id,
            team=conversation.team_id,
            assignee=agent.id,
            why=Why.TAKEN,
            now=now,
        )
    await events.append(
        connection,
        conversation.id,
        EventType.TAKEN_OVER,
        {"agent_id": str(agent.id), "agent_name": agent.name, "from": conversation.owner.value},
        public={"agent_name": agent.name},
        now=now,
    )
    await messages.append(
        connection,
        written(
            new_id(),
            conversation.id,
            Author.SYSTEM,
            f"{agent.name} has joined. You are now talking with a person.",
            kind=Kind.ACTIVITY,
            agent=(agent.id, agent.name),
            now=now,
        ),
    )
