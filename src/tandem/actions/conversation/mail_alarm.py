"""Mails the team that a customer waits for a person: soon due, late, or long late."""

from collections.abc import Sequence
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import links
from tandem.core.desk import mail as mails
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.conversation import Alarm, Conversation
from tandem.core.errors import InvalidError
from tandem.store import agents, conversations


async def mail_alarm(desk: Desk, id: UUID, alarm: Alarm) -> None:
    """Mails those who can help; does nothing if somebody replied or mail is not set up.

    Raises UnavailableError or ConfigError if it could not be sent now. A second mail of the same
    alarm has the same Message-ID.
    """
    async with desk.database.connection() as connection:
        conversation = await conversations.read(connection, id)
        people = await agents.every(connection)
    if desk.post is None or not conversation.rings(alarm):
        return
    assert conversation.waiting_since is not None
    assert conversation.due_at is not None
    to = [
        mails.mailbox(agent.email, agent.name)
        for agent in recipients(people, conversation, alarm)
        if _can_be_mailed(agent, desk.post.sender)
    ]
    if to:
        await desk.post.mailer.send(
            mails.alarm(
                id,
                sender=desk.post.sender,
                to=to,
                number=conversation.number,
                alarm=alarm,
                waiting_since=conversation.waiting_since,
                due_at=conversation.due_at,
                link=links.conversation(desk.public_url, id),
                now=desk.clock(),
            )
        )


def recipients(people: Sequence[Agent], conversation: Conversation, alarm: Alarm) -> list[Agent]:
    """Who hears of an alarm: who has it, then its team's online members, then the leads.

    Without a team, anyone online; with nobody online, the leads and admins at once.
    """
    active = [agent for agent in people if agent.is_active]
    leads = [agent for agent in active if agent.may(Permission.LEAD)]
    if alarm is Alarm.LEAD:
        return leads
    team = conversation.team_id
    holder = [agent for agent in active if agent.id == conversation.assignee_id]
    if alarm is Alarm.WARNED and any(agent.availability == "online" for agent in holder):
        return holder
    online = [
        agent
        for agent in active
        if agent.availability == "online"
        and agent.may(Permission.WORK)
        and (team is None or team in agent.teams)
        and agent not in holder
    ]
    return [*holder, *online] if online else [*holder, *(one for one in leads if one not in holder)]


def _can_be_mailed(agent: Agent, sender: mails.Mailbox) -> bool:
    try:
        address = mails.mailbox(agent.email).address
    except InvalidError:
        return False
    return address.lower() != sender.address.lower()
