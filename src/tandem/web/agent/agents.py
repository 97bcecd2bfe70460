"""HTTP routes for the people of the team."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from tandem.actions.access.change_agent import change_agent as change
from tandem.actions.access.invite_agent import invite_agent
from tandem.core.desk.agent import Role
from tandem.store import agents
from tandem.web.agent.secret_once import once_but
from tandem.web.deps import DeskOf
from tandem.web.guard import Admin, Reader
from tandem.web.idempotency import KEYED
from tandem.web.shapes import Given, Line, Shown, Version
from tandem.web.shapes.agent import Agent

router = APIRouter(prefix="/api/v1/agents", tags=["team"])


class Agents(Shown):
    """Everybody on the team, by name."""

    items: list[Agent]


class InvitedAgent(Agent):
    """The invited agent; pass on the `invitation_url` if the desk sends no mail.

    It is shown only once: null if the request is repeated.
    """

    invitation_url: str | None


class Invitation(Given):
    """The person to invite to the team."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "ben@example.com", "name": "Ben", "role": "agent"}]
        }
    )

    email: Line
    name: Line
    role: Role


class AgentChange(Given):
    """Changes to an agent; omitted fields stay as they are. `capacity`: open conversations."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "lead", "version": 1}]})

    name: Line | None = None
    role: Role | None = None
    capacity: Annotated[int, Field(ge=0, le=1000)] | None = None
    is_active: bool | None = None
    version: Version


@router.get("")
async def list_agents(desk: DeskOf, principal: Reader) -> Agents:
    """Everybody on the team, by name."""
    async with desk.database.connection() as connection:
        found = await agents.every(connection)
    return Agents(items=[Agent.of(agent) for agent in found])


@router.post("", status_code=201, response_model=InvitedAgent, dependencies=[KEYED])
async def create_agent(
    given: Invitation, request: Request, desk: DeskOf, principal: Admin
) -> JSONResponse:
    """Invite somebody; they choose their password through a link that works once."""

    async def work() -> InvitedAgent:
        invited = await invite_agent(desk, principal.agent, **given.model_dump())
        shown = Agent.of(invited.agent)
        return InvitedAgent(**shown.model_dump(), invitation_url=invited.url)

    return await once_but("invitation_url", desk, principal.key, request, work)


@router.patch("/{id}")
async def change_agent(id: UUID, given: AgentChange, desk: DeskOf, principal: Admin) -> Agent:
    """Change an agent; the last admin can't lose that role."""
    changed = await change(desk, principal.agent, id, **given.model_dump())
    return Agent.of(changed)
