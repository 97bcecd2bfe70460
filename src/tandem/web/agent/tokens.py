"""HTTP routes for API tokens, with which programs act for an agent."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from tandem.actions.access.issue_token import issue_token
from tandem.actions.access.revoke_token import revoke_token as revoke
from tandem.core.desk.scope import Scope
from tandem.store import tokens
from tandem.web.agent.secret_once import once_but
from tandem.web.deps import DeskOf
from tandem.web.guard import Admin
from tandem.web.idempotency import KEYED
from tandem.web.shapes import At, Given, Line, Shown

router = APIRouter(prefix="/api/v1/tokens", tags=["team"])


class Token(Shown):
    """A token, without its secret."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "8e0a2c4f-6b1d-4359-9c7e-1a3b5d7f9c04",
                    "agent_id": "c1d2e3f4-0a1b-4c2d-8e3f-4a5b6c7d8e9f",
                    "agent_name": "Mara",
                    "name": "Nightly export",
                    "scopes": ["read"],
                    "created_at": "2026-01-05T12:00:00Z",
                    "expires_at": None,
                    "last_used_at": None,
                }
            ]
        }
    )

    id: UUID
    agent_id: UUID
    agent_name: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class IssuedToken(Token):
    """A new token with its secret, shown only once: null if the request is repeated."""

    secret: str | None


class Tokens(Shown):
    """Tokens that were not revoked, newest first."""

    items: list[Token]


class NewToken(Given):
    """A token to create; without `agent_id` it acts for you."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Nightly export", "scopes": ["read"]}]}
    )

    name: Line
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=len(Scope))]
    agent_id: UUID | None = None
    expires_at: At | None = None


@router.get("")
async def list_tokens(desk: DeskOf, principal: Admin) -> Tokens:
    """Tokens that were not revoked, newest first."""
    async with desk.database.connection() as connection:
        found = await tokens.every(connection)
    return Tokens(items=[_shown(token) for token in found])


@router.post("", status_code=201, response_model=IssuedToken, dependencies=[KEYED])
async def create_token(
    given: NewToken, request: Request, desk: DeskOf, principal: Admin
) -> JSONResponse:
    """Create a token; its secret is only in this response."""

    async def work() -> IssuedToken:
        issued = await issue_token(
            desk,
            principal.agent,
            name=given.name,
            scopes=given.scopes,
            agent=given.agent_id,
            expires_at=given.expires_at,
        )
        return IssuedToken(**_shown(issued.token).model_dump(), secret=issued.secret)

    return await once_but("secret", desk, principal.key, request, work)


@router.delete("/{id}", status_code=204)
async def revoke_token(id: UUID, desk: DeskOf, principal: Admin) -> None:
    """Revoke a token."""
    await revoke(desk, principal.agent, id)


def _shown(token: tokens.Token) -> Token:
    return Token(
        id=token.id,
        agent_id=token.agent_id,
        agent_name=token.agent_name,
        name=token.name,
        scopes=sorted(token.scopes),
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
    )
