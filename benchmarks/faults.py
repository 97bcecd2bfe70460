"""`python -m benchmarks.faults`: kills processes again and again while customers write.

Workers, the process that receives messages, and the database server get `kill -9` at random.
Customers behave like a widget: they send unconfirmed messages again, with the same key. At the
end every confirmed message must be stored once, and be answered once or be with people.

With `--http` customers and agents are HTTP clients of real `tandem web` and `tandem worker`
processes, which are also paused for some seconds (benchmarks/front_door.py).
"""

import argparse
import asyncio
import json
import logging
import os
import random
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray

from benchmarks import front_door
from benchmarks.fast import FastClock
from benchmarks.home import temporary_home
from benchmarks.scene import AGAIN, DUE, GAPS, REPLIES, question, teach
from tandem import app
from tandem.actions.conversation.sweep import sweep
from tandem.actions.ports import Desk
from tandem.actions.turn.receive import Inbound, receive
from tandem.assistant.thinking import fixed
from tandem.core.errors import UnavailableError
from tandem.core.turn.confidence import KEYWORDS_ALONE
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout
from tandem.jobs import turns
from tandem.postgres import cluster as clusters
from tandem.settings import Settings
from tandem.store import contacts, inboxes
from tandem.store.database import Database
from tandem.testing import FakeEmbedder, FixedPolicy, MemoryFiles, sure_by_keywords

ROOT = Path(__file__).parent.parent
INBOX, CUSTOMERS, WORKERS, TURNS_AT_ONCE = UUID(int=1), 8, 2, 4
THINKS_S, WRITES_S_MAX, RETRY_S = 0.05, 0.4, 0.2
KILL_S = {"worker": 1.5, "customers": 2.5, "database": 8.0}  # on average between two kills
READY = json.dumps(None)
STARTS_MAX = 10
END_S_MAX = 60.0  # for turns still due after the last kill
POLICY = Policy(company="", rollout=(Rollout(Mode.AUTO, Audience.EVERYONE),), turns_max=1_000_000)


@dataclass(slots=True)
class Summary:
    """What was killed and accepted, and the counts that should be 0."""

    seconds: float = 0.0
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KILL_S, 0))
    accepted: int = 0
    sent_again: int = 0
    answered: int = 0
    with_people: int = 0
    lost: int = 0
    doubled: int = 0
    forgotten: int = 0
    answered_twice: int = 0
    gaps: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, stored or answered twice, or left unanswered."""
        return not (self.lost or self.doubled or self.forgotten or self.answered_twice or self.gaps)


class Thinker(FakeEmbedder):
    """A slow embedder, so that kills happen during turns."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors, after a pause."""
        await asyncio.sleep(THINKS_S)
        return await FakeEmbedder.embed(self, texts)


@asynccontextmanager
async def open_desk(home: Path, began: float) -> AsyncGenerator[Desk]:
    """The desk of a home, for one process."""
    async with app.open_database(Settings(home=home)) as database:
        sure = [sure_by_keywords("fake"), sure_by_keywords(KEYWORDS_ALONE)]
        thinking = replace(app.thinking(database, Thinker(), fixed(POLICY), sure), heads=())
        yield Desk(database, thinking, FixedPolicy(POLICY), MemoryFiles(), FastClock(began), uuid4)


# The processes that are killed ----------------------------------------------------------------


async def work(home: Path, began: float) -> None:
    """A worker: takes turns until it is killed or stopped."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_desk(home, began) as desk:
        print(READY, flush=True)
        await turns.run(desk, concurrency=TURNS_AT_ONCE, stop=stop)


async def write(home: Path, began: float, sent: Sequence[int]) -> None:
    """All customers: each continues after its last confirmed message and prints confirmations."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_desk(home, began) as desk, asyncio.TaskGroup() as group:
        print(READY, flush=True)
        for customer, first in enumerate(sent):
            group.create_task(_write(desk, customer, first, stop))


