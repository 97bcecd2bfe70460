"""Adds an agent from the command line: the first admin, or anyone later."""

from tandem.actions.ports import Desk
from tandem.core.desk import mail
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.entry import good_password
from tandem.core.errors import ConflictError, InvalidError
from tandem.store import agents, audits, passwords


async def add_agent(
    desk: Desk, email: str, name: str, role: Role, *, password: str | None = None
) -> Agent:
    """Adds an active agent; without a password, they sign in with a one-time link.

    Raises InvalidError for an address, a name or a password that can't be used, ConflictError for
    an address that is taken.
    """
    reached_at = mail.mailbox(email.strip()).address
    if not name.strip():
        raise InvalidError("An agent needs a name.")
    hashed = None if password is None else await passwords.hashed(good_password(password))
    id, now = desk.new_id(), desk.clock()
    async with desk.database.transaction() as tx:
        is_new = await agents.add(
            tx,
            id=id,
            email=reached_at,
            name=name.strip(),
            role=role,
            password_hash=hashed,
            now=now,
        )
        if not is_new:
            raise ConflictError(
                "Somebody already has this address.",
                hint="`tandem user link` makes a new link for them.",
            )
        await audits.add(tx, None, "agent.added", str(id), {"role": role.value}, now=now)
        return await agents.read(tx, id)
