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
from tandem.core.metrics.cell import BUCKETS_PER_E, Cell, Path, Span, undivided_spans
from tandem.core.metrics.counted import BASELINE, Backlog, Counted, Group
from tandem.core.metrics.reachability import Ask, with_open
from tandem.core.metrics.reviewed import Item, reviewed
from tandem.core.metrics.suggested import became
from tandem.core.metrics.waits import ended
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

    column: sql.Composable | None = None
    by: By | None = None
    zone: str = "UTC"

    @property
    def value(self) -> sql.Composable:
        """The column's value; empty without a column."""
        return self.column or sql.SQL("''")

    @property
    def side(self) -> sql.Composable:
        """Arm and path, and the column's value behind them, in one text."""
        side = sql.SQL("f.side")
        return side + sql.SQL(" || '|' || ") + self.column if self.column else side

    def periods(self, selection: Selection) -> list[tuple[date | None, datetime, datetime]]:
        """The days, weeks or months of the selection, in the zone, each from and until when.

        One of None that covers it all, for a column.
        """
        if self.by is None:
            return [(None, selection.since, selection.until)]
        return list(_periods(selection.since, selection.until, self.by, ZoneInfo(self.zone)))


def by_time(by: By, zone: str) -> Key:
    """By the day, week or month in which a conversation began, in this time zone."""
    return Key(by=by, zone=zone)


def by_dimension(dimension: Dimension) -> Key:
    """By a dimension's value; of an inbox or a team, its id."""
    column = sql.Identifier("f", _COLUMNS.get(dimension, dimension.value))
    return Key(sql.SQL("coalesce({}::text, '')").format(column))


WHOLE = Key()
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
    )
    return [_cell(value if day is None else day, *row) for day, value, *row in rows]


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


@dataclass(frozen=True, slots=True)
class Times:
    """How long conversations took: until resolved, until the first reply, and in opening hours."""

    resolution: list[Span]
    first_reply: list[Span]
    hours: list[Span]

    def __add__(self, other: "Times") -> "Times":
        return Times(
            self.resolution + other.resolution,
            self.first_reply + other.first_reply,
            self.hours + other.hours,
        )


async def times(connection: Connection, selection: Selection, key: Key, *, now: datetime) -> Times:
    """How long they took, or have taken so far."""
    rows = await _divided(
        connection,
        selection,
        key,
        _values(selection, now) | {"buckets": BUCKETS_PER_E},
        QUERIES["spans"],
    )
    of: dict[int, list[Span]] = {grouping: [] for grouping in _TIMES}
    for day, side, what, bucket, count in rows:
        of[what].append(_span(day, side, bucket, count))
    return Times(*(of[grouping] for grouping in _TIMES))


_TIMES = (0b01, 0b10, 0b11)
"""What PostgreSQL's grouping() says of the rows of each time: a bit for each that is left out."""


def _span(day: date | None, side: str, bucket: int, count: int) -> Span:
    """A row of `spans`; what is not over has lasted for the bucket `-1 - bucket`."""
    arm, path, *value = side.split("|", 2)
    key = day or "".join(value)
    return Span(key, arm, path, max(bucket, -1 - bucket), bucket >= 0, count)


async def _divided(
    connection: Connection,
    selection: Selection,
    key: Key,
    values: dict[str, object],
    query: LiteralString,
) -> list[tuple[Any, ...]]:
    """The query's rows, each with its day first; None where the key is no time.

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
        sql.SQL(query).format(value=key.value, side=key.side), values | of_periods, prepare=False
    )
    return await cursor.fetchall()


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
    it is not counted where there is a control group. With a connection `beside`, each of the two
    counts half of the period, at the same time.
    """

    async def part(on: Connection, of: Selection, by: Key, *, has_lines: bool) -> _Counts:
        async with _counting(on):
            return _Counts(
                await cells(on, of, by, common=common, now=now),
                await times(on, of, by, now=now),
                await _lines(on, of, "waits", now) if has_lines else [],
                await _lines(on, of, "suggested", now) if has_lines else [],
            )

    async def count(of: Selection, by: Key, *, has_lines: bool = True) -> _Counts:
        if beside is None:
            return await part(connection, of, by, has_lines=has_lines)
        middle = of.since + (of.until - of.since) / 2
        halves = await asyncio.gather(
            part(connection, replace(of, until=middle), by, has_lines=has_lines),
            part(beside, replace(of, since=middle), by, has_lines=has_lines),
            return_exceptions=True,  # if one fails, the other ends first: its connection is in use
        )
        first, second = map(_succeeded, halves)
        return first + second

    other = beside or connection
    found = await count(selection, key)
    course = found.group()
    asks, late, now_open, began = await asyncio.gather(
        waiting(connection, selection, now),
        overdue(other, selection, now),
        backlog(other, selection, now),
        facts.begun(other),
    )
    has_control = any(cell.arm == Arm.CONTROL for cell in found.cells)
    baseline = None
    if began is not None and not has_control:
        baseline = (await count(_before(selection, began), WHOLE, has_lines=False)).group()
    over, limits = ended(found.waits)
    return Counted(
        everyone=course.undivided(),
        course=course,
        hours=undivided_spans(found.times.hours),
        baseline=baseline,
        began=began and began.date(),
        suggested=became(found.suggested),
        reached=with_open(over, asks, now),
        reviewed=reviewed(await _judged(connection, selection)),
        limits=replace(limits, known=limits.known + late),
        backlog=now_open,
    )


