"""HTTP routes for the signed-in agent: their rights, profile and password."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, StringConstraints

from tandem.actions.access.change_profile import change_profile
from tandem.actions.access.set_password import set_password
from tandem.core.desk.agent import GRANTED, Permission
from tandem.core.desk.entry import PASSWORD_MAX, PASSWORD_MIN
from tandem.core.desk.secret import csrf_token
from tandem.store import incidents, installation
from tandem.web.deps import DeskOf
from tandem.web.guard import CookieOf, Reader, SignedIn
from tandem.web.shapes import Given, Line, Shown
from tandem.web.shapes.agent import Agent, Availability

router = APIRouter(prefix="/api/v1", tags=["session"])


class AssistantState(Shown):
    """Whether the assistant works; leads also learn why its policy's file can't be used."""

    paused_at: datetime | None
    policy_fault: str


class DeskSettings(Shown):
    """What the console needs to know about the desk."""

    mail: bool
    company: str
    categories: list[str]


class RunningIncident(Shown):
    """An incident that isn't over."""

    id: UUID
    title: str


class Me(Shown):
    """The signed-in agent and the desk's state; `csrf_token` is only for browsers.

    `incidents` are those that run, the newest first.
    """

    agent: Agent
    csrf_token: str | None
    permissions: list[Permission]
    assistant: AssistantState
    settings: DeskSettings
    incidents: list[RunningIncident]


class ProfileChange(Given):
    """Changes to your profile; omitted fields stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"availability": "online"}]})

    name: Line | None = None
    availability: Availability | None = None


class PasswordChange(Given):
    """Your current password and the new one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"current": "four-words-from-before", "new": "four-other-longer-words"}]
        },
    )

    current: Annotated[str, StringConstraints(max_length=PASSWORD_MAX)]
    new: Annotated[str, StringConstraints(min_length=PASSWORD_MIN, max_length=PASSWORD_MAX)]


@router.get("/me")
async def read_me(principal: Reader, session: CookieOf, desk: DeskOf) -> Me:
    """Who you are, what you may do, and the desk's state."""
    async with desk.database.connection() as connection:
        state = await installation.read(connection)
        running = await incidents.running(connection)
    in_force = desk.policies.state()
    is_browser = principal.scopes is None
    return Me(
        agent=Agent.of(principal.agent),
        csrf_token=csrf_token(session) if is_browser and session is not None else None,
        permissions=sorted(GRANTED[principal.agent.role]),
        assistant=AssistantState(
            paused_at=state.paused_at,
            policy_fault=in_force.fault if principal.agent.may(Permission.LEAD) else "",
        ),
        settings=DeskSettings(
            mail=desk.post is not None,
            company=in_force.policy.company,
            categories=list(in_force.policy.categories),
        ),
        incidents=[
            RunningIncident(id=UUID(one.incident.id), title=one.incident.title) for one in running
        ],
    )


@router.patch("/me")
async def change_me(asked: ProfileChange, principal: Reader, desk: DeskOf) -> Agent:
    """Change your name, or whether you are online."""
    agent = await change_profile(
        desk, principal.agent, name=asked.name, availability=asked.availability
    )
    return Agent.of(agent)


@router.post("/me/password", status_code=204)
async def change_password(
    asked: PasswordChange, principal: SignedIn, session: CookieOf, desk: DeskOf
) -> Response:
    """Change your password; every other browser is signed out."""
    assert session is not None, "who is signed in has a session"
    await set_password(desk, principal.agent, asked.current, asked.new, session=session)
    return Response(status_code=204)
