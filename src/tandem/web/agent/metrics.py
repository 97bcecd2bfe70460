"""The metrics of the desk: each with its denominator, its interval and its trap."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BeforeValidator

from tandem.actions.metrics.measure import measure
from tandem.core.errors import InvalidError, NotFoundError
from tandem.core.metrics import measure as measures_of
from tandem.core.metrics import weekly
from tandem.core.metrics.cell import Path, involvement
from tandem.core.metrics.counted import Counted, Suggested
from tandem.core.metrics.page import METRICS, measures
from tandem.core.metrics.suggested import by_category, by_probability
from tandem.core.metrics.survival import curve
from tandem.store import audits, facts, inboxes, metrics, teams
from tandem.store import weekly as stored_weeks
from tandem.store.database import Connection
from tandem.store.metrics import By, Dimension, Selection
from tandem.web import cursors
from tandem.web.cursors import Cursor, Limit
from tandem.web.deps import DeskOf
from tandem.web.guard import LeadReader
from tandem.web.shapes import At, Line, Shown
from tandem.web.shapes.figure import Figure

router = APIRouter(prefix="/api/v1/metrics", tags=["metrics"])

DAYS = 28
DAYS_MAX = 3 * 366
MEASURED_AT_ONCE = 2_000  # conversations with new events; a worker measures the rest
NAMED = {Dimension.INBOX, Dimension.TEAM}  # their keys are ids


CHANGES = {
    "policy.changed": "Policy changed",
    "assistant.paused": "Assistant stopped",
    "assistant.resumed": "Assistant started again",
    "incident.started": "Incident began",
    "incident.ended": "Incident over",
}
"""What the audit log calls the changes that can move a metric."""


class Band(Shown):
    """Where a value should be; null on a side without a limit."""

    low: float | None
    high: float | None


class Part(Shown):
    """A figure beside a metric: of `denominator` cases, `figure.n` of them known."""

    name: str
    label: str
    unit: str
    figure: Figure
    denominator: int


class Point(Shown):
    """The value of a day, week or month, by the day it begins with, or of a dimension's value.

    `label` is the name of an inbox or a team, whose `key` is its id.
    """

    key: str
    label: str
    figure: Figure
    denominator: int

    @classmethod
    def of(cls, point: measures_of.Point, names: Mapping[str, str]) -> Self:
        """The point, with its name."""
        key = point.key.isoformat() if isinstance(point.key, date) else point.key
        return cls(
            key=key,
            label=names.get(key, key),
            figure=Figure.model_validate(point.figure),
            denominator=point.denominator,
        )


class Compared(Shown):
    """The figures of both groups in a day, week or month."""

    key: Annotated[str, BeforeValidator(str)]
    assistant: Figure
    control: Figure


class Comparison(Shown):
    """Everyone let in, the control group, and their difference.

    `baseline` is people alone before the assistant began, where there is no control group. `course`
    has both groups over time, and is empty without a control group.
    """

    assistant: Figure
    control: Figure
    difference: Figure
    baseline: Figure
    says: str
    course: list[Compared]


class Measure(Shown):
    """A metric: `n` cases it was computed from, of the `denominator` that it speaks for.

    `of` says what the denominator counts, `trap` how the value can mislead; `beside` are the
    figures that show whether it does. `verdict` is `below`, `in_band`, `above`, or "" without a
    band or a value. Times are in seconds, shares from 0 to 1.
    """

    name: str
    title: str
    unit: str
    of: str
    value: float | None
    n: int
    denominator: int
    low: float | None
    high: float | None
    band: Band | None
    verdict: str
    trap: str
    beside: list[Part]
    comparison: Comparison
    series: list[Point]

    @classmethod
    def of_core(cls, found: measures_of.Measure, names: Mapping[str, str]) -> Self:
        """The metric as JSON."""
        figure = found.figure
        return cls(
            name=found.name,
            title=found.title,
            unit=found.unit.value,
            of=found.of,
            value=figure.value,
            n=figure.n,
            denominator=found.denominator,
            low=figure.low,
            high=figure.high,
            band=Band.model_validate(found.band) if found.band else None,
            verdict=found.verdict,
            trap=found.trap,
            beside=[Part.model_validate(part) for part in found.beside],
            comparison=Comparison.model_validate(found.comparison),
            series=[Point.of(point, names) for point in found.series],
        )


class Involvement(Shown):
    """Every conversation once: with people alone, or one that the assistant took part in."""

    all: int
    people: int
    involved: int
    contained: int
    escalated: int
    abandoned: int
    ongoing: int


class Suggestions(Shown):
    """What became of a category's suggestions with a P(right) from `least` to a tenth more.

    Either is null where all are summed. `yes_share` is of all that were shown: silence is no yes.
    """

    category: str | None
    least: float | None
    shown: int
    yes: int
    no: int
    silent: int
    yes_share: Figure


class Mark(Shown):
    """Something that changed what the assistant does."""

    at: datetime
    says: str


class Metrics(Shown):
    """All metrics of the conversations that began in a period, as of now.

    `left_out` are those of internal people and tests. `behind` is how many conversations have
    events that are not counted yet; a worker catches up.
    """

    since: datetime
    until: datetime
    by: By
    zone: str
    left_out: int
    behind: int
    counts: Involvement
    measures: list[Measure]
    suggestions: list[Suggestions]
    suggestions_by_category: list[Suggestions]
    suggestions_by_probability: list[Suggestions]
    marks: list[Mark]


class Split(Shown):
    """One metric by the values of a dimension."""

    name: str
    title: str
    unit: str
    of: str
    band: Band | None
    dimension: Dimension
    items: list[Point]


class Step(Shown):
    """The share of conversations that took longer than `seconds`, with its interval."""

    seconds: float
    share: float
    low: float
    high: float
    at_risk: int


class Curve(Shown):
    """How long conversations of a path took; what is still open counts as open."""

    path: Path
    label: str
    n: int
    steps: list[Step]


class Curves(Shown):
    """A curve for each path."""

    name: str
    items: list[Curve]


class WorstConversation(Shown):
    """A conversation that went badly, and why."""

    conversation_id: UUID
    number: int
    subject: str
    started_at: datetime
    why: list[str]


class WeeklyGap(Shown):
    """A gap of the knowledge: its conversations in the last search's period, and the one before."""

    id: UUID
    label: str
    conversations: int
    before: int


