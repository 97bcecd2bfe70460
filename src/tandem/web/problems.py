"""Every failure as problem details (RFC 9457), with a hint and the request's id."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.types import Scope

from tandem.core.errors import (
    ConfigError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TandemError,
    UnavailableError,
)

MEDIA_TYPE = "application/problem+json"
RETRY_S = 2  # when the database or the disk does not answer

STATUS: Mapping[type[TandemError], int] = {
    InvalidError: 422,
    NotFoundError: 404,
    ForbiddenError: 403,
    ConflictError: 409,
    UnavailableError: 503,
    ConfigError: 500,
}
# The last part of a problem's type, and its title: the same for every problem of a status.
TYPES: Mapping[int, tuple[str, str]] = {
    400: ("unreadable", "The request can't be read"),
    401: ("sign-in-needed", "Sign in first"),
    403: ("forbidden", "Not allowed"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "Not possible here"),
    409: ("conflict", "Conflict with the current state"),
    413: ("too-large", "Too large"),
    422: ("invalid", "Not valid"),
    429: ("too-many-requests", "Too many requests"),
    500: ("failed", "Something went wrong"),
    503: ("unavailable", "Not available at the moment"),
}
# Further problems of the routes for agents, and of those for customers.
GUARDED = (401, 403, 404, 409)
LIMITED = (*GUARDED, 429)


class Fault(BaseModel):
    """One invalid field, and why."""

    field: str
    message: str


class Problem(BaseModel):
    """A failure: what happened, and what to do about it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/conflict",
                    "title": "Conflict with the current state",
                    "status": 409,
                    "detail": "This conversation was taken by another agent.",
                    "hint": "Reload to see who has it.",
                    "request_id": "8d0c7b1f4f5e4b5fa3b1c2d3e4f5a6b7",
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str
    hint: str
    request_id: str
    errors: list[Fault] | None = None


class Refused(HTTPException):
    """A failure that only HTTP knows: not signed in, too many requests, too large."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        hint: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, message, headers)
        self.hint = hint


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI of these problems for a route; app.py adds those that every route may raise."""
    return {
        status: {
            "description": TYPES[status][1],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def response(
    scope: Scope,
    status: int,
    detail: str,
    *,
    hint: str = "",
    errors: Sequence[Fault] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem as the response to this scope's request."""
    slug, title = TYPES.get(status) or TYPES[400 if status < 500 else 500]
    problem = Problem(
        type=f"/problems/{slug}",
        title=title,
        status=status,
        detail=detail,
        hint=hint,
        request_id=scope["state"]["request_id"],
        errors=None if errors is None else list(errors),
    )
    return JSONResponse(
        problem.model_dump(exclude_none=True), status, dict(headers or {}), MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Turn every error that a handler raises into a problem."""
    app.add_exception_handler(TandemError, _known)
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_exception_handler(HTTPException, _refused)


async def _known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TandemError)
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)
    headers = {"Retry-After": str(RETRY_S)} if status == 503 else None
    return response(request.scope, status, error.message, hint=error.hint, headers=headers)


async def _unusable(request: Request, error: Exception) -> JSONResponse:
    """Name the invalid fields, without repeating what was sent."""
    assert isinstance(error, RequestValidationError)
    found = cast("Sequence[Mapping[str, Any]]", error.errors())
    faults = [
        Fault(field=".".join(map(str, fault["loc"])), message=str(fault["msg"])) for fault in found
    ]
    return response(
        request.scope,
        422,
        "Some fields are not valid.",
        hint="`errors` lists them.",
        errors=faults,
    )


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    hint = error.hint if isinstance(error, Refused) else ""
    return response(
        request.scope, error.status_code, error.detail, hint=hint, headers=error.headers
    )
