"""What people judge: draws, the items of the queue, and the verdicts on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tandem.core.desk.review import ReviewKind, Stratum, Verdict
from tandem.core.errors import NotFoundError
from tandem.core.metrics.reviewed import Item
from tandem.core.turn.decide import Decision
from tandem.core.turn.evidence import Evidence
from tandem.store import codec, queries
from tandem.store.database import Connection

QUERIES = queries.load("reviews.sql")
FIRSTS, SAMPLE = "firsts", "sample"
LONG = 10  # messages of a long thread
WAITING_MAX = 50  # items that are listed


@dataclass(frozen=True, slots=True)
class Candidate:
    """A turn that may be drawn, with what is known of it by now."""

    id: UUID
    decision: str
    is_handoff: bool
    category: str
    confidence: float | None
    is_long: bool
    is_unhappy: bool
    is_reopened: bool
    is_refused: bool
    has_new_article: bool


@dataclass(frozen=True, slots=True)
class NewItem:
    """A turn for the queue; `place` is its place in the order of judging."""

    turn: UUID
    kind: ReviewKind
    category: str
    strata: tuple[Stratum, ...]
    probability: float
    place: int
    judges: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that somebody may judge; `waiting` counts all of theirs."""

    turn_id: UUID
    kind: ReviewKind
    category: str
    taken_at: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item with its turn, and how its conversation stands."""

    turn_id: UUID
    kind: ReviewKind
    category: str
    strata: list[str]
    probability: float
    judges: int
    taken_at: datetime
    conversation_id: UUID
    decision: str
    rule: str
    effect: str
    seen_seq: int | None
    decision_body: str
    number: int
    subject: str
    channel: str
    product: str
    language: str
    status: str
    owner: str
    resolution: str | None
    resolved_at: datetime | None
    had_people: bool
    stars: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of an item.

    `source` is what would have been the right source, `missing` what was missing, `category` the
    right one. `is_again` says that they had seen the reveal before.
    """

    agent_id: UUID
    agent_name: str
    verdict: Verdict | None
    should_be_person: bool
    source: str
    missing: str
    category: str
    is_again: bool
    judged_at: datetime


async def lock(connection: Connection) -> None:
    """Waits until no other draw goes on; held to the end of the transaction."""
    await connection.execute(QUERIES["lock"])


async def drawn_until(connection: Connection, kind: str) -> datetime | None:
    """Up to when turns were drawn, as firsts or in samples; None before the first time."""
    row = await (await connection.execute(QUERIES["newest"], {"kind": kind})).fetchone()
    return row[1] if row else None


