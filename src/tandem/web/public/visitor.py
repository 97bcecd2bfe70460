"""Who asks from a widget: the contact of its token, from a page that may show its inbox."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tandem.actions.ports import Desk
from tandem.core.desk.secret import digest
from tandem.core.errors import ForbiddenError
from tandem.store import widget_sessions
from tandem.store.widget_sessions import WidgetSession
from tandem.web.deps import DeskOf
from tandem.web.problems import Refused
from tandem.web.public.origins import permit

_bearer = HTTPBearer(
    scheme_name="widget",
    auto_error=False,
    description="The `token` that `POST /widget/v1/sessions` gave this browser.",
)
TokenOf = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def held(desk: Desk, bearer: TokenOf) -> WidgetSession | None:
    """The session of a token; None without one, and once it is worth nothing."""
    if bearer is None:
        return None
    async with desk.database.connection() as connection:
        return await widget_sessions.read(connection, digest(bearer.credentials), desk.clock())


async def visitor(request: Request, desk: DeskOf, bearer: TokenOf) -> WidgetSession:
    """Whose chat it is; raises a 401 once the token is worth nothing, a 403 from another site."""
    session = await held(desk, bearer)
    if session is None:
        raise Refused(
            401,
            "This chat is over.",
            hint="Open the chat again.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    permit(request, desk, session.origins)
    return session


Visitor = Annotated[WidgetSession, Depends(visitor)]


async def welcome(session: Visitor) -> WidgetSession:
    """A visitor whom nobody has blocked; the way to a person asks for `Visitor` alone."""
    if session.is_blocked:
        raise ForbiddenError(
            "The team takes no messages from you at present.",
            hint="You can still ask for a person.",
        )
    return session


Welcome = Annotated[WidgetSession, Depends(welcome)]
