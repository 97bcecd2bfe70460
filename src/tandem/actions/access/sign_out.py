"""Ends sessions: one, or all of an agent's."""

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent
from tandem.store import audits, sessions


async def sign_out(desk: Desk, session: str) -> None:
    """End this session."""
    async with desk.database.transaction() as tx:
        await sessions.end(tx, session)


async def sign_out_everywhere(desk: Desk, agent: Agent) -> None:
    """End every session of the agent."""
    async with desk.database.transaction() as tx:
        await sessions.end_all(tx, agent.id)
        await audits.add(
            tx, agent.id, "agent.signed_out_everywhere", str(agent.id), {}, now=desk.clock()
        )
