"""Ends sessions: this one, or all of an agent."""

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent
from tandem.store import audits, sessions
from tandem.store.database import Database


async def sign_out(database: Database, session: str) -> None:
    """Ends this session."""
    async with database.transaction() as tx:
        await sessions.end(tx, session)


async def sign_out_everywhere(desk: Desk, agent: Agent) -> None:
    """Ends all sessions of the agent."""
    async with desk.database.transaction() as tx:
        await sessions.end_all(tx, agent.id)
        await audits.add(
            tx, agent.id, "agent.signed_out_everywhere", str(agent.id), {}, now=desk.clock()
        )
