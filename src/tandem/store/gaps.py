"""Gaps: the questions that were not answered, the groups found in them, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, kwargs_row

from tandem.core.errors import NotFoundError
from tandem.core.knowledge.gap import CONVERSATIONS_MIN, Fault, State, Why
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("gaps.sql")

REASONS = ("low_confidence", "complex", "loop")
"""Reasons of a handoff that say that the knowledge was not enough."""

PAGE_MAX = 100
QUESTIONS_MAX = 50
ANSWERS_MAX = 300
EXAMPLES = 3
WEEKS = 12


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A turn whose question was not answered, with its record."""

    turn_id: UUID
    taken_at: datetime
    conversation_id: UUID
    contact_id: UUID
    contact_name: str
    decision: str
    reason: str
    is_refused: bool
    is_rated_badly: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Replied:
    """A person's reply: its time, that of the message before, and of the agent's reply before."""

    conversation_id: UUID
    at: datetime
    asked_at: datetime | None
    before: datetime | None


@dataclass(frozen=True, slots=True)
class Before:
    """A gap of the search before; `conversations` are those in the time of the next one."""

    id: UUID
    state: State
    size_then: int
    centre: list[float]
    embedder: str
    conversations: list[UUID]


@dataclass(frozen=True, slots=True)
class Question:
    """One question in a gap, or in none; `text` is without personal data.

    `typical` is its place in the gap by its likeness to the others, 0 for the most typical.
    """

    turn_id: UUID
    gap_id: UUID | None
    conversation_id: UUID
    contact_id: UUID
    asked_at: datetime
    text: str
    why: Why
    reason: str
    product: str
    language: str
    minutes: float
    is_measured: bool
    article: str
    title: str
    fault: Fault
    says: str
    typical: int


@dataclass(frozen=True, slots=True)
class Search:
    """The newest search: its days, how many questions it read, and what is not answered in them.

    `conversations` are those in which the assistant took a turn in these days, `unanswered` those
    with a question that was not answered. `is_cut` says that there were more questions.
    """

    at: datetime
    days: int
    questions: int
    is_cut: bool
    conversations: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap with its counts in the days of the newest search, and in as many days `before`.

    `minutes` are people's, measured in `measured` of its conversations. `article`, `title`, `fault`
    and `says` are the nearest article and why it was not enough in most of its questions
    (`fault_count`). Of a gap that was set aside, `size_then` was its size.
    """

    id: UUID
    label: str
    words: list[str]
    state: State
    reason: str
    size_then: int
    linked_article: str | None
    decided_at: datetime | None
    decided_by: str | None
    found_at: datetime
    version: int
    conversations: int
    customers: int
    before: int
    minutes: float
    measured: int
    examples: list[str]
    article: str
    title: str
    fault: Fault
    says: str
    fault_count: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many conversations of a gap have a reason, a why or a fault (`kind`)."""

    kind: str
    name: str
    conversations: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a gap, as people see it."""

    turn_id: UUID
    conversation_id: UUID
    number: int
    asked_at: datetime
    text: str
    why: Why
    reason: str
    product: str
    minutes: float
    is_measured: bool
    article: str
    title: str
    fault: Fault
    says: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A person's reply in a gap's conversation, with the names that it must not show."""

    message_id: UUID
    conversation_id: UUID
    number: int
    created_at: datetime
    text: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class Week:
    """A gap's conversations in the seven days from `starts` on, and the desk's."""

    starts: datetime
    conversations: int
    all_conversations: int


def _before(*, state: str, **row: Any) -> Before:
    return Before(state=State(state), **row)


def _gap(*, state: str, fault: str, examples: list[str], **row: Any) -> Gap:
    """A gap; of its examples, the most typical first, each text once."""
    distinct = list(dict.fromkeys(examples))[:EXAMPLES]
    return Gap(state=State(state), fault=Fault(fault), examples=distinct, **row)


def _asked(*, why: str, fault: str, **row: Any) -> Asked:
    return Asked(why=Why(why), fault=Fault(fault), **row)


async def unanswered(
    connection: Connection, since: datetime, until: datetime, most: int
) -> list[Unanswered]:
    """The turns of a period whose question was not answered, the newest first."""
    async with connection.cursor(row_factory=class_row(Unanswered)) as cursor:
        await cursor.execute(
            QUERIES["unanswered"],
            {"since": since, "until": until, "most": most, "reasons": list(REASONS)},
        )
        return await cursor.fetchall()


async def replies(connection: Connection, conversations: Sequence[UUID]) -> list[Replied]:
    """The replies of people in these conversations, in order."""
    async with connection.cursor(row_factory=class_row(Replied)) as cursor:
        await cursor.execute(QUERIES["replies"], {"conversations": list(conversations)})
        return await cursor.fetchall()


async def lock(connection: Connection) -> None:
    """Waits until no other search for gaps is stored."""
    await connection.execute(QUERIES["lock"])


async def before(connection: Connection, since: datetime) -> list[Before]:
    """The gaps that were found before, with their conversations since then."""
    async with connection.cursor(row_factory=kwargs_row(_before)) as cursor:
        await cursor.execute(QUERIES["before"], {"since": since})
        return await cursor.fetchall()


