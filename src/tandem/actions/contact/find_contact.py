"""Finds the contact of an address, or creates one."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import mail
from tandem.core.desk.agent import Agent, Permission
from tandem.store import contacts


async def find_contact(desk: Desk, agent: Agent, email: str, *, name: str = "") -> UUID:
    """The contact with this address; a new, unverified one if there is none.

    Raises InvalidError for a text that is not an address.
    """
    agent.require(Permission.WORK)
    email = mail.mailbox(email.strip().lower()).address
    async with desk.database.transaction() as tx:
        known = await contacts.by_email(tx, email)
        if known is not None:
            return known.id
        id = desk.new_id()
        await contacts.add(tx, id=id, name=name.strip(), email=email, now=desk.clock())
    return id