class Change(Shown):
    """A metric that changed more than chance explains since the week before."""

    name: str
    title: str
    unit: str
    now: Figure
    before: Figure
    difference: Figure


class Judged(Shown):
    """How often what was sent was wrong, by people who judged a sample blind, in four weeks.

    `…_most` is the one-sided 95 % bound.
    """

    wrong_answers: Figure
    wrong_answers_most: float | None
    wrong_suggestions: Figure
    wrong_suggestions_most: float | None


class WeekReply(Shown):
    """From the wish for a person to a person's first reply: nine of ten within `p90` seconds."""

    p90: float | None
    n: int
    late: Figure
    never: Figure


class WeekPromises(Shown):
    """What became of the promises of four weeks; `due` ones nobody has judged."""

    made: int
    due: int
    broken: int
    kept_share: Figure


class Week(Shown):
    """A week, from Monday to Monday.

    `solved` is the share solved for good without people of all that known customers began, and
    `csat` their ratings, of the week before: from `solved_since` to `since`.
    """

    since: datetime
    until: datetime
    solved_since: datetime
    reviewed: Judged
    reached: WeekReply
    solved: Comparison
    csat: Comparison
    worst: list[WorstConversation]
    gaps: list[WeeklyGap]
    changes: list[Change]
    promised: WeekPromises

    @classmethod
    def of_core(cls, found: weekly.Week) -> Self:
        """The week as JSON."""
        reached = found.reached
        return cls.model_validate(
            {
                "since": found.since,
                "until": found.until,
                "solved_since": found.solved_since,
                "reviewed": found.reviewed,
                "reached": {
                    "p90": reached.replied.p90,
                    "n": reached.replied.n,
                    "late": reached.late,
                    "never": reached.never,
                },
                "solved": found.solved,
                "csat": found.csat,
                "worst": found.worst,
                "gaps": found.gaps,
                "changes": [
                    {
                        "name": one.name,
                        "title": one.title,
                        "unit": one.unit.value,
                        "now": one.now,
                        "before": one.before,
                        "difference": one.difference,
                    }
                    for one in found.changes
                ],
                "promised": found.promised,
            }
        )


