"""Authentication of the widget: the contact of its token, on a page that may show its inbox."""

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
    """The session of a token; None without a token, or if it is no longer valid."""
    if bearer is None:
        return None
    async with desk.database.connection() as connection:
        return await widget_sessions.read(connection, digest(bearer.credentials), desk.clock())


async def visitor(request: Request, desk: DeskOf, bearer: TokenOf) -> WidgetSession:
    """The session of this chat; raises a 401 for an invalid token, a 403 from another site."""
    session = await held(desk, bearer)
    if session is None:
        raise Refused(
            401,
            "This chat has expired.",
            hint="Open the chat again.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    permit(request, desk, session.origins)
    return session


Visitor = Annotated[WidgetSession, Depends(visitor)]


async def welcome(session: Visitor) -> WidgetSession:
    """A visitor who is not blocked; asking for a person needs only `Visitor`."""
    if session.is_blocked:
        raise ForbiddenError(
            "The team doesn't take messages from you at the moment.",
            hint="You can still ask for a person.",
        )
    return session


Welcome = Annotated[WidgetSession, Depends(welcome)]