async def _write(desk: Desk, customer: int, first: int, stop: asyncio.Event) -> None:
    number = first
    while not stop.is_set():
        chance = random.Random(f"{customer}-{number}")  # noqa: S311 -- no secret
        text = question(chance)
        apart = chance.random() < 0.3
        inbound = Inbound(contact_of(customer), INBOX, text, str(number), apart=apart)
        try:
            received = await receive(desk, inbound)
        except UnavailableError:
            await asyncio.sleep(RETRY_S)
            continue
        assert received.message is not None, "nothing was pressed"
        print(json.dumps([customer, number, str(received.message.id), received.is_new]), flush=True)
        number += 1
        await asyncio.sleep(chance.random() * WRITES_S_MAX)


def contact_of(customer: int) -> UUID:
    """The customer's contact id."""
    return UUID(int=100 + customer)


# The run --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Crew:
    """The processes of a run, and the messages that were confirmed to customers."""

    home: Path
    began: float
    summary: Summary = field(default_factory=Summary)
    confirmed: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    running: dict[str, Process] = field(default_factory=dict[str, Process])
    readers: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])

    async def start(self, name: str) -> None:
        """Start a process, also after a kill, and wait until it is ready."""
        role = name.partition("-")[0]
        words = [role, str(self.home), str(self.began)]
        if role == "customers":
            words.append(json.dumps(self.next_numbers()))
        for _ in range(STARTS_MAX):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "benchmarks.faults", *words, cwd=ROOT, stdout=PIPE
            )
            assert process.stdout is not None
            if await process.stdout.readline():
                break
            await process.wait()  # the database was killed while it started
        else:
            raise UnavailableError(f"{name} did not start in {STARTS_MAX} attempts.")
        self.running[name] = process
        if role == "customers":
            self.readers.append(asyncio.create_task(self._hear(process)))

    def next_numbers(self) -> list[int]:
        """Each customer's first message that was not confirmed."""
        counts = Counter(customer for customer, _ in self.confirmed)
        return [counts[customer] for customer in range(CUSTOMERS)]

    async def _hear(self, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            with suppress(json.JSONDecodeError):  # the half line of one that was killed
                customer, number, id, is_new = json.loads(line)
                self.summary.sent_again += not is_new
                self.confirmed[customer, number] = id

    async def kill(self, what: str) -> None:
        """Kill it without warning, and start it again."""
        self.summary.kills[what] += 1
        if what == "database":
            postmaster = clusters.of(self.home).postmaster()
            if postmaster is not None:
                os.kill(postmaster, signal.SIGKILL)  # the first process that needs it restarts it
            return
        name = what if what == "customers" else f"worker-{random.randrange(WORKERS)}"  # noqa: S311
        process = self.running[name]
        process.kill()
        await process.wait()
        if name == "customers":  # all that they printed is read before they go on
            await asyncio.gather(*self.readers)
        await self.start(name)

    async def stop(self, name: str) -> None:
        """Ask a process to stop, and wait for it."""
        process = self.running.pop(name)
        process.terminate()
        await process.wait()


async def run(home: Path, seconds: float) -> Summary:
    """Kill for this long; then wait until no turn is due, and count."""
    began = time.time()
    crew = Crew(home, began)
    async with open_desk(home, began) as desk:
        await _furnish(desk, home)
        names = ["customers", *(f"worker-{number}" for number in range(WORKERS))]
        for name in names:
            await crew.start(name)
        await _kill_for(crew, desk, seconds)
        await crew.stop("customers")
        await asyncio.gather(*crew.readers)
        await _until_done(desk)
        for name in names[1:]:
            await crew.stop(name)
        await _count(desk.database, crew)
    crew.summary.seconds = round(time.time() - began, 1)
    return crew.summary


async def _furnish(desk: Desk, home: Path) -> None:
    await teach(desk, home.parent / "articles")
    async with desk.database.transaction() as tx:
        await inboxes.add(tx, id=INBOX, name="Shop", channel="widget")
        for customer in range(CUSTOMERS):
            await contacts.add(tx, id=contact_of(customer), now=desk.clock())


async def _kill_for(crew: Crew, desk: Desk, seconds: float) -> None:
    end = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        group.create_task(_sweep_until(desk, end))
        for what, every in KILL_S.items():
            group.create_task(_kill_until(crew, what, every, end))


async def _kill_until(crew: Crew, what: str, every: float, end: float) -> None:
    while (pause := every * random.uniform(0.5, 1.5)) < end - time.monotonic():  # noqa: S311
        await asyncio.sleep(pause)
        await crew.kill(what)


async def _sweep_until(desk: Desk, end: float) -> None:
    while time.monotonic() < end:
        with suppress(UnavailableError):
            await sweep(desk)
        await asyncio.sleep(1.0)


async def _until_done(desk: Desk) -> None:
    """Wait until no turn is due, at most END_S_MAX."""
    end = time.monotonic() + END_S_MAX
    while time.monotonic() < end:
        with suppress(UnavailableError):
            await sweep(desk)
            async with desk.database.connection() as connection:
                row = await (await connection.execute(DUE)).fetchone()
            if row == (0,):
                return
        await asyncio.sleep(0.5)


# The count ------------------------------------------------------------------------------------

KEPT = """
select m.id::text, c.contact_id, m.client_key, m.seq, c.id, c.owner,
    c.turn_wanted_seq > c.turn_done_seq,
    (select count(*) from turn t
     where t.conversation_id = c.id and t.effect = 'sent' and t.seen_seq >= m.seq)
from message m join conversation c on c.id = m.conversation_id
where m.author = 'customer'
"""


async def _count(database: Database, crew: Crew) -> None:
    summary, confirmed = crew.summary, crew.confirmed
    async with database.connection() as connection:
        kept = await (await connection.execute(KEPT)).fetchall()
        single: list[int] = []
        for query in (AGAIN, REPLIES, GAPS):
            row = await (await connection.execute(query)).fetchone()
            assert row is not None
            single.append(row[0])
    again, replies, summary.gaps = single
    summary.answered_twice = again + replies
    summary.accepted = len(confirmed)
    ids = {row[0] for row in kept}
    summary.lost = sum(id not in ids for id in confirmed.values())
    times = Counter((row[1], row[2]) for row in kept)
    summary.doubled = sum(count - 1 for count in times.values())
    for *_, owner, is_due, answers in kept:
        summary.answered += bool(answers)
        summary.with_people += owner == "human" and not answers
        summary.forgotten += owner == "assistant" and not answers
        assert not (is_due and owner == "assistant"), "no turn should be due by now"


def _lines(summary: Summary | front_door.Summary) -> Mapping[str, object]:
    return {field.name: getattr(summary, field.name) for field in fields(summary)}


class _Arguments(argparse.Namespace):
    seconds: float | None
    minutes: float
    http: bool
    seed: int | None
    json: bool


def main() -> int:
    """Kill for some minutes and print the summary; returns 1 if a message went wrong."""
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # we break connections on purpose
    match sys.argv[1:]:
        case ["worker", home, began]:
            asyncio.run(work(Path(home), float(began)))
            return 0
        case ["customers", home, began, sent]:
            asyncio.run(write(Path(home), float(began), json.loads(sent)))
            return 0
        case _:
            pass
    arguments = _arguments()
    seconds = arguments.minutes * 60 if arguments.seconds is None else arguments.seconds
    with temporary_home() as folder:
        if arguments.http:
            seed = random.randrange(1_000_000) if arguments.seed is None else arguments.seed  # noqa: S311
            summary = asyncio.run(front_door.run(folder / "home", seconds, seed))
        else:
            random.seed(arguments.seed)
            summary = asyncio.run(run(folder / "home", seconds))
    if arguments.json:
        print(json.dumps(_lines(summary)))
    else:
        for name, value in _lines(summary).items():
            print(f"{name.replace('_', ' '):20} {value}")
    return 0 if summary.is_clean else 1


def _arguments() -> _Arguments:
    line = argparse.ArgumentParser(prog="benchmarks.faults", description=__doc__)
    line.add_argument("--seconds", type=float, help="how long to kill (600)")
    line.add_argument("--minutes", type=float, default=10.0, help="the same in minutes")
    line.add_argument("--http", action="store_true", help="through the web, as browsers do")
    line.add_argument("--seed", type=int, help="of the kills, pauses and texts (chosen at random)")
    line.add_argument("--json", action="store_true", help="the summary as JSON")
    return line.parse_args(namespace=_Arguments())


if __name__ == "__main__":
    sys.exit(main())
