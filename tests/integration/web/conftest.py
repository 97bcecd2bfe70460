"""The web app in process: a desk on the test's database, browsers, and agents who sign in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tandem.actions.ports import Desk
from tandem.adapters.files.disk import DiskFiles
from tandem.core.desk.agent import Agent, Role
from tandem.store import passwords
from tandem.testing import StoppedClock
from tandem.web.app import create
from tandem.web.deps import WebOptions
from tests.integration.shop import Shop

Browser = Callable[[], httpx.AsyncClient]
NewAgent = Callable[..., Awaitable[Agent]]
Enter = Callable[[Agent], Awaitable[httpx.AsyncClient]]
SignIn = Callable[[Role], Awaitable[httpx.AsyncClient]]

PASSWORD = "tea-lamp-river-nine"  # noqa: S105 -- of every agent of these tests


@pytest.fixture
def shop(shop: Shop, tmp_path: Path) -> Shop:
    """The shop with files on disk, as on a running desk."""
    return replace(shop, desk=replace(shop.desk, files=DiskFiles(tmp_path / "files")))


@pytest.fixture
def desk(shop: Shop) -> Desk:
    """The desk that actions take."""
    return shop.desk


@pytest.fixture
def clock(shop: Shop) -> StoppedClock:
    """The desk's clock."""
    return shop.clock


@pytest.fixture
def options(tmp_path: Path) -> WebOptions:
    """What the operator chose; no front end is built."""
    return WebOptions(resources=tmp_path)


@pytest.fixture
def app(desk: Desk, options: WebOptions) -> FastAPI:
    """The desk's app."""
    return create(desk, options)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    """Makes browsers, each with its own cookies."""
    stack = AsyncExitStack()

    def made() -> httpx.AsyncClient:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.test")
        stack.push_async_callback(client.aclose)
        return client

    yield made
    await stack.aclose()


@pytest.fixture
def client(browser: Browser) -> httpx.AsyncClient:
    """A browser without a session."""
    return browser()


@pytest.fixture
def new_agent(shop: Shop) -> NewAgent:
    """Adds an agent with a role, whose password is PASSWORD."""

    async def added(role: Role, email: str = "", password: str | None = PASSWORD) -> Agent:
        hashed = None if password is None else await passwords.hashed(password)
        return await shop.agent(role.value.title(), role=role, email=email, password_hash=hashed)

    return added


@pytest.fixture
def enter(browser: Browser) -> Enter:
    """Signs an agent in with a new browser, which sends the CSRF token."""

    async def entered(agent: Agent) -> httpx.AsyncClient:
        made = browser()
        answer = await made.post(
            "/api/v1/session", json={"email": agent.email, "password": PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        made.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return made

    return entered


@pytest.fixture
def sign_in(new_agent: NewAgent, enter: Enter) -> SignIn:
    """Signs a new agent with a role in."""

    async def signed_in(role: Role) -> httpx.AsyncClient:
        return await enter(await new_agent(role))

    return signed_in
