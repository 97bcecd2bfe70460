"""The API describes itself: every route documents its purpose, input, output and errors."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest

from tandem.web.problems import MEDIA_TYPE
from tools import openapi

SIGN_IN = {"create_session", "use_link", "request_reset"}  # for callers who are not signed in yet
OF_ANY_ROUTE = {"400", "413", "422", "500", "503"}


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    return openapi.schema()


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


ROUTES = dict(operations())
API = [name for name in ROUTES if "/api/v1/" in name]


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_documents_its_problems(route: str) -> None:
    answers = ROUTES[route]["responses"]
    problems = {status for status in answers if status >= "400"}
    of_its_api = {"401", "403", "404", "409"} if "/v1/" in route else set[str]()

    assert problems >= OF_ANY_ROUTE | of_its_api
    for status in problems:
        assert answers[status]["content"] == {
            MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}
        }


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_says_what_it_does(route: str) -> None:
    operation = ROUTES[route]

    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"])
    assert operation["description"].endswith((".", ")"))
    assert set(operation["tags"]) <= {tag["name"] for tag in schema()["tags"]}


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for operation in ROUTES.values()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("route", API)
def test_every_route_of_the_agent_api_is_guarded(route: str) -> None:
    operation = ROUTES[route]
    guards = {name for guard in operation.get("security", ()) for name in guard}
    is_open = operation["operationId"] in SIGN_IN

    assert guards == (set[str]() if is_open else {"session", "token"})


@pytest.mark.parametrize("route", ROUTES)
def test_every_body_shows_an_example(route: str) -> None:
    content = ROUTES[route].get("requestBody", {}).get("content", {})
    for media_type, body in content.items():
        if media_type == "application/json":
            name = body["schema"]["$ref"].rpartition("/")[2]
            assert schema()["components"]["schemas"][name]["examples"], name
