"""Makes a link that signs an agent in once, for the operator to pass on."""

import secrets

from tandem.actions.ports import Desk
from tandem.core.desk import entry
from tandem.core.desk.entry import LIFETIME, Purpose
from tandem.core.desk.secret import SECRET_BYTES
from tandem.core.errors import ConflictError, NotFoundError
from tandem.store import agents, audits, entry_links


async def make_link(desk: Desk, email: str, purpose: Purpose) -> str:
    """A new link; an earlier one for the same purpose ends.

    Raises NotFoundError for an unknown address, ConflictError if the agent is not active.
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
    return entry.url(desk.public_url, secret)
