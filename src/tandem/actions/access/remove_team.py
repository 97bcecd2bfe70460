"""Removes a team; its conversations stay, visible to everyone."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.store import audits, teams


async def remove_team(desk: Desk, agent: Agent, id: UUID) -> None:
    """Remove it; raises NotFoundError if there is none."""
    agent.require(Permission.LEAD)
    async with desk.database.transaction() as tx:
        team = await teams.read(tx, id)
        await teams.remove(tx, id)
        await audits.add(
            tx, agent.id, "team.removed", str(id), {"name": team.name}, now=desk.clock()
        )
