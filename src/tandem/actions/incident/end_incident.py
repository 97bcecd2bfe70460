"""Ends an incident; whoever wanted to be told is told, by a job."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.turn.incident import end_text, texted
from tandem.store import audits, incidents, queue
from tandem.store.incidents import StoredIncident


async def end_incident(
    desk: Desk, agent: Agent | None, id: UUID, *, text: str = ""
) -> StoredIncident:
    """Ends it: questions are answered from the articles again, and followers get the text.

    Without a text they read that it is over. `agent` is None for the command line. Raises
    ConflictError if it is over already, NotFoundError if there is none.
    """
    if agent is not None:
        agent.require(Permission.LEAD)
    now, by = desk.clock(), agent and agent.id
    async with desk.database.transaction() as tx:
        known = await incidents.read(tx, id)
        said = texted(text) if text.strip() else end_text(known.title)
        await incidents.finish(tx, id, text=said, agent=by, now=now)
        await queue.defer(tx, "tell_followers", {"incident": str(id)})
        told = {"title": known.title, "text": said, "followers": known.followers}
        await audits.add(tx, by, "incident.ended", str(id), told, now=now)
        return await incidents.read(tx, id)
