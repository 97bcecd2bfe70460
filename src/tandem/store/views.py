"""Views: the inbox as one agent sees it, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString, cast
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row, dict_row

from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.conversation import Conversation, Priority
from tandem.core.desk.ownership import Status
from tandem.core.desk.view import Order, View
from tandem.store import conversations, queries
from tandem.store.database import Connection

QUERIES = queries.load("views.sql")
COLUMNS = sql.SQL("{}, {}").format(
    conversations.COLUMNS,
    sql.SQL(
        "k.name as contact_name, k.email as contact_email, k.is_verified as contact_is_verified,"
        " i.name as inbox_name, t.name as team_name, a.name as assignee_name,"
        " coalesce((select left(split_part(btrim(m.text, E' \\r\\n\\t'), E'\\n', 1), 200)"
        " from message m where m.conversation_id = c.id and m.author = 'customer'"
        " and m.picks is null order by m.seq desc limit 1), '') as preview,"
        " exists (select from draft d where d.conversation_id = c.id"
        "     and d.decision <> 'offer_human') as has_draft,"
        " (select r.stars from rating r where r.conversation_id = c.id) as stars"
    ),
)
PAGE_MAX = 100
WORDS_MAX = 8  # of a search; more are ignored
_RANKS = {Priority.URGENT: 1, Priority.HIGH: 2, Priority.NORMAL: 3}
_NOT_LATE = 3  # added to the rank of what is not late


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation as a view shows it, with the names of the people and teams in it."""

    conversation: Conversation
    contact_name: str
    contact_email: str
    contact_is_verified: bool
    inbox_name: str
    team_name: str | None
    assignee_name: str | None
    preview: str  # the first line of what the customer wrote last; presses are not written
    has_draft: bool
    stars: int | None  # what its customer gave it


@dataclass(frozen=True, slots=True)
class After:
    """Where a page ended; the next begins after it. `at` is None if nobody waits."""

    rank: int
    at: datetime | None
    id: UUID


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conversations the main views show."""

    mine: int
    unassigned: int
    urgent: int
    assistant: int
    snoozed: int
    waiting: int
    waiting_late: int


@dataclass(frozen=True, slots=True)
class TeamCount:
    """How many open conversations a team has."""

    id: UUID
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Other:
    """Another conversation of the same contact."""

    id: UUID
    number: int
    subject: str
    status: Status


@dataclass(frozen=True, slots=True)
class Assigned:
    """A conversation that is assigned to an agent; `is_over` once it is resolved."""

    id: UUID
    is_over: bool


async def page(
    connection: Connection,
    agent: Agent,
    view: View,
    *,
    now: datetime,
    search: str = "",
    contact: UUID | None = None,
    after: After | None = None,
    most: int = PAGE_MAX,
) -> list[Row]:
    """The rows of a view after a place, among those this agent may see.

    `search` are words; each must begin a word of the subject, the contact's name or addresses, or a
    message. Accents don't count, marks between letters count as blanks, and a word of marks only is
    ignored.
    """
    words = search.split()[:WORDS_MAX]
    return await _rows(
        connection,
        QUERIES["page"],
        {
            **seen_by(agent),
            "statuses": [status.value for status in view.statuses],
            "order": view.order.value,
            "now": now,
            "assignee": view.assignee,
            "is_unassigned": view.is_unassigned,
            "is_urgent": view.is_urgent,
            "is_waiting": view.is_waiting,
            "team": view.team,
            "contact": contact,
            "words": words,
            "after_rank": after and after.rank,
            "after_at": after and after.at,
            "after_id": after and after.id,
            "most": most,
        },
        searched=sql.SQL(QUERIES["searched"] if words else ""),
    )


def place(view: View, row: Row, now: datetime) -> After:
    """The place of a row in its view's order."""
    conversation = row.conversation
    match view.order:
        case Order.URGENCY:
            is_late = conversation.due_at is not None and conversation.due_at <= now
            rank = _RANKS[conversation.priority] + (0 if is_late else _NOT_LATE)
            return After(rank, conversation.waiting_since, conversation.id)
        case Order.WAIT:
            return After(0, conversation.waiting_since, conversation.id)
        case Order.NEWEST:
            return After(0, conversation.last_message_at, conversation.id)


