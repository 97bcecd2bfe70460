"""Lets an agent in once by a link, with a new password where the link is for choosing one."""

import secrets

from tandem.actions.ports import Desk
from tandem.core.desk.entry import good_password, sets_password
from tandem.core.desk.secret import SECRET_BYTES
from tandem.core.desk.session import KEPT, Session
from tandem.core.errors import InvalidError, NotFoundError
from tandem.store import agents, audits, entry_links, passwords, sessions


async def redeem_link(desk: Desk, secret: str, *, password: str | None = None) -> Session:
    """A new session; the link is used up. A new password ends the agent's other sessions.

    Raises NotFoundError for a link that works no more, InvalidError where a password is needed or
    too short; then the link still works.
    """
    hashed = None if password is None else await passwords.hashed(good_password(password))
    now = desk.clock()
    async with desk.database.transaction() as tx:
        link = await entry_links.use(tx, secret, now)
        if link is None:
            raise NotFoundError(
                "This link was used already, or has run out.", hint="Ask for a new one."
            )
        if sets_password(link.purpose):
            if hashed is None:
                raise InvalidError("Choose a password to go on.")
            await agents.set_password(tx, link.agent, hashed)
            await sessions.end_all(tx, link.agent)
            await entry_links.void(tx, link.agent)
            await audits.add(
                tx,
                link.agent,
                "agent.password_set",
                str(link.agent),
                {"by": link.purpose.value},
                now=now,
            )
        agent = await agents.read(tx, link.agent)
        session = Session(agent, secrets.token_urlsafe(SECRET_BYTES), now + KEPT)
        await sessions.add(tx, session, now)
    return session
