"""The desk as a state machine: customers, agents, workers and time act in any order.

After every step everything in the database is checked against the invariants of docs/turn.md and
docs/desk.md, and against the status that follows from the events alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import seed as seed_of
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tandem.actions.access.change_profile import change_profile
from tandem.actions.conversation.assign import assign
from tandem.actions.conversation.be_present import be_present
from tandem.actions.conversation.change_conversation import change_conversation
from tandem.actions.conversation.decline import decline
from tandem.actions.conversation.hand_back import hand_back
from tandem.actions.conversation.raise_alarms import raise_alarms
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import reopen, resolve
from tandem.actions.conversation.snooze import snooze
from tandem.actions.conversation.sweep import sweep
from tandem.actions.conversation.take_over import take_over
from tandem.actions.conversation.write_note import write_note
from tandem.actions.incident.end_incident import end_incident
from tandem.actions.incident.save_incident import start_incident
from tandem.actions.incident.tell_followers import tell_followers
from tandem.actions.metrics.measure import measure, rebuild
from tandem.actions.turn import pause as pauses
from tandem.actions.turn.take_turn import Taken, take_turn
from tandem.core.desk import clock
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.clock import Clock, Due
from tandem.core.desk.conversation import Conversation, Priority
from tandem.core.desk.event import EventType
from tandem.core.desk.hours import Hours
from tandem.core.desk.message import Author, Kind, StoredMessage
from tandem.core.desk.option import Option, OptionKind
from tandem.core.desk.ownership import Owner, Status
from tandem.core.desk.presence import Doing
from tandem.core.errors import ConflictError, NotFoundError
from tandem.core.turn.incident import end_text
from tandem.core.turn.policy import Audience, Mode, Rollout
from tandem.store import agents as agents_of
from tandem.store import conversations, events, facts, messages
from tandem.store.database import Database
from tandem.store.events import StoredEvent
from tandem.store.facts import Fact
from tandem.store.leases import Lease
from tandem.testing import StoppedClock
from tests.integration.shop import DESCALE, LIVE, MILK, PERSON, UNKNOWN, Shop, in_mode
from tests.integration.shop import opened as open_shop

T = TypeVar("T")

ASKED = (DESCALE, MILK, UNKNOWN)
SMALL = ("it", "is", "so", "then", "and", "now", "here", "too", "very", "just", "own", "if", "or")
SAID = (*ASKED, "Hello", "Thank you", "yes", "no")
ODDLY = (*SAID, "?!", "I smell burning from the boiler")
HOURS = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 11, 25 * 60, 8 * 24 * 60))
CLOCKS_CHANGE = (
    datetime(2026, 3, 29, 0, 50, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 50, tzinfo=UTC),
)
WEEK = (((540, 1020),),) * 5 + ((), ())
OPENINGS = (
    (),
    (Hours("", "Europe/Berlin", WEEK, ("2026-01-06", "12-25")),),
    (Hours("", "America/New_York", (((0, 1440),),) * 7),),  # open at the hour that the clocks skip
    (
        Hours("", "Asia/Tokyo", ((), (), (), (), (), (), ((1320, 1860),))),
    ),  # Sundays, into the night
)
PACES = ((), (Clock(1, 2), Clock(120, 600, "urgent")), (Clock(10_000, 10_000),))
HELD = (Status.OPEN, Status.SNOOZED)
AWAY = (Status.RESOLVED, Status.SNOOZED)
ASIDE = "for the team alone"
OVER = end_text("Boilers")
CALM = 6  # steps
CONTACTS = range(2)
AGENTS = range(2)

any_contact = st.sampled_from(CONTACTS)
any_agent = st.sampled_from(AGENTS)
any_place = st.integers(0, 7)  # of a conversation, a message or a lease among the existing ones


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as recorded: how far it saw, and its effect."""

    id: UUID
    seen_seq: int
    decision: str
    effect: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that the desk stores of one conversation."""

    now: Conversation
    events: Sequence[StoredEvent]
    messages: Sequence[StoredMessage]
    turns: Sequence[Turn]
    outcomes: Mapping[UUID, tuple[datetime | None, ...]]
    """By turn, when the customer said yes, said no, and picked another article."""

    @property
    def is_due(self) -> bool:
        """Whether a turn is due."""
        return self.now.turn_wanted_seq > self.now.turn_done_seq

    def by(self, author: Author) -> list[StoredMessage]:
        """The replies of one author, oldest first."""
        return [
            message
            for message in self.messages
            if message.author is author and message.kind is Kind.REPLY
        ]


def there_is(*statuses: Status) -> Callable[["DeskMachine"], bool]:
    """Whether any conversation has such a status; without one the step is pointless."""
    return lambda machine: bool(machine.that(*statuses))


def is_due(machine: "DeskMachine") -> bool:
    """Whether a worker has a turn to take."""
    return any(record.is_due for record in machine.known)


def is_calm(machine: "DeskMachine") -> bool:
    """Whether the assistant had some time: otherwise people would own nearly everything."""
    return machine.calm > CALM


class DeskMachine(RuleBasedStateMachine):
    """Drives one desk; each example begins with an empty one."""

    def __init__(self, shop: Shop, runner: asyncio.Runner, agents: Sequence[Agent]) -> None:
        super().__init__()
        self.shop, self.runner, self.agents = shop, runner, agents
        self.contacts = self.run(emptied(shop))
        self.known: list[Record] = []  # after the last step
        self.is_paused = False
        self.calm = 0  # steps since people got something at once
        self.steps = 0
        self.sent: list[tuple[int, str, str, UUID]] = []  # contact, key, text, message
        self.leases: list[Lease] = []
        self.thinking: asyncio.Task[Taken] | None = None
        self.incident: UUID | None = None  # that runs
        self.told: dict[UUID, int] = {}  # by conversation, how often the end of one

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of the work, run on the loop."""
        return self.runner.run(work)

    def teardown(self) -> None:
        """End any running turn before the next example; facts made anew are the same."""
        self.end_thought()
        known = self.run(measured(self.shop))
        facts_follow(self.records(), known)
        self.run(rebuild(self.shop.database, self.shop.desk.thinking.policy()))
        assert self.run(measured(self.shop)) == known

    @initialize(text=st.sampled_from(ASKED), suggests=st.booleans())
    def open_the_shop(self, text: str, suggests: bool) -> None:
        """The first customer writes; on some desks the assistant only suggests."""
        if suggests:
            self.shop = self.shop.suggesting()
        self.post(0, text, str(uuid4()))

    # Customers -----------------------------------------------------------------------------

    @rule(who=any_contact, text=st.sampled_from(SAID), apart=st.sampled_from([False] * 5 + [True]))
    def write(self, who: int, text: str, apart: bool) -> None:
        """A customer writes."""
        self.post(who, text, str(uuid4()), apart=apart)

    @rule(who=any_contact, automatic=st.booleans(), text=st.sampled_from(ODDLY))
    def write_oddly(self, who: int, automatic: bool, text: str) -> None:
        """A machine writes, or a message is unreadable, or about danger."""
        self.post(who, text, str(uuid4()), automatic=automatic)

    @precondition(lambda self: self.sent)
    @rule(place=any_place)
    def write_again(self, place: int) -> None:
        """A client without an answer sends the same again: it is the same message."""
        who, key, text, message = self.sent[place % len(self.sent)]
        again = self.run(self.shop.write(self.contacts[who], text, key))
        assert (again.is_new, again.message.id) == (False, message)

    @precondition(is_calm)
    @rule(who=any_contact)
    def ask_for_a_person_in_words(self, who: int) -> None:
        """In any state: people have it when the request returns."""
        self.in_the_queue(self.post(who, PERSON, str(uuid4())))

    @precondition(is_calm)
    @rule(who=any_contact)
    def press_the_button(self, who: int) -> None:
        """The same, with the button."""
        self.in_the_queue(self.run(self.shop.press(self.contacts[who])))

    @precondition(lambda self: self.options())
    @rule(place=st.integers(0, 30))
    def press_an_option(self, place: int) -> None:
        """A customer presses an option of a reply, old or new; the request comes twice."""
        found = self.options()
        conversation, message, option = found[place % len(found)]
        who, key = self.contacts.index(conversation.contact_id), str(uuid4())
        received = self.run(self.shop.pick(self.contacts[who], message, option.id, key))
        assert received.is_new
        after = self.records()
        if received.message is None:
            self.only_kept(after)
        else:
            self.sent.append((who, key, received.message.text, received.message.id))
            assert received.message.picks == option.id
        if option.kind is OptionKind.PERSON:
            self.in_the_queue(received.conversation)
        again = self.run(self.shop.pick(self.contacts[who], message, option.id, key))
        assert again.message == received.message
        assert self.records() == after

    @precondition(lambda self: self.options())
    @rule(place=st.integers(0, 30))
    def press_the_option_of_another(self, place: int) -> None:
        """Nobody can press below another customer's message."""
        found = self.options()
        conversation, message, option = found[place % len(found)]
        other = next(one for one in self.contacts if one != conversation.contact_id)
        with pytest.raises(NotFoundError):
            self.run(self.shop.pick(other, message, option.id))
        assert self.records() == self.known

    # Agents --------------------------------------------------------------------------------

    @rule(place=any_place, who=any_agent)
    def take_over(self, place: int, who: int) -> None:
        """An agent takes over a conversation."""
        self.act(place, lambda id: take_over(self.shop.desk, self.agents[who], id))

    @rule(place=any_place, who=any_agent, resolve=st.booleans(), anyway=st.booleans())
    def reply(self, place: int, who: int, resolve: bool, anyway: bool) -> None:
        """An agent replies, and may resolve with it."""
        given = Reply("It is done.", str(uuid4()), take_over=anyway, resolve=resolve)
        self.act(place, lambda id: reply(self.shop.desk, self.agents[who], id, given))

    @precondition(lambda self: self.known)
    @rule(place=any_place, who=any_agent, doing=st.none() | st.sampled_from(Doing))
    def look_or_write(self, place: int, who: int, doing: Doing | None) -> None:
        """An agent has a conversation open, writes in it, or leaves it: nothing else changes."""
        id = self.known[place % len(self.known)].now.id
        self.run(be_present(self.shop.desk, self.agents[who], id, doing))
        assert self.records() == self.known

    @rule(place=any_place, who=any_agent)
    def note(self, place: int, who: int) -> None:
        """An agent writes a note."""
        self.act(
            place,
            lambda id: write_note(self.shop.desk, self.agents[who], id, ASIDE, str(uuid4())),
        )

    @rule(place=any_place, who=any_agent, priority=st.sampled_from(Priority))
    def change(self, place: int, who: int, priority: Priority) -> None:
        """An agent sets the priority."""
        self.act(
            place,
            lambda id: change_conversation(self.shop.desk, self.agents[who], id, priority=priority),
        )

    @precondition(there_is(*HELD))
    @rule(place=any_place, who=any_agent, whom=st.none() | any_agent)
    def assign(self, place: int, who: int, whom: int | None) -> None:
        """An agent assigns it to somebody, or to nobody."""
        to = None if whom is None else self.agents[whom].id
        self.act(
            place,
            lambda id: assign(self.shop.desk, self.agents[who], id, team=None, assignee=to),
            HELD,
        )

    @precondition(there_is(Status.OPEN))
    @rule(place=any_place, who=any_agent)
    def hand_back(self, place: int, who: int) -> None:
        """An agent hands it back to the assistant."""
        self.act(place, lambda id: hand_back(self.shop.desk, self.agents[who], id), (Status.OPEN,))

    @precondition(there_is(*HELD))
    @rule(place=any_place, who=any_agent, by=st.sampled_from(HOURS))
    def snooze(self, place: int, who: int, by: timedelta) -> None:
        """An agent snoozes it."""
        until = self.shop.clock() + by
        self.act(place, lambda id: snooze(self.shop.desk, self.agents[who], id, until), HELD)

    @rule(place=any_place, who=any_agent)
    def resolve(self, place: int, who: int) -> None:
        """An agent resolves it."""
        self.act(place, lambda id: resolve(self.shop.desk, self.agents[who], id))

    @precondition(there_is(*AWAY))
    @rule(place=any_place, who=any_agent)
    def reopen(self, place: int, who: int) -> None:
        """An agent reopens it."""
        self.act(place, lambda id: reopen(self.shop.desk, self.agents[who], id), AWAY)

    @rule(who=any_agent, is_online=st.booleans())
    def come_or_go(self, who: int, is_online: bool) -> None:
        """An agent comes online, or goes away: nobody who waits stays with them."""
        agent = self.run(self.agent(who))
        goes = agent.availability == "online" and not is_online
        availability = "online" if is_online else "away"
        self.run(change_profile(self.shop.desk, agent, availability=availability))
        held = [one.now for one in self.records() if one.now.assignee_id == agent.id]
        if goes:
            assert all(one.waiting_since is None or one.status is not Status.OPEN for one in held)
        if is_online:
            self.nobody_waits_for_nothing()

    @precondition(there_is(Status.OPEN))
    @rule(place=any_place, who=any_agent)
    def decline(self, place: int, who: int) -> None:
        """An agent gives back what came to them: it is in line, or with somebody else."""
        agent = self.agents[who]
        self.act(place, lambda id: decline(self.shop.desk, agent, id), (Status.OPEN,))

    # Workers -------------------------------------------------------------------------------

    @precondition(is_due)
    @rule()
    def take_turns(self) -> None:
        """A worker takes all turns that are due."""
        self.run(self.shop.turns())

    @rule(who=any_contact, text=st.sampled_from(ASKED))
    def write_and_lease(self, who: int, text: str) -> None:
        """A worker leases the turn, and may be slow with it or never return."""
        self.post(who, text, str(uuid4()))
        lease = self.run(self.shop.claim())
        if lease is not None:
            self.leases.append(lease)

    @precondition(lambda self: self.leases)
    @rule(place=any_place)
    def take_late(self, place: int) -> None:
        """The slow worker returns: its lease may have expired, and another may have the turn."""
        lease = self.leases.pop(place % len(self.leases))
        self.run(take_turn(self.shop.desk, lease))

    @precondition(lambda self: self.thinking is not None)
    @rule()
    def let_think(self) -> None:
        """The running turn continues, and applies what it decided."""
        self.end_thought()

    @rule(who=any_contact, text=st.sampled_from(ASKED), times=st.integers(1, 4))
    def write_faster_than_thought(self, who: int, text: str, times: int) -> None:
        """A customer keeps writing whenever the assistant has started a turn."""
        self.end_thought()
        self.post(who, text, str(uuid4()))
        for _ in range(times):
            self.thinking = self.run(begun(self.shop))
            self.post(who, text, str(uuid4()))
            self.end_thought()

    @rule(who=any_contact, text=st.sampled_from(ASKED))
    def write_and_think(self, who: int, text: str) -> None:
        """A customer writes, and a worker starts at once."""
        self.end_thought()
        self.post(who, text, str(uuid4()))
        self.thinking = self.run(begun(self.shop))

    @rule(who=any_contact, text=st.sampled_from(ASKED))
    def come_back_late(self, who: int, text: str) -> None:
        """A worker is so slow that its lease expires, and another one takes the turn."""
        self.run(self.shop.turns())
        self.post(who, text, str(uuid4()))
        lease = self.run(self.shop.claim())
        self.shop.clock.move(timedelta(minutes=2))
        self.run(self.shop.turns())
        if lease is not None:
            self.run(take_turn(self.shop.desk, lease))

    @rule(customer=any_contact, text=st.sampled_from(ASKED), who=any_agent, closes=st.booleans())
    def step_in_while_it_thinks(self, customer: int, text: str, who: int, closes: bool) -> None:
        """An agent is faster than the assistant, whose result then comes too late."""
        self.end_thought()
        self.run(self.shop.turns())  # so that the turn it begins is this one
        id = self.post(customer, text, str(uuid4()), apart=True)
        self.thinking = self.run(begun(self.shop))
        agent = self.agents[who]
        with suppress(ConflictError):  # a colleague has it, or it is resolved
            self.run((resolve if closes else take_over)(self.shop.desk, agent, id))

    # The desk ------------------------------------------------------------------------------

    @rule(by=st.sampled_from(HOURS))
    def time_passes(self, by: timedelta) -> None:
        """Time passes, and nobody acts."""
        self.shop.clock.move(by)

    @rule()
    def sweep(self) -> None:
        """What is due by time, twice: the second time there is nothing left to do."""
        for work in (sweep, raise_alarms):
            self.run(work(self.shop.desk))
        before = self.records()
        for work in (sweep, raise_alarms):
            self.run(work(self.shop.desk))
        assert self.records() == before
        for record in before:
            everybody_late_was_told_of(record, self.shop)
        self.nobody_waits_for_nothing()

    @precondition(lambda self: self.incident is None)
    @rule()
    def start_an_incident(self) -> None:
        """Something breaks that many ask about."""
        started = start_incident(
            self.shop.desk, None, title="Boilers", text="All boilers leak.", words=["boiler"]
        )
        self.incident = self.run(started).id

    @precondition(lambda self: self.incident is not None)
    @rule()
    def end_the_incident(self) -> None:
        """It is over: who wanted to be told is told, once, whoever has the conversation."""
        assert self.incident is not None
        self.run(end_incident(self.shop.desk, None, self.incident))
        for _ in range(2):
            self.run(tell_followers(self.shop.desk, self.incident))
        for record in self.records():
            told = [one for one in record.messages if one.text == OVER]
            assert len(told) - self.told.get(record.now.id, 0) <= 1
            self.told[record.now.id] = len(told)
        self.incident = None

    @rule(change=st.sampled_from(CLOCKS_CHANGE))
    def the_clocks_change(self, change: datetime) -> None:
        """Time passes until just before the clocks are put forward, or back."""
        if change > self.shop.clock():
            self.shop.clock.move(change - self.shop.clock())

    @rule(
        hours=st.sampled_from(OPENINGS),
        clocks=st.sampled_from(PACES),
        audience=st.sampled_from([Audience.EVERYONE, Audience.EVERYONE, Audience.OFF_HOURS]),
    )
    def put_another_policy_in_force(
        self, hours: tuple[Hours, ...], clocks: tuple[Clock, ...], audience: Audience
    ) -> None:
        """From now on people are there at other times, and reply sooner or later."""
        rollout = (Rollout(Mode.AUTO, audience),)
        self.shop = self.shop.under(replace(LIVE, hours=hours, clocks=clocks, rollout=rollout))

    @precondition(is_calm)
    @rule(who=any_contact, text=st.sampled_from(SAID), resumes=st.booleans())
    def pause(self, who: int, text: str, resumes: bool) -> None:
        """Somebody stops the assistant, for a while or for long: it holds nothing any more."""
        self.run(pauses.pause(self.shop.desk, None))
        self.is_paused = True
        assert all(record.now.status is not Status.PENDING for record in self.records())
        self.calm = 0
        self.post(who, text, str(uuid4()))
        if resumes:
            self.resume()

    @precondition(lambda self: self.is_paused)
    @rule()
    def resume(self) -> None:
        """Somebody lets it work again."""
        self.run(pauses.resume(self.shop.desk, None))
        self.is_paused = False

    @rule(
        mode=st.sampled_from([Mode.OFF, Mode.SHADOW, Mode.DRAFT]),
        who=any_contact,
        text=st.sampled_from(SAID),
        is_settled=st.booleans(),
    )
    def change_mode(self, mode: Mode, who: int, text: str, is_settled: bool) -> None:
        """For a while another policy is in force."""
        before, self.shop = self.shop, self.shop.under(in_mode(mode))
        self.post(who, text, str(uuid4()))
        if is_settled:
            self.run(self.shop.turns())
        self.shop = before

    @rule()
    def measure(self) -> None:
        """The facts that metrics count are those that follow from the events."""
        facts_follow(self.records(), self.run(measured(self.shop)))

    # What is always true -------------------------------------------------------------------

    @invariant()
    def holds(self) -> None:
        """The invariants, for every conversation."""
        self.calm += 1
        self.steps += 1
        self.known = records = self.records()
        kept = {message.id for record in records for message in record.by(Author.CUSTOMER)}
        assert kept == {message for *_, message in self.sent}, "a message was lost or doubled"
        for record in records:
            numbered_without_gaps(record)
            messages_match_events(record)
            no_note_is_seen(record)
            status_matches_events(record)
            nobody_is_forgotten(record)
            answered_once(record)
            presses_are_kept(record)
            clock_runs_while_somebody_waits(record)

    # How ------------------------------------------------------------------------------------

    def post(self, who: int, text: str, key: str, **how: bool) -> UUID:
        """A new message is accepted; returns its conversation."""
        if text in ASKED:  # in different words: the same question again would go to people
            chance = Random(len(self.sent))  # noqa: S311 -- no secret
            text = f"{text} {' '.join(chance.sample(SMALL, 6))}"
        received = self.run(self.shop.write(self.contacts[who], text, key, **how))
        assert received.is_new
        self.sent.append((who, key, text, received.message.id))
        return received.conversation

    def in_the_queue(self, id: UUID) -> None:
        """Invariant 1: people have it in their queue, and it says that they are needed."""
        self.calm = 0
        conversation = self.run(self.shop.read(id))
        assert (conversation.status, conversation.owner) == (Status.OPEN, Owner.HUMAN)
        assert conversation.is_with_people

    def end_thought(self) -> None:
        """The running turn ends."""
        if self.thinking is not None:
            self.run(ended(self.shop, self.thinking))
            self.thinking = None

    async def agent(self, who: int) -> Agent:
        """An agent as stored now."""
        async with self.shop.database.connection() as connection:
            return await agents_of.read(connection, self.agents[who].id)

    def nobody_waits_for_nothing(self) -> None:
        """Whoever waits in line waits because nobody has room, or all who have gave it back."""
        records = self.records()
        people = [self.run(self.agent(who)) for who in AGENTS]
        for agent in (one for one in people if one.availability == "online"):
            held = sum(
                one.now.assignee_id == agent.id and one.now.status is Status.OPEN for one in records
            )
            in_line = [
                one.now
                for one in records
                if one.now.status is Status.OPEN
                and one.now.assignee_id is None
                and one.now.waiting_since is not None
                and agent.id not in one.now.declined
            ]
            assert held >= agent.capacity or not in_line

    def options(self) -> list[tuple[Conversation, StoredMessage, Option]]:
        """All options below all replies; those for a person while it is calm, as for the button."""
        return [
            (record.now, message, option)
            for record in self.known
            for message in record.by(Author.ASSISTANT)
            for option in message.options
            if option.kind is not OptionKind.PERSON or is_calm(self)
        ]

    def only_kept(self, after: Sequence[Record]) -> None:
        """An option was pressed too late: its outcome is kept, and nothing else happened."""

        def plain(record: Record) -> object:
            numbers = {"seq": 0, "public_seq": 0}
            thread = [replace(one, chosen=None, was_helpful=None) for one in record.messages]
            return replace(record.now, **numbers), thread, record.turns

        assert list(map(plain, after)) == list(map(plain, self.known))

    def that(self, *statuses: Status) -> list[Record]:
        """The conversations with one of these statuses."""
        return [record for record in self.known if record.now.status in statuses]

    def act(
        self,
        place: int,
        work: Callable[[UUID], Awaitable[object]],
        among: Sequence[Status] = tuple(Status),
    ) -> None:
        """An agent acts on a conversation, or is refused and has changed nothing."""
        found = self.that(*among)
        chosen = found[place % len(found)].now.id

        async def done() -> None:
            await work(chosen)

        try:
            self.run(done())
        except ConflictError:
            assert self.records() == self.known

    def records(self) -> list[Record]:
        """All conversations, oldest first."""
        return self.run(recorded(self.shop))


