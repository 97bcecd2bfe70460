"""Adds an agent, who chooses a password through an invitation link."""

import secrets
from dataclasses import dataclass

from tandem.actions.ports import Desk
from tandem.core.desk import links, mail
from tandem.core.desk.agent import Agent, Permission, Role
from tandem.core.desk.entry import LIFETIME, Purpose
from tandem.core.desk.secret import SECRET_BYTES
from tandem.core.errors import ConflictError, InvalidError
from tandem.store import agents, audits, entry_links, queue


@dataclass(frozen=True, slots=True)
class Invited:
    """The invited agent; `url` is their one-time link if no mail can be sent, else None."""

    agent: Agent
    url: str | None


async def invite_agent(desk: Desk, admin: Agent, *, email: str, name: str, role: Role) -> Invited:
    """Adds the agent; the invitation is mailed or, without mail, returned to be passed on.

    Raises ConflictError if the address is taken, InvalidError if it is not an address.
    """
    admin.require(Permission.ADMIN)
    email = mail.mailbox(email.strip().lower()).address
    if not name.strip():
        raise InvalidError("An agent needs a name.")
    id, now = desk.new_id(), desk.clock()
    async with desk.database.transaction() as tx:
        if not await agents.add(tx, id=id, email=email, name=name.strip(), role=role, now=now):
            raise ConflictError(
                "Somebody on the team already has this address.",
                hint="Change that agent instead.",
            )
        await audits.add(tx, admin.id, "agent.invited", str(id), {"role": role.value}, now=now)
        agent = await agents.read(tx, id)
        if desk.post is not None:
            await queue.defer(
                tx, "mail_link", {"agent": str(id), "purpose": Purpose.INVITATION.value}
            )
            return Invited(agent, None)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        await entry_links.add(
            tx, secret, id, Purpose.INVITATION, now + LIFETIME[Purpose.INVITATION]
        )
    return Invited(agent, links.enter(desk.public_url, secret))
