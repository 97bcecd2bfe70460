"""HTTP routes for opening hours and clocks: when people are there, and how soon they reply."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from tandem.actions.policy.change_policy import save_hours
from tandem.actions.ports import Desk
from tandem.core.desk import clock
from tandem.core.desk import hours as opening
from tandem.core.desk.conversation import Priority
from tandem.core.desk.hours import WEEKDAYS
from tandem.core.errors import InvalidError
from tandem.core.turn import away
from tandem.core.turn.texts import ENGLISH
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead, Reader
from tandem.web.shapes import At, Given, Line, Shown

router = APIRouter(prefix="/api/v1/hours", tags=["team"])

Spans = Annotated[tuple[Line, ...], Field(max_length=10)]
Holidays = Annotated[tuple[Line, ...], Field(max_length=400)]
Minutes = Annotated[int, Field(ge=1, le=10_080)]
LOOK_MOST = timedelta(days=731)  # from now, of a moment to look at


class TeamHours(Given):
    """When a team is there, in its time zone; an empty `team` stands for all without their own."""

    team: Line = ""
    time_zone: Line
    monday: Spans = ()
    tuesday: Spans = ()
    wednesday: Spans = ()
    thursday: Spans = ()
    friday: Spans = ()
    saturday: Spans = ()
    sunday: Spans = ()
    holidays: Holidays = ()


class TeamClock(Given):
    """How soon people reply, in minutes of the team's hours; empty fields match any."""

    team: Line = ""
    priority: Priority | None = None
    first_minutes: Minutes
    next_minutes: Minutes


class ClockInForce(Shown):
    """How soon people reply to a priority, as it holds where no team has its own clock."""

    priority: Priority
    first_minutes: int
    next_minutes: int


class Now(Shown):
    """Whether a team is there at the moment asked for, and what a customer reads if it is not."""

    team: str
    is_open: bool
    opens_at: datetime | None
    says: str


class Hours(Shown):
    """The hours and clocks in force; `now` shows each team at the moment asked for.

    Without any hours, people count as there at all times. `can_mail` says whether the desk sends
    mail, so whether an address is asked for.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "hours": [
                        {
                            "team": "",
                            "time_zone": "Europe/Berlin",
                            "monday": ["09:00-17:00"],
                            "holidays": ["12-25"],
                        }
                    ],
                    "clocks": [
                        {"team": "", "priority": None, "first_minutes": 30, "next_minutes": 60}
                    ],
                    "in_force": [{"priority": "normal", "first_minutes": 30, "next_minutes": 60}],
                    "at": "2026-01-05T12:00:00Z",
                    "now": [{"team": "", "is_open": True, "opens_at": None, "says": ""}],
                    "is_away": False,
                    "can_mail": True,
                    "is_read_only": False,
                    "policy_version": "3f2a91c0…",
                }
            ]
        }
    )

    hours: list[TeamHours]
    clocks: list[TeamClock]
    in_force: list[ClockInForce]
    at: datetime
    now: list[Now]
    is_away: bool
    can_mail: bool
    is_read_only: bool
    policy_version: str


class HoursChange(Given):
    """All hours and clocks, as they shall be."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "hours": [{"time_zone": "Europe/Berlin", "monday": ["09:00-17:00"]}],
                    "clocks": [{"first_minutes": 30, "next_minutes": 60}],
                    "version": "3f2a91c0…",
                }
            ]
        }
    )

    hours: Annotated[tuple[TeamHours, ...], Field(max_length=100)]
    clocks: Annotated[tuple[TeamClock, ...], Field(max_length=300)] = ()
    version: str | None = Field(
        default=None, max_length=64, description="The policy you saw: 409 if it changed since."
    )


@router.get("")
async def read_hours(
    desk: DeskOf,
    principal: Reader,
    at: Annotated[At | None, Query(description="Show the teams at this moment.")] = None,
    time_zone: Annotated[
        Line, Query(description="The time zone of a customer who is told when they are back.")
    ] = "",
) -> Hours:
    """When the teams are there, how soon they reply, and what customers read meanwhile."""
    if time_zone and not opening.is_zone(time_zone):
        raise InvalidError(f"There is no time zone {time_zone!r}.", hint="Such as Europe/Berlin.")
    now = desk.clock()
    if at is not None and abs(at - now) > LOOK_MOST:
        raise InvalidError("That is too far from now.", hint="At most two years.")
    return _shown(desk, at or now, time_zone)


@router.put("")
async def change_hours(given: HoursChange, desk: DeskOf, principal: Lead) -> Hours:
    """Change the hours and clocks; they are part of the policy, whose own tests must pass."""
    hours = [_row(one, WEEKDAYS) for one in given.hours]
    clocks = [_row(one, ()) for one in given.clocks]
    await save_hours(desk, principal.agent, hours, clocks, version=given.version)
    return _shown(desk, desk.clock(), "")


def _row(given: TeamHours | TeamClock, days: tuple[str, ...]) -> dict[str, object]:
    """The row as the policy has it, without what is empty."""
    values = given.model_dump(mode="json")
    empty = ("", None, [])
    return {name: value for name, value in values.items() if value not in empty or name in days}


def _shown(desk: Desk, at: datetime, time_zone: str) -> Hours:
    state = desk.policies.state()
    policy = state.policy
    teams = list(dict.fromkeys(["", *(one.team for one in policy.hours)]))
    return Hours(
        hours=[
            TeamHours(
                team=one.team,
                time_zone=one.time_zone,
                holidays=one.holidays,
                **{
                    day: tuple(map(opening.write_span, spans))
                    for day, spans in zip(WEEKDAYS, one.week, strict=True)
                },
            )
            for one in policy.hours
        ],
        clocks=[
            TeamClock(
                team=one.team,
                priority=Priority(one.priority) if one.priority else None,
                first_minutes=one.first_minutes,
                next_minutes=one.next_minutes,
            )
            for one in policy.clocks
        ],
        in_force=[
            ClockInForce(
                priority=priority,
                first_minutes=clock.minutes(policy.clocks, "", priority, is_first=True),
                next_minutes=clock.minutes(policy.clocks, "", priority, is_first=False),
            )
            for priority in Priority
        ],
        at=at,
        now=[_at(desk, team, at, time_zone) for team in teams],
        is_away=policy.is_away(at),
        can_mail=desk.can_mail,
        is_read_only=state.is_read_only,
        policy_version=policy.version,
    )


def _at(desk: Desk, team: str, at: datetime, time_zone: str) -> Now:
    hours = desk.policies.current().hours_of(team)
    opens_at = opening.opening(hours, at)
    if hours is None or opens_at is None or opens_at == at:
        return Now(team=team, is_open=True, opens_at=None, says="")
    when = away.back(opens_at, at, texts=ENGLISH, theirs=time_zone, ours=hours.time_zone)
    says = away.sentences(
        when, texts=ENGLISH, can_mail=desk.can_mail, has_address=False, is_chat=True
    )
    return Now(team=team, is_open=False, opens_at=opens_at, says=says)
