"""Ends the chat in one browser: whoever opens it there next is a stranger."""

from tandem.actions.ports import Desk
from tandem.core.desk.secret import digest
from tandem.store import widget_sessions


async def forget_visitor(desk: Desk, token: str) -> None:
    """Have this browser's token be worth nothing; the conversations stay with the desk."""
    async with desk.database.transaction() as tx:
        await widget_sessions.forget(tx, digest(token))
