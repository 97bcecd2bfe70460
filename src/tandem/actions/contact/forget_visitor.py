"""Ends the chat in one browser: whoever opens it there next is a stranger."""

from tandem.core.desk.secret import digest
from tandem.store import widget_sessions
from tandem.store.database import Database


async def forget_visitor(database: Database, token: str) -> None:
    """Have this browser's token be worth nothing; the conversations stay with the desk."""
    async with database.transaction() as tx:
        await widget_sessions.forget(tx, digest(token))
