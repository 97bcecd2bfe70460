"""Takes back what somebody said of an item of the review queue."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import ConflictError
from tandem.store import reviews


async def undo_judgement(desk: Desk, agent: Agent, item: UUID) -> None:
    """Takes back this agent's own verdict; the item waits for them again.

    What they say next is kept as judged after the reveal. Raises NotFoundError, and ConflictError
    if they said nothing.
    """
    agent.require(Permission.LEAD)
    async with desk.database.transaction() as tx:
        await reviews.lock_item(tx, item)
        if not await reviews.undo(tx, item, agent.id, desk.clock()):
            raise ConflictError("There is nothing of yours to undo here.")
