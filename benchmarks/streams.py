"""Many open streams: when an event reaches them, and what they cost the server."""

import asyncio
import resource
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import uuid4

import numpy as np
import psycopg

from benchmarks import customers
from benchmarks.customers import Customer
from benchmarks.home import temporary_home
from benchmarks.listeners import listening
from benchmarks.run import Run, say
from benchmarks.served import PAGE, POLICY, Server, relayed, served
from benchmarks.table import Figure
from tandem import app
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, StoredMessage, written
from tandem.settings import Settings
from tandem.store import messages
from tandem.store.database import Connection
from tandem.web.live import sse

EVENTS_A_SECOND = 50
LONGER = 3  # that ours runs than the floor, which has no heartbeats to wait for
TABS = 2  # of each customer: two streams read the same conversation
FILES_BESIDE = 200  # open in a server besides its streams
TEXT = "The filter is rotated once a month: open the lid, turn it left, and close the lid again."
FLOOR = (
    "a bare server of as many sockets (benchmarks/relay.py): one connection listens, and the frame"
    " that comes as the notification's own text goes to the sockets that asked for it; the same"
    " writer's pace, commit and readers, but no event stored or read, no session, no heartbeat"
)

Send = Callable[[Connection, Customer, int], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Measured:
    """Results of one server: seconds to the last reader of each event, bytes, share of a core."""

    seconds: Sequence[float]
    stream_bytes: float
    cpu: float


def measure(run: Run) -> Iterator[Figure]:
    """Milliseconds from commit to reading, memory of a stream, and the server's processor time."""
    _allow_files(run.streams + FILES_BESIDE)
    rounds = [asyncio.run(_round(run)) for _ in range(run.repeats)]
    events, name = len(rounds[0][0].seconds), f"{run.streams:,} streams"

    def figure(name: str, unit: str, of: Callable[[Measured], float], n: int) -> Figure:
        ours, least = ([of(server) for server in one] for one in zip(*rounds, strict=True))
        return Figure(name, unit, tuple(ours), tuple(least), FLOOR, n)

    for quantile in (50, 99):
        yield figure(
            f"event to the last of its readers, {name}, p{quantile}",
            "ms",
            lambda server: 1000 * float(np.percentile(server.seconds, quantile)),  # noqa: B023 -- used at once
            events,
        )
    yield figure(f"memory: a stream of {name}", "kB", lambda server: server.stream_bytes / 1e3, 1)
    yield figure(
        f"server's CPU, {name}, {EVENTS_A_SECOND} events/s",
        "% core",
        lambda server: 100 * server.cpu,
        1,
    )


def _allow_files(count: int) -> None:
    """Let this process's children open this many files, as far as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        most = count if hard == resource.RLIM_INFINITY else min(count, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


async def _round(run: Run) -> tuple[Measured, Measured]:
    """Ours and the floor, each a fresh process: freed memory would distort the figures."""
    with temporary_home() as home:
        async with app.open_scratch_database(run.conninfo) as database:
            writing = await customers.add(database, run.streams // TABS)
            settings = Settings(home=home, database_url=database.conninfo, policy=POLICY)
            conninfo = database.conninfo
            return (
                await _told(run, run.streams_s, conninfo, served(settings), writing, _store),
                await _told(
                    run, run.streams_s / LONGER, conninfo, relayed(conninfo), writing, _notify
                ),
            )


async def _told(
    run: Run,
    lasting_s: float,
    conninfo: str,
    starting: AbstractContextManager[Server],
    writing: Sequence[Customer],
    send: Send,
) -> Measured:
    with starting as server:
        async with listening(server.port, writing[: len(writing) // 10]):
            pass  # what only the first streams need is now allocated
        before = server.resident
        say(f"opening {run.streams:,} streams")
        async with (
            listening(server.port, [*writing] * TABS) as listeners,
            await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection,
        ):
            await connection.execute("set synchronous_commit = off")  # the disk is not measured
            used, began = server.cpu_s, time.monotonic()
            sent = await _send(connection, writing, lasting_s, send)
            cpu = (server.cpu_s - used) / (time.monotonic() - began)
            read = await listeners.read_at(TABS * (len(writing) + len(sent)))
            grown = max(server.resident - before, PAGE)
    seconds: list[float] = []
    for event, at in sent.items():
        assert len(read[event]) == TABS, "An event was lost, or came twice."
        seconds.append(max(read[event]) - at)
    return Measured(seconds, grown / run.streams, cpu)


async def _send(
    connection: Connection, writing: Sequence[Customer], seconds: float, send: Send
) -> dict[tuple[str, int], float]:
    """Send events at an even pace, one conversation after another; returns commit times."""
    sent: dict[tuple[str, int], float] = {}
    began = time.monotonic()
    for count in range(round(seconds * EVENTS_A_SECOND)):
        await asyncio.sleep(max(0.0, began + count / EVENTS_A_SECOND - time.monotonic()))
        turn, place = divmod(count, len(writing))
        number = 2 + turn  # after the conversation's start
        customer = writing[place]
        sent[str(customer.conversation), number] = await send(connection, customer, number)
    return sent


def _message(customer: Customer) -> StoredMessage:
    return written(uuid4(), customer.conversation, Author.ASSISTANT, TEXT, now=app.now())


async def _store(connection: Connection, customer: Customer, number: int) -> float:
    """A message as the desk stores it; returns the moment before the commit."""
    async with connection.transaction():
        stored = await messages.append(connection, _message(customer))
        assert stored.public_seq == number
        return time.monotonic()


async def _notify(connection: Connection, customer: Customer, number: int) -> float:
    """Only the frame, as a notification; returns the moment before the commit."""
    frame = sse.frame(EventType.MESSAGE.value, _message(customer).for_customer(), str(number))
    async with connection.transaction():
        payload = f"{customer.conversation} {frame.decode()}"
        await connection.execute("select pg_notify('bare', %s)", (payload,))
        return time.monotonic()
