"""Ends the chat in one browser: whoever opens it there next is a new contact."""

from tandem.actions.ports import Desk
from tandem.core.desk.secret import digest
from tandem.store import widget_sessions


async def forget_visitor(desk: Desk, token: str) -> None:
    """Revoke this browser's token; the conversations stay on the desk."""
    async with desk.database.transaction() as tx:
        await widget_sessions.forget(tx, digest(token))
