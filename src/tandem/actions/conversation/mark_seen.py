"""Stores that a customer has read the chat."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.store import widget_sessions


async def mark_seen(desk: Desk, contact: UUID) -> None:
    """Stores that the contact has the chat open: messages stored by now need no mail."""
    async with desk.database.transaction() as tx:
        await widget_sessions.seen(tx, contact, desk.clock())
