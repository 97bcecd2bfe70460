"""What customers were promised, and what became of it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.promise import PromiseOutcome, PromiseState, StoredPromise
from tandem.core.errors import NotFoundError
from tandem.core.metrics.promises import Promised
from tandem.core.turn.promised import Promise
from tandem.store import queries
from tandem.store.database import Connection
from tandem.store.queries import NEWEST

STATE = sql.SQL(
    "coalesce(p.outcome, case when p.due_at <= %(now)s::timestamptz then 'due' else 'open' end)"
)
QUERIES = queries.load("promises.sql", state=STATE)


async def keep(
    connection: Connection,
    promise: Promise,
    *,
    id: UUID,
    conversation: UUID,
    message: UUID,
    now: datetime,
) -> None:
    """Keeps what a message promised; told again in the conversation, it is the same promise."""
    of = {"id": id, "conversation": conversation, "message": message, "now": now}
    await connection.execute(QUERIES["keep"], asdict(promise) | of)


async def page(
    connection: Connection,
    agent: Agent | None,
    *,
    now: datetime,
    most: int,
    state: PromiseState | None = None,
    kind: str | None = None,
    conversation: UUID | None = None,
    before: tuple[datetime, UUID] = NEWEST,
    id: UUID | None = None,
) -> list[StoredPromise]:
    """Promises in conversations that the agent may see (None: in all), the newest first."""
    async with connection.cursor(row_factory=class_row(StoredPromise)) as cursor:
        await cursor.execute(
            QUERIES["page"],
            {
                "sees_all": agent is None or agent.role is not Role.AGENT,
                "teams": list(agent.teams) if agent else [],
                "agent": agent and agent.id,
                "id": id,
                "conversation": conversation,
                "wanted": state and state.value,
                "kind": kind,
                "before": before[0],
                "before_id": before[1],
                "most": most,
                "now": now,
            },
        )
        return [replace(one, state=PromiseState(one.state)) for one in await cursor.fetchall()]


async def read(connection: Connection, agent: Agent, id: UUID, *, now: datetime) -> StoredPromise:
    """One promise; raises NotFoundError if there is none that this agent may see."""
    found = await page(connection, agent, now=now, most=1, id=id)
    if not found:
        raise missing()
    return found[0]


async def counted(
    connection: Connection, since: datetime, until: datetime, *, now: datetime
) -> Sequence[Promised]:
    """What became of the promises of a period, by article and kind; the most broken first."""
    async with connection.cursor(row_factory=class_row(Promised)) as cursor:
        await cursor.execute(QUERIES["counted"], {"since": since, "until": until, "now": now})
        return await cursor.fetchall()


async def conversation_of(connection: Connection, id: UUID) -> UUID:
    """The conversation in which it was made; raises NotFoundError if there is no such promise."""
    row = await (await connection.execute(QUERIES["of"], {"id": id})).fetchone()
    if row is None:
        raise missing()
    return row[0]


async def judge(
    connection: Connection, id: UUID, outcome: PromiseOutcome | None, agent: UUID, now: datetime
) -> bool:
    """Keeps what became of it, None takes it back; False if that is what is kept already."""
    row = {"id": id, "outcome": outcome and outcome.value, "agent": agent, "now": now}
    cursor = await connection.execute(QUERIES["judge"], row)
    return await cursor.fetchone() is not None


def missing() -> NotFoundError:
    """The error for a promise that isn't there, or not for this agent."""
    return NotFoundError("There is no such promise.", hint="List them with GET /api/v1/promises.")
