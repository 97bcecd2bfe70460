"""Changes an agent's own name, and whether they are online."""

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent
from tandem.core.errors import InvalidError
from tandem.store import agents


async def change_profile(
    desk: Desk, agent: Agent, *, name: str | None = None, availability: str | None = None
) -> Agent:
    """Change it; None leaves a field as it is. Raises InvalidError for an empty name."""
    name = None if name is None else name.strip()
    if name == "":
        raise InvalidError("A name can't be empty.")
    async with desk.database.transaction() as tx:
        return await agents.change(tx, agent.id, name=name, availability=availability)
