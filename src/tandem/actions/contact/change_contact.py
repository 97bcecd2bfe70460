"""Changes what agents may set for a contact."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import mail
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.contact import Contact
from tandem.core.errors import NotFoundError
from tandem.store import audits, contacts, facts, views


async def change_contact(
    desk: Desk,
    agent: Agent,
    id: UUID,
    version: int,
    *,
    name: str | None = None,
    email: str | None = None,
    product: str | None = None,
    plan: str | None = None,
    is_high_value: bool | None = None,
    people_first: bool | None = None,
    is_internal: bool | None = None,
    is_blocked: bool | None = None,
) -> Contact:
    """Changes it; None leaves a value unchanged.

    An empty address also removes the one left in the chat. Raises NotFoundError for a contact that
    this agent may not see, ConflictError if it changed since `version`. The audit log names what
    was changed, not the customer's data.
    """
    agent.require(Permission.WORK)
    changes: dict[str, str | bool | None] = {
        "name": name,
        "email": mail.mailbox(email.strip().lower()).address if email else email,
        "product": product,
        "plan": plan,
        "is_high_value": is_high_value,
        "people_first": people_first,
        "is_internal": is_internal,
        "is_blocked": is_blocked,
    }
    async with desk.database.transaction() as tx:
        if not await views.sees_contact(tx, agent, id):
            raise NotFoundError("There is no such contact.")
        contact = await contacts.change(tx, id, version, **changes)
        await facts.due_of_contact(tx, id)
        changed = [key for key, value in changes.items() if value is not None]
        await audits.add(
            tx, agent.id, "contact.changed", str(id), {"changed": changed}, now=desk.clock()
        )
    return contact
