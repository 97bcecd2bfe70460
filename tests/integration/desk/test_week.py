"""A simulated week: arrivals, shifts and three teams; the clock moves from event to event."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from tandem.actions.access.change_profile import change_profile
from tandem.actions.access.save_team import add_team
from tandem.actions.conversation.change_conversation import change_conversation
from tandem.actions.conversation.decline import decline
from tandem.actions.conversation.raise_alarms import raise_alarms
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.clock import Clock
from tandem.core.desk.conversation import Conversation, Priority, Why
from tandem.core.desk.event import EventType
from tandem.core.desk.hours import Hours
from tandem.core.desk.ownership import Owner, Status
from tandem.store import agents, conversations, routing
from tests.integration.shop import LIVE, Shop

MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 3, 23, 0, tzinfo=UTC)  # the week in which Europe's clocks are put forward
TEAMS = ("", "Billing", "Repairs")
HOURS = (
    Hours("", "Europe/Berlin", (((480, 1080),),) * 5 + (((600, 840),), ())),
    Hours("Repairs", "Europe/Berlin", (((0, 1440),),) * 7),
)
CLOCKS = (
    Clock(60, 120),
    Clock(30, 90, "high"),
    Clock(20, 45, "urgent"),
    Clock(90, 30, "", "Billing"),
)
ARRIVALS = 120


@dataclass(slots=True)
class Week:
    """The state of the simulation."""

    shop: Shop
    chance: Random
    lead: Agent
    teams: dict[str, UUID]
    agents: list[Agent]
    agenda: list[tuple[datetime, str, int]] = field(default_factory=list)
    assigned: dict[UUID, UUID | None] = field(default_factory=dict)
    given: int = 0

    async def all(self) -> list[Conversation]:
        """Every conversation."""
        async with self.shop.database.connection() as connection:
            cursor = await connection.execute("select id from conversation order by number")
            return [await conversations.read(connection, row[0]) for row in await cursor.fetchall()]

    async def agent(self, number: int) -> Agent:
        """An agent as stored."""
        async with self.shop.database.connection() as connection:
            return await agents.read(connection, self.agents[number].id)

    async def step(self, at: datetime, what: str, number: int) -> None:
        """One event of the week."""
        self.shop.clock.at = at
        match what:
            case "asks":
                await self.ask()
            case "comes" | "goes":
                availability = "online" if what == "comes" else "away"
                await change_profile(
                    self.shop.desk, await self.agent(number), availability=availability
                )
            case "works":
                await self.work(number)
            case _:
                pass
        await raise_alarms(self.shop.desk)

    async def ask(self) -> None:
        """A customer asks for a person; somebody sets the team and how urgent it is."""
        id = await self.shop.press(await self.shop.customer())
        team = self.teams.get(self.chance.choice(TEAMS))
        now = await self.shop.read(id)
        async with self.shop.database.transaction() as tx:
            await conversations.lock(tx, id)
            await routing.give(
                tx,
                id,
                team=team,
                agent=None,
                why=Why.AGENT,
                by=self.lead.id,
                now=self.shop.clock(),
            )
        priority = self.chance.choices(list(Priority), (6, 3, 1))[0]
        await change_conversation(self.shop.desk, self.lead, id, priority=priority)
        assert now.owner is Owner.HUMAN

    async def work(self, number: int) -> None:
        """An agent answers what they have had for longest, or gives it back."""
        agent = await self.agent(number)
        mine = [
            one
            for one in await self.all()
            if one.assignee_id == agent.id and one.status is Status.OPEN and one.waiting_since
        ]
        if agent.availability != "online":
            return
        if not mine:
            await self.close(agent)
            return
        oldest = min(mine, key=lambda one: one.waiting_since or MONDAY)
        if self.chance.random() < 0.1:
            await decline(self.shop.desk, agent, oldest.id)
        else:
            closes = self.chance.random() < 0.7
            answer = Reply("Here is how.", f"{number} {self.shop.clock()}", resolve=closes)
            await reply(self.shop.desk, agent, oldest.id, answer)

    async def close(self, agent: Agent) -> None:
        """They close what they have answered, and so have room again."""
        for one in await self.all():
            if one.assignee_id == agent.id and one.status is Status.OPEN:
                await resolve(self.shop.desk, agent, one.id)


def nobody_was_passed(week: Week, found: Sequence[Conversation]) -> None:
    """Whoever was given to somebody now is not less urgent and later than one of the same team."""
    in_line = [one for one in found if _is_in_line(one)]
    for one in found:
        before = week.assigned.get(one.id)
        week.assigned[one.id] = one.assignee_id
        if one.assignee_id is None or one.assignee_id == before or one.waiting_since is None:
            continue
        week.given += 1
        for other in in_line:
            is_passed = (
                other.team_id == one.team_id
                and other.priority.is_over(one.priority)
                and other.waiting_since is not None
                and other.waiting_since <= one.waiting_since
                and one.assignee_id not in other.declined
            )
            assert not is_passed, f"#{other.number} was passed by #{one.number}"


def _is_in_line(one: Conversation) -> bool:
    return one.status is Status.OPEN and one.assignee_id is None and one.waiting_since is not None


async def late_ones_were_told(shop: Shop, found: Sequence[Conversation]) -> int:
    """Each late reply was told within a minute of being due; returns how many were late."""
    late = 0
    for one in found:
        told = [event for event in await shop.events(one.id) if event.type == EventType.LATE]
        for event in told:
            if event.data["alarm"] != "late":
                continue
            late += 1
            due_at = datetime.fromisoformat(str(event.data["due_at"]))
            assert event.at - due_at <= MINUTE, f"#{one.number} was late, and told of too late"
        if one.due_at is not None and shop.clock() >= one.due_at + MINUTE:
            assert one.alarm is not None
            assert one.alarm.step >= 2
    return late


@pytest.mark.property
async def test_a_week(shop: Shop) -> None:
    """Nobody is passed by somebody less urgent who came later, and what is late is told."""
    shop.clock.at = MONDAY
    shop = shop.under(replace(LIVE, hours=HOURS, clocks=CLOCKS))
    chance = Random(13)  # noqa: S311 -- no secret
    lead = await shop.agent("Lea", role=Role.LEAD)
    people = [await shop.agent(f"Agent {number}") for number in range(5)]
    named = {
        name: (
            await add_team(
                shop.desk, lead, name=name, members=[one.id for one in people[at : at + 3]]
            )
        ).id
        for at, name in enumerate(TEAMS[1:])
    }
    for one in people:
        async with shop.database.transaction() as tx:
            await agents.change(tx, one.id, capacity=2, now=shop.clock())
    week = Week(shop, chance, lead, named, people)
    for day in range(7):
        for number in range(5):
            begin = MONDAY + timedelta(days=day, minutes=chance.randint(420, 720))
            week.agenda += [(begin, "comes", number), (begin + timedelta(hours=6), "goes", number)]
            week.agenda += [
                (begin + timedelta(minutes=chance.randint(5, 350)), "works", number)
                for _ in range(16)
            ]
    week.agenda += [
        (MONDAY + timedelta(minutes=chance.randint(0, 7 * 1440)), "asks", 0)
        for _ in range(ARRIVALS)
    ]
    for at, what, number in sorted(week.agenda):
        while (due := await next_alarm(shop)) is not None and due < at:
            await week.step(due, "", 0)
            nobody_was_passed(week, await week.all())
        await week.step(at, what, number)
        nobody_was_passed(week, await week.all())
    late = await late_ones_were_told(shop, await week.all())
    assert week.given > ARRIVALS / 2, week.given
    assert late > 0, "a week in which nobody is late shows nothing"


async def next_alarm(shop: Shop) -> datetime | None:
    """The whole minute at which the next alarm is due: the desk looks four times as often."""
    async with shop.database.connection() as connection:
        cursor = await connection.execute(
            "select min(at) from conversation, lateral (values (warn_at, 1), (due_at, 2),"
            " (lead_at, 3)) as step (at, place)"
            " where status in ('open', 'snoozed') and place >"
            " coalesce(array_position(array['warned', 'late', 'lead'], alarm), 0)"
        )
        row = await cursor.fetchone()
    if row is None or row[0] is None:
        return None
    at: datetime = max(row[0], shop.clock())
    return at.replace(second=0, microsecond=0) + (
        MINUTE if at.second or at.microsecond else 0 * MINUTE
    )
