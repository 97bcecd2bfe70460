"""The change of owner to people, the same wherever it comes from: all of it, or none."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from tandem.core.desk import ownership
from tandem.core.desk.agent import Agent
from tandem.core.desk.conversation import Conversation, Priority
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, Kind, written
from tandem.core.turn import brief as briefs
from tandem.core.turn.signals import Reason
from tandem.store import contacts, conversations, events, messages
from tandem.store.database import Connection


async def hand_off(
    connection: Connection,
    conversation: Conversation,
    *,
    reason: Reason,
    rule: str,
    said: str,
    new_id: Callable[[], UUID],
    now: datetime,
    priority: Priority = Priority.NORMAL,
    category: str = "",
    turn: UUID | None = None,
) -> None:
    """Give a conversation to people: team by category, an online agent with room, else the queue.

    One that began with people, and that none of them has in hand, is brought to them likewise.

    The customer reads `said` and waits from now on (empty: they asked nothing); the team gets the
    brief as a note. The caller holds the row. No team and nobody online is no error: it waits in
    the queue.
    """
    team = conversation.team_id or await conversations.team_of(
        connection, category or conversation.category
    )
    assignee = await conversations.free_agent(connection, team)
    brief = briefs.brief(
        await messages.thread(connection, conversation.id),
        await contacts.read(connection, conversation.contact_id),
        await conversations.subjects_of(
            connection, conversation.contact_id, conversation.id, team=team
        ),
        reason=reason.value,
        rule=rule,
    )
    await conversations.set_standing(
        connection, conversation.id, ownership.to_people(conversation.standing)
    )
    await conversations.to_people(
        connection,
        conversation.id,
        reason=reason.value,
        rule=rule,
        priority=priority.value,
        category=category,
        team=team,
        assignee=assignee,
        is_waiting=bool(said),
        now=now,
    )
    await events.append(
        connection,
        conversation.id,
        EventType.HANDED_OFF,
        {
            "reason": reason.value,
            "rule": rule,
            "priority": priority.value,
            "team_id": team and str(team),
            "assignee_id": assignee and str(assignee),
            "turn_id": turn and str(turn),
            "brief": asdict(brief),
        },
        public={},
        now=now,
    )
    await messages.append(
        connection,
        written(
            new_id(),
            conversation.id,
            Author.SYSTEM,
            briefs.text(brief),
            kind=Kind.NOTE,
            turn=turn,
            now=now,
        ),
    )
    if said:
        await messages.append(
            connection,
            written(
                new_id(),
                conversation.id,
                Author.ASSISTANT,
                said,
                turn=turn,
                decision="hand_off",
                now=now,
            ),
        )


async def take(
    connection: Connection,
    agent: Agent,
    conversation: Conversation,
    *,
    new_id: Callable[[], UUID],
    now: datetime,
) -> None:
    """Have it be this agent's, within a transaction; already theirs, nothing happens."""
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
            category="",
            team=None,
            assignee=agent.id,
            is_waiting=False,
            now=now,
        )
    else:
        await conversations.assign(
            connection, conversation.id, team=conversation.team_id, assignee=agent.id
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
