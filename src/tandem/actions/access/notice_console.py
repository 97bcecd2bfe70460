"""Notices that an agent's console is open; who closes it while online is set away (sweep.py)."""

from datetime import timedelta

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.store import agents, routing

BACK_WITHIN = timedelta(hours=1)  # since they were set away: a laptop slept, a desk was restarted


async def notice_console(desk: Desk, agent: Agent) -> None:
    """Keeps that it is open, and sets online again who was set away shortly before, as it closed.

    Whoever goes away by their own choice stays away.
    """
    now = desk.clock()
    async with desk.database.transaction() as tx:
        await agents.seen(tx, agent.id, now)
        back = await agents.back(tx, agent.id, since=now - BACK_WITHIN)
        if back is not None:
            await agents.announce(tx, back)
            if back.may(Permission.WORK):
                await routing.distribute(tx, now=now)