class Values(Shown):
    """What filters can be set to: the values in the period; of inboxes and teams, ids and names."""

    product: list[str]
    category: list[str]
    language: list[str]
    segment: list[str]
    mode: list[str]
    inbox: dict[str, str]
    team: dict[str, str]


class Behind(Shown):
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


class BehindPage(Shown):
    """The conversations behind a figure, newest first."""

    items: list[Behind]
    next_cursor: str | None


async def selected(
    desk: DeskOf,
    since: Annotated[At | None, Query(description="Default: 28 days before `until`.")] = None,
    until: Annotated[At | None, Query(description="Default: now.")] = None,
    internal: Annotated[bool, Query(description="Internal people instead of customers.")] = False,
    product: Line | None = None,
    category: Line | None = None,
    inbox: UUID | None = None,
    team: UUID | None = None,
    mode: Line | None = None,
    arm: Line | None = None,
    language: Line | None = None,
    segment: Annotated[Line | None, Query(description="The customers' plan.")] = None,
    path: Path | None = None,
) -> Selection:
    """The conversations that began in a period, with filters; brings their facts up to date."""
    end = until or desk.clock()
    start = since or end - timedelta(days=DAYS)
    if not timedelta() < end - start <= timedelta(days=DAYS_MAX):
        raise InvalidError(
            "This period can't be shown.", hint="`since` before `until`, at most three years."
        )
    await measure(desk.database, desk.thinking.policy(), most=MEASURED_AT_ONCE)
    return Selection(
        since=start,
        until=end,
        internal=internal,
        product=product,
        category=category,
        inbox=inbox,
        team=team,
        mode=mode,
        arm=arm,
        language=language,
        segment=segment,
        path=path,
    )


Selected = Annotated[Selection, Depends(selected)]


@router.get("")
async def read_metrics(
    desk: DeskOf,
    principal: LeadReader,
    selection: Selected,
    by: Annotated[By | None, Query(description="Default: by the length of the period.")] = None,
) -> Metrics:
    """All metrics of a period, with their course."""
    policy, now = desk.thinking.policy(), desk.clock()
    step, zone = by or _step(selection), policy.time_zone
    key = metrics.by_time(step, zone)
    async with desk.database.connection() as connection, desk.database.connection() as beside:
        counted = await metrics.counted(
            connection, selection, key, common=policy.common_categories, now=now, beside=beside
        )
        behind = await facts.count_due(connection)
        left_out = await metrics.left_out(connection, selection)
        changes = await audits.of_actions(
            connection, list(CHANGES), since=selection.since, until=selection.until
        )
    return Metrics(
        since=selection.since,
        until=selection.until,
        by=step,
        zone=zone,
        left_out=left_out,
        behind=behind,
        counts=Involvement.model_validate(involvement(counted.everyone.cells)),
        measures=[Measure.of_core(one, {}) for one in measures(counted)],
        suggestions=_shown(counted.suggested),
        suggestions_by_category=_shown(by_category(counted.suggested)),
        suggestions_by_probability=_shown(by_probability(counted.suggested)),
        marks=[Mark(at=one.at, says=CHANGES[one.action]) for one in changes],
    )


def _shown(suggested: Sequence[Suggested]) -> list[Suggestions]:
    return [Suggestions.model_validate(one) for one in suggested]


