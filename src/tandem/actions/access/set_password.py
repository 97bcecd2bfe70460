"""Changes an agent's own password."""

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent
from tandem.core.desk.entry import good_password
from tandem.core.errors import InvalidError
from tandem.store import agents, audits, entry_links, passwords, sessions


async def set_password(desk: Desk, agent: Agent, current: str, new: str, *, session: str) -> None:
    """Stores the new password and signs out every browser except the one of this session.

    Raises InvalidError if the current password is wrong, or the new one is not acceptable.
    """
    good_password(new)
    async with desk.database.connection() as connection:
        kept = await agents.password_hash(connection, agent.id)
    if not await passwords.matches(kept, current):
        raise InvalidError("That is not your current password.")
    hashed = await passwords.hashed(new)
    async with desk.database.transaction() as tx:
        await agents.set_password(tx, agent.id, hashed)
        await sessions.end_all(tx, agent.id, but=session)
        await entry_links.revoke_all(tx, agent.id)
        await audits.add(
            tx, agent.id, "agent.password_set", str(agent.id), {"by": "agent"}, now=desk.clock()
        )
