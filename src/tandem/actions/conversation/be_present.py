"""An agent has a conversation open, writes a reply in it, or leaves it."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.presence import Doing
from tandem.store import access, ephemeral, presence


async def be_present(
    desk: Desk,
    agent: Agent,
    id: UUID,
    doing: Doing | None,
    *,
    screen: str = "",
    is_typing: bool = False,
) -> None:
    """Stores what the agent does there for the next 30 seconds; None means that they left.

    `screen` tells several screens of one agent apart. With `is_typing` the customer is shown that
    the agent is writing. Raises ForbiddenError for a viewer who writes.
    """
    agent.require(Permission.WORK if doing is Doing.WRITING else Permission.READ)
    async with desk.database.transaction() as tx:
        await access.for_reading(tx, agent, id)
        await presence.tell(tx, agent, id, screen, doing, desk.clock())
        if is_typing:
            await ephemeral.publish(
                tx, id, "typing", {"agent_id": str(agent.id), "agent_name": agent.name}
            )
