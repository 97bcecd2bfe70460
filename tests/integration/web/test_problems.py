"""Failures over HTTP have one shape for every kind, and reveal nothing internal."""

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from tandem.core.errors import (
    ConfigError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TandemError,
    UnavailableError,
)
from tandem.web.problems import Problem

KINDS: dict[type[TandemError], int] = {
    InvalidError: 422,
    NotFoundError: 404,
    ForbiddenError: 403,
    ConflictError: 409,
    UnavailableError: 503,
    ConfigError: 500,
}
WRITTEN = "what a customer wrote"


def failing(app: FastAPI, error: Exception) -> None:
    """Add a route that fails with an error."""

    @app.get("/fails/{id}")
    async def fails(id: str) -> None:
        raise error


def problem(answer: httpx.Response) -> Problem:
    """The answer as a problem, whatever it is about."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = Problem.model_validate(answer.json(), extra="forbid")
    assert told.status == answer.status_code
    assert told.type.startswith("/problems/")
    assert told.title
    assert told.detail
    assert told.request_id == answer.headers["x-request-id"]
    return told


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_of_error_has_its_status(
    kind: type[TandemError], app: FastAPI, client: httpx.AsyncClient
) -> None:
    failing(app, kind("That went wrong.", hint="Do this."))
    answer = await client.get("/fails/1")
    told = problem(answer)

    assert (told.status, told.detail, told.hint) == (KINDS[kind], "That went wrong.", "Do this.")
    assert ("retry-after" in answer.headers) == (kind is UnavailableError)


async def test_what_nobody_expected_is_told_in_the_same_shape_and_nothing_of_it(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    failing(app, ZeroDivisionError(WRITTEN))
    with capture_logs() as logs:
        answer = await client.get("/fails/1")
    told = problem(answer)

    assert told.status == 500
    assert WRITTEN not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert WRITTEN not in str(logs)
    assert "fails" in logs[0]["at"][-1]
    assert [line["event"] for line in logs] == ["request.failed", "request"]
    assert {line["request_id"] for line in logs} == {told.request_id}


async def test_the_log_names_the_route_and_not_what_was_asked(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    failing(app, NotFoundError(WRITTEN))
    with capture_logs() as logs:
        await client.get(f"/fails/{WRITTEN}", params={"q": WRITTEN})

    (line,) = logs
    assert line.pop("ms") >= 0
    assert len(line.pop("request_id")) == 32
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "route": "/fails/{id}",
        "status": 404,
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("POST", "/api/v1/nothing", 404),
        ("GET", "/api/v1/me/", 404),
        ("GET", "/nothing", 404),
        ("PUT", "/api/v1/me", 405),
        ("POST", "/", 405),
        ("GET", "/api/v1/me", 401),
        ("GET", "/api/v1/conversations/not-an-id", 401),
    ],
)
async def test_what_http_itself_refuses_has_the_same_shape(
    method: str, path: str, status: int, client: httpx.AsyncClient
) -> None:
    assert problem(await client.request(method, path)).status == status


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"email": "mara@example.com"}', {"body.password"}),
        (b'{"email": 1, "password": [], "also": 1}', {"body.email", "body.password", "body.also"}),
        (b"[]", {"body"}),
        (b"{" + WRITTEN.encode(), {"body.1"}),
        (b'{"email": "\\ud800xx", "password": "\\ud800"}', {"body.email", "body.password"}),
        (b"", {"body"}),
    ],
)
async def test_what_cannot_be_used_is_named_and_not_repeated(
    body: bytes, fields: set[str], client: httpx.AsyncClient
) -> None:
    answer = await client.post(
        "/api/v1/session", content=body, headers={"Content-Type": "application/json"}
    )
    told = problem(answer)

    assert told.status == 422
    assert {fault.field for fault in told.errors or ()} == fields
    assert WRITTEN not in answer.text


async def test_a_form_of_another_site_is_no_json(client: httpx.AsyncClient) -> None:
    body = b'{"email": "mara@example.com", "password": "x"}'
    answer = await client.post(
        "/api/v1/session", content=body, headers={"Content-Type": "text/plain"}
    )
    assert problem(answer).status == 422
