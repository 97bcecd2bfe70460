"""HTTP routes for teams: their members and categories."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, StringConstraints

from tandem.actions.access import remove_team as removing
from tandem.actions.access import save_team as saving
from tandem.store import teams
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead, Reader
from tandem.web.idempotency import KEYED, once
from tandem.web.shapes import Given, Line, Shown, Version

router = APIRouter(prefix="/api/v1/teams", tags=["team"])

Categories = Annotated[tuple[Line, ...], Field(max_length=100)]
Languages = Annotated[
    tuple[Annotated[Line, StringConstraints(pattern=r"^[a-z]{2,3}$")], ...], Field(max_length=100)
]
Members = Annotated[tuple[UUID, ...], Field(max_length=1000)]


class Team(Shown):
    """A team, with the ids of its members; without languages it takes all (ISO 639 codes)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "7a1c3e5d-9b2f-4d60-8e4a-6c0f2b8d1a53",
                    "name": "Billing",
                    "categories": ["billing"],
                    "languages": ["en", "de"],
                    "members": ["c1d2e3f4-0a1b-4c2d-8e3f-4a5b6c7d8e9f"],
                    "version": 1,
                }
            ]
        }
    )

    id: UUID
    name: str
    categories: list[str]
    languages: list[str]
    members: list[UUID]
    version: int


class Teams(Shown):
    """Every team, by name."""

    items: list[Team]


class NewTeam(Given):
    """A team to add."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Billing", "categories": [], "members": []}]}
    )

    name: Line
    categories: Categories = ()
    languages: Languages = ()
    members: Members = ()


class TeamChange(Given):
    """Changes to a team; omitted fields stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Invoices", "version": 1}]})

    name: Line | None = None
    categories: Categories | None = None
    languages: Languages | None = None
    members: Members | None = None
    version: Version


@router.get("")
async def list_teams(desk: DeskOf, principal: Reader) -> Teams:
    """Every team, by name."""
    async with desk.database.connection() as connection:
        found = await teams.every(connection)
    return Teams(items=[Team.model_validate(team) for team in found])


@router.post("", status_code=201, response_model=Team, dependencies=[KEYED])
async def create_team(
    given: NewTeam, request: Request, desk: DeskOf, principal: Lead
) -> JSONResponse:
    """Add a team."""

    async def work() -> Team:
        added = await saving.add_team(desk, principal.agent, **given.model_dump())
        return Team.model_validate(added)

    return await once(desk, principal.key, request, work)


@router.patch("/{id}")
async def change_team(id: UUID, given: TeamChange, desk: DeskOf, principal: Lead) -> Team:
    """Change a team."""
    changed = await saving.change_team(desk, principal.agent, id, **given.model_dump())
    return Team.model_validate(changed)


@router.delete("/{id}", status_code=204)
async def remove_team(id: UUID, desk: DeskOf, principal: Lead) -> None:
    """Remove a team; its conversations stay, visible to everyone."""
    await removing.remove_team(desk, principal.agent, id)
