"""Faults as customers and agents meet them: real processes, HTTP, and streams that resume.

Two `tandem web` and two `tandem worker` are killed (`kill -9`) and paused (SIGSTOP) at random, and
so is the embedded database, while customers write and agents work. Their clock runs fast, so some
pauses are longer than a lease.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID, uuid4

import httpx

from benchmarks.disturb import NAMES, Crew, running
from benchmarks.fast import SPEED, FastClock
from benchmarks.scene import AGAIN, DUE, GAPS, REPLIES, teach
from benchmarks.served import POLICY
from benchmarks.visitors import Agent, Customer, Door
from tandem import app
from tandem.actions.access.add_agent import add_agent
from tandem.actions.access.issue_token import issue_token
from tandem.actions.conversation.sweep import sweep
from tandem.actions.ports import Desk
from tandem.core.desk.agent import Role
from tandem.core.desk.scope import Scope
from tandem.core.errors import UnavailableError
from tandem.settings import Settings
from tandem.store import inboxes
from tandem.store.database import Database

CUSTOMERS, AGENTS = 8, 2
SWEEP_S = 60 / SPEED  # as the workers' queue does, whose minutes are real ones
END_S_MAX = 90.0  # for what is unconfirmed, due or not yet streamed after the last disturbance


@dataclass(slots=True)
class Summary:
    """What was done and accepted, and the counts that should be 0."""

    seed: int
    seconds: float = 0.0
    kills: dict[str, int] = field(default_factory=dict[str, int])
    pauses: dict[str, int] = field(default_factory=dict[str, int])
    pauses_past_lease: int = 0
    accepted: int = 0
    asked_for_people: int = 0
    agents_replies: int = 0
    sent_again: int = 0
    streams: int = 0
    streams_resumed: int = 0
    answered: int = 0
    with_people: int = 0
    lost: int = 0
    doubled: int = 0
    forgotten: int = 0
    answered_twice: int = 0
    talked_over: int = 0
    gaps: int = 0
    stream_missed: int = 0
    stream_twice: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether every count that should be 0 is 0."""
        return not (
            self.lost
            or self.doubled
            or self.forgotten
            or self.answered_twice
            or self.talked_over
            or self.gaps
            or self.stream_missed
            or self.stream_twice
        )


async def run(home: Path, seconds: float, seed: int) -> Summary:
    """Kill and pause for this long; then wait until nothing is due, and count."""
    began = time.time()
    settings = Settings(home=home, policy=POLICY)
    async with app.open_desk(settings) as parts:
        desk = replace(parts.desk, clock=FastClock(began))
        await teach(desk, home.parent / "articles")
        inbox, tokens = await _furnish(desk)
        async with (
            running(home, began, home.parent) as crew,
            httpx.AsyncClient(limits=httpx.Limits()) as client,
        ):
            door = Door(client, crew.urls, random.Random(f"{seed}-door"))  # noqa: S311 -- no secret
            customers = [Customer(door, inbox, f"{seed}-{n}") for n in range(CUSTOMERS)]
            agents = [Agent(door, token, f"{seed}-{n}") for n, token in enumerate(tokens)]
            began_disturbing = time.monotonic()
            await _disturb(crew, desk, customers, agents, seconds, seed)
            summary = Summary(seed, round(time.monotonic() - began_disturbing, 1))
            await crew.stop()
        await _count(desk.database, summary, customers, agents)
    summary.kills, summary.pauses = crew.kills, crew.pauses
    summary.pauses_past_lease = crew.pauses_past_lease
    summary.sent_again = door.sent_again
    return summary


async def _furnish(desk: Desk) -> tuple[UUID, list[str]]:
    """An inbox, and a token for each agent."""
    inbox, secrets = uuid4(), list[str]()
    async with desk.database.transaction() as tx:
        await inboxes.add(tx, id=inbox, name="Shop", channel="widget")
    for number in range(AGENTS):
        agent = await add_agent(desk, f"agent{number}@example.com", f"Agent {number}", Role.ADMIN)
        scopes = [Scope.READ, Scope.WRITE]
        secrets.append((await issue_token(desk, agent, name="faults", scopes=scopes)).secret)
    return inbox, secrets


