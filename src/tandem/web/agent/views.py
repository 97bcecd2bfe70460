"""HTTP route for views: how many conversations each shows."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from tandem.store import views
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader
from tandem.web.shapes import Shown

router = APIRouter(prefix="/api/v1", tags=["conversations"])


class TeamCount(Shown):
    """How many open conversations a team has."""

    id: UUID
    name: str
    count: int


class Counts(Shown):
    """How many conversations you see in each view; of `waiting`, `waiting_late` are overdue."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "mine": 3,
                    "unassigned": 14,
                    "urgent": 2,
                    "assistant": 21,
                    "snoozed": 8,
                    "waiting": 5,
                    "waiting_late": 2,
                    "teams": [
                        {
                            "id": "7a1c3e5d-9b2f-4d60-8e4a-6c0f2b8d1a53",
                            "name": "Billing",
                            "count": 6,
                        }
                    ],
                }
            ]
        }
    )

    mine: int
    unassigned: int
    urgent: int
    assistant: int
    snoozed: int
    waiting: int
    waiting_late: int
    teams: list[TeamCount]


@router.get("/views")
async def count_views(desk: DeskOf, principal: Reader) -> Counts:
    """How many conversations each view shows you."""
    agent = principal.agent
    async with desk.database.connection() as connection:
        counts = await views.counts(connection, agent, now=desk.clock())
        teams = await views.team_counts(connection, agent)
    return Counts(
        mine=counts.mine,
        unassigned=counts.unassigned,
        urgent=counts.urgent,
        assistant=counts.assistant,
        snoozed=counts.snoozed,
        waiting=counts.waiting,
        waiting_late=counts.waiting_late,
        teams=[TeamCount.model_validate(team) for team in teams],
    )
