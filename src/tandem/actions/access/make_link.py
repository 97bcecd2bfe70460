"""Creates a one-time link for an agent, which whoever runs the command line passes on."""

import secrets

from tandem.actions.ports import Desk
from tandem.core.desk import links
from tandem.core.desk.entry import LIFETIME, Purpose
from tandem.core.desk.secret import SECRET_BYTES
from tandem.core.errors import ConflictError, NotFoundError
from tandem.store import agents, audits, entry_links


async def make_link(desk: Desk, email: str, purpose: Purpose) -> str:
    """Returns a new link; an earlier one for the same purpose ends.

    Raises NotFoundError for an unknown address, ConflictError for an inactive agent.
    """
    secret, now = secrets.token_urlsafe(SECRET_BYTES), desk.clock()
    async with desk.database.transaction() as tx:
        agent = await agents.by_email(tx, email)
        if agent is None:
            raise NotFoundError(
                "Nobody has this address.", hint="`tandem user list` shows all agents."
            )
        if not agent.is_active:
            raise ConflictError(
                f"{agent.name} is not active.", hint="An admin can change that in the console."
            )
        await entry_links.add(tx, secret, agent.id, purpose, now + LIFETIME[purpose])
        await audits.add(
            tx, None, "agent.link_made", str(agent.id), {"purpose": purpose.value}, now=now
        )
    return links.enter(desk.public_url, secret)
