"""An agent takes a conversation from the assistant, or for themselves."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.conversation import Conversation
from tandem.core.errors import ConflictError
from tandem.store import access, conversations
from tandem.store import ownership as owners


async def take_over(
    desk: Desk,
    agent: Agent,
    id: UUID,
    *,
    version: int | None = None,
) -> Conversation:
    """Have the conversation open and assigned to this agent; a turn under way is fenced off.

    Raises ConflictError if it changed since `version`, or a colleague holds it.
    """
    agent.require(Permission.WORK)
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        access.check_version(conversation, version)
        if conversation.assignee_id not in (None, agent.id):
            raise ConflictError(
                "A colleague holds this conversation.",
                hint="Assign it to yourself if it should be yours.",
            )
        await owners.take_over(tx, agent, conversation, new_id=desk.new_id, now=desk.clock())
        return await conversations.read(tx, id)
