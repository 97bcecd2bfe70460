"""Ends the chat in one browser: the next person who opens it there is a new visitor."""

from tandem.actions.ports import Desk
from tandem.core.desk.secret import digest
from tandem.store import widget_sessions


async def forget_visitor(desk: Desk, token: str) -> None:
    """Ends this browser's session; the conversations stay on the desk."""
    async with desk.database.transaction() as tx:
        await widget_sessions.forget(tx, digest(token))
