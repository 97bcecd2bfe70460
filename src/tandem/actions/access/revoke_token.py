"""Revokes a program's token."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.store import audits, tokens


async def revoke_token(desk: Desk, admin: Agent | None, id: UUID) -> None:
    """Revoke it; raises NotFoundError. Repeating it changes nothing.

    `admin` is None on the command line.
    """
    if admin is not None:
        admin.require(Permission.ADMIN)
    now = desk.clock()
    async with desk.database.transaction() as tx:
        await tokens.revoke(tx, id, now)
        await audits.add(tx, admin and admin.id, "token.revoked", str(id), {}, now=now)
