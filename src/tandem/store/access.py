"""Access: the only way for an agent or a contact to get a conversation that they may see."""

from uuid import UUID

from tandem.core.desk.agent import Agent
from tandem.core.desk.conversation import Conversation
from tandem.core.errors import ConflictError
from tandem.store.conversations import lock, missing, read
from tandem.store.database import Connection


async def for_agent(connection: Connection, agent: Agent, id: UUID) -> Conversation:
    """The conversation, locked; raises NotFoundError if there is none that this agent may see.

    Everything that an agent does to a conversation gets it here.
    """
    conversation = await lock(connection, id)
    if not agent.may_see(conversation):
        raise missing()
    return conversation


async def for_reading(connection: Connection, agent: Agent, id: UUID) -> Conversation:
    """The same without a lock, for reading only."""
    conversation = await read(connection, id)
    if not agent.may_see(conversation):
        raise missing()
    return conversation


async def for_contact(connection: Connection, contact: UUID, id: UUID) -> Conversation:
    """A contact's own conversation, locked; raises NotFoundError for anybody else's."""
    conversation = await lock(connection, id)
    if conversation.contact_id != contact:
        raise missing()
    return conversation


def check_version(conversation: Conversation, version: int | None) -> None:
    """Raises ConflictError if it changed since the caller saw `version`; None skips the check."""
    if version is not None and version != conversation.version:
        raise ConflictError(
            "This conversation was changed meanwhile.",
            hint="Look at it again, then repeat what you did.",
        )
