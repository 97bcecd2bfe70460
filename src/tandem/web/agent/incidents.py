"""HTTP routes for incidents: start one, change it, end it, and see whom it reached."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, StringConstraints

from tandem.actions.incident.end_incident import end_incident
from tandem.actions.incident.save_incident import change_incident, start_incident
from tandem.core.turn.incident import PHRASES_MAX, TEXT_MAX, TITLE_MAX
from tandem.store import incidents
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead, Reader
from tandem.web.idempotency import KEYED, once
from tandem.web.shapes import Given, Line, Shown, Version

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])

Title = Annotated[str, StringConstraints(max_length=TITLE_MAX)]
IncidentText = Annotated[str, StringConstraints(max_length=TEXT_MAX)]
Words = Annotated[tuple[Line, ...], Field(max_length=PHRASES_MAX)]
Categories = Annotated[tuple[Line, ...], Field(max_length=100)]


class Incident(Shown):
    """Something known that many ask about; matching questions get `text` until it is over.

    A question matches if it has all words of one of `words` near each other, or one of the
    `categories`. `informed` counts the conversations that got the text, `followers` those that want
    to be told when it is over, `told` those that were. `began_by` and `ended_by` are names, null
    for the command line.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "2c4e6a80-1b3d-4f5a-8c7e-9d0b2a4c6e81",
                    "title": "Checkout is down",
                    "text": "Checkout is down at the moment. We're on it.",
                    "words": ["checkout", "can't pay"],
                    "categories": [],
                    "began_at": "2026-01-05T12:00:00Z",
                    "began_by": "Mara",
                    "ended_at": None,
                    "ended_by": None,
                    "end_text": None,
                    "version": 1,
                    "informed": 12,
                    "followers": 7,
                    "told": 0,
                }
            ]
        }
    )

    id: UUID
    title: str
    text: str
    words: list[str]
    categories: list[str]
    began_at: datetime
    began_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    end_text: str | None
    version: int
    informed: int
    followers: int
    told: int


class Incidents(Shown):
    """Those that run, then those that are over, the newest of each first; at most 100."""

    items: list[Incident]


class NewIncident(Given):
    """An incident to start, with at least one word, phrase or category."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Checkout is down",
                    "text": "Checkout is down at the moment. We're on it.",
                    "words": ["checkout", "can't pay"],
                }
            ]
        }
    )

    title: Title
    text: IncidentText
    words: Words = ()
    categories: Categories = ()


class IncidentChange(Given):
    """Changes to a running incident; omitted fields stay as they are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Paying works again for cards.", "version": 1}]}
    )

    title: Title | None = None
    text: IncidentText | None = None
    words: Words | None = None
    categories: Categories | None = None
    version: Version


class IncidentEnd(Given):
    """What followers read; without a text, that it is over."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Checkout works again."}]})

    text: IncidentText = ""


@router.get("")
async def list_incidents(desk: DeskOf, principal: Reader) -> Incidents:
    """The incidents that run and those that are over."""
    async with desk.database.connection() as connection:
        found = await incidents.page(connection)
    return Incidents(items=[Incident.model_validate(one) for one in found])


@router.post("", status_code=201, response_model=Incident, dependencies=[KEYED])
async def create_incident(
    given: NewIncident, request: Request, desk: DeskOf, principal: Lead
) -> JSONResponse:
    """Start an incident: matching questions get its text from the next turn on."""

    async def work() -> Incident:
        begun = await start_incident(desk, principal.agent, **given.model_dump())
        return Incident.model_validate(begun)

    return await once(desk, principal.key, request, work)


@router.patch("/{id}")
async def edit_incident(id: UUID, given: IncidentChange, desk: DeskOf, principal: Lead) -> Incident:
    """Change a running incident; 409 if it is over."""
    changed = await change_incident(desk, principal.agent, id, **given.model_dump())
    return Incident.model_validate(changed)


@router.post("/{id}/end")
async def finish_incident(id: UUID, given: IncidentEnd, desk: DeskOf, principal: Lead) -> Incident:
    """End an incident and tell its followers; 409 if it is over already."""
    ended = await end_incident(desk, principal.agent, id, text=given.text)
    return Incident.model_validate(ended)
