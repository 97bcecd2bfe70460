"""The assistant's turns: one at a time, over all that waits; a newer message makes them stale."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tandem.actions.conversation.hand_back import hand_back
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.take_over import take_over
from tandem.actions.turn import pause as pauses
from tandem.actions.turn.replay import replay
from tandem.actions.turn.take_turn import RERUNS_MAX, Taken, take_turn
from tandem.core.desk.agent import Agent
from tandem.core.desk.conversation import Why
from tandem.core.desk.message import Author, Kind
from tandem.core.desk.ownership import Owner, Resolution, Status
from tandem.core.turn.effect import Effect
from tandem.core.turn.policy import UNCATEGORISED, Audience, Mode, Policy, Rollout
from tandem.core.turn.wording import DECLINED, HANDED_OFF, HELPED, PERHAPS
from tandem.store import conversations, drafts, events, leases, routing
from tandem.store.leases import TURN_ATTEMPTS_MAX
from tests.integration.shop import (
    DESCALE,
    LEASE,
    LIVE,
    MILK,
    PERSON,
    UNKNOWN,
    Shop,
    in_mode,
)


async def begun(shop: Shop) -> asyncio.Task[Taken]:
    """A turn that has started and waits in the embedder."""
    lease = await shop.claim()
    assert lease is not None
    shop.embedder.hold()
    thinking = asyncio.create_task(take_turn(shop.desk, lease))
    await shop.embedder.reached.wait()
    return thinking


async def ended(shop: Shop, thinking: asyncio.Task[Taken]) -> Taken:
    shop.embedder.resume()
    return await thinking


async def test_a_burst_is_one_question_and_one_answer(shop: Shop) -> None:
    contact = await shop.customer()
    for text in ("Hello", DESCALE, "Thank you"):
        id = (await shop.write(contact, text)).conversation
    (taken,) = await shop.turns()
    assert (taken.decision, taken.effect) == ("answer", Effect.SENT)
    authors = [author for author, _ in await shop.replies(id)]
    assert authors == ["customer", "customer", "customer", "assistant"]
    conversation = await shop.read(id)
    assert conversation.waiting_since is None
    assert conversation.turn_done_seq >= conversation.turn_wanted_seq
    answer = (await shop.thread(id))[-1]
    assert answer.turn_id is not None
    assert (await replay(shop.database, answer.turn_id)).identical


async def test_a_newer_message_outruns_a_reply_at_most_twice_and_is_answered_itself(
    shop: Shop,
) -> None:
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    for number in range(RERUNS_MAX):
        thinking = await begun(shop)
        await shop.write(contact, f"It is boiler number {number}.")
        assert (await ended(shop, thinking)).effect is None, "dropped"
    thinking = await begun(shop)
    await shop.write(contact, MILK)
    assert (await ended(shop, thinking)).effect is Effect.SENT, "nobody waits for ever"
    conversation = await shop.read(id)
    assert conversation.waiting_since == shop.clock(), "for the newest message"
    assert conversation.turn_wanted_seq > conversation.turn_done_seq
    (taken,) = await shop.turns()
    assert (taken.decision, taken.effect) == ("answer", Effect.SENT)
    said = await shop.replies(id)
    assert [author for author, _ in said[-2:]] == ["assistant", "assistant"]
    assert "sixty degrees" in said[-1][1]


async def test_a_handoff_is_not_outrun(shop: Shop) -> None:
    contact = await shop.customer()
    await shop.write(contact, UNKNOWN)
    await shop.turns()
    id = (await shop.write(contact, "And which one suits an oak floor?")).conversation
    thinking = await begun(shop)
    await shop.write(contact, "Anything at all?")
    taken = await ended(shop, thinking)
    assert (taken.decision, taken.effect) == ("hand_off", Effect.HANDED_OFF)
    assert (await shop.read(id)).status is Status.OPEN


@pytest.mark.parametrize("act", ["take_over", "reply", "resolve", "press", "pause"])
async def test_whatever_people_do_meanwhile_the_reply_is_not_sent(shop: Shop, act: str) -> None:
    contact, agent = await shop.customer(), await shop.agent()
    id = (await shop.write(contact, DESCALE)).conversation
    thinking = await begun(shop)
    match act:
        case "take_over":
            await take_over(shop.desk, agent, id)
        case "reply":
            await reply(shop.desk, agent, id, Reply("Two of them.", "r"))
        case "resolve":
            await resolve(shop.desk, agent, id)
        case "press":
            await shop.press(contact)
        case _:
            assert await pauses.pause(shop.desk, None) == 1
    before = await shop.events(id)
    assert (await ended(shop, thinking)).effect is None
    assert await shop.events(id) == before


async def test_a_dead_worker_s_turn_is_taken_over_and_its_late_reply_refused(shop: Shop) -> None:
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    lost = await shop.claim()
    assert lost is not None
    assert await shop.claim() is None, "one turn at a time"
    async with shop.database.connection() as connection:
        assert await leases.next_at(connection) == shop.clock() + LEASE
    shop.clock.move(LEASE + timedelta(seconds=1))
    assert [turn.effect for turn in await shop.turns()] == [Effect.SENT]
    assert (await take_turn(shop.desk, lost)).effect is None
    assert len(await shop.replies(id)) == 2


async def test_a_lease_given_back_is_free_at_once_and_costs_no_attempt(shop: Shop) -> None:
    await shop.write(await shop.customer(), DESCALE)
    for _ in range(TURN_ATTEMPTS_MAX + 1):
        lease = await shop.claim()
        assert lease is not None
        async with shop.database.transaction() as tx:
            await leases.release(tx, lease)
    assert [turn.effect for turn in await shop.turns()] == [Effect.SENT]


async def test_workers_never_share_a_turn(shop: Shop) -> None:
    ids = {(await shop.write(await shop.customer(), DESCALE)).conversation for _ in range(4)}
    leases = await asyncio.gather(*(shop.claim() for _ in range(8)))
    assert {lease.id for lease in leases if lease is not None} <= ids
    held = [lease for lease in leases if lease is not None]
    assert len({lease.id for lease in held}) == len(held)
    await asyncio.gather(*(take_turn(shop.desk, lease) for lease in held))
    await shop.turns()
    for id in ids:
        assert len(await shop.replies(id)) == 2


@pytest.mark.parametrize(
    ("policy", "status", "effect", "has_draft"),
    [
        (in_mode(Mode.OFF), Status.OPEN, None, False),
        (in_mode(Mode.SHADOW), Status.OPEN, Effect.RECORDED, False),
        (in_mode(Mode.DRAFT), Status.OPEN, Effect.DRAFTED, True),
        (in_mode(Mode.AUTO), Status.PENDING, Effect.SENT, False),
        (in_mode(Mode.AUTO, Audience.INTERNAL), Status.OPEN, None, False),
    ],
)
async def test_each_mode(
    shop: Shop,
    policy: Policy,
    status: Status,
    effect: Effect | None,
    has_draft: bool,
) -> None:
    live = shop.under(policy)
    id = (await live.write(await live.customer(), DESCALE)).conversation
    assert [turn.effect for turn in await live.turns()] == ([effect] if effect else [])
    assert (await live.read(id)).status is status
    async with live.desk.database.connection() as connection:
        draft = await drafts.read(connection, id)
    assert (draft is not None) == has_draft
    if draft is not None:
        assert (draft.decision, draft.is_outdated) == ("answer", False)
    answered = effect is Effect.SENT
    assert len(await live.replies(id)) == 1 + answered

    inside = (await live.write(await live.customer(is_internal=True), DESCALE)).conversation
    is_auto = policy.rollout[0].mode is Mode.AUTO
    assert ((await live.read(inside)).status is Status.PENDING) == is_auto


async def test_a_category_without_auto_mode_goes_to_people_with_a_draft(shop: Shop) -> None:
    policy = replace(
        LIVE,
        categories=("billing",),
        rollout=(
            Rollout(Mode.AUTO, Audience.EVERYONE),
            Rollout(Mode.DRAFT, Audience.EVERYONE, category=UNCATEGORISED),
        ),
    )
    live = shop.under(policy)
    contact = await live.customer()
    id = (await live.write(contact, DESCALE)).conversation
    assert (await live.read(id)).status is Status.PENDING, "some category has it"
    (taken,) = await live.turns()
    assert (taken.decision, taken.effect) == ("answer", Effect.DRAFTED)
    conversation = await live.read(id)
    assert (conversation.owner, conversation.handoff_reason) == (Owner.HUMAN, "mode")
    async with live.desk.database.connection() as connection:
        draft = await drafts.read(connection, id)
    assert draft is not None
    assert "two descaling tablets" in draft.text
    assert not any("tablets [1]" in text for _, text in await live.replies(id))

    await live.write(contact, MILK)
    async with live.desk.database.connection() as connection:
        draft = await drafts.read(connection, id)
    assert draft is not None
    assert draft.is_outdated
    await live.turns()
    async with live.desk.database.connection() as connection:
        draft = await drafts.read(connection, id)
    assert draft is not None
    assert "sixty degrees" in draft.text
    await reply(live.desk, await live.agent(), id, Reply("Sixty.", "r"))
    async with live.desk.database.connection() as connection:
        assert await drafts.read(connection, id) is None


async def test_no_draft_comes_after_the_answer_of_a_person(shop: Shop) -> None:
    contact, agent = await shop.customer(), await shop.agent()
    id = await shop.press(contact)
    await shop.write(contact, DESCALE)
    thinking = await begun(shop)
    await reply(shop.desk, agent, id, Reply("Two.", "r"))
    assert (await ended(shop, thinking)).effect is None
    async with shop.database.connection() as connection:
        assert await drafts.read(connection, id) is None


async def test_the_handoff_has_a_brief_for_the_team_alone(shop: Shop) -> None:
    contact = await shop.customer(email="rosa@home.example")
    await shop.write(contact, DESCALE)
    await shop.turns()
    id = (await shop.write(contact, f"It leaks, order A-4711. {PERSON}")).conversation
    (note,) = [message for message in await shop.thread(id) if message.kind is Kind.NOTE]
    assert note.author is Author.SYSTEM
    for line in (
        "Known: e-mail: rosa@home.example (given by them, not verified)",
        "Known: order number: A-4711 (typed in the chat at 12:00 UTC)",
        "Wants: How many descaling tablets for the boiler? – and: It leaks, order A-4711.",
        "Tried: the assistant answered from “Descale the boiler”; "
        "they wrote: “It leaks, order A-4711.”",
        f"Promised: “{HANDED_OFF}”",
        "Reason: The customer asked for a person.",
    ):
        assert line in note.text.splitlines()
    shown = [event.public_data for event in await shop.events(id) if event.public_data]
    assert "Tried" not in str(shown)
    assert "brief" not in str(shown)


async def test_a_second_handoff_tells_what_is_new_and_keeps_the_whole_brief(shop: Shop) -> None:
    contact, agent = await shop.customer(email="rosa@home.example"), await shop.agent()
    await shop.write(contact, f"It leaks, order A-4711. {PERSON}")
    id = (await shop.write(contact, DESCALE)).conversation
    await reply(shop.desk, agent, id, Reply("Two tablets.", "r"))
    await hand_back(shop.desk, agent, id)
    shop.clock.move(timedelta(minutes=5))
    await shop.write(contact, f"My phone number is 030 1234567. How do I steam milk? {PERSON}")
    first, second = [one.text for one in await shop.thread(id) if one.kind is Kind.NOTE]
    assert "order number: A-4711" in first
    assert second.splitlines() == [
        "Handed over again. The brief at 12:00 UTC still holds; this is new:",
        "Wants: How do I steam milk?",
        "Known: phone: 030 1234567 (typed in the chat at 12:05 UTC)",
        "Reason: The customer asked for a person.",
        "Next: Read what they wrote, then answer them.",
    ]
    async with shop.database.connection() as connection:
        newest = await events.last_handoff(connection, id)
    assert newest is not None
    assert "order number: A-4711" in str(newest.data["brief"])


async def handed_back(shop: Shop, agent: Agent, text: str | None) -> list[Taken]:
    """The turns after a person was asked for with the button, and an agent handed it back."""
    contact = await shop.customer()
    if text is not None:
        await shop.write(contact, text)
    id = await shop.press(contact)
    await hand_back(shop.desk, agent, id)
    return await shop.turns()


async def test_what_was_said_to_another_team_stays_with_it(shop: Shop) -> None:
    contact, repairs = await shop.customer(), uuid4()
    first = (await shop.write(contact, DESCALE)).conversation
    second = (await shop.write(contact, MILK, apart=True)).conversation
    async with shop.database.transaction() as tx:
        await tx.execute("insert into team (id, name) values (%s, 'Repairs')", [repairs])
        await routing.assign(
            tx, first, team=repairs, assignee=None, why=Why.AGENT, now=shop.clock()
        )
        theirs = await conversations.subjects_of(tx, contact, second, team=repairs)
        others = await conversations.subjects_of(tx, contact, second, team=None)
    assert (theirs, others) == ((DESCALE,), ())


async def test_handed_back_the_assistant_answers_what_nobody_has(shop: Shop) -> None:
    agent = await shop.agent()
    (taken,) = await handed_back(shop, agent, DESCALE)
    assert taken.effect is Effect.SENT
    conversation = await shop.read(taken.conversation)
    assert (conversation.status, conversation.waiting_since) == (Status.PENDING, None)
    assert await handed_back(shop, agent, None) == [], "nothing was asked"


@pytest.mark.parametrize("text", ["Thanks, that helped!", "👍", "yes", "danke"])
async def test_thanks_for_an_answer_confirm_it(shop: Shop, text: str) -> None:
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    await shop.turns()
    await shop.write(contact, text)
    (taken,) = await shop.turns()
    assert taken.decision == "greet"
    assert (await shop.replies(id))[-1] == ("assistant", HELPED)
    conversation = await shop.read(id)
    assert (conversation.status, conversation.resolution) == (
        Status.RESOLVED,
        Resolution.CONFIRMED,
    )
    again = await shop.write(contact, MILK)
    assert again.conversation == id
    assert (await shop.read(id)).status is Status.PENDING


@pytest.mark.parametrize("text", ["no", "nope", "No need, I'll check myself", "nein danke", "👎"])
async def test_a_no_to_an_offered_person_brings_none(shop: Shop, text: str) -> None:
    contact = await shop.customer()
    id = (await shop.write(contact, UNKNOWN)).conversation
    (unsure,) = await shop.turns()
    assert unsure.decision == "offer_human"
    await shop.write(contact, text)
    (taken,) = await shop.turns()
    assert taken.decision == "greet"
    assert (await shop.replies(id))[-1] == ("assistant", DECLINED)
    assert (await shop.read(id)).owner is Owner.ASSISTANT
    await shop.write(contact, "And which curtains suit a velvet sofa?")
    (asked,) = await shop.turns()
    assert asked.decision == "offer_human", "the declined offer is closed"
    await shop.write(contact, "yes please")
    assert (await shop.read(id)).owner is Owner.HUMAN


async def test_a_no_to_an_answer_shows_what_else_may_be_meant(shop: Shop) -> None:
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    await shop.turns()
    await shop.write(contact, "that isn't it")
    (taken,) = await shop.turns()
    assert taken.decision == "suggest"
    assert (await shop.replies(id))[-1][1].startswith(PERHAPS)
    assert (await shop.read(id)).owner is Owner.ASSISTANT


async def test_only_what_an_agent_can_send_becomes_a_draft(shop: Shop) -> None:
    live = shop.under(in_mode(Mode.DRAFT))
    contact = await live.customer()
    await live.write(contact, "Hello")
    assert await live.turns() == [], "people need no draft for a greeting"
    id = (await live.write(contact, UNKNOWN)).conversation
    (taken,) = await live.turns()
    assert (taken.decision, taken.effect) == ("offer_human", Effect.RECORDED)
    async with live.database.connection() as connection:
        assert await drafts.read(connection, id) is None


async def test_a_language_that_nothing_is_measured_in_goes_to_people(shop: Shop) -> None:
    contact = await shop.customer()
    id = (await shop.write(contact, "Welche Tapete passt zu einem Kamin aus Marmor?")).conversation
    (taken,) = await shop.turns()
    assert taken.decision == "hand_off"
    assert (await shop.read(id)).handoff_rule == "language"
    _, (_, reply) = await shop.replies(id)
    assert "In dieser Sprache" in reply
