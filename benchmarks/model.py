"""Turns with a language model: the desk's own share of their time, and the web while many wait."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any
from uuid import uuid4

import httpx

from benchmarks import customers
from benchmarks.customers import Customer
from benchmarks.home import Filled, filled
from benchmarks.run import Run, say
from benchmarks.served import POLICY, served
from benchmarks.table import Figure, Goal, latencies
from tandem.app import SupportAssistant
from tests.llm import scripted
from tests.llm.answering import passages, reply
from tests.llm.scripted import Json, Llm, Request

ANSWERS_S = 0.3  # the model's time where the own share is measured
AT_ONCE = 50
WAITS_S = 8.0  # the model's time where many turns wait for it, longer than beginning and probing
BEGUN = 0.5  # of them wait for the model when the probes begin; the rest begin meanwhile
PROBES = 20  # of the web, each a request to /healthz and a message
PAUSE_S = 0.03  # between probes
STARTED_S_MAX = 30.0
WARM = 10
SHARE = 5
MODEL = "openai:scripted"
GREETING = "Hello"  # answered by a rule: no turn of a probe waits for the model
OWN_FLOOR = (
    "the model's own time: the same request sent again by a bare client to the same server, which"
    f" answers after {ANSWERS_S:g} s; ours is the turn's time less that"
)
WEB_FLOOR = "the same requests one after another while no turn is under way"


def measure(run: Run) -> Iterator[Figure]:
    """Milliseconds of a turn that are not the model's, and of requests while turns wait."""
    say(f"storing and indexing {run.respond_passages:,} passages")
    yield from asyncio.run(_measure(run))


def first_sentence(request: Request) -> Json:
    """A claim that passes: the first passage's first sentence."""
    text = passages(request)[1].partition(". ")[0]
    return reply([(f"{text}.", [1], text)])


async def _measure(run: Run) -> list[Figure]:
    async with filled(run, run.respond_passages) as desk:
        with scripted.serving(scripted.later(ANSWERS_S, scripted.says(first_sentence))) as llm:
            own = await _own_share(run, desk, llm)
            llm.plays(scripted.later(WAITS_S, scripted.says(first_sentence)))
            return [*own, *await _web(run, desk, llm)]


async def _own_share(run: Run, desk: Filled, llm: Llm) -> list[Figure]:
    settings = desk.settings.model_copy(update={"llm": MODEL, "llm_url": llm.openai_url})
    count = run.questions // SHARE
    async with (
        await SupportAssistant.open(settings=settings) as assistant,
        httpx.AsyncClient() as client,
    ):

        async def pair(text: str) -> tuple[float, float] | None:
            asked = len(llm.requests)
            began = time.perf_counter()
            await assistant.respond(text)
            taken = time.perf_counter() - began
            if len(llm.requests) == asked:
                return None  # a rule heard something, and nothing was asked
            last = llm.requests[-1]
            began = time.perf_counter()
            url = f"http://127.0.0.1:{llm.port}{last.path}"
            await client.post(url, content=last.raw, headers={"content-type": "application/json"})
            model = time.perf_counter() - began
            return taken - model, model

        async def pairs(texts: Sequence[str]) -> list[tuple[float, float]]:
            return [found for text in texts if (found := await pair(text)) is not None]

        await pairs(desk.questions(WARM, 2_000_000))
        say("responding with a model")
        rounds = [
            await pairs(desk.questions(count, number * count)) for number in range(run.rounds)
        ]
    goal = Goal(100.0, at_most=True, absolute=True)
    return list(
        latencies(
            "turn with a model, own share",
            [[own for own, _ in taken] for taken in rounds],
            [[model for _, model in taken] for taken in rounds],
            OWN_FLOOR,
            goal,
        )
    )


async def _web(run: Run, desk: Filled, llm: Llm) -> list[Figure]:
    update: dict[str, Any] = {"policy": POLICY, "llm": MODEL, "llm_url": llm.openai_url}
    settings = desk.settings.model_copy(update=update)
    health: list[list[float]] = []
    idle_health: list[list[float]] = []
    sent: list[list[float]] = []
    idle_sent: list[list[float]] = []
    with served(settings) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=STARTED_S_MAX) as client:
            await _probe(client, await customers.add(desk.database, PROBES))
            for number in range(run.repeats):
                idle = await _probe(client, await customers.add(desk.database, PROBES))
                writing = await customers.add(desk.database, AT_ONCE)
                probing = await customers.add(desk.database, PROBES)
                texts = desk.questions(AT_ONCE, 3_000_000 + number * AT_ONCE)
                say(f"beginning {AT_ONCE} turns")
                await asyncio.gather(
                    *(_post(client, one, text) for one, text in zip(writing, texts, strict=True))
                )
                await _until(lambda: llm.answering >= BEGUN * AT_ONCE)
                busy = await _probe(client, probing)
                assert llm.answering > 0, "The turns ended before the requests did."
                await _until(lambda: llm.answering == 0)
                say(f"{llm.answering_most} at once waited for the model")
                for kept, found in zip((idle_health, idle_sent), idle, strict=True):
                    kept.append(found)
                for kept, found in zip((health, sent), busy, strict=True):
                    kept.append(found)
    return [
        *latencies(f"/healthz, {AT_ONCE} turns under way", health, idle_health, WEB_FLOOR),
        *latencies(f"widget message, {AT_ONCE} turns under way", sent, idle_sent, WEB_FLOOR),
    ]


async def _probe(
    client: httpx.AsyncClient, writing: Sequence[Customer]
) -> tuple[list[float], list[float]]:
    """Seconds of requests to /healthz, and of messages, one after another."""
    health: list[float] = []
    sent: list[float] = []
    for customer in writing:
        health.append(await _seconds(client.get("/healthz")))
        sent.append(await _seconds(_post(client, customer, GREETING)))
        await asyncio.sleep(PAUSE_S)
    return health, sent


async def _seconds(request: Awaitable[httpx.Response]) -> float:
    began = time.perf_counter()
    (await request).raise_for_status()
    return time.perf_counter() - began


async def _post(client: httpx.AsyncClient, customer: Customer, text: str) -> httpx.Response:
    body = {"text": text, "client_key": str(uuid4())}
    return await client.post("/widget/v1/messages", json=body, headers=customer.headers)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(STARTED_S_MAX):
        while not holds():  # noqa: ASYNC110 -- another thread counts
            await asyncio.sleep(0.01)
