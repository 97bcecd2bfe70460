"""A creating request sent twice is done once, and answered alike."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Role
from tandem.store import idempotency
from tandem.testing import StoppedClock
from tests.integration.web.conftest import Enter, NewAgent, SignIn

TEAMS = "/api/v1/teams"
KEY = {"Idempotency-Key": "7a1c"}


async def names(client: httpx.AsyncClient) -> list[str]:
    return [team["name"] for team in (await client.get(TEAMS)).json()["items"]]


async def add(
    client: httpx.AsyncClient, name: str = "Billing", key: dict[str, str] = KEY
) -> httpx.Response:
    return await client.post(TEAMS, json={"name": name}, headers=key)


async def test_the_same_key_gets_the_same_answer(sign_in: SignIn) -> None:
    client = await sign_in(Role.LEAD)
    first, second = await add(client), await add(client)

    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.headers["content-type"] == second.headers["content-type"]
    assert await names(client) == ["Billing"]


async def test_a_key_is_for_one_request(sign_in: SignIn) -> None:
    client = await sign_in(Role.ADMIN)
    await add(client)
    other_body = await add(client, "Delivery")
    other_path = await client.post(
        "/api/v1/inboxes", json={"name": "Billing", "channel": "api"}, headers=KEY
    )

    assert [other_body.status_code, other_path.status_code] == [409, 409]
    assert await names(client) == ["Billing"]


async def test_two_at_once_do_the_work_once(sign_in: SignIn) -> None:
    client = await sign_in(Role.LEAD)
    both = await asyncio.gather(*(add(client) for _ in range(8)))
    later = await add(client)
    done = [answer.json() for answer in both if answer.status_code == 201]

    assert {answer.status_code for answer in both} <= {201, 409}
    assert done
    assert all(answer == later.json() for answer in done)
    assert await names(client) == ["Billing"]


async def test_each_has_keys_of_their_own(sign_in: SignIn) -> None:
    one, other = await sign_in(Role.LEAD), await sign_in(Role.LEAD)
    answers = [await add(one, "Billing"), await add(other, "Delivery")]

    assert [answer.json()["name"] for answer in answers] == ["Billing", "Delivery"]


async def test_what_failed_may_be_tried_again_under_its_key(sign_in: SignIn) -> None:
    client = await sign_in(Role.LEAD)
    await add(client, key={})
    assert (await add(client)).status_code == 409
    (team,) = (await client.get(TEAMS)).json()["items"]
    await client.delete(f"{TEAMS}/{team['id']}")
    assert (await add(client)).status_code == 201


async def test_without_a_key_each_request_stands_alone(sign_in: SignIn) -> None:
    client = await sign_in(Role.LEAD)
    assert [(await add(client, name, {})).status_code for name in ("One", "Two", "Two")] == [
        201,
        201,
        409,
    ]


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_has_bounds(key: str, sign_in: SignIn) -> None:
    answer = await add(await sign_in(Role.LEAD), key={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["header.Idempotency-Key"]


async def test_work_that_died_half_way_is_done_by_a_later_request(
    desk: Desk,
    clock: StoppedClock,
    new_agent: NewAgent,
    enter: Enter,
) -> None:
    agent = await new_agent(Role.LEAD)
    client = await enter(agent)
    async with desk.database.connection() as connection:
        await idempotency.claim(connection, f"agent:{agent.id}", "7a1c", b"?", clock())
    assert (await add(client)).status_code == 409
    clock.move(idempotency.GIVEN_UP)
    assert (await add(client)).status_code == 409
    clock.move(timedelta(seconds=1))
    assert (await add(client)).status_code == 201
