"""HTTP routes for signing in (by password or a link that works once) and out."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, ConfigDict, StringConstraints

from tandem.actions.access.redeem_link import redeem_link
from tandem.actions.access.request_password_reset import request_password_reset
from tandem.actions.access.sign_in import sign_in
from tandem.actions.access.sign_out import sign_out, sign_out_everywhere
from tandem.core.desk import accept
from tandem.core.desk.entry import PASSWORD_MAX
from tandem.core.desk.secret import csrf_token
from tandem.core.desk.session import KEPT, Session
from tandem.web import problems
from tandem.web.deps import DeskOf, OptionsOf
from tandem.web.guard import COOKIE, CookieOf, SignedIn, same_origin
from tandem.web.limits import bound, client_of
from tandem.web.problems import Refused
from tandem.web.shapes import Given, Shown
from tandem.web.shapes.agent import Agent

WINDOW = timedelta(minutes=15)
TRIES_OF_ADDRESS = 20  # per window: whoever is blocked can still sign in by a link
TRIES_OF_CLIENT = 60  # per window: a whole office may share an address
RESETS_OF_ADDRESS = 3

router = APIRouter(prefix="/api/v1", tags=["session"])

Email = Annotated[
    str,
    StringConstraints(min_length=3, max_length=254, strip_whitespace=True),
    AfterValidator(accept.clean),
]


class Credentials(Given):
    """An agent's address and password."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "mara@example.com", "password": "four-words-from-before"}]
        },
    )

    email: Email
    password: Annotated[str, StringConstraints(min_length=1, max_length=PASSWORD_MAX)]


class Entry(Given):
    """The token of a link that works once, and a new password if the link needs one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"token": "secret-of-the-link", "password": "four-words-of-ones-own"}]
        },
    )

    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Annotated[str, StringConstraints(max_length=PASSWORD_MAX)] | None = None


class PasswordReset(Given):
    """The address of somebody who forgot their password."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "mara@example.com"}]})

    email: Email


class SignedInAgent(Shown):
    """The signed-in agent; send `csrf_token` with every request that changes something."""

    agent: Agent
    csrf_token: str


@router.post("/session", responses=problems.documented(429))
async def create_session(
    asked: Credentials, request: Request, response: Response, desk: DeskOf, options: OptionsOf
) -> SignedInAgent:
    """Sign in with e-mail and password; the session comes as a cookie and lasts 14 days."""
    same_origin(request, desk)
    await bound(desk, f"sign_in client {client_of(request)}", most=TRIES_OF_CLIENT, per=WINDOW)
    await bound(desk, f"sign_in address {asked.email.lower()}", most=TRIES_OF_ADDRESS, per=WINDOW)
    session = await sign_in(desk, asked.email, asked.password)
    if session is None:
        raise Refused(
            401,
            "E-mail or password is wrong.",
            hint="Try again, or ask for a link by e-mail.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return _begun(response, session, secure=options.secure_cookies)


@router.post("/session/link", responses=problems.documented(429))
async def use_link(
    asked: Entry, request: Request, response: Response, desk: DeskOf, options: OptionsOf
) -> SignedInAgent:
    """Sign in by a link that works once; an invitation or a reset also needs a new password."""
    same_origin(request, desk)
    await bound(desk, f"link client {client_of(request)}", most=TRIES_OF_CLIENT, per=WINDOW)
    session = await redeem_link(desk, asked.token, password=asked.password)
    return _begun(response, session, secure=options.secure_cookies)


@router.delete("/session", status_code=204)
async def delete_session(
    principal: SignedIn, session: CookieOf, desk: DeskOf, options: OptionsOf
) -> Response:
    """Sign out of this browser."""
    assert session is not None, "who is signed in has a session"
    await sign_out(desk.database, session)
    return _ended(secure=options.secure_cookies)


@router.delete("/sessions", status_code=204)
async def delete_sessions(principal: SignedIn, desk: DeskOf, options: OptionsOf) -> Response:
    """Sign out of every browser, including this one."""
    await sign_out_everywhere(desk, principal.agent)
    return _ended(secure=options.secure_cookies)


@router.post(
    "/password-resets", status_code=202, response_class=Response, responses=problems.documented(429)
)
async def request_reset(asked: PasswordReset, request: Request, desk: DeskOf) -> Response:
    """Mail a link for a new password; the response doesn't reveal whether the address is known."""
    same_origin(request, desk)
    await bound(desk, f"reset client {client_of(request)}", most=TRIES_OF_CLIENT, per=WINDOW)
    await bound(desk, f"reset address {asked.email.lower()}", most=RESETS_OF_ADDRESS, per=WINDOW)
    await request_password_reset(desk, asked.email)
    return Response(status_code=202)


def _begun(response: Response, session: Session, *, secure: bool) -> SignedInAgent:
    response.set_cookie(
        COOKIE,
        session.secret,
        max_age=int(KEPT.total_seconds()),
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return SignedInAgent(agent=Agent.of(session.agent), csrf_token=csrf_token(session.secret))


def _ended(*, secure: bool) -> Response:
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, secure=secure, httponly=True, samesite="lax")
    return response
