"""Time from the press of *Talk to a human* to its event in an agent's stream, on a busy desk."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import cast
from uuid import UUID, uuid4

import httpx

from benchmarks import customers
from benchmarks.customers import Customer
from benchmarks.home import Filled, filled
from benchmarks.run import Run, say
from benchmarks.served import POLICY, served
from benchmarks.table import Figure, Goal, latencies
from tandem import app
from tandem.actions.access.add_agent import add_agent
from tandem.actions.access.issue_token import issue_token
from tandem.core.desk.agent import Role
from tandem.core.desk.scope import Scope
from tandem.settings import Settings
from tandem.store import gauges

OTHERS_A_SECOND = 5  # messages in other conversations, each of which is answered
SHARE = 3  # of a round's questions
PAUSE_S = 0.2  # between two presses
WAIT_S_MAX = 30.0
ADDRESSES = count(2)  # of this machine, for the customers
ASK = "GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n"
HELLO = b"event: hello"
HANDED_OFF = re.compile(rb"event: conversation\.handed_off\nid: ([0-9a-f-]{36}):")


def measure(run: Run) -> Iterator[Figure]:
    """Milliseconds of presses, one after the other, each in a conversation that was answered."""
    say(f"storing and indexing {run.respond_passages:,} passages")
    yield from asyncio.run(_measure(run))


async def _measure(run: Run) -> tuple[Figure, Figure]:
    presses = run.questions // SHARE
    async with filled(run, run.respond_passages) as desk:
        settings = desk.settings.model_copy(update={"policy": POLICY})
        token = await _token(settings)
        with served(settings) as server:
            async with (
                httpx.AsyncClient(base_url=server.url, timeout=WAIT_S_MAX) as client,
                _following(server.port, token) as stream,
                _busy(run, desk, server.url),
            ):
                say(f"asking for people beside {run.active} conversations")
                rounds = [
                    await _round(client, stream, await _started(desk, server.url, presses))
                    for _ in range(run.rounds)
                ]
    p50, p95 = latencies(
        f"press to the agent's stream, {run.active} active",
        [[own for own, _ in taken] for taken in rounds],
        [[bare for _, bare in taken] for taken in rounds],
        "`GET /healthz` on the same connection, right before each press",
    )
    goal = Goal(50.0, at_most=True, absolute=True)
    return p50, Figure(p95.name, p95.unit, p95.ours, p95.floor, p95.floor_is, p95.n, goal)


async def _token(settings: Settings) -> str:
    """The token of a new agent, who sees everything."""
    async with app.open_desk(settings) as parts:
        agent = await add_agent(parts.desk, "agent@example.com", "Agent", Role.ADMIN)
        issued = await issue_token(
            parts.desk, agent, name="benchmark", scopes=[Scope.READ, Scope.WRITE]
        )
    return issued.secret


async def _round(
    client: httpx.AsyncClient, stream: "_Stream", pressing: Sequence[Customer]
) -> list[tuple[float, float]]:
    """Seconds of each press, and of the bare request before it."""
    taken: list[tuple[float, float]] = []
    for customer in pressing:
        await asyncio.sleep(PAUSE_S)
        began = time.perf_counter()
        (await client.get("/healthz")).raise_for_status()
        bare = time.perf_counter() - began
        began = time.perf_counter()
        told = stream.handoff_of(customer.conversation)
        pressed = await client.post(
            "/widget/v1/person", json={"client_key": str(uuid4())}, headers=customer.headers
        )
        pressed.raise_for_status()
        async with asyncio.timeout(WAIT_S_MAX):
            taken.append((await told - began, bare))
    return taken


# The other customers --------------------------------------------------------------------------


@asynccontextmanager
async def _busy(run: Run, desk: Filled, url: str) -> AsyncGenerator[None]:
    """So many conversations, each with a message in the last minute, during the block."""
    active = await _started(desk, url, run.active)

    async def write_on() -> None:
        texts = desk.questions(len(active), len(active))
        while True:
            await _write(url, active, texts, pause_s=1 / OTHERS_A_SECOND)

    writing = asyncio.create_task(write_on())
    try:
        yield
        assert not writing.done(), "The other customers stopped writing."
    finally:
        writing.cancel()
        await asyncio.wait({writing})


async def _started(desk: Filled, url: str, count: int) -> list[Customer]:
    """New customers, each with a message that was answered."""
    starting = await customers.add(desk.database, count)
    await _write(url, starting, desk.questions(count))
    end = time.monotonic() + WAIT_S_MAX
    while await _turns_due(desk):
        assert time.monotonic() < end, "The desk does not keep up."
        await asyncio.sleep(0.1)
    return starting


async def _write(
    url: str, writing: Sequence[Customer], texts: Sequence[str], pause_s: float = 0.0
) -> None:
    """A message of each, from a new address: the desk limits what one address may send."""
    address = f"127.0.0.{next(ADDRESSES)}"
    transport = httpx.AsyncHTTPTransport(local_address=address)
    async with httpx.AsyncClient(base_url=url, timeout=WAIT_S_MAX, transport=transport) as client:
        for customer, text in zip(writing, texts, strict=True):
            sent = await client.post(
                "/widget/v1/messages",
                json={"text": text, "client_key": str(uuid4())},
                headers=customer.headers,
            )
            sent.raise_for_status()
            await asyncio.sleep(pause_s)


async def _turns_due(desk: Filled) -> int:
    async with desk.database.connection() as connection:
        return (await gauges.read(connection, app.now())).turns_due


# The agent ------------------------------------------------------------------------------------


class _Stream(asyncio.Protocol):
    """An agent's stream that notes when each handoff is read."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._rest = b""
        self._waiting: dict[UUID, asyncio.Future[float]] = {}
        self.begun = asyncio.get_running_loop().create_future()

    def handoff_of(self, conversation: UUID) -> asyncio.Future[float]:
        """When the handoff of this conversation is read."""
        return self._waiting.setdefault(conversation, asyncio.get_running_loop().create_future())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Request the stream."""
        cast("asyncio.Transport", transport).write(ASK.format(self._token).encode())

    def data_received(self, data: bytes) -> None:
        """Note the handoffs in the complete frames."""
        now = time.perf_counter()
        *frames, self._rest = (self._rest + data).split(b"\n\n")
        for frame in frames:
            if HELLO in frame and not self.begun.done():
                self.begun.set_result(None)
            if found := HANDED_OFF.search(frame):
                handoff = self.handoff_of(UUID(found[1].decode()))
                if not handoff.done():
                    handoff.set_result(now)


@asynccontextmanager
async def _following(port: int, token: str) -> AsyncGenerator[_Stream]:
    """The agent's open stream during the block."""
    stream = _Stream(token)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(lambda: stream, "127.0.0.1", port)
    try:
        async with asyncio.timeout(WAIT_S_MAX):
            await stream.begun
        yield stream
    finally:
        transport.close()
