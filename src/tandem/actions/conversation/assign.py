"""Assigns a conversation to a person, a team, both or nobody."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.conversation import Conversation, Why
from tandem.core.desk.event import EventType
from tandem.core.desk.ownership import Owner
from tandem.core.errors import ConflictError, InvalidError, NotFoundError
from tandem.store import access, agents, clocks, conversations, events, routing, teams


async def assign(
    desk: Desk,
    agent: Agent,
    id: UUID,
    *,
    team: UUID | None,
    assignee: UUID | None,
    version: int | None = None,
) -> Conversation:
    """Sets team and assignee; None clears one.

    Raises ConflictError if the assistant owns it (take it over first), InvalidError for a team or
    an agent that does not exist or may not work on it.
    """
    agent.require(Permission.WORK)
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        access.check_version(conversation, version)
        if conversation.owner is Owner.ASSISTANT:
            raise ConflictError(
                "The assistant has this conversation.", hint="Take it over, then assign it."
            )
        try:
            to_team = None if team is None else await teams.read(tx, team)
            to_agent = None if assignee is None else await agents.read(tx, assignee)
        except NotFoundError as error:
            raise InvalidError(error.message, hint="Choose an existing one.") from error
        if to_agent and not (to_agent.is_active and to_agent.may(Permission.WORK)):
            raise InvalidError(f"{to_agent.name} can't take conversations.")
        now = desk.clock()
        why = Why.TAKEN if assignee == agent.id else Why.AGENT
        await routing.assign(tx, id, team=team, assignee=assignee, why=why, now=now)
        await clocks.follow(tx, desk.thinking.policy(), id)
        await events.append(
            tx,
            id,
            EventType.ASSIGNED,
            {
                "by": str(agent.id),
                "why": why.value,
                "team_id": team and str(team),
                "team_name": to_team and to_team.name,
                "assignee_id": assignee and str(assignee),
                "assignee_name": to_agent and to_agent.name,
            },
            now=now,
        )
        return await conversations.read(tx, id)
