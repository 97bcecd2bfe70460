"""Changes an agent: name, role, capacity, and whether they are active."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission, Role
from tandem.core.desk.conversation import Why
from tandem.core.errors import ConflictError, InvalidError
from tandem.store import (
    agents,
    audits,
    conversations,
    entry_links,
    routing,
    sessions,
    tokens,
    views,
)
from tandem.store.database import Connection


async def change_agent(
    desk: Desk,
    admin: Agent,
    id: UUID,
    version: int,
    *,
    name: str | None = None,
    role: Role | None = None,
    capacity: int | None = None,
    is_active: bool | None = None,
) -> Agent:
    """Changes the agent; None leaves a value unchanged.

    An agent who may no longer work gives back the conversations assigned to them. For one who is no
    longer active, sessions, links and tokens are revoked for good. Raises ConflictError if they
    changed since `version`, or for the last admin, whom nobody could bring back.
    """
    admin.require(Permission.ADMIN)
    if name is not None and not name.strip():
        raise InvalidError("An agent needs a name.")
    async with desk.database.transaction() as tx:
        admins = await agents.lock_admins(tx)
        agent = await agents.change(
            tx,
            id,
            version=version,
            name=name and name.strip(),
            role=role,
            capacity=capacity,
            is_active=is_active,
            now=desk.clock(),
        )
        if admins == frozenset({id}) and not (agent.is_active and agent.role is Role.ADMIN):
            raise ConflictError(
                "The last admin can't be removed.", hint="Make somebody else an admin first."
            )
        if not (agent.is_active and agent.may(Permission.WORK)):
            await _give_back(desk, tx, admin, id)
        if not agent.is_active:
            await _revoke_access(desk, tx, admin, id)
        changes = {
            "name": name,
            "role": role and role.value,
            "capacity": capacity,
            "is_active": is_active,
        }
        changed = {key: value for key, value in changes.items() if value is not None}
        await audits.add(tx, admin.id, "agent.changed", str(id), changed, now=desk.clock())
        await routing.distribute(tx, now=desk.clock())
        agent = await agents.read(tx, id)
        await agents.announce(tx, agent)
    return agent


async def _give_back(desk: Desk, tx: Connection, admin: Agent, id: UUID) -> None:
    """Gives back what is assigned to the agent; resolved conversations only lose the assignee.

    They must not return to the agent when the customer writes again. They get no event: the audit
    log says who left, and years of resolved conversations would each get one.
    """
    held = await views.assigned_to(tx, id)
    await views.unassign_resolved(tx, id)
    for one in held:
        if one.is_over:
            continue
        conversation = await conversations.lock(tx, one.id)
        await routing.give(
            tx,
            one.id,
            team=conversation.team_id,
            agent=None,
            why=Why.AWAY,
            by=admin.id,
            now=desk.clock(),
        )


async def _revoke_access(desk: Desk, tx: Connection, admin: Agent, id: UUID) -> None:
    await sessions.end_all(tx, id)
    await entry_links.revoke_all(tx, id)
    now = desk.clock()
    for token in await tokens.revoke_all(tx, id, now):
        await audits.add(tx, admin.id, "token.revoked", str(token), {}, now=now)
