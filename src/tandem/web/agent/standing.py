"""HTTP routes that change a conversation's owner, assignment and status."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from tandem.actions.conversation import assign as assigning
from tandem.actions.conversation import decline as declining
from tandem.actions.conversation import hand_back as handing_back
from tandem.actions.conversation import resolve as resolving
from tandem.actions.conversation import snooze as snoozing
from tandem.actions.conversation import take_over as taking_over
from tandem.core.desk import hours
from tandem.core.errors import InvalidError
from tandem.store import access, teams
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader, Worker
from tandem.web.shapes import At, Given, Shown, Version
from tandem.web.shapes.conversation import Conversation

router = APIRouter(prefix="/api/v1/conversations/{id}", tags=["conversations"])

SNOOZE_MAX = timedelta(days=366)


class Seen(Given):
    """The version you saw; if omitted, the change is made whatever the version is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 3}]})

    version: Version | None = None


class Assignment(Seen):
    """Assign to a team, a person, both or nobody."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "team_id": None,
                    "assignee_id": "c1d2e3f4-0a1b-4c2d-8e3f-4a5b6c7d8e9f",
                    "version": 3,
                }
            ]
        }
    )

    team_id: UUID | None
    assignee_id: UUID | None


class Snooze(Seen):
    """When the conversation comes back."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"until": "2026-01-06T09:00:00Z", "version": 3}]}
    )

    until: At


class SnoozeChoice(StrEnum):
    """A ready end of a snooze: the first opening from then on."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


class ReadySnooze(Shown):
    """A ready end of a snooze."""

    choice: SnoozeChoice
    until: datetime


class Snoozes(Shown):
    """When a snooze may end so that the team is there."""

    items: list[ReadySnooze]


@router.post("/take-over")
async def take_over(id: UUID, given: Seen, desk: DeskOf, principal: Worker) -> Conversation:
    """Take the conversation over; the reply of a turn in progress is not sent."""
    taken = await taking_over.take_over(desk, principal.agent, id, version=given.version)
    return Conversation.model_validate(taken)


@router.post("/hand-back")
async def hand_back(id: UUID, given: Seen, desk: DeskOf, principal: Worker) -> Conversation:
    """Hand the conversation back to the assistant; the customer is told."""
    given_back = await handing_back.hand_back(desk, principal.agent, id, version=given.version)
    return Conversation.model_validate(given_back)


@router.post("/resolve")
async def resolve(id: UUID, given: Seen, desk: DeskOf, principal: Worker) -> Conversation:
    """Close the conversation."""
    closed = await resolving.resolve(desk, principal.agent, id, version=given.version)
    return Conversation.model_validate(closed)


@router.post("/reopen")
async def reopen(id: UUID, given: Seen, desk: DeskOf, principal: Worker) -> Conversation:
    """Reopen a resolved or snoozed conversation, for people."""
    opened = await resolving.reopen(desk, principal.agent, id, version=given.version)
    return Conversation.model_validate(opened)


@router.post("/assign")
async def assign(id: UUID, given: Assignment, desk: DeskOf, principal: Worker) -> Conversation:
    """Set team and person; null removes the assignment."""
    assigned = await assigning.assign(
        desk,
        principal.agent,
        id,
        team=given.team_id,
        assignee=given.assignee_id,
        version=given.version,
    )
    return Conversation.model_validate(assigned)


@router.post("/decline")
async def decline(id: UUID, given: Seen, desk: DeskOf, principal: Worker) -> Conversation:
    """Give back a conversation that came to you; somebody else gets it, or it waits in line."""
    declined = await declining.decline(desk, principal.agent, id, version=given.version)
    return Conversation.model_validate(declined)


@router.get("/snoozes")
async def list_snoozes(id: UUID, desk: DeskOf, principal: Reader) -> Snoozes:
    """Ready ends of a snooze by its team's hours; none where the team has no hours."""
    async with desk.database.connection() as connection:
        conversation = await access.for_reading(connection, principal.agent, id)
        team = conversation.team_id and await teams.read(connection, conversation.team_id)
    of = desk.thinking.policy().hours_of(team.name if team else "")
    if of is None:
        return Snoozes(items=[])
    found = hours.snoozes(of, desk.clock())
    return Snoozes(
        items=[
            ReadySnooze(choice=SnoozeChoice(choice), until=until) for choice, until in found.items()
        ]
    )


@router.post("/snooze")
async def snooze(id: UUID, given: Snooze, desk: DeskOf, principal: Worker) -> Conversation:
    """Hide the conversation until a later time, or until its customer writes."""
    if given.until > desk.clock() + SNOOZE_MAX:
        raise InvalidError("That is too far in the future.", hint="Choose a time within a year.")
    until = given.until.astimezone(UTC)
    snoozed = await snoozing.snooze(desk, principal.agent, id, until, version=given.version)
    return Conversation.model_validate(snoozed)