async def emptied(shop: Shop) -> list[UUID]:
    """Delete all conversations, add new customers, and begin anew: the same steps do the same."""
    shop.clock.at = StoppedClock().at
    async with shop.database.transaction() as tx:
        await tx.execute(
            "update agent set availability = case name when 'Mara' then 'online' else 'away' end"
        )
        for table in (
            "event",
            "draft",
            "message",
            "turn",
            "reply_wait",
            "presence",
            "incident_informed",
            "incident_follower",
            "incident",
            "conversation",
            "contact",
        ):
            await tx.execute(f"delete from {table}".encode())  # noqa: S608 -- named in this line
    await pauses.resume(shop.desk, None)
    return [await shop.customer() for _ in CONTACTS]


async def recorded(shop: Shop) -> list[Record]:
    """All that the desk stores, by conversation."""
    async with shop.database.connection() as connection:
        cursor = await connection.execute("select id from conversation order by number")
        ids: list[UUID] = [row[0] for row in await cursor.fetchall()]
        cursor = await connection.execute(
            "select conversation_id, id, seen_seq, decision, effect from turn order by seen_seq"
        )
        turns = await cursor.fetchall()
        cursor = await connection.execute("select turn_id, yes_at, no_at, picked_at from showing")
        outcomes = {row[0]: row[1:] for row in await cursor.fetchall()}
        return [
            Record(
                await conversations.read(connection, id),
                await events.since(connection, id, 0),
                await messages.thread(connection, id),
                [Turn(*turn[1:]) for turn in turns if turn[0] == id],
                {
                    turn[1]: outcomes[turn[1]]
                    for turn in turns
                    if turn[0] == id and turn[1] in outcomes
                },
            )
            for id in ids
        ]


