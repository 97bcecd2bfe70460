"""Requests to language models: what they cost, what left the house, and for how long that stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tandem.core.turn.written import Call
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("model_calls.sql")


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, and its row; none if nothing is written down."""

    call: Call
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens of a conversation, and tokens and US dollars of a day."""

    of_conversation: int
    of_day: int
    dollars: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A stored request; its texts are None once they were deleted, or if none are kept."""

    number: int
    asked_at: datetime
    model: str
    purpose: str
    is_hosted: bool
    tokens_in: int
    tokens_out: int
    cost: float | None
    failure: str
    sent: str | None
    output: str | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Total:
    """What one model was asked, and what that cost; None if no price was set."""

    model: str
    calls: int
    failures: int
    tokens_in: int
    tokens_out: int
    dollars: float | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why requests to a model gave nothing to use, and how often."""

    model: str
    failure: str
    times: int


def day(now: datetime) -> datetime:
    """When the day of the budgets began: at midnight in UTC."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


async def leaves(
    connection: Connection,
    call: Call,
    text: str | None,
    *,
    conversation: UUID | None,
    now: datetime,
) -> int:
    """Stores a request before it is made, with its text if that is kept; returns its row."""
    row = {"conversation": conversation, "now": now, "sent": text, **_said(call)}
    cursor = await connection.execute(QUERIES["leaves"], row)
    found = await cursor.fetchone()
    assert found is not None, "the row is new"
    return found[0]


async def came(connection: Connection, id: int, call: Call, output: str | None) -> None:
    """Stores what came of a request, with the answer's text if there is one that is kept."""
    await connection.execute(QUERIES["came"], {"id": id, "output": output, **_said(call)})


async def belong(connection: Connection, turn: UUID, requests: Sequence[Sent]) -> None:
    """Says which turn these requests were for, in their order."""
    for number, one in enumerate(requests):
        row = {"id": one.id, "turn": turn, "number": number}
        await connection.execute(QUERIES["belong"], row)


def _said(call: Call) -> dict[str, object]:
    return {
        "model": call.model,
        "purpose": call.purpose,
        "is_hosted": call.is_hosted,
        "tokens_in": call.tokens_in,
        "tokens_out": call.tokens_out,
        "cost": call.cost,
        "failure": call.failure,
    }


async def spent(connection: Connection, conversation: UUID | None, since: datetime) -> Spent:
    """What this conversation took, and all since a time."""
    async with connection.cursor(row_factory=class_row(Spent)) as cursor:
        await cursor.execute(QUERIES["spent"], {"conversation": conversation, "since": since})
        found = await cursor.fetchone()
    assert found is not None, "an aggregate always has a row"
    return found


async def of_turn(connection: Connection, turn: UUID) -> list[Asked]:
    """The requests of a turn in their order."""
    async with connection.cursor(row_factory=class_row(Asked)) as cursor:
        await cursor.execute(QUERIES["of_turn"], {"turn": turn})
        return await cursor.fetchall()


async def totals(connection: Connection, since: datetime) -> list[Total]:
    """What each model was asked since a time."""
    async with connection.cursor(row_factory=class_row(Total)) as cursor:
        await cursor.execute(QUERIES["totals"], {"since": since})
        return await cursor.fetchall()


async def failures(connection: Connection, since: datetime, *, most: int = 5) -> list[Failure]:
    """Why requests failed since a time, the most frequent reasons first."""
    async with connection.cursor(row_factory=class_row(Failure)) as cursor:
        await cursor.execute(QUERIES["failures"], {"since": since, "most": most})
        return await cursor.fetchall()


async def forget(connection: Connection, before: datetime, *, now: datetime) -> int:
    """Deletes the texts of older requests; returns of how many."""
    return (await connection.execute(QUERIES["forget"], {"before": before, "now": now})).rowcount
