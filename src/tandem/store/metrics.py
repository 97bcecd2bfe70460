"""Conversation facts, counted: what the metrics of a period are computed from."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, LiteralString
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import sql
from psycopg.rows import class_row, dict_row

from tandem.core.desk.place import Arm
from tandem.core.errors import InvalidError
from tandem.core.metrics.cell import BUCKETS_PER_E, Cell, Path, Span
from tandem.core.metrics.counted import BASELINE, Backlog, Counted, Group, Promised, Suggested
from tandem.core.metrics.reachability import Ask, Over, Reachability, Waits, with_open
from tandem.core.metrics.reviewed import Item, reviewed
from tandem.store import facts, queries, reviews
from tandem.store.database import Connection
from tandem.store.facts import RETURNS_WITHIN

FILTERED = sql.SQL(
    "f.started_at >= %(since)s and f.started_at < %(until)s and f.is_internal = %(internal)s"
    " and (%(product)s::text is null or f.product = %(product)s)"
    " and (%(category)s::text is null or f.category = %(category)s)"
    " and (%(inbox)s::uuid is null or f.inbox_id = %(inbox)s)"
    " and (%(team)s::uuid is null or f.team_id = %(team)s)"
    " and (%(mode)s::text is null or f.mode = %(mode)s)"
    " and (%(arm)s::text is null or f.arm = %(arm)s)"
    " and (%(language)s::text is null or f.language = %(language)s)"
    " and (%(segment)s::text is null or f.segment = %(segment)s)"
    " and (%(path)s::text is null or f.path = %(path)s)"
)
"""The conversations of a selection; a filter that is null holds for all."""

QUERIES = queries.load("metrics.sql", filtered=FILTERED)


class By(StrEnum):
    """The lengths of a period's parts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Dimension(StrEnum):
    """What a metric can be divided by."""

    PRODUCT = "product"
    CATEGORY = "category"
    INBOX = "inbox"
    TEAM = "team"
    MODE = "mode"
    ARM = "arm"
    LANGUAGE = "language"
    SEGMENT = "segment"


_COLUMNS = {Dimension.INBOX: "inbox_id", Dimension.TEAM: "team_id"}


@dataclass(frozen=True, slots=True)
class Selection:
    """The conversations that began in a period; a filter that is None holds for all.

    `internal` selects those of internal people instead of customers'. `segment` is the plan.
    """

    since: datetime
    until: datetime
    internal: bool = False
    product: str | None = None
    category: str | None = None
    inbox: UUID | None = None
    team: UUID | None = None
    mode: str | None = None
    arm: str | None = None
    language: str | None = None
    segment: str | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """What conversations are divided by: the time at which they began, or a column's value."""

    column: sql.Composable
    by: By | None = None
    zone: str = "UTC"

    def periods(self, selection: Selection) -> list[tuple[date | None, datetime, datetime]]:
        """The days, weeks or months of the selection, in the zone, each from and until when.

        One of None that covers it all, for a column.
        """
        if self.by is None:
            return [(None, selection.since, selection.until)]
        return list(_periods(selection.since, selection.until, self.by, ZoneInfo(self.zone)))


def by_time(by: By, zone: str) -> Key:
    """By the day, week or month in which a conversation began, in this time zone."""
    return Key(sql.SQL("''"), by, zone)


def by_dimension(dimension: Dimension) -> Key:
    """By a dimension's value; of an inbox or a team, its id."""
    column = sql.Identifier("f", _COLUMNS.get(dimension, dimension.value))
    return Key(sql.SQL("coalesce({}::text, '')").format(column))


WHOLE = Key(sql.SQL("''"))
"""Not divided."""


def _periods(
    since: datetime, until: datetime, by: By, zone: ZoneInfo
) -> Iterator[tuple[date, datetime, datetime]]:
    day = since.astimezone(zone).date()
    match by:
        case By.DAY:
            pass
        case By.WEEK:
            day -= timedelta(days=day.weekday())
        case By.MONTH:
            day = day.replace(day=1)
    start = since
    while start < until:
        following = _next(day, by)
        end = min(until, datetime.combine(following, time(), zone).astimezone(UTC))
        yield day, start, end
        day, start = following, end


def _next(day: date, by: By) -> date:
    match by:
        case By.DAY:
            return day + timedelta(days=1)
        case By.WEEK:
            return day + timedelta(days=7)
        case By.MONTH:
            return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


