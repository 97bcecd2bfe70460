"""Queues a mail with a link to choose a new password."""

from tandem.actions.ports import Desk
from tandem.core.desk.entry import Purpose
from tandem.store import agents, queue


async def request_password_reset(desk: Desk, email: str) -> None:
    """Queues the mail if an active agent has the address; the caller never learns whether."""
    async with desk.database.transaction() as tx:
        agent = await agents.by_email(tx, email)
        if desk.post is not None and agent is not None and agent.is_active:
            await queue.defer(
                tx,
                "mail_link",
                {"agent": str(agent.id), "purpose": Purpose.PASSWORD_RESET.value},
            )
