"""Conversations: one row each, with owner, status and topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import LiteralString, cast
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row, dict_row

from tandem.core.desk import ownership
from tandem.core.desk.conversation import Alarm, Conversation, Priority, Why
from tandem.core.desk.event import EventType
from tandem.core.desk.ownership import Owner, Resolution, Standing, Status
from tandem.core.errors import NotFoundError
from tandem.store import events, queries
from tandem.store.database import Connection

NAMES = tuple(field.name for field in fields(Conversation))
COLUMNS = sql.SQL(", ").join(
    sql.SQL("(select i.channel from inbox i where i.id = c.inbox_id) as channel")
    if name == "channel"
    else sql.SQL("c.") + sql.Identifier(name)
    for name in NAMES
)
QUERIES = queries.load("conversations.sql", columns=COLUMNS)
EARLIER_MAX = 5  # subjects of a contact's earlier conversations


@dataclass(frozen=True, slots=True)
class Shown:
    """The agent who joined since it came to people, how many wait before it, and its team."""

    agent_name: str | None
    queue_place: int
    team_name: str


def made(row: dict[str, object]) -> Conversation:
    """The conversation in a row."""
    values = {name: row[name] for name in NAMES}
    tags = cast("Sequence[str]", values["tags"])
    resolution = values["resolution"]
    return Conversation(
        **(
            values
            | {
                "status": Status(values["status"]),
                "owner": Owner(values["owner"]),
                "priority": Priority(values["priority"]),
                "resolution": None if resolution is None else Resolution(resolution),
                "tags": tuple(tags),
                "declined": tuple(cast("Sequence[UUID]", values["declined"])),
                "assigned_why": values["assigned_why"] and Why(values["assigned_why"]),
                "alarm": None if values["alarm"] is None else Alarm(values["alarm"]),
            }
        )  # pyright: ignore[reportArgumentType] -- the columns are the fields
    )


async def _one(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> Conversation | None:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, parameters)
        row = await cursor.fetchone()
    return None if row is None else made(row)


async def start(
    connection: Connection,
    *,
    id: UUID,
    inbox: UUID,
    contact: UUID,
    linked_from: UUID | None,
    standing: Standing,
    product: str,
    now: datetime,
) -> None:
    """Starts a conversation."""
    await connection.execute(
        QUERIES["start"],
        {
            "id": id,
            "inbox": inbox,
            "contact": contact,
            "linked_from": linked_from,
            "status": standing.status.value,
            "owner": standing.owner.value,
            "product": product,
            "now": now,
        },
    )


async def begin(
    connection: Connection,
    *,
    id: UUID,
    inbox: UUID,
    contact: UUID,
    linked_from: UUID | None,
    standing: Standing,
    product: str,
    now: datetime,
    mode: str = "",
    arm: str = "",
) -> Conversation:
    """Starts a conversation with its event; returns it, locked until the transaction ends.

    `mode` is the highest that its contact may get, `arm` their side of the comparison by it.
    """
    await start(
        connection,
        id=id,
        inbox=inbox,
        contact=contact,
        linked_from=linked_from,
        standing=standing,
        product=product,
        now=now,
    )
    await events.append(
        connection,
        id,
        EventType.STARTED,
        {
            "inbox_id": str(inbox),
            "contact_id": str(contact),
            "owner": standing.owner.value,
            "mode": mode,
            "arm": arm,
        },
        public={},
        now=now,
    )
    return await lock(connection, id)


async def lock(connection: Connection, id: UUID) -> Conversation:
    """The conversation, locked until the transaction ends; raises NotFoundError."""
    found = await _one(connection, QUERIES["lock"], {"id": id})
    if found is None:
        raise missing()
    return found


async def read(connection: Connection, id: UUID) -> Conversation:
    """The conversation as stored; raises NotFoundError."""
    found = await _one(connection, QUERIES["read"], {"id": id})
    if found is None:
        raise missing()
    return found


def missing() -> NotFoundError:
    """The same error for one that does not exist and one that this caller may not see."""
    return NotFoundError("There is no such conversation.", hint="It may have been erased.")


async def newest_of(connection: Connection, contact: UUID, inbox: UUID) -> Conversation | None:
    """The contact's newest conversation in this inbox."""
    return await _one(connection, QUERIES["newest_of"], {"contact": contact, "inbox": inbox})


async def lock_newest_of(connection: Connection, contact: UUID, inbox: UUID) -> Conversation | None:
    """The same, locked until the transaction ends; the caller has locked the contact."""
    return await _one(connection, QUERIES["lock_newest_of"], {"contact": contact, "inbox": inbox})


async def lock_to_hand_off(
    connection: Connection, contact: UUID, inbox: UUID
) -> Conversation | None:
    """The same, but one that the assistant owns comes before any that people have."""
    return await _one(connection, QUERIES["lock_to_hand_off"], {"contact": contact, "inbox": inbox})


async def set_standing(connection: Connection, id: UUID, standing: Standing) -> None:
    """Stores its status and owner."""
    await connection.execute(
        QUERIES["set_standing"],
        {
            "id": id,
            "status": standing.status.value,
            "owner": standing.owner.value,
            "snoozed_until": standing.snoozed_until,
            "resolved_at": standing.resolved_at,
            "resolution": standing.resolution and standing.resolution.value,
        },
    )


async def wake(
    connection: Connection,
    conversation: Conversation,
    *,
    by: str,
    public: Mapping[str, object] | None = None,
    now: datetime,
) -> Conversation:
    """Reopens a snoozed or resolved conversation for its owner and appends the event.

    Returns it, still locked.
    """
    await set_standing(connection, conversation.id, ownership.reopened(conversation.standing))
    await events.append(
        connection, conversation.id, EventType.REOPENED, {"by": by}, public=public, now=now
    )
    return await lock(connection, conversation.id)


