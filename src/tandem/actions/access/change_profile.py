"""Changes what agents set for themselves: their name, and whether they are online."""

from tandem.core.desk.agent import Agent
from tandem.core.errors import InvalidError
from tandem.store import agents
from tandem.store.database import Database


async def change_profile(
    database: Database, agent: Agent, *, name: str | None = None, availability: str | None = None
) -> Agent:
    """Changes the profile, and tells the other agents' screens; None leaves a value unchanged.

    Raises InvalidError for an empty name.
    """
    name = None if name is None else name.strip()
    if name == "":
        raise InvalidError("A name can't be empty.")
    async with database.transaction() as tx:
        changed = await agents.change(tx, agent.id, name=name, availability=availability)
        await agents.announce(tx, changed)
    return changed
