"""Conversation facts, counted: what the metrics of a period are computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import LiteralString, cast
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row, dict_row

from tandem.core.errors import InvalidError
from tandem.core.metrics.cell import BUCKETS_PER_E, Cell, Path, Span
from tandem.core.metrics.counted import BASELINE, Backlog, Counted, Group, Promised, Suggested
from tandem.core.metrics.reachability import Ask, reachability
from tandem.store import facts, queries
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


def by_time(by: By, zone: str) -> sql.Composable:
    """The key of the day, week or month in which a conversation began, in this time zone."""
    return sql.SQL("date_trunc({}, f.started_at, {})::date").format(
        sql.Literal(by.value), sql.Literal(zone)
    )


def by_dimension(dimension: Dimension) -> sql.Composable:
    """The key of a dimension's value; of an inbox or a team, its id."""
    column = sql.Identifier("f", _COLUMNS.get(dimension, dimension.value))
    return sql.SQL("coalesce({}::text, '')").format(column)


async def cells(
    connection: Connection,
    selection: Selection,
    key: sql.Composable,
    *,
    common: Sequence[str],
    now: datetime,
) -> list[Cell]:
    """The conversations, counted; `common` are the categories that the policy calls so, or none."""
    async with connection.cursor(row_factory=class_row(Cell)) as cursor:
        await cursor.execute(
            sql.SQL(QUERIES["cells"]).format(key=key),
            _values(selection, now) | {"common": list(common) or None, "within": RETURNS_WITHIN},
        )
        return await cursor.fetchall()


async def spans(
    connection: Connection, selection: Selection, key: sql.Composable, *, now: datetime
) -> Mapping[str, list[Span]]:
    """How long they took: `resolution`, in opening `hours`, and until the `first_reply`."""
    cursor = await connection.execute(
        sql.SQL(QUERIES["spans"]).format(key=key),
        _values(selection, now) | {"buckets": BUCKETS_PER_E},
    )
    found: dict[str, list[Span]] = {"resolution": [], "hours": [], "first_reply": []}
    for group, arm, path, what, bucket, is_over, count in await cursor.fetchall():
        key_of = cast("date | str", group)
        found[what].append(Span(key_of, arm, path, bucket, is_over, count))
    return found


async def counted(
    connection: Connection,
    selection: Selection,
    key: sql.Composable,
    *,
    common: Sequence[str],
    now: datetime,
) -> Counted:
    """All that the metrics of these conversations are computed from.

    The baseline is people alone, in the weeks before the assistant began, under the same filters.
    """
    took = await spans(connection, selection, key, now=now)
    asked = await asks(connection, selection, now)
    began = await facts.begun(connection)
    return Counted(
        everyone=Group(
            await cells(connection, selection, key, common=common, now=now),
            took["resolution"],
            took["first_reply"],
        ),
        hours=took["hours"],
        baseline=await _baseline(connection, selection, began, common=common, now=now),
        began=began and began.date(),
        suggested=await suggested(connection, selection, now),
        reached=reachability(asked, now),
        promised=await promised(connection, selection, now),
        backlog=await backlog(connection, selection, now),
    )


async def _baseline(
    connection: Connection,
    selection: Selection,
    began: datetime | None,
    *,
    common: Sequence[str],
    now: datetime,
) -> Group | None:
    if began is None:
        return None
    before = replace(
        selection, since=began - BASELINE, until=began, path=Path.PEOPLE, arm=None, mode=None
    )
    key = by_dimension(Dimension.ARM)  # any: the baseline is not divided
    took = await spans(connection, before, key, now=now)
    found = await cells(connection, before, key, common=common, now=now)
    return Group(found, took["resolution"], took["first_reply"])


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
        await cursor.execute(QUERIES["suggested"], _values(selection, now))
        return await cursor.fetchall()


async def promised(connection: Connection, selection: Selection, now: datetime) -> Promised:
    """How many of people's replies with a time limit were in time."""
    cursor = await connection.execute(QUERIES["promised"], _values(selection, now))
    row = await cursor.fetchone()
    assert row is not None
    kept, given, overdue = row
    return Promised(kept, given + overdue)


async def asks(connection: Connection, selection: Selection, now: datetime) -> list[Ask]:
    """The wishes for a person in these conversations."""
    async with connection.cursor(row_factory=class_row(Ask)) as cursor:
        await cursor.execute(QUERIES["asks"], _values(selection, now))
        return await cursor.fetchall()


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
    now: datetime,
) -> list[Behind]:
    """The conversations that a figure counts, newest first; InvalidError for none that is known."""
    which, values = _which(part)
    page = {"before": before, "before_id": before_id, "most": most, "within": RETURNS_WITHIN}
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
WHICH: dict[str, LiteralString] = {
    "containment": "f.state = 'contained'",
    "common": "f.state = 'contained'",
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
    "asked_again": "f.state = 'escalated' and f.asked_again > 0",
    "returned": f"f.returned_at is not null and {_TOLD}",
    "sla": _WAITED + " and w.agent_id is not null and w.ended_at > w.due_at)",
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
