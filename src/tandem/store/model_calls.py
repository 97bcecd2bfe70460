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
    """A request with the texts that left and came back."""

    call: Call
    sent: str
    output: str


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


async def keep(
    connection: Connection,
    turn: UUID | None,
    requests: Sequence[Sent],
    *,
    conversation: UUID | None,
    keeps_texts: bool,
    now: datetime,
) -> None:
    """Stores the requests of a turn, or those for an agent (without one)."""
    for number, one in enumerate(requests):
        call = one.call
        await connection.execute(
            QUERIES["keep"],
            {
                "turn": turn,
                "number": number,
                "conversation": conversation,
                "now": now,
                "model": call.model,
                "purpose": call.purpose,
                "is_hosted": call.is_hosted,
                "tokens_in": call.tokens_in,
                "tokens_out": call.tokens_out,
                "cost": call.cost,
                "failure": call.failure,
                "sent": one.sent if keeps_texts else None,
                "output": one.output if keeps_texts else None,
            },
        )


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
