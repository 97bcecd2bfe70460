"""Signing in and out: what a browser gets, for how long, and what it must send."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from tandem.actions.ports import Desk, Post
from tandem.core.desk import mail
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.entry import Purpose
from tandem.core.desk.session import KEPT
from tandem.store import agents, entry_links
from tandem.testing import RecordingMailer, StoppedClock
from tandem.web.agent.session import RESETS_OF_ADDRESS, TRIES_OF_ADDRESS, TRIES_OF_CLIENT, WINDOW
from tandem.web.app import create
from tandem.web.deps import WebOptions
from tests.integration.web.conftest import PASSWORD, Browser, Enter, NewAgent, SignIn

OTHER = "cup-door-meadow-five"
JSON = {"Content-Type": "application/json"}
HALF = rb'{"current": "half a character: \ud800", "new": "and here it is again: \ud800"}'


async def ask(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/api/v1/session", json={"email": email, "password": password})


async def link(desk: Desk, agent: Agent, purpose: Purpose) -> str:
    secret = str(desk.new_id())
    async with desk.database.transaction() as tx:
        until = desk.clock() + timedelta(hours=1)
        await entry_links.add(tx, secret, agent.id, purpose, until)
    return secret


async def follow(
    client: httpx.AsyncClient, secret: str, password: str | None = None
) -> httpx.Response:
    return await client.post("/api/v1/session/link", json={"token": secret, "password": password})


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/api/v1/me")).status_code == 200


async def test_who_signs_in_is_let_in_by_a_cookie_that_scripts_and_other_sites_cannot_use(
    client: httpx.AsyncClient, new_agent: NewAgent
) -> None:
    agent = await new_agent(Role.LEAD, "mara@example.com")
    answer = await ask(client, " Mara@Example.com ")
    cookie = answer.headers["set-cookie"]
    me = (await client.get("/api/v1/me")).json()

    assert answer.status_code == 200
    assert answer.json()["agent"]["id"] == str(agent.id)
    assert "password" not in answer.text
    assert cookie.startswith("tandem_session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=1209600"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert me["agent"] == answer.json()["agent"]
    assert me["csrf_token"] == answer.json()["csrf_token"]
    assert me["permissions"] == ["lead", "read", "work"]
    assert me["assistant"] == {"paused_at": None, "policy_fault": ""}
    assert me["settings"] == {
        "mail": False,
        "company": "Alder",
        "categories": ["billing", "delivery"],
    }


async def test_a_desk_behind_https_gives_secure_cookies(
    desk: Desk, options: WebOptions, new_agent: NewAgent
) -> None:
    app = create(desk, replace(options, secure_cookies=True))
    agent = await new_agent(Role.AGENT)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.test") as client:
        result = (await ask(client, agent.email)).headers["set-cookie"]
    assert "Secure" in result


async def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    client: httpx.AsyncClient, desk: Desk, new_agent: NewAgent
) -> None:
    known = await new_agent(Role.AGENT)
    invited = await new_agent(Role.AGENT, password=None)
    gone = await new_agent(Role.AGENT)
    async with desk.database.transaction() as tx:
        await agents.change(tx, gone.id, is_active=False, now=desk.clock())
    answers = [
        await ask(client, known.email, OTHER),
        await ask(client, "nobody@example.com"),
        await ask(client, invited.email, ""),
        await ask(client, invited.email),
        await ask(client, gone.email),
    ]
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]

    assert [answer.status_code for answer in answers] == [401, 401, 422, 401, 401]
    assert bodies[0] == bodies[1] == bodies[3] == bodies[4]
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert answers[0].headers["www-authenticate"] == "Bearer"


async def test_a_changing_request_needs_the_token_of_the_page_and_its_own_origin(
    sign_in: SignIn,
) -> None:
    client = await sign_in(Role.AGENT)
    change = {"availability": "online"}
    token = client.headers.pop("X-CSRF-Token")
    without = await client.patch("/api/v1/me", json=change)
    wrong = await client.patch("/api/v1/me", json=change, headers={b"X-CSRF-Token": b"\xe9" * 64})
    client.headers["X-CSRF-Token"] = token
    elsewhere = await client.patch(
        "/api/v1/me", json=change, headers={"Origin": "https://elsewhere.test"}
    )
    nowhere = await client.patch("/api/v1/me", json=change, headers={"Origin": "null"})
    here = await client.patch("/api/v1/me", json=change, headers={"Origin": "http://desk.test"})

    refused = [without, wrong, elsewhere, nowhere]
    assert [answer.status_code for answer in refused] == [403] * 4
    assert here.json()["availability"] == "online"
    assert (await client.get("/api/v1/me", headers={"Origin": "null"})).status_code == 200


async def test_another_site_cannot_sign_a_browser_in(
    client: httpx.AsyncClient, new_agent: NewAgent
) -> None:
    agent = await new_agent(Role.AGENT)
    client.headers["Origin"] = "https://elsewhere.test"
    assert (await ask(client, agent.email)).status_code == 403


async def test_signing_out_ends_this_session_alone(new_agent: NewAgent, enter: Enter) -> None:
    agent = await new_agent(Role.AGENT)
    here, there = await enter(agent), await enter(agent)
    secret = here.cookies["tandem_session"]
    answer = await here.delete("/api/v1/session")

    assert answer.status_code == 204
    assert "tandem_session" not in here.cookies
    here.cookies["tandem_session"] = secret
    assert not await is_in(here)
    assert await is_in(there)


async def test_signing_out_everywhere_ends_all_of_ones_sessions_and_no_others(
    new_agent: NewAgent, enter: Enter, sign_in: SignIn
) -> None:
    agent = await new_agent(Role.AGENT)
    here, there, colleague = await enter(agent), await enter(agent), await sign_in(Role.AGENT)

    assert (await here.delete("/api/v1/sessions")).status_code == 204
    assert [await is_in(one) for one in (here, there, colleague)] == [False, False, True]


async def test_a_session_runs_out(clock: StoppedClock, sign_in: SignIn) -> None:
    client = await sign_in(Role.AGENT)
    clock.move(KEPT - timedelta(seconds=1))
    assert await is_in(client)
    clock.move(timedelta(seconds=1))
    assert not await is_in(client)


async def test_who_was_deactivated_is_out_at_once(
    desk: Desk, new_agent: NewAgent, enter: Enter
) -> None:
    agent = await new_agent(Role.AGENT)
    client = await enter(agent)
    async with desk.database.transaction() as tx:
        await agents.change(tx, agent.id, is_active=False, now=desk.clock())
    assert not await is_in(client)


async def test_a_sign_in_link_lets_in_once(
    client: httpx.AsyncClient, desk: Desk, new_agent: NewAgent
) -> None:
    agent = await new_agent(Role.AGENT)
    secret = await link(desk, agent, Purpose.SIGN_IN)
    both = await asyncio.gather(follow(client, secret), follow(client, secret))

    assert sorted(answer.status_code for answer in both) == [200, 404]
    assert await is_in(client)


async def test_a_link_that_ran_out_or_was_replaced_lets_nobody_in(
    client: httpx.AsyncClient,
    desk: Desk,
    clock: StoppedClock,
    new_agent: NewAgent,
) -> None:
    agent = await new_agent(Role.AGENT)
    first = await link(desk, agent, Purpose.SIGN_IN)
    second = await link(desk, agent, Purpose.SIGN_IN)
    assert (await follow(client, first)).status_code == 404
    clock.move(timedelta(hours=1))
    assert (await follow(client, second)).status_code == 404


@pytest.mark.parametrize("purpose", [Purpose.INVITATION, Purpose.PASSWORD_RESET])
async def test_a_link_for_a_password_works_once_a_good_one_was_chosen(
    purpose: Purpose,
    browser: Browser,
    desk: Desk,
    new_agent: NewAgent,
    enter: Enter,
) -> None:
    agent = await new_agent(Role.AGENT)
    before, after = await enter(agent), browser()
    secret = await link(desk, agent, purpose)
    assert (await follow(after, secret)).status_code == 422
    assert (await follow(after, secret, "short")).status_code == 422
    assert (await follow(after, secret, OTHER)).status_code == 200
    assert [await is_in(before), await is_in(after)] == [False, True]
    assert (await ask(browser(), agent.email)).status_code == 401
    assert (await ask(browser(), agent.email, OTHER)).status_code == 200


async def test_a_new_password_signs_every_other_browser_out(
    browser: Browser,
    desk: Desk,
    new_agent: NewAgent,
    enter: Enter,
) -> None:
    agent = await new_agent(Role.AGENT)
    here, there = await enter(agent), await enter(agent)
    secret = await link(desk, agent, Purpose.PASSWORD_RESET)
    path = "/api/v1/me/password"
    wrong = await here.post(path, json={"current": OTHER, "new": OTHER})
    short = await here.post(path, json={"current": PASSWORD, "new": "short"})
    half = await here.post(path, headers=JSON, content=HALF)
    right = await here.post(path, json={"current": PASSWORD, "new": OTHER})

    refused = [wrong, short, half]
    assert [answer.status_code for answer in refused] == [422] * 3
    assert right.status_code == 204
    assert [await is_in(here), await is_in(there)] == [True, False]
    assert (await follow(browser(), secret, "still-the-old-link")).status_code == 404
    assert (await ask(browser(), agent.email, OTHER)).status_code == 200


async def test_a_reset_is_mailed_to_who_is_known_and_answered_alike_to_all(
    desk: Desk, options: WebOptions, new_agent: NewAgent
) -> None:
    post = Post(RecordingMailer(), mail.mailbox("desk@example.com"))
    app = create(replace(desk, post=post), options)
    agent = await new_agent(Role.AGENT, "mara@example.com")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        answers = [
            await client.post("/api/v1/password-resets", json={"email": email})
            for email in ("Mara@example.com", "nobody@example.com")
        ]
    async with desk.database.connection() as connection:
        jobs = await connection.execute("select task_name, args from procrastinate_jobs")
        assert await jobs.fetchall() == [
            ("mail_link", {"agent": str(agent.id), "purpose": "password_reset"})
        ]
    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"")] * 2


async def test_without_mail_no_reset_waits_to_be_sent(
    client: httpx.AsyncClient, desk: Desk, new_agent: NewAgent
) -> None:
    agent = await new_agent(Role.AGENT)
    answer = await client.post("/api/v1/password-resets", json={"email": agent.email})
    async with desk.database.connection() as connection:
        jobs = await connection.execute("select from procrastinate_jobs")
        assert await jobs.fetchall() == []
    assert answer.status_code == 202


async def test_guessing_is_stopped_for_a_while_and_never_for_good(
    client: httpx.AsyncClient,
    clock: StoppedClock,
    new_agent: NewAgent,
) -> None:
    agent, colleague = await new_agent(Role.AGENT), await new_agent(Role.AGENT)
    for _ in range(TRIES_OF_ADDRESS):
        assert (await ask(client, agent.email, OTHER)).status_code == 401
    refused = await ask(client, agent.email)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= WINDOW.total_seconds()
    assert (await ask(client, colleague.email)).status_code == 200

    clock.move(timedelta(seconds=int(refused.headers["retry-after"])))
    assert (await ask(client, agent.email)).status_code == 200


async def test_one_client_cannot_try_many_addresses(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    agent = await new_agent(Role.AGENT)
    async with _from(app, "2001:db8::1") as one, _from(app, "2001:db8:1::1") as other:
        for number in range(TRIES_OF_CLIENT):
            await ask(one, f"guess-{number}@example.com", OTHER)
        async with _from(app, "2001:db8::ffff") as neighbour:
            assert (await ask(neighbour, agent.email)).status_code == 429
        assert (await ask(other, agent.email)).status_code == 200
        async with _from(app, "::ffff:192.0.2.1") as mapped:
            await ask(mapped, agent.email, OTHER)
    async with desk.database.connection() as connection:
        cursor = await connection.execute("select key from rate where key like '% client %'")
        assert {row[0] for row in await cursor.fetchall()} == {
            "sign_in client 2001:db8::/64",
            "sign_in client 2001:db8:1::/64",
            "sign_in client ::ffff:192.0.2.1",
        }


async def test_nobodys_mailbox_is_flooded(client: httpx.AsyncClient) -> None:
    asked = {"email": "mara@example.com"}
    assert [
        (await client.post("/api/v1/password-resets", json=asked)).status_code
        for _ in range(RESETS_OF_ADDRESS + 1)
    ] == [202] * RESETS_OF_ADDRESS + [429]


def _from(app: FastAPI, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://desk.test")
