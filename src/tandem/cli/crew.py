"""Worker processes of the lab: each has its own embedder, and shares one scratch database."""

import asyncio
import multiprocessing
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from tandem import app
from tandem.actions.lab.converse import converse
from tandem.assistant.thinking import Thinking, fixed
from tandem.assistant.trial import try_all
from tandem.core.lab.conversations import Talk
from tandem.core.lab.dataset import Question
from tandem.core.lab.judged import Judged
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.policy import Policy
from tandem.settings import Settings
from tandem.store.database import Database

CHUNK = 8  # questions per task: a second or two, so that all workers end at about the same time
AT_ONCE = 1  # in a worker; the others use the other cores while the database searches

Asked = TypeVar("Asked")
Result = TypeVar("Result")


class Crew:
    """Asks questions from several processes."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    async def judge(
        self, questions: Sequence[Question], progress: Callable[[int], None]
    ) -> list[Judged | None]:
        """The case for calibration that each question gives."""
        return await self._all(_judge, questions, progress)

    async def converse(
        self, questions: Sequence[tuple[Question, Calibration]], progress: Callable[[int], None]
    ) -> list[Talk]:
        """One conversation for each question."""
        return await self._all(_converse, questions, progress)

    async def _all(
        self,
        work: Callable[[Sequence[Asked]], list[Result]],
        asked: Sequence[Asked],
        progress: Callable[[int], None],
    ) -> list[Result]:
        loop, done = asyncio.get_running_loop(), 0

        async def one(chunk: Sequence[Asked]) -> list[Result]:
            nonlocal done
            results = await loop.run_in_executor(self._pool, work, chunk)
            done += len(chunk)
            progress(done)
            return results

        chunks = [asked[start : start + CHUNK] for start in range(0, len(asked), CHUNK)]
        results = await asyncio.gather(*map(one, chunks))
        return [result for chunk in results for result in chunk]


@contextmanager
def crew(
    settings: Settings, conninfo: str, policy: Policy, workers: int, maker: str = ""
) -> Generator[Crew]:
    """As many workers as that, until the block ends; after an error nothing more is begun.

    `maker` is the language model that words their replies; without one, all is quoted.
    """
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(settings.model_copy(update={"llm": maker or None}), conninfo, policy),
    )
    try:
        yield Crew(pool)
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a worker process keeps open until it ends."""

    loop: asyncio.AbstractEventLoop
    thinking: Thinking


_worker: _Worker | None = None


def _begin(settings: Settings, conninfo: str, policy: Policy) -> None:
    global _worker
    loop = asyncio.new_event_loop()

    async def opened() -> Thinking:
        stack = AsyncExitStack()  # never left: the process ends with it
        database = await Database.open(conninfo)
        embedder = await stack.enter_async_context(app.open_embedder(settings))
        writers = await stack.enter_async_context(app.open_writers(settings, policy))
        return app.thinking(database, embedder, fixed(policy), writers=writers)

    _worker = _Worker(loop, loop.run_until_complete(opened()))


def _judge(questions: Sequence[Question]) -> list[Judged | None]:
    assert _worker is not None, "the pool has begun this process"
    trials = _worker.loop.run_until_complete(
        try_all(_worker.thinking, questions, concurrency=AT_ONCE, now=app.now())
    )
    return [trial.judged for trial in trials]


def _converse(questions: Sequence[tuple[Question, Calibration]]) -> list[Talk]:
    assert _worker is not None, "the pool has begun this process"
    return _worker.loop.run_until_complete(
        converse(_worker.thinking, questions, concurrency=AT_ONCE, now=app.now())
    )