async def _disturb(
    crew: Crew,
    desk: Desk,
    customers: Sequence[Customer],
    agents: Sequence[Agent],
    seconds: float,
    seed: int,
) -> None:
    """Customers write and agents work while processes are disturbed, until all of it is done."""
    stop, until = asyncio.Event(), time.monotonic() + seconds
    screens = [asyncio.create_task(agent.follow()) for agent in agents]
    sweeping = asyncio.create_task(_sweep(desk))
    try:
        async with asyncio.timeout(seconds + END_S_MAX), asyncio.TaskGroup() as people:
            for one in customers:
                people.create_task(one.write(stop))
            for one in agents:
                people.create_task(one.work(stop))
            async with asyncio.TaskGroup() as disturbing:
                for name in NAMES:
                    chance = random.Random(f"{seed}-{name}")  # noqa: S311 -- no secret
                    disturbing.create_task(crew.disturb(name, chance, until))
            stop.set()
        with suppress(TimeoutError):  # then it is counted
            async with asyncio.timeout(END_S_MAX):
                await _until_settled(desk.database, customers)
    finally:
        beside = {*screens, sweeping}
        for task in beside:
            task.cancel()
        await asyncio.wait(beside)
        for one in customers:
            await one.leave()


async def _sweep(desk: Desk) -> None:
    while True:
        with suppress(UnavailableError):
            await sweep(desk)
        await asyncio.sleep(SWEEP_S)


async def _until_settled(database: Database, customers: Sequence[Customer]) -> None:
    """Wait until no turn is due and every stream has read the newest event."""
    while True:
        with suppress(UnavailableError):
            async with database.connection() as connection:
                due = await (await connection.execute(DUE)).fetchone()
                newest = dict(await (await connection.execute(NEWEST)).fetchall())
            behind = [
                id
                for one in customers
                for id, seen in one.seen.items()
                if not seen or seen[-1] < newest[id]
            ]
            if due == (0,) and not behind:
                return
        await asyncio.sleep(0.3)


# The count ------------------------------------------------------------------------------------

NEWEST = "select id, public_seq from conversation"
KEPT = """
select m.id::text, c.contact_id, m.client_key, c.owner,
    exists (select from turn t where t.conversation_id = c.id
        and t.effect = 'sent' and t.seen_seq >= m.seq)
    or exists (select from message a where a.conversation_id = c.id
        and a.author = 'agent' and a.kind = 'reply' and a.seq > m.seq)
from message m join conversation c on c.id = m.conversation_id
where m.author = 'customer'
"""
REPLIED = "select id::text, text from message where author = 'agent' and kind = 'reply'"
HANDED_OVER = """
select distinct conversation_id from event
where type in ('conversation.handed_off', 'conversation.taken_over')
"""
# The assistant's own words, but for those of a handoff, while people had the conversation.
TALKED_OVER = """
select count(*) from message m
where m.author = 'assistant' and m.decision is distinct from 'hand_off'
    and (
        select e.type from event e
        where e.conversation_id = m.conversation_id and e.seq < m.seq
            and e.type in ('conversation.handed_off', 'conversation.taken_over',
                'conversation.handed_back')
        order by e.seq desc limit 1
    ) in ('conversation.handed_off', 'conversation.taken_over')
"""


async def _count(
    database: Database, summary: Summary, customers: Sequence[Customer], agents: Sequence[Agent]
) -> None:
    async with database.connection() as connection:
        kept = await (await connection.execute(KEPT)).fetchall()
        replies = await (await connection.execute(REPLIED)).fetchall()
        with_people = {row[0] for row in await (await connection.execute(HANDED_OVER)).fetchall()}
        newest = dict(await (await connection.execute(NEWEST)).fetchall())
        single: list[int] = []
        for query in (AGAIN, REPLIES, TALKED_OVER, GAPS):
            row = await (await connection.execute(query)).fetchone()
            assert row is not None
            single.append(row[0])
    again, same_turn, summary.talked_over, summary.gaps = single
    summary.answered_twice = again + same_turn
    accepted = [id for one in customers for id in one.accepted.values()]
    replied = [id for one in agents for id in one.accepted.values()]
    asked = [id for one in customers for id in one.asked]
    summary.accepted, summary.agents_replies = len(accepted), len(replied)
    summary.asked_for_people = len(asked)
    stored = {row[0] for row in (*kept, *replies)}
    summary.lost = sum(id not in stored for id in (*accepted, *replied))
    times = Counter((row[1], row[2]) for row in kept) + Counter((row[1],) for row in replies)
    summary.doubled = sum(count - 1 for count in times.values())
    summary.forgotten = sum(id not in with_people for id in asked)
    for *_, owner, is_answered in kept:
        summary.answered += is_answered
        summary.with_people += owner == "human" and not is_answered
        summary.forgotten += owner == "assistant" and not is_answered
    for one in customers:
        for id, seen in one.seen.items():
            summary.streams += 1
            summary.stream_missed += len(set(range(1, newest[id] + 1)) - set(seen))
            summary.stream_twice += len(seen) - len(set(seen))
    summary.streams_resumed = sum(one.resumed for one in (*customers, *agents))
    summary.streams += len(agents)
    summary.stream_missed += sum(one.stream_missed for one in agents)
    summary.stream_twice += sum(one.stream_twice for one in agents)
