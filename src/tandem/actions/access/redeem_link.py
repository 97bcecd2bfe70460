"""Signs an agent in by a one-time link, with a new password if the link is for choosing one."""

import secrets

from tandem.actions.ports import Desk
from tandem.core.desk.entry import good_password, sets_password
from tandem.core.desk.secret import SECRET_BYTES
from tandem.core.desk.session import KEPT, Session
from tandem.core.errors import InvalidError, NotFoundError
from tandem.store import agents, audits, entry_links, passwords, sessions


async def redeem_link(desk: Desk, secret: str, *, password: str | None = None) -> Session:
    """Returns a new session and uses the link up. A new password ends the agent's other sessions.

    Raises NotFoundError for a link that is no longer valid, InvalidError for a password that is
    missing or too short; then the link stays valid.
    """
    hashed = None if password is None else await passwords.hashed(good_password(password))
    now = desk.clock()
    async with desk.database.transaction() as tx:
        link = await entry_links.use(tx, secret, now)
        if link is None:
            raise NotFoundError(
                "This link has been used or has expired.", hint="Ask for a new one."
            )
        if sets_password(link.purpose):
            if hashed is None:
                raise InvalidError("Choose a password to continue.")
            await agents.set_password(tx, link.agent, hashed)
            await sessions.end_all(tx, link.agent)
            await entry_links.revoke_all(tx, link.agent)
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
