"""Ends the chat in one browser: the next person who opens it there is a new visitor."""

from tandem.core.desk.secret import digest
from tandem.store import widget_sessions
from tandem.store.database import Database


async def forget_visitor(database: Database, token: str) -> None:
    """Ends this browser's session; the conversations stay on the desk."""
    async with database.transaction() as tx:
        await widget_sessions.forget(tx, digest(token))
