"""Who is signed in, what they may do here, and what they say of themselves."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, StringConstraints

from tandem.actions.access.change_profile import change_profile
from tandem.actions.access.set_password import set_password
from tandem.core.desk.agent import GRANTED, Permission
from tandem.core.desk.entry import PASSWORD_MAX, PASSWORD_MIN
from tandem.core.desk.secret import csrf_token
from tandem.store import installation
from tandem.web.deps import DeskOf
from tandem.web.guard import CookieOf, Reader, SignedIn
from tandem.web.shapes import Given, Line, Shown
from tandem.web.shapes.agent import Agent, Availability

router = APIRouter(prefix="/api/v1", tags=["session"])


class AssistantState(Shown):
    """Whether the assistant works."""

    paused_at: datetime | None


class DeskSettings(Shown):
    """What the console must know of the desk."""

    mail: bool
    company: str
    categories: list[str]


class Me(Shown):
    """Who asks, and the desk as it is for them; `csrf_token` is for browsers alone."""

    agent: Agent
    csrf_token: str | None
    permissions: list[Permission]
    assistant: AssistantState
    settings: DeskSettings


class ProfileChange(Given):
    """What to change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"availability": "online"}]})

    name: Line | None = None
    availability: Availability | None = None


class PasswordChange(Given):
    """The password that holds, and the one that shall."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"current": "four-words-from-before", "new": "four-other-longer-words"}]
        },
    )

    current: Annotated[str, StringConstraints(max_length=PASSWORD_MAX)]
    new: Annotated[str, StringConstraints(min_length=PASSWORD_MIN, max_length=PASSWORD_MAX)]


@router.get("/me")
async def read_me(principal: Reader, session: CookieOf, desk: DeskOf) -> Me:
    """Who asks, what they may do, and how the desk stands."""
    async with desk.database.connection() as connection:
        state = await installation.read(connection)
    is_browser = principal.scopes is None
    return Me(
        agent=Agent.of(principal.agent),
        csrf_token=csrf_token(session) if is_browser and session is not None else None,
        permissions=sorted(GRANTED[principal.agent.role]),
        assistant=AssistantState(paused_at=state.paused_at),
        settings=DeskSettings(
            mail=desk.post is not None,
            company=desk.thinking.policy().company,
            categories=list(desk.thinking.policy().categories),
        ),
    )


@router.patch("/me")
async def change_me(asked: ProfileChange, principal: Reader, desk: DeskOf) -> Agent:
    """Change one's own name, or whether one takes conversations."""
    agent = await change_profile(
        desk.database, principal.agent, name=asked.name, availability=asked.availability
    )
    return Agent.of(agent)


@router.post("/me/password", status_code=204)
async def change_password(
    asked: PasswordChange, principal: SignedIn, session: CookieOf, desk: DeskOf
) -> Response:
    """Choose another password; every other browser is signed out."""
    assert session is not None, "who is signed in has a session"
    await set_password(desk, principal.agent, asked.current, asked.new, session=session)
    return Response(status_code=204)
