"""HTTP route for reachability: how long customers wait for a person."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict

from tandem.core.metrics import reachability as figures
from tandem.store import reachability
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader
from tandem.web.shapes import Shown
from tandem.web.shapes.figure import Figure

router = APIRouter(prefix="/api/v1", tags=["team"])

DAYS = 28


class Waits(Shown):
    """How long first replies took, in seconds; null without any."""

    p50: float | None
    p90: float | None
    n: int


class Open(Shown):
    """How many wishes of an age have no reply yet."""

    age: str
    count: int


class Reachability(Shown):
    """From the wish for a person to a person's first reply, over all who asked in the period.

    `late` is of those replied to or overdue, `never` of those that have ended.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "since": "2025-12-08T12:00:00Z",
                    "until": "2026-01-05T12:00:00Z",
                    "team_id": None,
                    "asked": 120,
                    "replied": {"p50": 240.0, "p90": 900.0, "n": 112},
                    "late": {"value": 0.1, "n": 114, "low": 0.06, "high": 0.17},
                    "never": {"value": 0.03, "n": 116, "low": 0.01, "high": 0.07},
                    "open": [{"age": "under 10 min", "count": 4}],
                    "longest_open_s": 310.0,
                }
            ]
        }
    )

    since: datetime
    until: datetime
    team_id: UUID | None
    asked: int
    replied: Waits
    late: Figure
    never: Figure
    open: list[Open]
    longest_open_s: float | None


@router.get("/reachability")
async def read_reachability(
    desk: DeskOf,
    principal: Reader,
    days: Annotated[int, Query(ge=1, le=366, description="Back from now.")] = DAYS,
    team: Annotated[UUID | None, Query(description="Only this team's.")] = None,
) -> Reachability:
    """How long it takes from the wish for a person to a person's first reply."""
    now = desk.clock()
    since = now - timedelta(days=days)
    async with desk.database.connection() as connection:
        asks = await reachability.asks(connection, since=since, until=now, team=team)
    found = figures.reachability(asks, now)
    return Reachability.model_validate(
        {
            "since": since,
            "until": now,
            "team_id": team,
            "asked": found.asked,
            "replied": found.replied,
            "late": found.late,
            "never": found.never,
            "open": found.open,
            "longest_open_s": found.longest_open_s,
        }
    )
