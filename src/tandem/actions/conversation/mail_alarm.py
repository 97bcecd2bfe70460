"""Mails the team when a customer was handed to people and nobody has replied."""

from collections.abc import Sequence
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import links
from tandem.core.desk import mail as mails
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.ownership import Status
from tandem.core.errors import InvalidError
from tandem.store import agents, conversations


async def mail_alarm(desk: Desk, id: UUID) -> None:
    """Mails those who can help; does nothing if somebody replied or mail is not set up.

    Raises UnavailableError or ConfigError if it could not be sent now. A second mail for the same
    handoff has the same Message-ID.
    """
    async with desk.database.connection() as connection:
        conversation = await conversations.read(connection, id)
        people = await agents.every(connection)
    waiting_since = conversation.waiting_since
    if (
        desk.post is None
        or conversation.status is not Status.OPEN
        or waiting_since is None
        or conversation.human_replied_at is not None
    ):
        return
    to = [
        mails.mailbox(agent.email, agent.name)
        for agent in recipients(people, conversation.team_id)
        if _can_be_mailed(agent, desk.post.sender)
    ]
    if to:
        await desk.post.mailer.send(
            mails.alarm(
                id,
                sender=desk.post.sender,
                to=to,
                number=conversation.number,
                waiting_since=waiting_since,
                # A conversation that people owned from the start was never handed to them.
                theirs_since=conversation.handed_off_at or conversation.created_at,
                link=links.conversation(desk.public_url, id),
                now=desk.clock(),
            )
        )


def recipients(people: Sequence[Agent], team: UUID | None) -> list[Agent]:
    """The team's online members (anyone online if there is no team); else all leads and admins."""
    active = [agent for agent in people if agent.is_active]
    online = [
        agent
        for agent in active
        if agent.availability == "online"
        and agent.may(Permission.WORK)
        and (team is None or team in agent.teams)
    ]
    return online or [agent for agent in active if agent.may(Permission.LEAD)]


def _can_be_mailed(agent: Agent, sender: mails.Mailbox) -> bool:
    try:
        address = mails.mailbox(agent.email).address
    except InvalidError:
        return False
    return address.lower() != sender.address.lower()
