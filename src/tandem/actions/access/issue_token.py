"""Creates a token with which a program acts for an agent."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.scope import Scope
from tandem.core.desk.secret import SECRET_BYTES
from tandem.core.errors import InvalidError, NotFoundError
from tandem.store import agents, audits, tokens
from tandem.store.tokens import Token

PREFIX = "tdm_"  # lets scanners of published code recognise a token
LIFETIME_MAX = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token and its secret, which is not stored."""

    token: Token
    secret: str = field(repr=False)


async def issue_token(
    desk: Desk,
    admin: Agent | None,
    *,
    name: str,
    scopes: Sequence[Scope],
    agent: UUID | None = None,
    expires_at: datetime | None = None,
) -> Issued:
    """Creates the token, for the admin or another agent; it allows no more than their role.

    `admin` is None on the command line, which names the agent. Raises InvalidError for an unknown
    agent, or an expiry in the past.
    """
    if admin is not None:
        admin.require(Permission.ADMIN)
    by = admin and admin.id
    if not name.strip() or not scopes:
        raise InvalidError("A token needs a name and at least one scope.")
    now = desk.clock()
    if expires_at is not None and not now < expires_at <= now + LIFETIME_MAX:
        raise InvalidError("A token must expire in the future, within ten years.")
    holder_id = agent or by
    assert holder_id is not None, "somebody holds it"
    id, secret = desk.new_id(), PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    async with desk.database.transaction() as tx:
        try:
            holder = await agents.read(tx, holder_id)
        except NotFoundError as error:
            raise InvalidError(error.message, hint="Choose an existing one.") from error
        await tokens.add(
            tx,
            secret,
            id=id,
            agent=holder.id,
            name=name.strip(),
            scopes=scopes,
            expires_at=expires_at,
            now=now,
        )
        details = {"agent_id": str(holder.id), "name": name.strip(), "scopes": sorted(scopes)}
        await audits.add(tx, by, "token.issued", str(id), details, now=now)
        return Issued(await tokens.read(tx, id), secret)
