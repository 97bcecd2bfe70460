"""A customer leaves an address for answers while they are away."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import mail
from tandem.core.desk.event import EventType
from tandem.store import contacts, conversations, events


async def leave_email(desk: Desk, contact: UUID, inbox: UUID, given: str) -> None:
    """Stores the address and an event for the team; InvalidError for what can't be an address.

    It proves nothing: mail goes there only if the desk knows no other address, and no contact is
    found by it.
    """
    email = mail.mailbox(given.strip()).address
    async with desk.database.transaction() as tx:
        await contacts.lock(tx, contact)
        await contacts.leave_email(tx, contact, email)
        conversation = await conversations.newest_of(tx, contact, inbox)
        if conversation is not None:
            await events.append(
                tx,
                conversation.id,
                EventType.CHANGED,
                {"contact_id": str(contact)},
                now=desk.clock(),
            )
