"""The demo's last four weeks: simulated customers whose turns, replies and verdicts are real."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID, uuid5

from tandem import app
from tandem.actions.conversation.ask_for_person import ask_for_person
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.sweep import sweep
from tandem.actions.knowledge.find_gaps import find_gaps
from tandem.actions.ports import Desk
from tandem.actions.promise.judge_promise import judge_promise
from tandem.actions.review.draw_sample import draw_sample
from tandem.actions.review.judge import judge
from tandem.actions.turn.receive import Inbound, receive
from tandem.app import Parts
from tandem.assistant.thinking import fixed
from tandem.cli import shell
from tandem.cli.demo_company import IDA, MARA, SHOP_ID, TEAMS, agent_of, take_turns
from tandem.core.desk.message import Author, StoredMessage
from tandem.core.desk.ownership import SILENCE
from tandem.core.desk.promise import PromiseOutcome, PromiseState
from tandem.core.desk.review import CLAIMING, Verdict
from tandem.core.turn.policy import Audience, Mode, Rollout
from tandem.store import contacts, conversations, messages, promises, reviews

SAID = "Simulating four weeks of customers"
WEEKS = 4
CUSTOMERS = 120
SHADOWED = 14  # of them, whose replies only the record has
JUDGED = 0.6  # share of the drawn items that Ida has judged
TAG = "simulated"
BECAME = (  # of promises that are due, in turn; None: nobody has said it yet
    PromiseOutcome.KEPT,
    None,
    PromiseOutcome.VOID,
    PromiseOutcome.KEPT,
    PromiseOutcome.BROKEN,
    PromiseOutcome.KEPT,
)
NAMES = ("Alba", "Bram", "Cleo", "Dario", "Edda", "Finn", "Gala", "Hugo", "Iris", "Jona", "Kira")
UNKNOWN = "We have no article about that yet. I asked the workshop, and will write to you today."


@dataclass(frozen=True, slots=True)
class _Asked:
    """A labelled question, when it was asked, and whether the assistant stayed in shadow."""

    number: int
    at: datetime
    row: Mapping[str, Any]
    is_shadowed: bool


async def add_weeks(parts: Parts) -> None:
    """Lets simulated customers write, week by week, and people reply, judge and look for gaps.

    The questions are the demo's labelled ones, so it is known what is right: a customer says yes to
    the right article, no to a wrong one, and takes a person where none fits. All as real turns,
    under a clock in the past. Call it before anything else takes turns.
    """
    now = app.now()
    asked = _drawn(now)
    seen: dict[UUID, Mapping[str, Any]] = {}
    with shell.progress(SAID, len(asked)) as progress:
        for count, one in enumerate(asked, 1):
            at = _at(parts.desk, one.at)
            seen |= await _converse(_shadowed(at) if one.is_shadowed else at, one)
            await sweep(_at(parts.desk, one.at + SILENCE + timedelta(hours=1)))
            progress(count)
    for week in range(WEEKS, 0, -1):
        until = now - timedelta(weeks=week - 1)
        desk = _at(parts.desk, until)
        await draw_sample(desk, since=until - timedelta(weeks=1), until=until)
        await _judge(desk, seen, until)
    await find_gaps(parts.desk, now=now)
    await _say_what_became(parts.desk)


def _at(desk: Desk, time: datetime) -> Desk:
    """The desk with its clock at this time."""

    def clock() -> datetime:
        return time

    return replace(desk, clock=clock)


def _shadowed(desk: Desk) -> Desk:
    """The desk with an assistant that only records what it would say."""
    shadow = (Rollout(Mode.SHADOW, Audience.EVERYONE),)
    policy = replace(desk.thinking.policy(), rollout=shadow)
    return replace(desk, thinking=replace(desk.thinking, policy=fixed(policy)))


def _drawn(now: datetime) -> list[_Asked]:
    """The questions in the order in which they are asked; the same ones in every demo."""
    lines = app.resource("demo", "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if not row["context"]]
    chance = random.Random(2414)  # noqa: S311 -- a simulation
    chosen = chance.sample(rows, CUSTOMERS)
    ages = sorted((chance.uniform(2, 7 * WEEKS) for _ in chosen), reverse=True)
    return [
        _Asked(number, now - timedelta(days=age), row, number % (CUSTOMERS // SHADOWED) == 0)
        for number, (age, row) in enumerate(zip(ages, chosen, strict=True))
    ]


async def _converse(desk: Desk, asked: _Asked) -> dict[UUID, Mapping[str, Any]]:
    """One conversation; returns the question of each of its turns."""
    contact = uuid5(SHOP_ID, f"simulated {asked.number}")
    name = NAMES[asked.number % len(NAMES)]
    async with desk.database.transaction() as tx:
        await contacts.add(
            tx, id=contact, name=name, product=asked.row["product"] or "", now=asked.at
        )
    sent = await _write(desk, contact, asked.row["question"], f"simulated-{asked.number}")
    said = await _said(desk, sent)
    if said is not None and said.decision in ("answer", "suggest"):
        if _is_right(said, asked.row):
            if asked.number % 3:  # one of three says nothing
                await _write(desk, contact, "yes, that helped", f"simulated-{asked.number}-yes")
        else:
            await _write(desk, contact, "no, that is not it", f"simulated-{asked.number}-no")
            await ask_for_person(desk, contact, SHOP_ID, f"simulated-{asked.number}-person")
    elif said is not None and said.decision in ("ask", "offer_human"):
        await ask_for_person(desk, contact, SHOP_ID, f"simulated-{asked.number}-person")
    await _reply(desk, sent, asked)
    async with desk.database.transaction() as tx:
        await conversations.change(tx, sent, tags=[TAG])
    thread = await _thread(desk, sent)
    return {one.turn_id: asked.row for one in thread if one.turn_id is not None}


async def _write(desk: Desk, contact: UUID, text: str, key: str) -> UUID:
    received = await receive(desk, Inbound(contact, SHOP_ID, text, client_key=key))
    await take_turns(desk)
    return received.conversation


async def _thread(desk: Desk, conversation: UUID) -> Sequence[StoredMessage]:
    async with desk.database.connection() as connection:
        return await messages.thread(connection, conversation)


async def _said(desk: Desk, conversation: UUID) -> StoredMessage | None:
    thread = await _thread(desk, conversation)
    return next((one for one in reversed(thread) if one.author is Author.ASSISTANT), None)


def _is_right(said: StoredMessage, row: Mapping[str, Any]) -> bool:
    """Whether the first source is one of the question's right articles."""
    return bool(said.sources) and said.sources[0]["article_id"] in row["gold_article_ids"]