async def row(connection: Connection, id: UUID) -> Row:
    """One conversation as a view shows it; raises NotFoundError.

    The caller has checked that the agent may see it.
    """
    found = await _rows(connection, QUERIES["row"], {"id": id})
    if not found:
        raise conversations.missing()
    return found[0]


async def counts(connection: Connection, agent: Agent, *, now: datetime) -> Counts:
    """How many conversations the main views show; late are those whose reply is overdue."""
    async with connection.cursor(row_factory=class_row(Counts)) as cursor:
        await cursor.execute(QUERIES["counts"], {**seen_by(agent), "now": now})
        found = await cursor.fetchone()
    assert found is not None, "an aggregate always has one row"
    return found


async def team_counts(connection: Connection, agent: Agent) -> list[TeamCount]:
    """How many open conversations each team has, for the teams this agent may see."""
    async with connection.cursor(row_factory=class_row(TeamCount)) as cursor:
        await cursor.execute(QUERIES["team_counts"], seen_by(agent))
        return await cursor.fetchall()


async def other_open(
    connection: Connection, agent: Agent, contact: UUID, apart_from: UUID
) -> list[Other]:
    """A contact's other unresolved conversations, the newest first."""
    async with connection.cursor(row_factory=class_row(Other)) as cursor:
        await cursor.execute(
            QUERIES["other_open"], {**seen_by(agent), "contact": contact, "except": apart_from}
        )
        return await cursor.fetchall()


async def sees_contact(connection: Connection, agent: Agent, contact: UUID) -> bool:
    """Whether this agent may see a contact."""
    cursor = await connection.execute(
        QUERIES["sees_contact"], {**seen_by(agent), "contact": contact}
    )
    found = await cursor.fetchone()
    return found is not None and found[0]


async def assigned_to(connection: Connection, agent: UUID) -> list[Assigned]:
    """The conversations assigned to an agent, locked until the transaction ends."""
    async with connection.cursor(row_factory=class_row(Assigned)) as cursor:
        await cursor.execute(QUERIES["assigned_to"], {"agent": agent})
        return await cursor.fetchall()


async def unassign_resolved(connection: Connection, agent: UUID) -> None:
    """Unassigns an agent from their resolved conversations; the caller has locked the agent."""
    await connection.execute(QUERIES["unassign_resolved"], {"agent": agent})


def seen_by(agent: Agent) -> dict[str, object]:
    """The agent's rights as parameters: the same rule as `Agent.may_see`, for many rows at once."""
    return {
        "sees_all": agent.role is not Role.AGENT,
        "teams": list(agent.teams),
        "agent": agent.id,
    }


async def _rows(
    connection: Connection,
    query: LiteralString,
    parameters: dict[str, object],
    **parts: sql.Composable,
) -> list[Row]:
    statement = sql.SQL(query).format(columns=COLUMNS, **parts)
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, parameters)
        return [_made(found) for found in await cursor.fetchall()]


def _made(found: dict[str, object]) -> Row:
    return Row(
        conversation=conversations.made(found),
        contact_name=cast("str", found["contact_name"]),
        contact_email=cast("str", found["contact_email"]),
        contact_is_verified=cast("bool", found["contact_is_verified"]),
        inbox_name=cast("str", found["inbox_name"]),
        team_name=cast("str | None", found["team_name"]),
        assignee_name=cast("str | None", found["assignee_name"]),
        preview=cast("str", found["preview"]),
        has_draft=cast("bool", found["has_draft"]),
        stars=cast("int | None", found["stars"]),
    )