async def begun(shop: Shop) -> asyncio.Task[Taken] | None:
    """A turn that waits in the embedder, or is over because it needed none."""
    lease = await shop.claim()
    if lease is None:
        return None
    shop.embedder.hold()
    task = asyncio.create_task(take_turn(shop.desk, lease))
    reached = asyncio.create_task(shop.embedder.reached.wait())
    await asyncio.wait([task, reached], return_when=asyncio.FIRST_COMPLETED)
    reached.cancel()
    shop.embedder.is_held = False
    return task


async def ended(shop: Shop, task: asyncio.Task[Taken]) -> None:
    """Let the turn run to its end."""
    shop.embedder.resume()
    await task


def numbered_without_gaps(record: Record) -> None:
    """`seq` and `public_seq` count from 1, and the conversation has the last ones."""
    now = record.now
    assert [event.seq for event in record.events] == list(range(1, now.seq + 1))
    public = [event.public_seq for event in record.events if event.public_seq is not None]
    assert public == list(range(1, now.public_seq + 1))
    assert now.turn_done_seq <= now.seq
    assert now.turn_wanted_seq <= now.seq


def messages_match_events(record: Record) -> None:
    """Every message has the number of its event, which contains all of it."""
    told = [
        (event.seq, event.public_seq, dict(event.data))
        for event in record.events
        if event.type == EventType.MESSAGE
    ]
    assert told == [
        (
            message.seq,
            message.public_seq,
            message.for_team() | {"was_helpful": None, "chosen": None},
        )
        for message in record.messages
    ]