async def _reply(desk: Desk, conversation: UUID, asked: _Asked) -> None:
    """A person's reply where people have it: the right answer, or that there is none yet."""
    async with desk.database.connection() as connection:
        held = await conversations.read(connection, conversation)
    if held.owner.value != "human":
        return
    is_orders = held.category in TEAMS["Orders"]
    later = _at(desk, asked.at + timedelta(minutes=6 + asked.number % 40))
    agent = await agent_of(later, IDA.name if is_orders else MARA.name)
    text = asked.row["answer"] or UNKNOWN
    key = f"simulated-{asked.number}-reply"
    await reply(later, agent, conversation, Reply(text, client_key=key, take_over=True))
    await resolve(_at(desk, asked.at + timedelta(hours=2)), agent, conversation)


async def _say_what_became(desk: Desk) -> None:
    """Ida says what became of most promises whose time has passed."""
    ida = await agent_of(desk, IDA.name)
    async with desk.database.connection() as connection:
        due = await promises.page(
            connection, ida, now=desk.clock(), most=CUSTOMERS, state=PromiseState.DUE
        )
    for promise, outcome in zip(due, cycle(BECAME), strict=False):
        if outcome is not None:
            await judge_promise(desk, ida, promise.id, outcome)


async def _judge(desk: Desk, asked: Mapping[UUID, Mapping[str, Any]], until: datetime) -> None:
    """Ida judges some of what was drawn, by the labels of the questions."""
    ida = await agent_of(desk, IDA.name)
    chance = random.Random(until.toordinal())  # noqa: S311 -- a simulation
    async with desk.database.connection() as connection:
        waiting = await reviews.waiting(connection, ida.id, settled=until)
    for one in waiting:
        row = asked.get(one.turn_id)
        if row is None or chance.random() > JUDGED:
            continue
        async with desk.database.connection() as connection:
            item = await reviews.read(connection, one.turn_id)
            thread = await messages.thread(connection, item.conversation_id)
        said = next((of for of in thread if of.turn_id == one.turn_id), None)
        if said is None:
            continue
        is_right = _is_right(said, row)
        verdict = (Verdict.RIGHT if is_right else Verdict.WRONG) if item.kind in CLAIMING else None
        await judge(
            desk,
            ida,
            one.turn_id,
            verdict=verdict,
            should_be_person=not row["answerable"] and not is_right,
        )
