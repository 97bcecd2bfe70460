"""A whole turn compared with the bare search, and turns per second on two cores."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack

from benchmarks import floor
from benchmarks.home import Filled, filled
from benchmarks.run import Run, say
from benchmarks.table import Figure, Goal, latencies
from tandem.app import SupportAssistant

Ask = Callable[[str], Awaitable[None]]
SETTLED_MAX = 0.02  # of the questions
WARM = 1_000_000  # questions from this number on are only for warming up


def measure(run: Run) -> Iterator[Figure]:
    """Latency of one caller, and turns per second of one and of two."""
    say(f"storing and indexing {run.respond_passages:,} passages")
    yield from asyncio.run(_measure(run))


async def _measure(run: Run) -> list[Figure]:
    async with (
        filled(run, run.respond_passages) as desk,
        await SupportAssistant.open(settings=desk.settings) as assistant,
        AsyncExitStack() as stack,
    ):
        bare = [await stack.enter_async_context(desk.bare_search()) for _ in range(2)]

        settled: list[str] = []  # a classifier may hear a danger in invented words

        async def ours(text: str) -> None:
            response = await assistant.respond(text)
            if "retrieve" not in response.steps:
                settled.append(text)

        for text in desk.questions(10, WARM):
            await asyncio.gather(ours(text), *(one.ask(text) for one in bare))
        say("responding")
        taken: list[list[float]] = []
        least: list[list[float]] = []
        for number in range(run.rounds):
            pairs = [
                (await _seconds(ours, text), await _seconds(bare[0].ask, text))
                for text in desk.questions(run.questions, number * run.questions)
            ]
            taken.append([own for own, _ in pairs])
            least.append([bare_s for _, bare_s in pairs])
        goal = Goal(2.0, at_most=True)
        figures = list(latencies("respond", taken, least, floor.SEARCH, goal))
        for callers in (1, 2):
            asked = [[ours, ours][:callers], [one.ask for one in bare][:callers]]
            figures.append(await _throughput(run, desk, asked[0], asked[1]))
        # Without a search there is nothing to measure.
        assert len(settled) <= SETTLED_MAX * run.rounds * run.questions, settled
    return figures


async def _throughput(run: Run, desk: Filled, ours: Sequence[Ask], bare: Sequence[Ask]) -> Figure:
    start = WARM + 1_000 * len(ours)
    own: list[float] = []
    least: list[float] = []
    for number in range(run.rounds):
        texts = desk.questions(run.questions, start + number * run.questions)
        own.append(await _rate(ours, texts))
        least.append(await _rate(bare, texts))
    callers = "1 caller" if len(ours) == 1 else f"{len(ours)} callers"
    name = f"respond, {callers} at once"
    return Figure(name, "turns/s", tuple(own), tuple(least), floor.SEARCH, run.questions)


async def _rate(callers: Sequence[Ask], texts: Sequence[str]) -> float:
    """Questions per second if each caller asks the next as soon as it has an answer."""
    waiting = iter(texts)

    async def work(ask: Ask) -> None:
        for text in waiting:
            await ask(text)

    began = time.perf_counter()
    await asyncio.gather(*(work(ask) for ask in callers))
    return len(texts) / (time.perf_counter() - began)


async def _seconds(ask: Ask, text: str) -> float:
    began = time.perf_counter()
    await ask(text)
    return time.perf_counter() - began