def no_note_is_seen(record: Record) -> None:
    """No customer sees a note, nor a word of it anywhere."""
    shown = [str(event.public_data) for event in record.events if event.public_data is not None]
    for message in record.messages:
        if message.kind is Kind.NOTE:
            assert message.public_seq is None
            assert not any(message.text in text or ASIDE in text for text in shown)


def status_matches_events(record: Record) -> None:
    """Status and owner are those that follow from the events.

    The assistant never wrote where people own the conversation, except to say that they have it.
    """
    owner, status, may_say = Owner.ASSISTANT, Status.PENDING, False
    for event in record.events:
        match EventType(event.type):
            case EventType.STARTED:
                owner = Owner(event.data["owner"])
                status = of_owner(owner)
            case EventType.HANDED_OFF:
                owner, status, may_say = Owner.HUMAN, Status.OPEN, True
            case EventType.TAKEN_OVER:
                owner, status, may_say = Owner.HUMAN, Status.OPEN, False
            case EventType.HANDED_BACK:
                owner, status = Owner.ASSISTANT, Status.PENDING
            case EventType.SNOOZED:
                status = Status.SNOOZED
            case EventType.RESOLVED:
                status = Status.RESOLVED
            case EventType.REOPENED:
                owner = Owner.HUMAN if event.data["by"] == "agent" else owner
                status = of_owner(owner)
            case EventType.MESSAGE if event.data["author"] == Author.ASSISTANT:
                if owner is Owner.HUMAN:
                    assert may_say, "the assistant spoke where people have it"
                    assert event.data["decision"] == "hand_off"
                    may_say = False
                else:
                    assert status is Status.PENDING, "the assistant spoke after the end"
            case _:
                pass
    assert (record.now.owner, record.now.status) == (owner, status)