def _before(selection: Selection, began: datetime) -> Selection:
    """People alone, in the weeks before the assistant began."""
    since = began - BASELINE
    return replace(selection, since=since, until=began, path=Path.PEOPLE, arm=None, mode=None)


Lines = list[tuple[str, int]]
"""Lines of conversations, and how many have the same ones."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted of conversations by themselves; that of two periods adds up."""

    cells: list[Cell]
    times: Times
    waits: Lines
    suggested: Lines

    def group(self) -> Group:
        """What groups are compared by."""
        return Group(self.cells, self.times.resolution, self.times.first_reply)

    def __add__(self, other: "_Counts") -> "_Counts":
        return _Counts(
            self.cells + other.cells,
            self.times + other.times,
            self.waits + other.waits,
            self.suggested + other.suggested,
        )


async def _judged(connection: Connection, selection: Selection) -> list[Item]:
    """What people judged in the period; samples are drawn for products and categories alone."""
    of = asdict(selection)
    asked = [of.pop(name) for name in ("since", "until", "category", "product")]
    if any(of.values()):
        return []
    since, until, category, product = asked
    return await reviews.items(connection, since, until, category=category, product=product)


def _succeeded(found: _Counts | BaseException) -> _Counts:
    if isinstance(found, BaseException):
        raise found
    return found


@asynccontextmanager
async def _counting(connection: Connection) -> AsyncGenerator[None]:
    """A million rows are counted in memory, by one process: the other core has its own half."""
    async with connection.transaction():
        await connection.execute("set local work_mem = '64MB'")
        await connection.execute("set local max_parallel_workers_per_gather = 0")
        yield


async def values(connection: Connection, selection: Selection) -> dict[str, list[str]]:
    """The values that dimensions have in the period, but for inboxes and teams."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(QUERIES["values"], asdict(selection))
        rows = await cursor.fetchall()
    names = (Dimension.PRODUCT, Dimension.CATEGORY, Dimension.LANGUAGE, Dimension.SEGMENT)
    return {
        name.value: sorted(row[name] for row in rows if row[name])
        for name in (*names, Dimension.MODE)
    }


async def left_out(connection: Connection, selection: Selection) -> int:
    """How many conversations of internal people and tests the period has."""
    cursor = await connection.execute(QUERIES["left_out"], asdict(selection))
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def _lines(connection: Connection, selection: Selection, what: str, now: datetime) -> Lines:
    """What facts store of `waits` or `suggested`; never prepared, as above."""
    cursor = await connection.execute(QUERIES[what], _values(selection, now), prepare=False)
    return await cursor.fetchall()


async def waiting(connection: Connection, selection: Selection, now: datetime) -> list[Ask]:
    """The wishes for a person in these conversations that nobody has replied to yet."""
    async with connection.cursor(row_factory=class_row(Ask)) as cursor:
        await cursor.execute(QUERIES["waiting"], _values(selection, now), prepare=False)
        return await cursor.fetchall()


async def overdue(connection: Connection, selection: Selection, now: datetime) -> int:
    """How many of people's replies in these conversations are overdue now."""
    cursor = await connection.execute(QUERIES["overdue"], _values(selection, now), prepare=False)
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


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
