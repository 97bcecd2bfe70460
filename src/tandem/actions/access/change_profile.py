"""Changes what agents set for themselves: their name, and whether they are online."""

from datetime import datetime

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import InvalidError
from tandem.store import agents, conversations, routing
from tandem.store.database import Connection
from tandem.store.routing import Why

ONLINE, AWAY = "online", "away"


async def change_profile(
    desk: Desk, agent: Agent, *, name: str | None = None, availability: str | None = None
) -> Agent:
    """Changes the profile, and tells the other agents' screens; None leaves a value unchanged.

    Raises InvalidError for an empty name.

    Who comes online gets what is first in line, as far as they have room. Whose customers wait when
    they go away gives them back to the line.
    """
    name = None if name is None else name.strip()
    if name == "":
        raise InvalidError("A name can't be empty.")
    now = desk.clock()
    async with desk.database.transaction() as tx:
        changed = await agents.change(tx, agent.id, name=name, availability=availability)
        await agents.announce(tx, changed)
        if availability == AWAY and agent.availability != AWAY:
            await go_away(tx, changed, now=now)
        elif availability == ONLINE and changed.may(Permission.WORK):
            await routing.distribute(tx, now=now)
    return changed


async def go_away(tx: Connection, agent: Agent, *, now: datetime) -> None:
    """Gives the agent's waiting customers back to the line, and to whoever has room."""
    held = await routing.held_waiting(tx, agent.id)
    for id in held:
        conversation = await conversations.read(tx, id)
        await routing.give(
            tx, id, team=conversation.team_id, agent=None, why=Why.AWAY, by=agent.id, now=now
        )
    await routing.distribute(tx, because=dict.fromkeys(held, Why.AWAY), now=now)