async def measured(shop: Shop) -> dict[UUID, Fact]:
    """The facts of all conversations, up to date."""
    assert await measure(shop.database, shop.desk.thinking.policy()) == 0
    async with shop.database.connection() as connection:
        cursor = await connection.execute("select conversation_id from conversation_fact")
        ids = [row[0] for row in await cursor.fetchall()]
        found = [await facts.of_conversation(connection, id) for id in ids]
    return {fact.conversation_id: fact for fact in found if fact is not None}


def facts_follow(records: Sequence[Record], known: Mapping[UUID, Fact]) -> None:
    """Every conversation is counted once, in the state that follows from its events."""
    assert known.keys() == {record.now.id for record in records}
    for record in records:
        fact = known[record.now.id]
        is_involved, had_people = took_part(record.events)
        assert fact.seq == record.now.seq
        assert (fact.closed_at is not None) == (record.now.status is Status.RESOLVED)
        assert fact.resolution == (record.now.resolution and record.now.resolution.value)
        assert fact.is_involved == is_involved
        match fact.state:
            case None:
                assert not is_involved
            case "escalated":
                assert had_people
            case "ongoing":
                assert not had_people
                assert fact.closed_at is None
            case _:
                assert not had_people
                assert (fact.state == "abandoned") == (fact.resolution == "abandoned")
                assert fact.resolution in ("abandoned", "assumed", "confirmed")
        replies = [one for one in record.by(Author.AGENT) if one.kind is Kind.REPLY]
        assert fact.human_replies == len(replies)


