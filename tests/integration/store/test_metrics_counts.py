"""The counts that metrics are made from are those of the facts, row by row."""

from collections import Counter
from collections.abc import Callable
from dataclasses import astuple, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from psycopg.rows import class_row

from tandem.core.metrics import reachability as figures
from tandem.core.metrics.cell import Cell, Span, bucket_of
from tandem.store import facts, metrics
from tandem.store.database import Database
from tandem.store.facts import RETURNS_WITHIN, Fact
from tandem.store.metrics import By, Dimension, Selection

ZONE = "Europe/Berlin"  # its clocks change within the period
NOW = datetime(2026, 4, 20, 12, 30, tzinfo=UTC)
SELECTION = Selection(NOW - timedelta(days=60, hours=5), NOW - timedelta(hours=3))
COMMON = ("topic 1", "topic 2")

FILL = Path(__file__).parents[2] / "fixtures" / "facts.sql"


@pytest.fixture
async def filled(database: Database) -> list[Fact]:
    async with database.transaction() as tx:
        for statement in FILL.read_text("utf-8").strip().split(";\n"):
            await tx.execute(statement.rstrip(";").encode())
    async with (
        database.connection() as connection,
        connection.cursor(row_factory=class_row(Fact)) as cursor,
    ):
        columns = facts.COLUMNS.as_string()
        await cursor.execute(f"select {columns} from conversation_fact f".encode())  # noqa: S608
        return await cursor.fetchall()


def chosen(all_facts: list[Fact], selection: Selection) -> list[Fact]:
    return [
        one
        for one in all_facts
        if selection.since <= one.started_at < selection.until
        and one.is_internal == selection.internal
        and selection.category in (None, one.category)
    ]


def cell(key: object, fact: Fact) -> Cell:
    told = fact.first_resolved_at is not None and fact.first_resolved_at <= NOW - RETURNS_WITHIN
    return Cell(
        key=key,  # pyright: ignore[reportArgumentType] -- as `keyed` makes it
        arm=fact.arm,
        path=fact.path,
        state=fact.state,
        resolution=fact.resolution,
        reason=fact.reason,
        is_common=fact.category in COMMON,
        is_identified=fact.is_identified,
        is_refused=fact.is_refused,
        is_answered=fact.first_reply_at is not None,
        is_replied=fact.human_replied_at is not None,
        is_closed=fact.closed_at is not None,
        is_repeated=fact.asked_again > 0,
        returned=(fact.returned_at is not None) if told else None,
        stars=fact.stars,
        count=1,
        cost=0.0,
        cost_squares=0.0,
    )


def week(fact: Fact) -> object:
    day = fact.started_at.astimezone(ZoneInfo(ZONE)).date()
    return day - timedelta(days=day.weekday())


KEYS: dict[str, tuple[metrics.Key, Callable[[Fact], object]]] = {
    "day": (
        metrics.by_time(By.DAY, ZONE),
        lambda fact: fact.started_at.astimezone(ZoneInfo(ZONE)).date(),
    ),
    "week": (metrics.by_time(By.WEEK, ZONE), week),
    "month": (
        metrics.by_time(By.MONTH, ZONE),
        lambda fact: fact.started_at.astimezone(ZoneInfo(ZONE)).date().replace(day=1),
    ),
    "team": (metrics.by_dimension(Dimension.TEAM), lambda fact: str(fact.team_id or "")),
}


@pytest.mark.parametrize("selection", [SELECTION, replace(SELECTION, category="topic 1")])
@pytest.mark.parametrize("by", KEYS)
async def test_cells_count_every_fact_once(
    database: Database, filled: list[Fact], by: str, selection: Selection
) -> None:
    key, key_of = KEYS[by]
    expected = Counter(astuple(cell(key_of(fact), fact))[:-3] for fact in chosen(filled, selection))
    async with database.connection() as connection:
        found = await metrics.cells(connection, selection, key, common=COMMON, now=NOW)

    counted: Counter[tuple[object, ...]] = Counter()
    for one in found:
        counted[astuple(one)[:-3]] += one.count
    assert len(expected) > 100
    assert counted == expected
    cost = sum(fact.cost for fact in chosen(filled, selection))
    assert sum(one.cost for one in found) == pytest.approx(cost)


@pytest.mark.parametrize("by", KEYS)
async def test_spans_count_every_fact_once(database: Database, filled: list[Fact], by: str) -> None:
    key, key_of = KEYS[by]

    def lasted(fact: Fact, end: datetime | None) -> int:
        return bucket_of(((end or NOW) - fact.started_at).total_seconds())

    def of(what: str, fact: Fact) -> tuple[int, bool]:
        match what:
            case "resolution":
                return lasted(fact, fact.closed_at), fact.closed_at is not None
            case "hours":
                known = fact.open_s
                return lasted(fact, None) if known is None else bucket_of(known), known is not None
            case _:
                end = fact.first_reply_at or fact.closed_at
                return lasted(fact, end), fact.first_reply_at is not None

    for what in ("resolution", "hours", "first_reply"):
        expected = Counter(
            (key_of(fact), fact.arm, fact.path, *of(what, fact))
            for fact in chosen(filled, SELECTION)
        )
        async with database.connection() as connection:
            found = await metrics.spans(connection, SELECTION, key, what, now=NOW)
        assert {astuple(span)[:-1]: span.count for span in found} == dict(expected)
    assert [field.name for field in fields(Span)][-1] == "count"


async def test_waits_are_those_that_the_core_counts(database: Database, filled: list[Fact]) -> None:
    async with database.connection() as connection:
        reached, promised = await metrics.waits(connection, SELECTION, NOW)
        cursor = await connection.execute(
            "select w.asked_at, w.due_at, case when agent_id is not null then ended_at end,"
            " agent_id is null, '', priority, w.is_first, w.conversation_id from reply_wait w"
        )
        waits = await cursor.fetchall()
        cursor = await connection.execute("select waiting_since, due_at, id from conversation")
        waiting = await cursor.fetchall()

    ids = {fact.conversation_id for fact in chosen(filled, SELECTION)}
    over = [(figures.Ask(*of), is_first) for *of, is_first, id in waits if id in ids]
    still = [
        figures.Ask(asked_at, due_at, None, False, "", "normal")
        for asked_at, due_at, id in waiting
        if id in ids
    ]
    asks = [ask for ask, is_first in over if is_first] + still
    expected = figures.reachability(asks, NOW)
    assert astuple(replace(reached, replied=expected.replied)) == astuple(expected)
    assert reached.replied.n == expected.replied.n
    assert (reached.replied.p50, reached.replied.p90) == pytest.approx(
        (expected.replied.p50, expected.replied.p90)
    )
    given = [ask for ask, _ in over if ask.due_at and ask.replied_at]
    overdue = sum(ask.due_at < NOW for ask in still if ask.due_at)
    in_time = sum(ask.replied_at <= ask.due_at for ask in given if ask.replied_at and ask.due_at)
    assert (promised.kept, promised.known) == (in_time, len(given) + overdue)
