"""Signs an agent in with e-mail and password."""

import secrets

from tandem.actions.ports import Desk
from tandem.core.desk.secret import SECRET_BYTES
from tandem.core.desk.session import KEPT, Session
from tandem.store import agents, passwords, sessions


async def sign_in(desk: Desk, email: str, password: str) -> Session | None:
    """Returns a new session; None for a wrong address or password, after the same time for both."""
    async with desk.database.connection() as connection:
        agent = await agents.by_email(connection, email)
        kept = None if agent is None else await agents.password_hash(connection, agent.id)
    if not await passwords.matches(kept, password) or agent is None:
        return None
    now = desk.clock()
    session = Session(agent, secrets.token_urlsafe(SECRET_BYTES), now + KEPT)
    async with desk.database.transaction() as tx:
        await sessions.add(tx, session, now)
    return session