async def keep(
    connection: Connection,
    id: UUID,
    *,
    label: str,
    words: Sequence[str],
    centre: Sequence[float],
    embedder: str,
    now: datetime,
) -> None:
    """Stores a gap as it was found, or what is new of it; what was decided stays."""
    await connection.execute(
        QUERIES["keep"],
        {
            "id": id,
            "label": label,
            "words": list(words),
            "centre": list(centre),
            "embedder": embedder,
            "now": now,
        },
    )


async def open_again(connection: Connection, id: UUID) -> None:
    """Opens a gap that was set aside."""
    await connection.execute(QUERIES["open_again"], {"id": id})


async def put(connection: Connection, questions: Sequence[Question], since: datetime) -> None:
    """Stores the questions since then, each in its gap; others since then are dropped."""
    await connection.execute(
        QUERIES["forget"], {"since": since, "turns": [one.turn_id for one in questions]}
    )
    await connection.execute(
        QUERIES["put"],
        {
            "turns": [one.turn_id for one in questions],
            "gaps": [one.gap_id for one in questions],
            "conversations": [one.conversation_id for one in questions],
            "contacts": [one.contact_id for one in questions],
            "asked": [one.asked_at for one in questions],
            "texts": [one.text for one in questions],
            "whys": [one.why.value for one in questions],
            "reasons": [one.reason for one in questions],
            "products": [one.product for one in questions],
            "languages": [one.language for one in questions],
            "minutes": [one.minutes for one in questions],
            "measured": [one.is_measured for one in questions],
            "articles": [one.article for one in questions],
            "titles": [one.title for one in questions],
            "faults": [one.fault.value for one in questions],
            "says": [one.says for one in questions],
            "typical": [one.typical for one in questions],
        },
    )


async def searched(
    connection: Connection, now: datetime, *, days: int, questions: int, is_cut: bool
) -> None:
    """Stores that gaps were searched for."""
    await connection.execute(
        QUERIES["searched"], {"now": now, "days": days, "questions": questions, "is_cut": is_cut}
    )


async def last_search(connection: Connection) -> Search | None:
    """The newest search; None if there was none yet."""
    async with connection.cursor(row_factory=class_row(Search)) as cursor:
        await cursor.execute(QUERIES["last_search"])
        return await cursor.fetchone()


async def page(
    connection: Connection, *, state: State | None = State.OPEN, most: int = PAGE_MAX
) -> list[Gap]:
    """The gaps in this state (None: in any) that are large enough, those that cost most first."""
    return await _page(connection, None, state, most)


async def read(connection: Connection, id: UUID) -> Gap:
    """One gap, however small; raises NotFoundError if there is none with this id."""
    found = await _page(connection, id, None, 1)
    if not found:
        raise NotFoundError("There is no such gap.", hint="It may be gone since the last search.")
    return found[0]


async def _page(
    connection: Connection, id: UUID | None, state: State | None, most: int
) -> list[Gap]:
    async with connection.cursor(row_factory=kwargs_row(_gap)) as cursor:
        await cursor.execute(
            QUERIES["page"],
            {
                "id": id,
                "state": state and state.value,
                "least": CONVERSATIONS_MIN,
                "most": most,
            },
        )
        return await cursor.fetchall()


async def reasons(connection: Connection, id: UUID) -> list[Counted]:
    """The reasons, whys and faults of a gap's conversations, the most frequent of each first."""
    async with connection.cursor(row_factory=class_row(Counted)) as cursor:
        await cursor.execute(QUERIES["reasons"], {"id": id})
        return await cursor.fetchall()


async def questions(connection: Connection, id: UUID, *, most: int = QUESTIONS_MAX) -> list[Asked]:
    """A gap's newest questions."""
    async with connection.cursor(row_factory=kwargs_row(_asked)) as cursor:
        await cursor.execute(QUERIES["questions"], {"id": id, "most": most})
        return await cursor.fetchall()


async def answers(connection: Connection, id: UUID, *, most: int = ANSWERS_MAX) -> list[Answered]:
    """What people replied in a gap's conversations after its questions, in order."""
    async with connection.cursor(row_factory=class_row(Answered)) as cursor:
        await cursor.execute(QUERIES["answers"], {"id": id, "most": most})
        return await cursor.fetchall()


async def weeks(
    connection: Connection, id: UUID, now: datetime, *, many: int = WEEKS
) -> list[Week]:
    """A gap's conversations in each of the last weeks, the oldest first."""
    async with connection.cursor(row_factory=class_row(Week)) as cursor:
        await cursor.execute(QUERIES["weeks"], {"id": id, "now": now, "weeks": many})
        return await cursor.fetchall()


async def decide(
    connection: Connection,
    id: UUID,
    *,
    state: State,
    reason: str,
    size: int,
    article: str | None,
    into: UUID | None,
    agent: UUID | None,
    version: int,
    now: datetime,
) -> bool:
    """Stores what was decided of a gap; False if it was changed meanwhile.

    What was merged into it before follows it.
    """
    cursor = await connection.execute(
        QUERIES["decide"],
        {
            "id": id,
            "state": state.value,
            "reason": reason,
            "size": size,
            "article": article,
            "into": into,
            "agent": agent,
            "version": version,
            "now": now,
        },
    )
    if await cursor.fetchone() is None:
        return False
    if into is not None:
        await connection.execute(QUERIES["bring_along"], {"id": id, "into": into})
    return True
