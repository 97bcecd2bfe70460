"""An agent takes over a conversation, from the assistant or from people."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.conversation import Conversation
from tandem.core.errors import ConflictError
from tandem.store import access, clocks, conversations
from tandem.store import ownership as owners


async def take_over(
    desk: Desk,
    agent: Agent,
    id: UUID,
    *,
    version: int | None = None,
) -> Conversation:
    """Opens the conversation and assigns it to this agent; a running turn can't commit any more.

    Raises ConflictError if it changed since `version`, or a colleague is assigned.
    """
    agent.require(Permission.WORK)
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        access.check_version(conversation, version)
        if conversation.assignee_id not in (None, agent.id):
            raise ConflictError(
                "A colleague has this conversation.",
                hint="Assign it to yourself if you want it.",
            )
        await owners.take_over(tx, agent, conversation, new_id=desk.new_id, now=desk.clock())
        await clocks.follow(tx, desk.thinking.policy(), id)
        return await conversations.read(tx, id)
