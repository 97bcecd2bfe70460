"""An agent says what became of a promise: kept, broken, or that it never came to it."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.event import EventType
from tandem.core.desk.promise import PromiseOutcome, StoredPromise
from tandem.store import access, events, promises


async def judge_promise(
    desk: Desk, agent: Agent, id: UUID, outcome: PromiseOutcome | None
) -> StoredPromise:
    """Stores it with its event; None takes back what was said. The same again changes nothing.

    Raises NotFoundError for a promise of a conversation that this agent may not see.
    """
    agent.require(Permission.WORK)
    now = desk.clock()
    async with desk.database.transaction() as tx:
        conversation = await promises.conversation_of(tx, id)
        await access.for_agent(tx, agent, conversation)
        if await promises.judge(tx, id, outcome, agent.id, now):
            told = {"promise_id": str(id), "outcome": outcome and outcome.value}
            await events.append(
                tx, conversation, EventType.PROMISE, {**told, "agent_id": str(agent.id)}, now=now
            )
        return await promises.read(tx, agent, id, now=now)
