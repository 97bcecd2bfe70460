"""The parts of `serve` and `worker` that the web alone does not need: turns, and jobs."""

import asyncio

from tandem.app import Parts
from tandem.jobs import queue, turns

WAITING_TURNS_MAX = 64  # at a time, where a language model is asked: they hold no connection


async def take_turns(parts: Parts, stop: asyncio.Event) -> None:
    """Take turns, as many at a time as there are cores; with a model more, for they wait for it."""
    cores, has_model = parts.settings.processes, parts.thinking.writers is not None
    concurrency = max(cores, WAITING_TURNS_MAX) if has_model else cores
    await turns.run(parts.desk, concurrency=concurrency, stop=stop)


async def do_jobs(parts: Parts, stop: asyncio.Event) -> None:
    """Run the jobs of the queue."""
    await queue.run(parts.desk, stop=stop)
