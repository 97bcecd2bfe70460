"""The counts that metrics are made from are those of the facts, row by row."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import class_row

from tandem.core.metrics import cell as kinds
from tandem.core.metrics import reachability as figures
from tandem.core.metrics.cell import BUCKETS_PER_E, Cell, Span, bucket_of
from tandem.core.metrics.measure import Measure
from tandem.core.metrics.page import measures
from tandem.core.metrics.service import cost
from tandem.store import facts, metrics
from tandem.store.database import Connection, Database
from tandem.store.facts import RETURNS_WITHIN, Fact
from tandem.store.metrics import WHOLE, By, Dimension, Selection
from tests.integration.filling import fill_lines

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
        await fill_lines(tx)
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

    async with database.connection() as connection:
        found = await metrics.times(connection, SELECTION, key, now=NOW)
    for what in ("resolution", "hours", "first_reply"):
        expected = Counter(
            (key_of(fact), fact.arm, fact.path, *of(what, fact))
            for fact in chosen(filled, SELECTION)
        )
        spans: list[Span] = getattr(found, what)
        assert {astuple(span)[:-1]: span.count for span in spans} == dict(expected)
    assert [field.name for field in fields(Span)][-1] == "count"


async def test_waits_are_those_that_the_core_counts(database: Database, filled: list[Fact]) -> None:
    async with database.connection() as connection:
        counted = await metrics.counted(connection, SELECTION, metrics.WHOLE, common=(), now=NOW)
        cursor = await connection.execute(
            "select w.asked_at, w.due_at, case when agent_id is not null then ended_at end,"
            " agent_id is null, '', priority, w.is_first, w.conversation_id from reply_wait w"
        )
        waits = await cursor.fetchall()
        cursor = await connection.execute("select waiting_since, due_at, id from conversation")
        waiting = await cursor.fetchall()

    reached, limits = counted.reached, counted.limits
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
    assert reached.replied.n == expected.replied.n > 100
    assert (reached.replied.p50, reached.replied.p90) == pytest.approx(
        (expected.replied.p50, expected.replied.p90), rel=0.04
    )
    given = [ask for ask, _ in over if ask.due_at and ask.replied_at]
    overdue = sum(ask.due_at < NOW for ask in still if ask.due_at)
    in_time = sum(ask.replied_at <= ask.due_at for ask in given if ask.replied_at and ask.due_at)
    assert (limits.kept, limits.known) == (in_time, len(given) + overdue)


async def test_suggestions_are_counted_by_category_and_tenths(
    database: Database, filled: list[Fact]
) -> None:
    async with database.connection() as connection:
        counted = await metrics.counted(connection, SELECTION, metrics.WHOLE, common=(), now=NOW)
        cursor = await connection.execute(
            "select conversation_id, category, probability, yes_at, no_at, silent_at from showing"
            " where decision = 'suggest' and effect = 'sent'"
        )
        shown = await cursor.fetchall()

    ids = {fact.conversation_id for fact in chosen(filled, SELECTION)}
    expected: dict[tuple[str, float], list[int]] = {}
    for id, category, probability, yes_at, no_at, silent_at in shown:
        if id in ids:
            of = expected.setdefault((category, int(probability * 10) / 10), [0, 0, 0, 0])
            became = 1 if yes_at else 2 if no_at else 3 if silent_at else None
            of[0] += 1
            if became is not None:
                of[became] += 1
    assert len(expected) > 20
    assert [astuple(one) for one in counted.suggested] == [
        (*key, *of) for key, of in sorted(expected.items())
    ]


@pytest.mark.parametrize(
    "selection",
    [SELECTION, replace(SELECTION, internal=True), replace(SELECTION, arm="assistant")],
)
async def test_two_connections_count_what_one_does(
    database: Database, filled: list[Fact], selection: Selection
) -> None:
    key = metrics.by_time(By.WEEK, ZONE)
    async with database.connection() as connection, database.connection() as beside:
        one = await metrics.counted(connection, selection, key, common=COMMON, now=NOW)
        two = await metrics.counted(
            connection, selection, key, common=COMMON, now=NOW, beside=beside
        )

    def without_costs(measured: Sequence[Measure]) -> list[Measure]:
        return [one for one in measured if one.name != "cost"]

    assert without_costs(measures(two)) == without_costs(measures(one))
    assert cost(two).figure.value == pytest.approx(cost(one).figure.value)
    assert (two.reached, two.limits) == (one.reached, one.limits)
    assert two.suggested == one.suggested


async def test_when_one_half_fails_the_other_has_ended_before_that_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.connection() as connection, database.connection() as beside:

        async def failing(on: Connection, *_: object, **__: object) -> list[Cell]:
            if on is connection:
                raise RuntimeError
            await on.execute("select pg_sleep(0.2)")
            return []

        monkeypatch.setattr(metrics, "cells", failing)
        with pytest.raises(RuntimeError):
            await metrics.counted(connection, SELECTION, WHOLE, common=(), now=NOW, beside=beside)
        for one in (connection, beside):
            assert one.info.transaction_status is TransactionStatus.IDLE


@pytest.mark.parametrize(
    ("query", "path", "index"),
    [
        ("cells", None, "cells"),
        ("cells", kinds.Path.PEOPLE, "cells"),
        ("spans", None, "times"),
        ("spans", kinds.Path.PEOPLE, "times"),
        ("waits", None, "waits"),
        ("suggested", None, "suggested"),
    ],
)
async def test_a_page_and_its_baseline_read_a_narrow_index_alone(
    database: Database, filled: list[Fact], query: str, path: kinds.Path | None, index: str
) -> None:
    text = sql.SQL(metrics.QUERIES[query]).format(value=WHOLE.value, side=WHOLE.side)
    selection = asdict(replace(SELECTION, path=path))
    of_query = {"now": NOW, "common": None, "within": RETURNS_WITHIN, "buckets": BUCKETS_PER_E}
    of_periods = {"days": [None], "starts": [SELECTION.since], "ends": [SELECTION.until]}
    async with database.connection() as connection:
        await connection.execute("vacuum analyze conversation_fact")
        await connection.execute("set enable_seqscan = off")
        cursor = await connection.execute(
            sql.SQL("explain ") + text, {**selection, **of_query, **of_periods}, prepare=False
        )
        planned = "\n".join(row[0] for row in await cursor.fetchall())
    assert f"Index Only Scan using conversation_fact_{index} " in planned
