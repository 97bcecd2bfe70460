"""Time from a customer's message to the reply in the widget, compared with the turn alone."""

import asyncio
import time
from collections.abc import Iterator

import httpx

from benchmarks import customers
from benchmarks.customers import wait_for_reply
from benchmarks.home import filled
from benchmarks.run import Run, say
from benchmarks.served import POLICY, served
from benchmarks.table import Figure, latencies
from tandem.app import SupportAssistant

WARM = 10
# `tandem serve` accepts 300 messages a minute from one address; the full run sends 260.
SHARE = 3
WAIT_S_MAX = 30.0
FLOOR = (
    "`respond()` to the same text in this process on the same database: the turn and its record; no"
    " HTTP, message, event, claim or stream"
)


def measure(run: Run) -> Iterator[Figure]:
    """Latency of one customer at a time at a real `tandem serve`, each with an open stream."""
    say(f"storing and indexing {run.respond_passages:,} passages")
    yield from asyncio.run(_measure(run))


async def _measure(run: Run) -> tuple[Figure, Figure]:
    count = run.questions // SHARE
    async with filled(run, run.respond_passages) as desk:
        settings = desk.settings.model_copy(update={"policy": POLICY})
        with served(settings) as server:
            async with (
                await SupportAssistant.open(settings=settings) as assistant,
                httpx.AsyncClient(base_url=server.url, timeout=WAIT_S_MAX) as client,
            ):

                async def pairs(after: int, count: int) -> list[tuple[float, float]]:
                    writing = await customers.add(desk.database, count)
                    texts = desk.questions(count, after)
                    return [
                        (
                            await wait_for_reply(client, customer, text),
                            await _seconds(assistant, text),
                        )
                        for customer, text in zip(writing, texts, strict=True)
                    ]

                await pairs(0, WARM)
                say("waiting for replies")
                rounds = [await pairs(WARM + number * count, count) for number in range(run.rounds)]
    return latencies(
        "message to reply in the widget",
        [[own for own, _ in taken] for taken in rounds],
        [[least for _, least in taken] for taken in rounds],
        FLOOR,
    )


async def _seconds(assistant: SupportAssistant, text: str) -> float:
    began = time.perf_counter()
    await assistant.respond(text)
    return time.perf_counter() - began
