"""Changes what agents set for themselves: their name, and whether they are online."""

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import InvalidError
from tandem.store import agents, routing

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
        changed = await agents.change(tx, agent.id, name=name, availability=availability, now=now)
        await agents.announce(tx, changed)
        if availability == AWAY and agent.availability != AWAY:
            await routing.release(tx, agent.id, now=now)
        elif availability == ONLINE and changed.may(Permission.WORK):
            await routing.distribute(tx, now=now)
    return changed