async def wait(connection: Connection, id: UUID, now: datetime) -> None:
    """Stores that its customer waits from now on, unless they waited before."""
    await connection.execute(QUERIES["wait"], {"id": id, "now": now})


async def wait_anew(connection: Connection, id: UUID, since: datetime | None) -> None:
    """Stores since when its customer waits, whatever was before; None if they don't."""
    await connection.execute(QUERIES["wait_anew"], {"id": id, "since": since})


async def speaks(connection: Connection, id: UUID, language: str) -> None:
    """Stores the language that its customer writes (ISO 639-1)."""
    await connection.execute(QUERIES["speaks"], {"id": id, "language": language})


async def to_people(
    connection: Connection,
    id: UUID,
    *,
    reason: str,
    rule: str,
    priority: str,
    team: UUID | None,
    assignee: UUID | None,
    why: str | None,
    is_waiting: bool,
    language: str | None = None,
    now: datetime,
) -> None:
    """Stores what changes when people become the owner; a running turn can't commit any more.

    `why` says why the assignee got it. `language` is the customer's, None if it wasn't heard.
    """
    await connection.execute(
        QUERIES["to_people"],
        {
            "id": id,
            "reason": reason,
            "rule": rule,
            "priority": priority,
            "team": team,
            "assignee": assignee,
            "why": why,
            "language": language,
            "is_waiting": is_waiting,
            "now": now,
        },
    )


async def to_assistant(
    connection: Connection,
    id: UUID,
    *,
    waiting_since: datetime | None,
    now: datetime,
) -> None:
    """Stores what changes on handing back, and since when the customer waits for an answer."""
    await connection.execute(
        QUERIES["to_assistant"], {"id": id, "waiting_since": waiting_since, "now": now}
    )


async def change(
    connection: Connection,
    id: UUID,
    *,
    priority: str | None = None,
    category: str | None = None,
    tags: Sequence[str] | None = None,
) -> None:
    """Changes what agents may set; None leaves a value unchanged."""
    await connection.execute(
        QUERIES["change"],
        {
            "id": id,
            "priority": priority,
            "category": category,
            "tags": None if tags is None else list(tags),
        },
    )


@dataclass(frozen=True, slots=True)
class Labelled:
    """A resolved conversation with the category that an agent gave it."""

    number: int
    subject: str
    category: str
    messages: list[str]  # the customer's first ones


async def labelled(
    connection: Connection, categories: Sequence[str], most: int, *, said: int
) -> list[Labelled]:
    """The newest of each category, and of all others together, up to so many of each.

    Each with the first `said` messages of its customer.
    """
    async with connection.cursor(row_factory=class_row(Labelled)) as cursor:
        await cursor.execute(
            QUERIES["labelled"], {"categories": list(categories), "most": most, "said": said}
        )
        return await cursor.fetchall()


async def categorise(connection: Connection, id: UUID, category: str) -> None:
    """Stores the category that the assistant found; one that people set stays."""
    await connection.execute(QUERIES["categorise"], {"id": id, "category": category})


async def team_wrote(
    connection: Connection,
    id: UUID,
    author: str,
    decision: str | None,
    *,
    seen: int,
    now: datetime,
) -> None:
    """Stores that an agent or the assistant replied, having read everything up to `seen`."""
    await connection.execute(
        QUERIES["team_wrote"],
        {"id": id, "author": author, "decision": decision, "seen": seen, "now": now},
    )


async def silent(connection: Connection, before: datetime) -> list[UUID]:
    """Conversations of the assistant with a silent customer who waits for nothing."""
    return await _ids(connection, QUERIES["silent"], {"before": before})


async def due_from_snooze(connection: Connection, now: datetime) -> list[UUID]:
    """Snoozed conversations whose time has come."""
    return await _ids(connection, QUERIES["due_from_snooze"], {"now": now})


async def owned_by_assistant(connection: Connection) -> list[UUID]:
    """All conversations that the assistant owns."""
    return await _ids(connection, QUERIES["owned_by_assistant"], {})


async def subjects_of(
    connection: Connection, contact: UUID, apart_from: UUID, *, team: UUID | None
) -> tuple[str, ...]:
    """The subjects of a contact's earlier conversations that this team may see, newest first.

    These are the team's own and those of no team.
    """
    cursor = await connection.execute(
        QUERIES["subjects_of"],
        {"contact": contact, "except": apart_from, "team": team, "most": EARLIER_MAX},
    )
    return tuple(row[0] for row in await cursor.fetchall())


async def shown(connection: Connection, id: UUID, now: datetime) -> Shown:
    """What its customer sees of who has it; raises NotFoundError."""
    async with connection.cursor(row_factory=class_row(Shown)) as cursor:
        await cursor.execute(QUERIES["shown"], {"id": id, "now": now})
        found = await cursor.fetchone()
    if found is None:
        raise missing()
    return found


async def waits_elsewhere(connection: Connection, conversation: Conversation) -> bool:
    """Whether another conversation of the same contact in this inbox waits for people."""
    cursor = await connection.execute(
        QUERIES["waits_elsewhere"],
        {
            "id": conversation.id,
            "contact": conversation.contact_id,
            "inbox": conversation.inbox_id,
        },
    )
    row = await cursor.fetchone()
    return row is not None and row[0]


async def _ids(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> list[UUID]:
    cursor = await connection.execute(query, parameters)
    return [row[0] for row in await cursor.fetchall()]
