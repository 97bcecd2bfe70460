"""An invented history, written and measured, is counted as its fates say."""

from collections import Counter
from dataclasses import astuple, replace
from uuid import UUID, uuid4, uuid5

from tandem.actions.metrics.measure import measure
from tandem.core.desk.agent import Role
from tandem.core.desk.event import EventType
from tandem.core.metrics.invented.fates import Fate, fates
from tandem.core.metrics.invented.stories import (
    RATED,
    Colleague,
    Company,
    Phrases,
    Words,
    stories,
)
from tandem.core.turn.policy import Policy
from tandem.store import agents, invented, metrics, teams
from tandem.store.database import Database
from tandem.store.invented import Invented
from tandem.store.metrics import Selection
from tandem.web.shapes.event import DATA
from tests.integration.shop import Shop
from tests.unit.core.metrics.months import DAYS, MONTH, SINCE, cell_of

TEAM, MARA = uuid4(), uuid4()
WORDS = Words(
    ("How do I clean it?",), "Clean it.", ("Here you are.",), "clean", "Cleaning", "", "How"
)
SAID = ("Thanks",)
MONTH_MORE = replace(MONTH, per_day=20, never=0.05)


def company(inbox: UUID) -> Company:
    return Company(
        inbox=inbox,
        teams={"easy": TEAM, "hard": TEAM},
        team_names={TEAM: "Team"},
        people={TEAM: [Colleague(MARA, "Mara")]},
        words={("easy", ""): [WORDS], ("hard", ""): [WORDS]},
        phrases=Phrases(SAID, SAID, SAID, SAID, SAID, SAID, SAID),
    )


def contact(number: int) -> UUID:
    return uuid5(TEAM, str(number))


async def turn(database: Database) -> UUID:
    """A turn of the desk, whose evidence the invented suggestions share."""
    id = uuid4()
    async with database.transaction() as tx:
        await tx.execute(
            "insert into record (hash, kind, body)"
            " values ('e', 'evidence', '{}'), ('p', 'policy', '')"
        )
        await tx.execute(
            "insert into turn (id, taken_at, evidence_hash, policy_hash, decision, rule,"
            " decision_body, steps) values (%s, now(), 'e', 'p', 'suggest', 'suggest', '', '{}')",
            (id,),
        )
    return id


async def test_a_history_is_counted_as_its_fates_say(shop: Shop) -> None:
    now = SINCE + DAYS
    found = list(fates(MONTH_MORE, 5, since=SINCE, until=now))
    made = stories(found, company(shop.inbox), contact, now=now, seed=5)
    customers = {fate.customer.number: fate for fate in reversed(found)}
    async with shop.database.transaction() as tx:
        await agents.add(
            tx, id=MARA, email="mara@x.example", name="Mara", role=Role.AGENT, now=SINCE
        )
        await teams.add(tx, id=TEAM, name="Team", categories=("easy",), members=[MARA])
        await invented.add_contacts(
            tx, [invited(number, fate) for number, fate in customers.items()]
        )
    like = await turn(shop.database)
    async with shop.database.transaction() as tx:
        await invented.add(tx, made, shop.inbox, {WORDS.asks[0]: like})
    assert await measure(shop.database, Policy(company="x")) == 0

    async with shop.database.connection() as connection:
        cells = await metrics.cells(
            connection, Selection(SINCE, now), metrics.WHOLE, common=(), now=now
        )
    counted: Counter[tuple[object, ...]] = Counter()
    for cell in cells:
        counted[astuple(cell)[:-3]] += cell.count
    assert counted == Counter(astuple(cell_of(fate, now))[:-3] for fate in found)
    assert {cell.state for cell in cells} == {
        *(None, "escalated", "ongoing", "abandoned", "contained"),
    }


def invited(number: int, fate: Fate) -> Invented:
    return Invented(
        id=contact(number),
        name="Rosa",
        email="rosa@x.example" if fate.customer.is_identified else "",
        plan="",
        product="",
        locale="",
        created_at=fate.at,
    )


def test_its_events_are_numbered_without_gaps_and_have_the_shapes_of_the_desk_s_own() -> None:
    now = SINCE + DAYS
    found = list(fates(MONTH_MORE, 6, since=SINCE, until=now))
    made = stories(found, company(uuid4()), contact, now=now, seed=6)
    for story in made:
        assert [event.seq for event in story.events] == list(range(1, story.seq + 1))
        shown = [event.public_seq for event in story.events if event.public_seq]
        assert shown == list(range(1, story.public_seq + 1))
        times = [event.at for event in story.events]
        assert times == sorted(times)
        assert times[-1] <= now
        for event in story.events:
            if event.type != RATED:
                placed = {"seq": event.seq, "public_seq": event.public_seq}
                DATA[EventType(event.type)].model_validate({**event.data, **placed})
    assert {event.type for story in made for event in story.events} >= {
        *("conversation.started", "turn.taken", "conversation.handed_off"),
        *("message.judged", "conversation.resolved", RATED),
    }