def took_part(happened: Sequence[StoredEvent]) -> tuple[bool, bool]:
    """Whether the assistant sent something or handed it over, and whether people ever had it."""
    owner, is_involved, had_people = "", False, False
    for event in happened:
        match EventType(event.type):
            case EventType.STARTED:
                owner = str(event.data["owner"])
            case EventType.HANDED_OFF:
                is_involved = is_involved or owner == Owner.ASSISTANT
                owner = Owner.HUMAN
            case EventType.TAKEN_OVER:
                owner = Owner.HUMAN
            case EventType.HANDED_BACK:
                owner = Owner.ASSISTANT
            case EventType.REOPENED if event.data["by"] == "agent":
                owner = Owner.HUMAN
            case EventType.RESOLVED if event.data["resolution"] == "agent":
                had_people = True
            case EventType.MESSAGE if event.data["author"] == Author.ASSISTANT:
                is_involved = is_involved or event.data["decision"] != "hand_off"
            case _:
                pass
        had_people = had_people or owner == Owner.HUMAN
    return is_involved, had_people


def of_owner(owner: Owner) -> Status:
    """The status of a conversation that its owner works on."""
    return Status.PENDING if owner is Owner.ASSISTANT else Status.OPEN


def nobody_is_forgotten(record: Record) -> None:
    """Every message is in people's queue, or was answered, or has a turn due.

    A machine's message needs no answer, only a turn that saw it.
    """
    now = record.now
    if now.status is Status.PENDING:
        assert (now.waiting_since is not None) <= record.is_due, "waits, and nobody thinks about it"
    if now.owner is Owner.HUMAN or (record.is_due and now.status is Status.PENDING):
        return
    seen = max((turn.seen_seq for turn in record.turns if turn.effect == "sent"), default=0)
    silent = max((t.seen_seq for t in record.turns if t.decision == "stay_silent"), default=0)
    by_people = max(
        (
            event.seq
            for event in record.events
            if (event.type == EventType.MESSAGE and event.data["author"] == Author.AGENT)
            or (event.type == EventType.RESOLVED and "agent_id" in event.data)
        ),
        default=0,
    )
    for message in record.by(Author.CUSTOMER):
        answered = max(seen, by_people, silent if message.is_automatic else 0)
        assert message.seq <= answered, "a message that nobody will answer"


