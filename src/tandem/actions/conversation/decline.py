"""An agent gives back a conversation that came to them; somebody else gets it, or it waits."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.conversation import Conversation, Why
from tandem.core.desk.ownership import Status
from tandem.core.errors import ConflictError
from tandem.store import access, conversations, routing


async def decline(
    desk: Desk, agent: Agent, id: UUID, *, version: int | None = None
) -> Conversation:
    """Gives it back to the line, and to the next person who has room; not to this agent again.

    Raises ConflictError unless it is open and assigned to them.
    """
    agent.require(Permission.WORK)
    now = desk.clock()
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        access.check_version(conversation, version)
        if conversation.assignee_id != agent.id or conversation.status is not Status.OPEN:
            raise ConflictError(
                "This conversation is not yours to decline.", hint="Reload to see who has it."
            )
        await routing.give(
            tx,
            id,
            team=conversation.team_id,
            agent=None,
            why=Why.DECLINED,
            by=agent.id,
            declined_by=agent.id,
            now=now,
        )
        await routing.distribute(tx, because={id: Why.DECLINED}, now=now)
        return await conversations.read(tx, id)
