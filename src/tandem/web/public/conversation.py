"""HTTP route for a conversation as its customer sees it, without the team's notes and data."""

from uuid import UUID

from fastapi import APIRouter

from tandem.actions.ports import Desk
from tandem.core.desk import ownership
from tandem.core.desk.conversation import Conversation
from tandem.store import conversations, messages
from tandem.store.database import Connection
from tandem.store.widget_sessions import WidgetSession
from tandem.web.deps import DeskOf
from tandem.web.live import public_state
from tandem.web.public.visitor import Visitor
from tandem.web.shapes import Shown
from tandem.web.shapes.conversation import PublicConversation
from tandem.web.shapes.message import PublicMessage

router = APIRouter(prefix="/widget/v1", tags=["widget"])


class CurrentConversation(Shown):
    """The conversation that the next message goes to, if there is one."""

    conversation: PublicConversation | None


@router.get("/conversation")
async def read_current_conversation(session: Visitor, desk: DeskOf) -> CurrentConversation:
    """The contact's newest conversation in this inbox, if it still takes messages."""
    return CurrentConversation(
        conversation=await current(desk, session.contact_id, session.inbox_id)
    )


async def current(desk: Desk, contact: UUID, inbox: UUID) -> PublicConversation | None:
    """The conversation that the contact's next message would go to."""
    async with desk.database.connection() as connection:
        newest = await conversations.newest_of(connection, contact, inbox)
        if newest is None or not ownership.takes_messages(newest.standing, desk.clock()):
            return None
        return await _shown(desk, connection, newest)


async def own(connection: Connection, session: WidgetSession, id: UUID) -> Conversation:
    """A conversation of this contact in this inbox; raises NotFoundError for any other."""
    found = await conversations.read(connection, id)
    if (found.contact_id, found.inbox_id) != (session.contact_id, session.inbox_id):
        raise conversations.missing()
    return found


async def _shown(
    desk: Desk, connection: Connection, conversation: Conversation
) -> PublicConversation:
    now = await public_state.read(desk, connection, conversation)
    return PublicConversation(
        **now.model_dump(),
        id=conversation.id,
        public_seq=conversation.public_seq,
        messages=[
            PublicMessage.of(message)
            for message in await messages.thread(connection, conversation.id, everything=False)
        ],
        linked_from=conversation.linked_from is not None,
        waits_elsewhere=await conversations.waits_elsewhere(connection, conversation),
    )