def answered_once(record: Record) -> None:
    """Each turn that was sent is one message, and each answers something new."""
    sent = [turn for turn in record.turns if turn.effect == "sent"]
    spoken = [m.turn_id for m in record.by(Author.ASSISTANT) if m.decision != "hand_off"]
    assert sorted(map(str, spoken)) == sorted(str(turn.id) for turn in sent)
    asked = [message.seq for message in record.by(Author.CUSTOMER)]
    for before, turn in zip([0, *(turn.seen_seq for turn in sent)], sent, strict=False):
        assert any(before < seq <= turn.seen_seq for seq in asked), "the same was answered twice"


def clock_runs_while_somebody_waits(record: Record) -> None:
    """People's clock runs exactly while a customer waits for them, also while it is snoozed."""
    now = record.now
    is_theirs = now.owner is Owner.HUMAN and now.status is not Status.RESOLVED
    assert (now.due_at is not None) == (is_theirs and now.waiting_since is not None)
    assert now.due_at is not None or now.alarm is None
    if now.due_at is not None and now.warn_at is not None and now.lead_at is not None:
        assert now.waiting_since is not None
        assert now.waiting_since <= now.warn_at <= now.due_at < now.lead_at


def everybody_late_was_told_of(record: Record, shop: Shop) -> None:
    """Invariant 7: after a sweep every alarm that is due was raised, and is an event."""
    now = record.now
    if now.warn_at is None or now.due_at is None or now.lead_at is None:
        return
    alarm = clock.alarm_at(Due(now.warn_at, now.due_at, now.lead_at), shop.clock())
    if alarm is None:
        return
    assert now.alarm is not None
    assert now.alarm.step >= alarm.step
    rung = [one.type for one in record.events if one.type in (EventType.LATE, EventType.SNOOZED)]
    is_known = rung[-1] == EventType.SNOOZED  # somebody snoozed it although it was late already
    assert now.status is Status.OPEN or is_known, "a snoozed one wakes before it is late"
    assert any(
        event.type == EventType.LATE and event.data["alarm"] == now.alarm for event in record.events
    )


