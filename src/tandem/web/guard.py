"""Authentication and permissions of the agent API."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from tandem.actions.contact.identify import identify_program, identify_session
from tandem.actions.ports import Desk
from tandem.core.desk import scope as scopes
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.scope import Scope
from tandem.core.desk.secret import csrf_token
from tandem.core.errors import ForbiddenError
from tandem.web.deps import DeskOf
from tandem.web.problems import Refused

COOKIE = "tandem_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # change nothing (RFC 9110, 9.2.1)

_cookie = APIKeyCookie(
    name=COOKIE,
    scheme_name="session",
    auto_error=False,
    description="A signed-in browser; all but GET also need `X-CSRF-Token` from `/api/v1/me`.",
)
_bearer = HTTPBearer(
    scheme_name="token", auto_error=False, description="A program's token, `tdm_…`."
)
CookieOf = Annotated[str | None, Depends(_cookie)]
BearerOf = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who makes the request: an agent in a browser, or a program with an agent's token.

    `key` identifies the principal ("agent:<id>", "token:<id>"); `scopes` is None in a browser.
    """

    agent: Agent
    key: str
    scopes: frozenset[Scope] | None

    def require(self, permission: Permission) -> None:
        """Raise ForbiddenError unless the role grants it, and for a program also its scopes."""
        self.agent.require(permission)
        if self.scopes is not None and not scopes.may(self.scopes, permission):
            raise ForbiddenError(
                "This token's scopes don't allow that.", hint="Create one with a wider scope."
            )


async def identified(
    request: Request, desk: DeskOf, bearer: BearerOf, session: CookieOf
) -> Principal:
    """Who makes the request; raises a 401 if unknown. A token takes precedence over a cookie."""
    if bearer is not None:
        program = await identify_program(desk, bearer.credentials)
        if program is not None:
            return Principal(program.agent, f"token:{program.id}", program.scopes)
    elif session is not None:
        agent = await identify_session(desk, session)
        if agent is not None:
            same_origin(request, desk)
            _not_forged(request, session)
            return Principal(agent, f"agent:{agent.id}", None)
    raise Refused(
        401,
        "You are not signed in.",
        hint="Sign in, or send a token as `Authorization: Bearer …`.",
        headers={"WWW-Authenticate": "Bearer"},
    )


Identified = Annotated[Principal, Depends(identified)]


def needs(permission: Permission) -> Callable[[Request, Principal], Awaitable[Principal]]:
    """A dependency that requires this permission; a program needs WORK too to change anything."""

    async def allowed(request: Request, principal: Identified) -> Principal:
        principal.require(permission)
        if principal.scopes is not None and request.method not in SAFE:
            principal.require(Permission.WORK)
        return principal

    return allowed


async def signed_in(principal: Identified) -> Principal:
    """A person in a browser: programs may not use sessions and passwords."""
    if principal.scopes is not None:
        raise ForbiddenError("A token can't do that.", hint="Sign in with a browser.")
    return principal


async def may_ask(principal: Identified) -> Principal:
    """Whoever may ask the assistant for an answer; the `assistant` scope allows only this."""
    principal.agent.require(Permission.WORK)
    if principal.scopes is not None and Scope.ASSISTANT not in principal.scopes:
        principal.require(Permission.WORK)
    return principal


async def reads_as_lead(principal: Identified) -> Principal:
    """A lead, or a program that may read for one: figures about everyone's conversations."""
    principal.agent.require(Permission.LEAD)
    principal.require(Permission.READ)
    return principal


Reader = Annotated[Principal, Depends(needs(Permission.READ))]
Worker = Annotated[Principal, Depends(needs(Permission.WORK))]
Lead = Annotated[Principal, Depends(needs(Permission.LEAD))]
LeadReader = Annotated[Principal, Depends(reads_as_lead)]
Admin = Annotated[Principal, Depends(needs(Permission.ADMIN))]
SignedIn = Annotated[Principal, Depends(signed_in)]
Asker = Annotated[Principal, Depends(may_ask)]


def same_origin(request: Request, desk: Desk) -> None:
    """Raise a 403 if a browser sends a request that changes something from another site's page."""
    origin = request.headers.get("origin")
    if request.method in SAFE or origin is None:
        return
    # A proxy may rewrite Host, and a desk may have several names: either may match.
    if urlsplit(origin).netloc not in (
        request.headers.get("host"),
        urlsplit(desk.public_url).netloc,
    ):
        raise Refused(403, "This request comes from another site.")


def _not_forged(request: Request, session: str) -> None:
    given = request.headers.get("x-csrf-token", "")
    if request.method not in SAFE and not hmac.compare_digest(
        given.encode(), csrf_token(session).encode()
    ):
        raise Refused(
            403,
            "The CSRF token is missing or out of date.",
            hint="Send `csrf_token` from `/api/v1/me` as `X-CSRF-Token`.",
        )