@router.get("/week")
async def read_week(
    desk: DeskOf,
    principal: LeadReader,
    weeks_ago: Annotated[int, Query(ge=0, le=520, description="0 is the last whole week.")] = 0,
) -> Week:
    """The week in three numbers, its worst conversations, the biggest gaps, and what changed."""
    policy, now = desk.thinking.policy(), desk.clock()
    await measure(desk.database, policy, most=MEASURED_AT_ONCE)
    since, until = weekly.last_week(now - weeks_ago * weekly.WEEK, policy.time_zone)
    async with desk.database.connection() as connection:
        found = await stored_weeks.read(connection, since, until, now=now)
    return Week.of_core(found)


@router.get("/values")
async def read_values(desk: DeskOf, principal: LeadReader, selection: Selected) -> Values:
    """What the filters can be set to."""
    async with desk.database.connection() as connection:
        found = await metrics.values(connection, selection)
        return Values(
            **found,
            inbox=await _names(connection, Dimension.INBOX),
            team=await _names(connection, Dimension.TEAM),
        )


@router.get("/{name}/split/{dimension}")
async def split_metric(
    name: str, dimension: Dimension, desk: DeskOf, principal: LeadReader, selection: Selected
) -> Split:
    """One metric by product, category, inbox, team, mode, group, language or plan."""
    of, policy = _metric(name), desk.thinking.policy()
    async with desk.database.connection() as connection:
        counted = await metrics.counted(
            connection,
            selection,
            metrics.by_dimension(dimension),
            common=policy.common_categories,
            now=desk.clock(),
        )
        names = await _names(connection, dimension) if dimension in NAMED else {}
    found = of(counted)
    return Split(
        name=found.name,
        title=found.title,
        unit=found.unit.value,
        of=found.of,
        band=Band.model_validate(found.band) if found.band else None,
        dimension=dimension,
        items=[Point.of(point, names) for point in found.series],
    )


@router.get("/{name}/curve")
async def read_curve(name: str, desk: DeskOf, principal: LeadReader, selection: Selected) -> Curves:
    """How long conversations took, by who dealt with them: `resolution_time`, `first_reply`."""
    if name not in ("resolution_time", "first_reply"):
        raise NotFoundError("This metric is no time.", hint="resolution_time or first_reply.")
    async with desk.database.connection() as connection:
        times = await metrics.times(connection, selection, metrics.WHOLE, now=desk.clock())
    spans = times.resolution if name == "resolution_time" else times.first_reply
    found: list[Curve] = []
    for path in Path:
        of = [span for span in spans if span.path == path]
        steps = [Step.model_validate(step) for step in curve(of)]
        n = sum(span.count for span in of)
        found.append(Curve(path=path, label=path.says, n=n, steps=steps))
    return Curves(name=name, items=found)


@router.get("/{name}/conversations")
async def read_behind(
    name: str,
    desk: DeskOf,
    principal: LeadReader,
    selection: Selected,
    cursor: Cursor = None,
    limit: Limit = cursors.PAGE,
) -> BehindPage:
    """The conversations behind a metric, or behind a figure beside one, newest first."""
    before, before_id = cursors.place(cursor) if cursor else (selection.until, UUID(int=0))
    async with desk.database.connection() as connection:
        found = await metrics.behind(
            connection,
            selection,
            name,
            before=before,
            before_id=before_id,
            most=limit + 1,
            common=desk.thinking.policy().common_categories,
            now=desk.clock(),
        )
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    following = last and cursors.encode(last.started_at.isoformat(), str(last.conversation_id))
    return BehindPage(items=[Behind.model_validate(one) for one in page], next_cursor=following)


def _metric(name: str) -> Callable[[Counted], measures_of.Measure]:
    if name not in METRICS:
        raise NotFoundError(f"There is no metric {name!r}.", hint=f"One of: {', '.join(METRICS)}.")
    return METRICS[name]


def _step(selection: Selection) -> By:
    days = (selection.until - selection.since).days
    return By.DAY if days <= 31 else By.WEEK if days <= 200 else By.MONTH


async def _names(connection: Connection, dimension: Dimension) -> dict[str, str]:
    store = inboxes if dimension is Dimension.INBOX else teams
    return {str(one.id): one.name for one in await store.every(connection)}
