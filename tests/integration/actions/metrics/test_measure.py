"""Conversation facts follow from the events, whatever happened and in whatever order."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from tandem.actions.contact.change_contact import change_contact
from tandem.actions.conversation.hand_back import hand_back
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import reopen, resolve
from tandem.actions.conversation.sweep import sweep
from tandem.actions.conversation.take_over import take_over
from tandem.actions.metrics.measure import measure, rebuild
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.clock import Clock
from tandem.core.desk.hours import Hours
from tandem.core.desk.message import StoredMessage
from tandem.core.metrics.cell import bucket_of
from tandem.core.turn.policy import Mode
from tandem.store import facts
from tandem.store.facts import Fact
from tests.integration.filling import fill_lines
from tests.integration.shop import DESCALE, LIVE, PERSON, UNKNOWN, Shop, in_mode

DAY = timedelta(days=1)


async def fact_of(shop: Shop, id: UUID) -> Fact:
    await measure(shop.database, shop.desk.thinking.policy())
    async with shop.database.connection() as connection:
        found = await facts.of_conversation(connection, id)
    assert found is not None
    return found


async def answered(shop: Shop, *, email: str = "") -> tuple[UUID, UUID]:
    """A customer whose question the assistant answered, and the conversation."""
    customer = await shop.customer(email=email)
    sent = await shop.write(customer, DESCALE)
    await shop.turns()
    return customer, sent.conversation


async def replied(shop: Shop, agent: Agent, id: UUID, text: str = "Here you are.") -> None:
    now = await shop.read(id)
    await reply(shop.desk, agent, id, Reply(text, str(uuid4()), seen_seq=now.seq))


async def test_silence_after_an_answer_is_contained_but_only_assumed(shop: Shop) -> None:
    _, id = await answered(shop)
    begun = await fact_of(shop, id)

    shop.clock.move(timedelta(hours=25))
    await sweep(shop.desk)
    ended = await fact_of(shop, id)

    assert (begun.path, begun.state, begun.closed_at) == ("assistant", "ongoing", None)
    assert begun.first_reply_at == begun.started_at
    assert (ended.state, ended.resolution) == ("contained", "assumed")
    assert ended.open_s == timedelta(hours=25).total_seconds()


async def test_a_customer_who_says_that_it_helped_is_contained_and_confirmed(shop: Shop) -> None:
    customer, id = await answered(shop)
    await shop.write(customer, "yes, that helped")
    await shop.turns()

    found = await fact_of(shop, id)

    assert (found.state, found.resolution, found.path) == ("contained", "confirmed", "assistant")


async def test_leaving_after_an_offer_is_abandoned(shop: Shop) -> None:
    customer = await shop.customer()
    sent = await shop.write(customer, UNKNOWN)
    await shop.turns()
    shop.clock.move(timedelta(hours=25))
    await sweep(shop.desk)

    found = await fact_of(shop, sent.conversation)

    assert (found.state, found.resolution) == ("abandoned", "abandoned")


async def test_who_asks_the_assistant_for_a_person_is_escalated(shop: Shop) -> None:
    customer = await shop.customer()
    sent = await shop.write(customer, PERSON)
    mara = await shop.agent()
    shop.clock.move(timedelta(minutes=5))
    await replied(shop, mara, sent.conversation)
    await resolve(shop.desk, mara, sent.conversation)

    found = await fact_of(shop, sent.conversation)

    assert (found.state, found.path, found.reason) == ("escalated", "escalated", "customer_request")
    assert found.human_replied_at == found.started_at + timedelta(minutes=5)
    assert found.first_reply_at == found.human_replied_at, "a handoff is no reply"
    assert found.human_replies == 1


async def test_where_people_answer_anyway_the_assistant_takes_no_part(shop: Shop) -> None:
    off = shop.under(in_mode(Mode.OFF))
    customer = await off.customer()
    sent = await off.write(customer, PERSON)
    mara = await off.agent()
    await replied(off, mara, sent.conversation)

    found = await fact_of(off, sent.conversation)

    assert (found.is_involved, found.state, found.path) == (False, None, "people")


async def test_what_an_agent_takes_or_closes_is_not_contained(shop: Shop) -> None:
    _, taken = await answered(shop)
    _, closed = await answered(shop)
    mara = await shop.agent()
    await take_over(shop.desk, mara, taken)
    await resolve(shop.desk, mara, closed)

    assert (await fact_of(shop, taken)).state == "escalated"
    assert (await fact_of(shop, closed)).state == "escalated"


async def test_what_people_had_once_stays_escalated_when_they_hand_it_back(shop: Shop) -> None:
    customer, id = await answered(shop)
    mara = await shop.agent()
    await take_over(shop.desk, mara, id)
    await hand_back(shop.desk, mara, id)
    await shop.write(customer, "yes, that helped")
    await shop.turns()

    assert (await fact_of(shop, id)).state == "escalated"


async def test_a_return_within_a_week_counts_in_any_conversation(shop: Shop) -> None:
    customer, id = await answered(shop, email="rosa@shop.example")
    await shop.write(customer, "yes, that helped")
    await shop.turns()
    await measure(shop.database, shop.desk.thinking.policy())
    shop.clock.move(2 * DAY)
    await shop.write(customer, DESCALE, apart=True)

    found = await fact_of(shop, id)

    assert found.is_identified
    assert found.returned_at == shop.clock()


async def test_thanks_are_no_return_and_neither_is_the_eighth_day(shop: Shop) -> None:
    customer, id = await answered(shop)
    shop.clock.move(timedelta(hours=25))
    await sweep(shop.desk)
    shop.clock.move(DAY)
    await shop.write(customer, "Thank you, that helped")
    await shop.turns()
    shop.clock.move(8 * DAY)
    await shop.write(customer, DESCALE)

    found = await fact_of(shop, id)

    assert (found.returned_at, found.resolution) == (None, "confirmed")
    assert found.reopenings == 1


async def test_coming_back_with_a_question_is_a_return(shop: Shop) -> None:
    customer, id = await answered(shop)
    shop.clock.move(timedelta(hours=25))
    await sweep(shop.desk)
    shop.clock.move(DAY)
    await shop.write(customer, UNKNOWN)
    await shop.turns()

    assert (await fact_of(shop, id)).returned_at == shop.clock()


async def test_open_hours_are_those_of_the_team(shop: Shop) -> None:
    nine_to_five = (((540, 1020),),) * 5 + ((), ())
    there = shop.under(replace(LIVE, hours=(Hours("", "UTC", nine_to_five),)))
    customer = await there.customer()
    sent = await there.write(customer, PERSON)  # Monday, 12:00
    mara = await there.agent()
    there.clock.move(timedelta(days=1, hours=1))
    await resolve(there.desk, mara, sent.conversation)

    found = await fact_of(there, sent.conversation)

    assert found.open_s == timedelta(hours=5 + 4).total_seconds()


async def test_making_a_contact_internal_changes_what_is_counted(shop: Shop) -> None:
    customer, id = await answered(shop)
    before = await fact_of(shop, id)
    mara = await shop.agent()
    await shop.write(customer, PERSON)
    await change_contact(shop.desk, mara, customer, version=1, is_internal=True)

    after = await fact_of(shop, id)

    assert (before.is_internal, after.is_internal) == (False, True)


async def test_a_change_of_the_contact_while_facts_are_made_is_not_lost(shop: Shop) -> None:
    customer, id = await answered(shop)  # due, and its facts are being made
    lead = await shop.agent(role=Role.LEAD)
    async with shop.database.transaction() as tx:
        await facts.lock(tx)
        due = await facts.due(tx, 10)
        changing = asyncio.create_task(
            change_contact(shop.desk, lead, customer, version=1, is_internal=True)
        )
        await asyncio.wait([changing], timeout=0.2)
        assert not changing.done(), "it waits, else its mark would be deleted as done"
        await facts.measure(tx, due, openings=[], always_open=[facts.NO_TEAM])
    await changing
    assert (await fact_of(shop, id)).is_internal


async def test_facts_made_anew_are_the_same(shop: Shop) -> None:
    customer, first = await answered(shop, email="rosa@shop.example")
    shop.clock.move(timedelta(hours=25))
    await sweep(shop.desk)
    await measure(shop.database, shop.desk.thinking.policy())
    second = (await shop.write(customer, PERSON, apart=True)).conversation
    known = [await fact_of(shop, id) for id in (first, second)]

    await rebuild(shop.database, LIVE)

    assert [await fact_of(shop, id) for id in (first, second)] == known
    assert await measure(shop.database, shop.desk.thinking.policy()) == 0


def line(wait: str, minutes: float) -> str:
    """A first wait that was replied to after so many minutes, as a fact has it."""
    return f"first|{wait}|{bucket_of(minutes * 60)}"


async def test_each_end_of_a_wait_is_in_the_fact(shop: Shop) -> None:
    """Whatever ends a wait, or undoes its end, has the fact made anew."""
    there = shop.under(replace(LIVE, clocks=(Clock(10, 60),)))
    mara, customer = await there.agent(), await there.customer()
    id = await there.press(customer)
    assert (await fact_of(there, id)).waits.splitlines() == []
    await hand_back(there.desk, mara, id)
    assert (await fact_of(there, id)).waits.splitlines() == ["first|never"]
    there.clock.move(timedelta(minutes=1))
    await there.press(customer, key="again")
    await resolve(there.desk, mara, id)
    assert (await fact_of(there, id)).waits.splitlines() == ["first|never", "first|never"]
    there.clock.move(timedelta(seconds=5))
    await reopen(there.desk, mara, id)
    assert (await fact_of(there, id)).waits.splitlines() == ["first|never"], (
        "what ended the wait was undone"
    )
    there.clock.move(timedelta(minutes=20))
    await replied(there, mara, id)
    late = line("late", 20 + 5 / 60)
    assert (await fact_of(there, id)).waits.splitlines() == [late, "first|never"]
    await there.write(customer, UNKNOWN)
    there.clock.move(timedelta(minutes=30))
    await replied(there, mara, id)
    assert (await fact_of(there, id)).waits.splitlines() == [late, "first|never", "later|kept"]


async def pressed(shop: Shop, reply: StoredMessage, option: str) -> None:
    contact = (await shop.read(reply.conversation_id)).contact_id
    await shop.pick(contact, reply, option)


async def suggestion(shop: Shop, id: UUID) -> str:
    """What became of the one suggestion of a conversation, without its P(right)."""
    [one] = (await fact_of(shop, id)).suggested.splitlines()
    outcome, tenth, category = one.split("|", 2)
    assert 0 <= int(tenth) <= 10
    assert category == "uncategorised"
    return outcome


async def test_what_became_of_a_suggestion_is_in_the_fact(shop: Shop) -> None:
    """A word, a press and silence each have the fact made anew."""
    shop = shop.suggesting()
    (_, said), (_, silent), (customer, refused) = [await answered(shop) for _ in range(3)]
    assert await suggestion(shop, said) == "open"
    await pressed(shop, await shop.said(said), "yes")
    assert await suggestion(shop, said) == "yes"
    await shop.write(customer, "no, that is not it")
    await shop.turns()
    assert "no" in [
        one.split("|")[0] for one in (await fact_of(shop, refused)).suggested.splitlines()
    ]
    shop.clock.move(timedelta(hours=25))
    await sweep(shop.desk)
    assert await suggestion(shop, silent) == "silent"


async def test_a_press_that_comes_too_late_to_be_answered_is_in_the_fact(shop: Shop) -> None:
    shop = shop.suggesting()
    _, id = await answered(shop)
    older = await shop.said(id)
    await take_over(shop.desk, await shop.agent(), id)
    assert await suggestion(shop, id) == "open"
    await pressed(shop, older, "no")
    assert await suggestion(shop, id) == "no"
    await pressed(shop, older, "yes")
    assert await suggestion(shop, id) == "yes", "a yes counts, whatever came before it"


async def test_the_migration_fills_in_what_a_rebuild_makes(shop: Shop) -> None:
    there = shop.suggesting().under(replace(LIVE, clocks=(Clock(10, 60),)))
    mara = await there.agent()
    (_, first), (customer, second) = [await answered(there) for _ in range(2)]
    await pressed(there, await there.said(first), "yes")
    for minutes in (5, 50):
        await there.write(customer, PERSON)
        there.clock.move(timedelta(minutes=minutes))
        await replied(there, mara, second)
    known = [await fact_of(there, id) for id in (first, second)]
    assert [len(fact.suggested.splitlines()) for fact in known] == [1, 1]
    assert [len(fact.waits.splitlines()) for fact in known] == [0, 2]

    async with there.database.transaction() as tx:
        await fill_lines(tx)

    assert [await fact_of(there, id) for id in (first, second)] == known


async def test_what_happens_while_facts_are_made_is_measured_the_next_time(shop: Shop) -> None:
    customer, id = await answered(shop)
    async with shop.database.transaction() as tx:
        await facts.lock(tx)
        ids = await facts.due(tx, 10)
        await facts.measure(tx, ids, openings=(), always_open=[facts.NO_TEAM])
        writing = asyncio.create_task(shop.write(customer, "And another thing"))
        await asyncio.sleep(0)
    await writing

    assert await measured(shop) == 1
    assert (await fact_of(shop, id)).seq == (await shop.read(id)).seq


async def measured(shop: Shop) -> int:
    """How many conversations are to be measured."""
    async with shop.database.connection() as connection:
        return await facts.count_due(connection)
