"""Records whether a reply of the assistant helped the customer."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import ownership
from tandem.core.desk.event import EventType
from tandem.core.desk.ownership import Resolution, Status
from tandem.core.errors import NotFoundError
from tandem.store import access, conversations, events, messages


async def judge_reply(desk: Desk, contact: UUID, message: UUID, *, helpful: bool) -> None:
    """Stores the feedback; if it helped and nothing else is open, resolves as `confirmed`."""
    now = desk.clock()
    async with desk.database.connection() as connection:
        judged = await messages.one(connection, message)
    if judged.public_seq is None:
        raise NotFoundError("There is no such message.")
    async with desk.database.transaction() as tx:
        conversation = await access.for_contact(tx, contact, judged.conversation_id)
        await messages.judge(tx, message, helpful=helpful)
        told = {"message_id": str(message), "was_helpful": helpful}
        await events.append(tx, conversation.id, EventType.HELPFUL, told, public=told, now=now)
        is_over = (
            conversation.status is Status.PENDING
            and conversation.last_decision == "answer"
            and conversation.waiting_since is None
        )
        if helpful and is_over:
            await conversations.set_standing(
                tx,
                conversation.id,
                ownership.resolved(conversation.standing, Resolution.CONFIRMED, now),
            )
            await events.append(
                tx,
                conversation.id,
                EventType.RESOLVED,
                {"resolution": Resolution.CONFIRMED.value},
                public={},
                now=now,
            )