def presses_are_kept(record: Record) -> None:
    """What was pressed last is told, and is an outcome of what the reply quotes."""
    told: dict[object, object] = {}
    for event in record.events:
        if event.type == EventType.HELPFUL:
            told[event.data["message_id"]] = event.data["chosen"]
    assert told == {str(one.id): one.chosen for one in record.messages if one.chosen is not None}
    for message in record.by(Author.ASSISTANT):
        pressed = next((one for one in message.options if one.id == message.chosen), None)
        if pressed is None or message.turn_id is None or message.turn_id not in record.outcomes:
            continue
        yes, no, picked = record.outcomes[message.turn_id]
        kept = {OptionKind.YES: yes, OptionKind.NO: no, OptionKind.ARTICLE: picked}
        assert pressed.kind is OptionKind.PERSON or kept[pressed.kind] is not None


def run_machine(conninfo: str, folder: Path, how: settings, *, seed: int | None = None) -> int:
    """Drives desks on one database, by these settings; returns how many steps they took.

    Raises what breaks an invariant. With a `seed`, the same steps come again.
    """
    steps = 0

    async def opened() -> tuple[Shop, list[Agent]]:
        shop = await open_shop(await Database.open(conninfo), folder)
        online = await shop.agent("Mara", availability="online")
        return shop, [online, await shop.agent("Rosa", role=Role.LEAD)]

    with asyncio.Runner() as runner:  # its loop is stopped between the steps
        shop, agents = runner.run(opened())

        class OnThisDesk(DeskMachine):
            def __init__(self) -> None:
                super().__init__(shop, runner, agents)

            def teardown(self) -> None:
                nonlocal steps
                steps += self.steps
                super().teardown()

        seeded = OnThisDesk if seed is None else seed_of(seed)(OnThisDesk)
        run_state_machine_as_test(seeded, settings=how)
        runner.run(shop.database.close())
    return steps


@pytest.mark.property
def test_the_desk_in_any_order(conninfo: str, tmp_path: Path) -> None:
    how = settings(
        max_examples=40,
        stateful_step_count=40,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_machine(conninfo, tmp_path, how)
