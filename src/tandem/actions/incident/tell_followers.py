"""Tells everyone who wanted to know that an incident is over, each conversation once."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.mail import MAIL_AFTER
from tandem.core.desk.message import Author, Kind, written
from tandem.store import contacts, conversations, incidents, messages, queue
from tandem.store.database import Connection

AT_ONCE = 100  # conversations whose ids are read at a time


async def tell_followers(desk: Desk, id: UUID) -> None:
    """Writes the end text into each follower's conversation, and mails it to who is away.

    One transaction for each conversation marks and tells it, so whatever is killed, the next run
    goes on with those that were not told. Does nothing while the incident still runs. Who owns a
    conversation, and whether it is resolved, stays as it is.
    """
    async with desk.database.connection() as connection:
        text = (await incidents.read(connection, id)).end_text
    while text is not None:
        async with desk.database.connection() as connection:
            due = await incidents.untold(connection, id, most=AT_ONCE)
        if not due:
            return
        for conversation in due:
            async with desk.database.transaction() as tx:
                await _tell(desk, tx, id, conversation, text)


async def _tell(desk: Desk, tx: Connection, id: UUID, conversation: UUID, text: str) -> None:
    now = desk.clock()
    held = await conversations.lock(tx, conversation)
    if not await incidents.tell(tx, id, conversation, now):
        return  # another worker was faster
    contact = await contacts.read(tx, held.contact_id)
    is_mailed = desk.post is not None and bool(contact.mail_to)
    message = await messages.append(
        tx,
        written(
            desk.new_id(),
            conversation,
            Author.SYSTEM,
            text,
            kind=Kind.ACTIVITY,
            delivery="queued" if is_mailed else None,
            now=now,
        ),
    )
    if is_mailed:
        await queue.defer(tx, "mail_reply", {"message": str(message.id)}, at=now + MAIL_AFTER)
