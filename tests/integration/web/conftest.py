"""The web in process: a desk on the test's database, browsers that ask it, agents who sign in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from tandem.actions.ports import Desk
from tandem.adapters.files.disk import DiskFiles
from tandem.assistant.thinking import Thinking, fixed
from tandem.core.desk.agent import Agent, Role
from tandem.core.turn.confidence import KEYWORDS_ALONE
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout
from tandem.store import agents, passwords
from tandem.store.database import Database
from tandem.testing import StoppedClock, sure_by_keywords
from tandem.web.app import create
from tandem.web.deps import WebOptions

PASSWORD = "tea-lamp-river-nine"  # noqa: S105 -- of every agent of these tests
POLICY = Policy(
    company="Alder",
    categories=("billing", "delivery"),
    rollout=(Rollout(Mode.AUTO, Audience.EVERYONE),),
)


@pytest.fixture
def clock() -> StoppedClock:
    """The desk's hour."""
    return StoppedClock()


@pytest.fixture
def desk(database: Database, clock: StoppedClock, tmp_path: Path) -> Desk:
    """A desk that answers from keywords, and sends no mail."""
    thinking = Thinking(
        database,
        None,
        heads=(),
        policy=fixed(POLICY),
        shipped=(sure_by_keywords(KEYWORDS_ALONE),),
        version="test",
    )
    return Desk(
        database,
        thinking,
        files=DiskFiles(tmp_path / "files"),
        clock=clock,
        new_id=uuid4,
        public_url="http://desk.test",
    )


@pytest.fixture
def options(tmp_path: Path) -> WebOptions:
    """What the operator chose; nothing of the front end is built."""
    return WebOptions(resources=tmp_path)


@pytest.fixture
def app(desk: Desk, options: WebOptions) -> FastAPI:
    """The desk's app."""
    return create(desk, options)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Makes browsers, each with cookies of its own."""
    stack = AsyncExitStack()

    def made() -> httpx.AsyncClient:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.test")
        stack.push_async_callback(client.aclose)
        return client

    yield made
    await stack.aclose()


@pytest.fixture
def client(browser: Callable[[], httpx.AsyncClient]) -> httpx.AsyncClient:
    """A browser that nobody signed in with."""
    return browser()


@pytest.fixture
def new_agent(desk: Desk) -> Callable[..., Awaitable[Agent]]:
    """Adds an agent of a role, whose password is PASSWORD."""

    async def added(role: Role, email: str = "", password: str | None = PASSWORD) -> Agent:
        id = uuid4()
        hashed = None if password is None else await passwords.hashed(password)
        async with desk.database.transaction() as tx:
            await agents.add(
                tx,
                id=id,
                email=email or f"{role}-{id}@example.com",
                name=role.value.title(),
                role=role,
                password_hash=hashed,
                now=desk.clock(),
            )
            return await agents.read(tx, id)

    return added


@pytest.fixture
def enter(
    browser: Callable[[], httpx.AsyncClient],
) -> Callable[[Agent], Awaitable[httpx.AsyncClient]]:
    """Signs an agent in with a browser of their own, which sends the page's token."""

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
def sign_in(
    new_agent: Callable[..., Awaitable[Agent]],
    enter: Callable[[Agent], Awaitable[httpx.AsyncClient]],
) -> Callable[[Role], Awaitable[httpx.AsyncClient]]:
    """Signs a new agent of a role in."""

    async def signed_in(role: Role) -> httpx.AsyncClient:
        return await enter(await new_agent(role))

    return signed_in
