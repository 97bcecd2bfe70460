"""Finds out who makes a request, from the secret that comes with it."""

from dataclasses import dataclass
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent
from tandem.core.desk.scope import Scope
from tandem.store import agents, sessions, tokens


@dataclass(frozen=True, slots=True)
class Program:
    """A program that acts for an agent, with its token's scopes."""

    id: UUID
    agent: Agent
    scopes: frozenset[Scope]


async def identify_session(desk: Desk, secret: str) -> Agent | None:
    """The agent whose browser has this secret; None if there is none."""
    async with desk.database.connection() as connection:
        agent = await sessions.holder(connection, secret, desk.clock())
        return None if agent is None else await agents.read(connection, agent)


async def identify_program(desk: Desk, secret: str) -> Program | None:
    """The program with this token, storing that it was used; None if there is none."""
    async with desk.database.connection() as connection:
        holder = await tokens.use(connection, secret, desk.clock())
        if holder is None:
            return None
        return Program(holder.id, await agents.read(connection, holder.agent), holder.scopes)
