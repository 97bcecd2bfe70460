"""Ends sessions: the one in hand, or all of an agent."""

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent
from tandem.store import audits, sessions
from tandem.store.database import Database


async def sign_out(database: Database, session: str) -> None:
    """Have this session let nobody in any more."""
    async with database.transaction() as tx:
        await sessions.end(tx, session)


async def sign_out_everywhere(desk: Desk, agent: Agent) -> None:
    """Have no session of the agent let anybody in any more."""
    async with desk.database.transaction() as tx:
        await sessions.end_all(tx, agent.id)
        await audits.add(
            tx, agent.id, "agent.signed_out_everywhere", str(agent.id), {}, now=desk.clock()
        )
