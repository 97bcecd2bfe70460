"""Mails a link for a new password to an agent who forgot theirs."""

from tandem.actions.ports import Desk
from tandem.core.desk.entry import Purpose
from tandem.store import agents, queue


async def request_password_reset(desk: Desk, email: str) -> None:
    """Mail the link if an active agent has the address; the caller never learns which."""
    async with desk.database.transaction() as tx:
        agent = await agents.by_email(tx, email)
        if desk.post is not None and agent is not None and agent.is_active:
            await queue.defer(
                tx,
                "mail_link",
                {"agent": str(agent.id), "purpose": Purpose.PASSWORD_RESET.value},
            )
