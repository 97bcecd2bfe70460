"""Programs' tokens: what each scope allows, and that none allows more than its agent's role."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.scope import Scope
from tandem.store import agents, tokens
from tandem.testing import StoppedClock
from tests.integration.web.conftest import NewAgent, SignIn

Issue = Callable[..., Awaitable[str]]

READS = ("GET", "/api/v1/me", None)
WRITES = ("PATCH", "/api/v1/me", {"availability": "online"})
LEADS = ("POST", "/api/v1/assistant/resume", None)
ADMINISTERS = ("GET", "/api/v1/tokens", None)
ASKS = ("POST", "/api/v1/assistant/respond", {"message": "How late are you open?"})
SIGNS_OUT = ("DELETE", "/api/v1/sessions", None)
ALL = (READS, WRITES, LEADS, ADMINISTERS, ASKS, SIGNS_OUT)

# The status that a token of these scopes gets for each of ALL, if its agent is an admin.
REACH: dict[tuple[Scope, ...], tuple[int, ...]] = {
    (Scope.READ,): (200, 403, 403, 403, 403, 403),
    (Scope.WRITE,): (200, 200, 403, 403, 200, 403),
    (Scope.ADMIN,): (200, 200, 200, 200, 200, 403),
    (Scope.ASSISTANT,): (403, 403, 403, 403, 200, 403),
    (Scope.READ, Scope.ASSISTANT): (200, 403, 403, 403, 200, 403),
}
# The status that a token of every scope gets, by its agent's role.
ROLES: dict[Role, tuple[int, ...]] = {
    Role.VIEWER: (200, 403, 403, 403, 403, 403),
    Role.AGENT: (200, 200, 403, 403, 200, 403),
    Role.LEAD: (200, 200, 200, 403, 200, 403),
    Role.ADMIN: (200, 200, 200, 200, 200, 403),
}


@pytest.fixture
def issue(desk: Desk) -> Issue:
    """Makes a token for an agent, and returns its secret."""

    async def issued(
        agent: Agent, *scopes: Scope, lasts: timedelta | None = None, revoked: bool = False
    ) -> str:
        id, now = desk.new_id(), desk.clock()
        secret = f"tdm_{id}"
        async with desk.database.transaction() as tx:
            await tokens.add(
                tx,
                secret,
                id=id,
                agent=agent.id,
                name="A program",
                scopes=scopes,
                expires_at=None if lasts is None else now + lasts,
                now=now,
            )
            if revoked:
                await tokens.revoke(tx, id, now)
        return secret

    return issued


async def ask(
    client: httpx.AsyncClient, secret: str, asked: tuple[str, str, object] = READS
) -> httpx.Response:
    method, path, body = asked
    return await client.request(
        method, path, json=body, headers={"Authorization": f"Bearer {secret}"}
    )


@pytest.mark.parametrize("scopes", REACH)
async def test_a_token_reaches_as_far_as_its_scopes(
    scopes: tuple[Scope, ...],
    client: httpx.AsyncClient,
    new_agent: NewAgent,
    issue: Issue,
) -> None:
    secret = await issue(await new_agent(Role.ADMIN), *scopes)
    assert tuple([(await ask(client, secret, asked)).status_code for asked in ALL]) == REACH[scopes]


@pytest.mark.parametrize("role", ROLES)
async def test_a_token_reaches_no_further_than_its_agent(
    role: Role,
    client: httpx.AsyncClient,
    new_agent: NewAgent,
    issue: Issue,
) -> None:
    secret = await issue(await new_agent(role), *Scope)
    assert tuple([(await ask(client, secret, asked)).status_code for asked in ALL]) == ROLES[role]


async def test_a_token_that_does_not_work_lets_nobody_in(
    client: httpx.AsyncClient,
    desk: Desk,
    clock: StoppedClock,
    new_agent: NewAgent,
    issue: Issue,
) -> None:
    agent, gone = await new_agent(Role.AGENT), await new_agent(Role.AGENT)
    secrets = [
        "tdm_unknown",
        await issue(agent, Scope.READ, revoked=True),
        await issue(agent, Scope.READ, lasts=timedelta(hours=1)),
        await issue(gone, Scope.READ),
    ]
    assert (await ask(client, secrets[2])).status_code == 200
    async with desk.database.transaction() as tx:
        await agents.change(tx, gone.id, is_active=False, now=desk.clock())
    clock.move(timedelta(hours=1))
    answers = [await ask(client, secret) for secret in secrets]

    assert [answer.status_code for answer in answers] == [401] * 4
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}


async def test_a_token_that_does_not_work_is_not_made_good_by_a_cookie(sign_in: SignIn) -> None:
    assert (await ask(await sign_in(Role.ADMIN), "tdm_unknown")).status_code == 401


async def test_a_program_is_told_no_page_token_and_its_token_when_it_was_used(
    client: httpx.AsyncClient,
    desk: Desk,
    clock: StoppedClock,
    new_agent: NewAgent,
    issue: Issue,
) -> None:
    secret = await issue(await new_agent(Role.AGENT), Scope.READ)
    first = clock.at
    assert (await ask(client, secret)).json()["csrf_token"] is None
    clock.move(timedelta(seconds=59))
    await ask(client, secret)
    async with desk.database.connection() as connection:
        assert [token.last_used_at for token in await tokens.every(connection)] == [first]
        clock.move(timedelta(seconds=2))
        await ask(client, secret)
        assert [token.last_used_at for token in await tokens.every(connection)] == [clock.at]
