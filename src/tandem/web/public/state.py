"""Who has a conversation now, as its customer sees it."""

from tandem.core.desk.conversation import Conversation
from tandem.core.desk.ownership import Owner
from tandem.store import conversations
from tandem.store.database import Connection
from tandem.web.shapes.conversation import PublicState


async def state(connection: Connection, conversation: Conversation) -> PublicState:
    """Who has it now; only one that people own needs a query."""
    is_with_people = conversation.owner is Owner.HUMAN
    shown = await conversations.shown(connection, conversation.id) if is_with_people else None
    return PublicState.of(conversation, shown)
