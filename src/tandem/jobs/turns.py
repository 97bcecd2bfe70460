"""The loop that takes turns: it claims what is due, several at once, and lets go when asked to."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import structlog
from psycopg import Notify

from tandem.actions.ports import Desk
from tandem.actions.turn.take_turn import take_turn
from tandem.core.errors import UnavailableError
from tandem.store import leases, notifications
from tandem.store.database import Connection
from tandem.store.leases import Lease

LEASE = timedelta(seconds=60)  # twice what take_turn may think
WAIT_S_MAX = 5.0  # between two checks, when no notification arrives
WAIT_S_MIN = 0.1  # where a lease has just run out and somebody else is taking it
RETRY_S = 1.0  # after the database refused
STOP_S_MAX = 10.0  # for turns under way to end

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Work:
    """What the loop has in hand; `woken` is set whenever it should look again."""

    desk: Desk
    concurrency: int
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: dict[asyncio.Task[None], Lease] = field(default_factory=dict)
    given_back: list[Lease] = field(default_factory=list)


async def run(desk: Desk, *, concurrency: int, stop: asyncio.Event) -> None:
    """Take every turn as it falls due, until `stop` is set.

    Then no turn is begun, those under way have ten seconds, and what is unfinished after that is
    given back for another worker to take at once.
    """
    work = _Work(desk, concurrency)
    try:
        async with _waking(work, stop):
            while not stop.is_set():
                work.woken.clear()
                await _wait(work, await _begin_due(work))
    finally:
        await _end(work)


@asynccontextmanager
async def _waking(work: _Work, stop: asyncio.Event) -> AsyncGenerator[None]:
    """Wake the loop whenever a turn is wanted or a notification may be missing, and at `stop`."""

    async def wake(_: Connection, __: Sequence[Notify]) -> None:
        work.woken.set()

    async def wake_at_stop() -> None:
        await stop.wait()
        work.woken.set()

    stopping = asyncio.create_task(wake_at_stop())
    following = asyncio.create_task(
        notifications.follow(
            work.desk.database.conninfo,
            [leases.CHANNEL],
            connected=work.woken.set,
            received=wake,
        )
    )
    try:
        yield
    finally:
        stopping.cancel()
        await notifications.cancel(following)


async def _wait(work: _Work, most_s: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(most_s):
            await work.woken.wait()


async def _begin_due(work: _Work) -> float:
    """Begin what is due, as far as there is room; returns the seconds until the next look."""
    desk = work.desk
    try:
        await _give_back(work)
        while len(work.under_way) < work.concurrency:
            now = desk.clock()
            async with desk.database.transaction() as tx:
                lease = await leases.claim(tx, until=now + LEASE, now=now)
            if lease is None:
                break
            task = asyncio.create_task(_take(work, lease))
            work.under_way[task] = lease
            task.add_done_callback(partial(_ended, work))
        async with desk.database.connection() as connection:
            next_at = await leases.next_at(connection)
    except UnavailableError as error:
        log.warning("turns wait", kind=type(error).__name__)
        return RETRY_S
    if next_at is None or len(work.under_way) >= work.concurrency:
        return WAIT_S_MAX
    return min(max((next_at - desk.clock()).total_seconds(), WAIT_S_MIN), WAIT_S_MAX)


async def _take(work: _Work, lease: Lease) -> None:
    """Take one turn; one that failed keeps its lease, so that its attempts are counted.

    Where the database failed the turn was not at fault: it is due again as soon as that answers.
    """
    try:
        await take_turn(work.desk, lease)
    except UnavailableError as error:
        _say(lease, error)
        await asyncio.sleep(RETRY_S)
        work.given_back.append(lease)
    except Exception as error:  # noqa: BLE001 -- one turn's fault must not stop the others
        _say(lease, error)


def _ended(work: _Work, task: asyncio.Task[None]) -> None:
    del work.under_way[task]
    work.woken.set()


def _say(lease: Lease, error: Exception) -> None:
    """Log a failed turn without the error's own words: they may be the customer's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    log.error(
        "turn failed",
        conversation=str(lease.id),
        turn_number=lease.number,
        kind=type(error).__name__,
        at=trace and f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}",
    )


async def _give_back(work: _Work) -> None:
    while work.given_back:
        lease = work.given_back[0]
        async with work.desk.database.transaction() as tx:
            await leases.release(tx, lease)
        work.given_back.remove(lease)


async def _end(work: _Work) -> None:
    """Let turns under way end, and give back what has not."""
    if work.under_way:
        await asyncio.wait(list(work.under_way), timeout=STOP_S_MAX)
    unfinished = dict(work.under_way)
    for task in unfinished:
        task.cancel()
    if unfinished:
        await asyncio.wait(list(unfinished))
        work.given_back.extend(unfinished.values())
    try:
        await _give_back(work)
    except UnavailableError:
        log.warning("leases are left to run out", turns=len(work.given_back))