async def add_draw(
    connection: Connection,
    kind: str,
    *,
    since: datetime,
    until: datetime,
    seed: str,
    size: int,
    members: Mapping[str, int],
    now: datetime,
) -> tuple[int, str]:
    """Keeps a draw; returns its id and its seed, which for the firsts is that of the first time."""
    cursor = await connection.execute(
        QUERIES["add_draw"],
        {
            "kind": kind,
            "since": since,
            "until": until,
            "seed": seed,
            "size": size,
            "members": Jsonb(dict(members)),
            "now": now,
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0], row[1]


async def frame(connection: Connection, since: datetime, until: datetime) -> list[Candidate]:
    """The turns of a time that reached a customer and are no items yet, oldest first."""
    async with connection.cursor(row_factory=class_row(Candidate)) as cursor:
        await cursor.execute(QUERIES["frame"], {"since": since, "until": until, "long": LONG})
        return await cursor.fetchall()


async def firsts(connection: Connection) -> dict[str, int]:
    """How many of the first ones each category has in the queue."""
    cursor = await connection.execute(QUERIES["firsts"])
    return dict(await cursor.fetchall())


async def add_items(connection: Connection, draw: int, items: Iterable[NewItem]) -> None:
    """Puts turns into the queue."""
    rows = [
        {
            "turn": one.turn,
            "draw": draw,
            "kind": one.kind.value,
            "category": one.category,
            "strata": [stratum.value for stratum in one.strata],
            "probability": one.probability,
            "place": one.place,
            "judges": one.judges,
        }
        for one in items
    ]
    async with connection.cursor() as cursor:
        await cursor.executemany(QUERIES["add_item"], rows)


async def waiting(
    connection: Connection, agent: UUID, *, settled: datetime, most: int = WAITING_MAX
) -> list[Waiting]:
    """The items that this agent may judge, in the order of judging.

    Those of conversations that go on are left out while their turn is younger than `settled`.
    """
    async with connection.cursor(row_factory=class_row(Waiting)) as cursor:
        await cursor.execute(QUERIES["waiting"], {"agent": agent, "settled": settled, "most": most})
        return await cursor.fetchall()


async def read(connection: Connection, turn: UUID) -> StoredItem:
    """One item; raises NotFoundError."""
    async with connection.cursor(row_factory=class_row(StoredItem)) as cursor:
        await cursor.execute(QUERIES["read"], {"turn": turn})
        found = await cursor.fetchone()
    if found is None:
        raise missing()
    return found


def missing() -> NotFoundError:
    """That a turn is not in the queue."""
    return NotFoundError("There is no such item to review.")


async def lock_item(connection: Connection, turn: UUID) -> tuple[ReviewKind, int]:
    """An item's kind and how many judge it, locked; raises NotFoundError."""
    row = await (await connection.execute(QUERIES["lock_item"], {"turn": turn})).fetchone()
    if row is None:
        raise missing()
    return ReviewKind(row[0]), row[1]


async def standing(connection: Connection, turn: UUID) -> list[Said]:
    """The verdicts on an item that were not undone, the first first."""
    async with connection.cursor(row_factory=class_row(Said)) as cursor:
        await cursor.execute(QUERIES["standing"], {"turn": turn})
        return await cursor.fetchall()


async def judge(
    connection: Connection,
    turn: UUID,
    agent: UUID,
    *,
    verdict: Verdict | None,
    should_be_person: bool,
    source: str,
    missing: str,
    category: str,
    now: datetime,
) -> None:
    """Keeps what somebody said of an item, which the caller has locked."""
    await connection.execute(
        QUERIES["judge"],
        {
            "turn": turn,
            "agent": agent,
            "verdict": verdict and verdict.value,
            "should_be_person": should_be_person,
            "source": source,
            "missing": missing,
            "category": category,
            "now": now,
        },
    )


async def undo(connection: Connection, turn: UUID, agent: UUID, now: datetime) -> bool:
    """Takes back what somebody said of an item; False if they said nothing."""
    cursor = await connection.execute(QUERIES["undo"], {"turn": turn, "agent": agent, "now": now})
    return await cursor.fetchone() is not None


async def labels(connection: Connection) -> dict[str, int]:
    """How many answers and suggestions of each category were judged."""
    return dict(await (await connection.execute(QUERIES["labels"])).fetchall())


async def pairs(
    connection: Connection, since: datetime, until: datetime
) -> list[tuple[str, str, bool, bool]]:
    """Of items that two people judged: both verdicts ("" for none), and both on a person."""
    cursor = await connection.execute(QUERIES["pairs"], {"since": since, "until": until})
    return await cursor.fetchall()


async def items(
    connection: Connection,
    since: datetime,
    until: datetime,
    *,
    category: str | None = None,
    product: str | None = None,
) -> list[Item]:
    """The items of turns of a time, judged or not, for the rates."""
    async with connection.cursor(row_factory=class_row(_Row)) as cursor:
        await cursor.execute(
            QUERIES["items"],
            {"since": since, "until": until, "category": category, "product": product},
        )
        rows = await cursor.fetchall()
    return [
        Item(
            row.cell,
            ReviewKind(row.kind),
            row.weight,
            None if row.verdict is None else Verdict(row.verdict),
            row.should_be_person,
            row.ends,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    cell: str
    kind: str
    weight: float
    verdict: str | None
    should_be_person: bool | None
    ends: bool


async def judged_again(connection: Connection) -> tuple[int, int]:
    """How many verdicts were given after the reveal, and how many stand in all."""
    row = await (await connection.execute(QUERIES["judged_again"])).fetchone()
    assert row is not None
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items there are, are judged by enough people, and await it now."""

    items: int
    done: int
    open: int
    drawn_until: datetime | None


async def progress(connection: Connection, *, settled: datetime) -> Progress:
    """How far judging is; `settled` as for `waiting`."""
    async with connection.cursor(row_factory=class_row(Progress)) as cursor:
        await cursor.execute(QUERIES["progress"], {"settled": settled})
        found = await cursor.fetchone()
    assert found is not None
    return found


@dataclass(frozen=True, slots=True)
class Labelled:
    """A quote that somebody judged, with the evidence and the decision of its turn.

    `weight` undoes how it was drawn. `answer_weight` does so among those that were drawn at random
    or as first ones; None for one that was drawn for a risk alone.
    """

    is_right: bool
    evidence: Evidence
    decision: Decision
    weight: float
    answer_weight: float | None


async def labelled(connection: Connection) -> list[Labelled]:
    """The answers and suggestions that people judged; only `right` is right."""
    cursor = await connection.execute(QUERIES["labelled"])
    return [
        Labelled(
            is_right, codec.decode(evidence, Evidence), codec.decode_decision(decision), *weights
        )
        for is_right, evidence, decision, *weights in await cursor.fetchall()
    ]
