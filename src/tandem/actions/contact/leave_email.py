"""A customer leaves an e-mail address for replies while they are away."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import mail
from tandem.core.desk.event import EventType
from tandem.store import contacts, conversations, events


async def leave_email(desk: Desk, contact: UUID, inbox: UUID, given: str) -> None:
    """Store the address, and tell the team; raises InvalidError if it is not an address.

    It proves nothing: it is used for mail while the desk has no other, and never to find a contact.
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
