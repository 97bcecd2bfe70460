"""Records that a customer has seen the chat."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.store import widget_sessions


async def mark_seen(desk: Desk, contact: UUID) -> None:
    """Record that the contact sees the chat, so replies up to now need no mail."""
    async with desk.database.transaction() as tx:
        await widget_sessions.seen(tx, contact, desk.clock())