async def cells(
    connection: Connection,
    selection: Selection,
    key: Key,
    *,
    common: Sequence[str],
    now: datetime,
) -> list[Cell]:
    """The conversations, counted; `common` are the categories that the policy calls so, or none."""
    rows = await _divided(
        connection,
        selection,
        key,
        _values(selection, now) | {"common": list(common) or None, "within": RETURNS_WITHIN},
        QUERIES["cells"],
        {},
    )
    return [_cell(*row) for row in rows]


def _cell(
    key: date | str,
    shape: str,
    is_common: bool,
    is_told: bool | None,
    count: int,
    cost: float,
    cost_squares: float,
) -> Cell:
    """A row of `cells`; migration 0020 says what a shape is made of."""
    arm, path, state, resolution, reason, stars, bits = shape.split("|")
    flags = int(bits)
    return Cell(
        key=key,
        arm=arm,
        path=path,
        state=state or None,
        resolution=resolution or None,
        reason=reason or None,
        is_common=is_common,
        is_identified=bool(flags & 1),
        is_refused=bool(flags & 2),
        is_answered=bool(flags & 4),
        is_replied=bool(flags & 8),
        is_closed=bool(flags & 16),
        is_repeated=bool(flags & 32),
        returned=bool(flags & 64) if is_told else None,
        stars=int(stars) if stars else None,
        count=count,
        cost=cost,
        cost_squares=cost_squares,
    )


_SPANS = {
    "resolution": (sql.SQL("f.resolution_bucket"), sql.SQL("f.resolution_bucket is not null")),
    "hours": (sql.SQL("f.hours_bucket"), sql.SQL("f.hours_bucket is not null")),
    "first_reply": (sql.SQL("f.reply_bucket"), sql.SQL("f.is_answered")),
}
"""The stored bucket of each time, and whether that time is over."""


async def spans(
    connection: Connection, selection: Selection, key: Key, what: str, *, now: datetime
) -> list[Span]:
    """How long they took: `resolution`, in opening `hours`, or until the `first_reply`."""
    bucket, is_over = _SPANS[what]
    rows = await _divided(
        connection,
        selection,
        key,
        _values(selection, now) | {"buckets": BUCKETS_PER_E},
        QUERIES["spans"],
        {"bucket": bucket, "is_over": is_over},
    )
    return [Span(*row) for row in rows]


async def _divided(
    connection: Connection,
    selection: Selection,
    key: Key,
    values: dict[str, object],
    query: LiteralString,
    parts: dict[str, sql.Composable],
) -> list[tuple[Any, ...]]:
    """The query's rows, each with its key first.

    Never prepared: with the filters' values known, PostgreSQL drops those that hold for all, and
    can read an index alone.
    """
    periods = key.periods(selection)
    of_periods = {
        "days": [day for day, _, _ in periods],
        "starts": [start for _, start, _ in periods],
        "ends": [end for _, _, end in periods],
    }
    cursor = await connection.execute(
        sql.SQL(query).format(column=key.column, **parts), values | of_periods, prepare=False
    )
    return [(value if day is None else day, *row) for day, value, *row in await cursor.fetchall()]


async def counted(
    connection: Connection,
    selection: Selection,
    key: Key,
    *,
    common: Sequence[str],
    now: datetime,
    beside: Connection | None = None,
) -> Counted:
    """All that the metrics of these conversations are computed from.

    The baseline is people alone, in the weeks before the assistant began, under the same filters;
    it is not counted where there is a control group. With a connection `beside`, two questions are
    asked at once.
    """

    async def times(on: Connection) -> tuple[list[Span], list[Span], list[Span]]:
        async with _counting(on):
            return (
                await spans(on, selection, key, "resolution", now=now),
                await spans(on, selection, key, "first_reply", now=now),
                await spans(on, selection, WHOLE, "hours", now=now),
            )

    async def rest(
        on: Connection,
    ) -> tuple[list[Cell], list[Suggested], tuple[Reachability, Promised], Backlog]:
        async with _counting(on):
            return (
                await cells(on, selection, key, common=common, now=now),
                await suggested(on, selection, now),
                await waits(on, selection, now),
                await backlog(on, selection, now),
            )

    if beside is None:
        (resolution, first_reply, hours), of = await times(connection), await rest(connection)
    else:
        (resolution, first_reply, hours), of = await asyncio.gather(times(beside), rest(connection))
    found, offered, (reached, promised), open_now = of
    began = await facts.begun(connection)
    has_control = any(cell.arm == Arm.CONTROL for cell in found)
    return Counted(
        everyone=Group(found, resolution, first_reply),
        hours=hours,
        baseline=None
        if began is None or has_control
        else await _baseline(connection, selection, began, common=common, now=now),
        began=began and began.date(),
        suggested=offered,
        reached=reached,
        reviewed=reviewed(await _judged(connection, selection)),
        promised=promised,
        backlog=open_now,
    )


async def _judged(connection: Connection, selection: Selection) -> list[Item]:
    """What people judged in the period; samples are drawn for products and categories alone."""
    of = asdict(selection)
    asked = [of.pop(name) for name in ("since", "until", "category", "product")]
    if any(of.values()):
        return []
    since, until, category, product = asked
    return await reviews.items(connection, since, until, category=category, product=product)


@asynccontextmanager
async def _counting(connection: Connection) -> AsyncGenerator[None]:
    """Joins of a million rows stay in memory, and PostgreSQL uses its cores for them."""
    async with connection.transaction():
        await connection.execute("set local work_mem = '64MB'")
        await connection.execute("set local parallel_tuple_cost = 0.01")
        yield


async def _baseline(
    connection: Connection,
    selection: Selection,
    began: datetime,
    *,
    common: Sequence[str],
    now: datetime,
) -> Group:
    before = replace(
        selection, since=began - BASELINE, until=began, path=Path.PEOPLE, arm=None, mode=None
    )
    return Group(
        await cells(connection, before, WHOLE, common=common, now=now),
        await spans(connection, before, WHOLE, "resolution", now=now),
        await spans(connection, before, WHOLE, "first_reply", now=now),
    )


async def values(connection: Connection, selection: Selection) -> dict[str, list[str]]:
    """The values that dimensions have in the period, but for inboxes and teams."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(QUERIES["values"], asdict(selection))
        row = await cursor.fetchone()
    assert row is not None
    return {name: sorted(one for one in found or () if one) for name, found in row.items()}


async def left_out(connection: Connection, selection: Selection) -> int:
    """How many conversations of internal people and tests the period has."""
    cursor = await connection.execute(QUERIES["left_out"], asdict(selection))
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def suggested(connection: Connection, selection: Selection, now: datetime) -> list[Suggested]:
    """What became of the suggestions in these conversations."""
    async with connection.cursor(row_factory=class_row(Suggested)) as cursor:
        await cursor.execute(QUERIES["suggested"], _values(selection, now), prepare=False)
        return await cursor.fetchall()


async def waits(
    connection: Connection, selection: Selection, now: datetime
) -> tuple[Reachability, Promised]:
    """How soon people replied in these conversations, and whether in time."""
    values = _values(selection, now)
    async with connection.cursor(row_factory=class_row(Ask)) as cursor:
        await cursor.execute(QUERIES["waiting"], values, prepare=False)
        waiting = await cursor.fetchall()
    cursor = await connection.execute(QUERIES["waits"], values, prepare=False)
    row = await cursor.fetchone()
    assert row is not None
    wished, took, replied, judged, late, kept, given = row
    p50, p90 = took or (None, None)
    cursor = await connection.execute(QUERIES["overdue"], values, prepare=False)
    row = await cursor.fetchone()
    assert row is not None
    over = Over(wished, Waits(p50, p90, replied), judged, late)
    return with_open(over, waiting, now), Promised(kept, given + row[0])


async def backlog(connection: Connection, selection: Selection, now: datetime) -> Backlog:
    """What people have open now."""
    async with connection.cursor(row_factory=class_row(Backlog)) as cursor:
        await cursor.execute(QUERIES["backlog"], _values(selection, now))
        found = await cursor.fetchone()
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Behind:
    """A conversation behind a figure."""

    conversation_id: UUID
    number: int
    subject: str
    started_at: datetime
    category: str
    path: str
    state: str | None
    resolution: str | None
    stars: int | None


async def behind(
    connection: Connection,
    selection: Selection,
    part: str,
    *,
    before: datetime,
    before_id: UUID,
    most: int,
    common: Sequence[str],
    now: datetime,
) -> list[Behind]:
    """The conversations that a figure counts, newest first; InvalidError for none that is known.

    Of what is open now, whenever they began.
    """
    which, values = _which(part)
    page = {"before": before, "before_id": before_id, "most": most, "within": RETURNS_WITHIN}
    page |= {"common": list(common)}
    if part in AS_OF_NOW:
        selection = replace(selection, since=EVER)
    async with connection.cursor(row_factory=class_row(Behind)) as cursor:
        await cursor.execute(
            sql.SQL(QUERIES["behind"]).format(which=which),
            _values(selection, now) | page | values,
        )
        return await cursor.fetchall()


_TOLD = "f.first_resolved_at <= %(now)s::timestamptz - %(within)s::interval"
_SHOWN = (
    "exists (select from showing h where h.conversation_id = f.conversation_id"
    " and h.decision = 'suggest' and h.effect = 'sent' and "
)
_WAITED = (
    "exists (select from reply_wait w where w.conversation_id = f.conversation_id and w.is_first"
)
_JUDGED = (
    "exists (select from review_verdict v join turn t on t.id = v.turn_id"
    " where t.conversation_id = f.conversation_id and v.undone_at is null"
)
AS_OF_NOW = frozenset({"backlog", "waiting", "waiting_median", "waiting_longest"})
EVER = datetime(2000, 1, 1, tzinfo=UTC)  # before any desk
WHICH: dict[str, LiteralString] = {
    "containment": "f.state = 'contained'",
    "common": "f.state = 'contained' and f.category = any(%(common)s::text[])",
    "confirmed": "f.state = 'contained' and f.resolution = 'confirmed'",
    "assumed": "f.state = 'contained' and f.resolution = 'assumed'",
    "abandoned_after_no": "f.state = 'abandoned' and f.is_refused",
    "abandoned": "f.state = 'abandoned'",
    "ongoing": "f.state = 'ongoing'",
    "naive": "f.state <> 'escalated'",
    "durable": f"f.state = 'contained' and f.is_identified and f.returned_at is null and {_TOLD}",
    "csat_contained": "f.state = 'contained' and f.stars is not null",
    "suggested_yes": _SHOWN + "h.yes_at is not null)",
    "suggested_no": _SHOWN + "h.no_at is not null and h.yes_at is null)",
    "suggested_silent": _SHOWN
    + "h.silent_at is not null and h.yes_at is null and h.no_at is null)",
    "resolution_time": "f.closed_at is not null",
    "first_reply": "f.first_reply_at is not null",
    "csat": "f.stars is not null and f.is_involved",
    "csat_difference": "f.stars is not null and f.path <> 'escalated'",
    "good": "f.stars >= 4",
    "answered": "f.stars is not null",
    "escalation": "f.state = 'escalated'",
    "reply_p50": _WAITED + ")",
    "reply_p90": _WAITED + ")",
    "late": _WAITED + " and w.agent_id is not null and w.ended_at > w.due_at)",
    "never": _WAITED + " and w.agent_id is null)",
    "missed": f"f.state <> 'escalated' and {_JUDGED} and v.should_be_person)",
    "needless": f"f.state = 'escalated' and {_JUDGED} and not v.should_be_person)",
    "asked_again": "f.state = 'escalated' and f.asked_again > 0",
    "returned": f"f.returned_at is not null and {_TOLD}",
    "sla": "exists (select from reply_wait w where w.conversation_id = f.conversation_id"
    " and w.agent_id is not null and w.ended_at > w.due_at)",
    "backlog": "f.closed_at is null and f.state is distinct from 'ongoing'",
    "waiting": "c.waiting_since is not null and c.owner = 'human'",
    "waiting_median": "c.waiting_since is not null and c.owner = 'human'",
    "waiting_longest": "c.waiting_since is not null and c.owner = 'human'",
    "cost": "f.cost > 0",
    "cost_involved": "f.cost > 0",
}
"""Which conversations the figures of this name count, or where the trap is, show."""

_OF_PATH: dict[str, LiteralString] = {
    "median": "f.closed_at is not null",
    "p90": "f.closed_at is not null",
    "reply_median": "f.first_reply_at is not null",
    "reply_p90": "f.first_reply_at is not null",
    "hours_median": "f.closed_at is not null",
    "hours_p90": "f.closed_at is not null",
    "csat": "f.stars is not null",
    "answered": "f.stars is not null",
    "returned": f"f.returned_at is not null and {_TOLD}",
}
"""The same of figures of one path, whose names end in it."""


def _which(part: str) -> tuple[sql.Composable, dict[str, object]]:
    if part in WHICH:
        return sql.SQL(WHICH[part]), {}
    name, _, last = part.rpartition("_")
    if part.startswith("reason_"):
        return sql.SQL("f.state = 'escalated' and coalesce(f.reason, 'taken_over') = %(of)s"), {
            "of": part.removeprefix("reason_")
        }
    if name in _OF_PATH and last in list(Path):
        return sql.SQL(_OF_PATH[name] + " and f.path = %(of)s"), {"of": last}
    raise InvalidError(f"There is no figure {part!r}.", hint="Take a name from /api/v1/metrics.")


def _values(selection: Selection, now: datetime) -> dict[str, object]:
    return {**asdict(selection), "now": now}
