"""What pressing an option below a reply does, in every state of its conversation."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tandem.actions.conversation.hand_back import hand_back
from tandem.actions.conversation.sweep import sweep
from tandem.actions.conversation.take_over import take_over
from tandem.actions.turn.receive import Inbound, Picks, Received, receive
from tandem.actions.turn.replay import replay
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, StoredMessage
from tandem.core.desk.option import OptionKind
from tandem.core.desk.ownership import REOPENS_WITHIN, SILENCE, Owner, Resolution, Status
from tandem.core.errors import NotFoundError
from tandem.core.turn.effect import Effect
from tandem.core.turn.wording import HELPED
from tandem.store.showings import Outcome
from tests.integration.shop import DESCALE, MILK, UNKNOWN, Shop

MILK_OPTION = "article:articles/milk"


async def suggested(shop: Shop) -> StoredMessage:
    """A suggestion to a new customer, with the other article as an option."""
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    (turn,) = await shop.turns()
    assert (turn.decision, turn.effect) == ("suggest", Effect.SENT)
    reply = await shop.said(id)
    assert [option.id for option in reply.options] == ["yes", "no", "person", MILK_OPTION]
    return reply


async def pressed(shop: Shop, reply: StoredMessage, option: str, key: str = "") -> Received:
    contact = (await shop.read(reply.conversation_id)).contact_id
    return await shop.pick(contact, reply, option, key or str(uuid4()))


async def told_of_presses(shop: Shop, reply: StoredMessage) -> list[dict[str, object]]:
    """What everyone, the customer's own tabs included, was told of presses."""
    found = [
        event
        for event in await shop.events(reply.conversation_id)
        if event.type == EventType.HELPFUL
    ]
    for event in found:
        assert event.public_data is not None
        numbered = {"seq": event.seq, "public_seq": event.public_seq}
        assert dict(event.data) == {**event.public_data, **numbered}
    names = ("message_id", "chosen", "was_helpful")
    return [{name: event.data[name] for name in names} for event in found]


async def test_a_press_is_stored_on_the_message_told_kept_as_an_outcome_and_answered(
    shop: Shop,
) -> None:
    shop = shop.suggesting()
    reply = await suggested(shop)
    id = reply.conversation_id
    received = await pressed(shop, reply, "yes")
    assert received.is_new
    assert received.message is not None
    said = received.message
    assert (said.author, said.text, said.picks) == (Author.CUSTOMER, "Yes", "yes")
    reply = await shop.said(id)
    assert (reply.chosen, reply.was_helpful) == ("yes", True)
    told = {"message_id": str(reply.id), "chosen": "yes", "was_helpful": True}
    assert await told_of_presses(shop, reply) == [told]
    assert await shop.outcomes(reply.turn_id) == {Outcome.YES}
    (turn,) = await shop.turns()
    assert turn.decision == "greet"
    assert (await shop.replies(id))[-1] == ("assistant", HELPED)
    conversation = await shop.read(id)
    assert (conversation.status, conversation.resolution) == (
        Status.RESOLVED,
        Resolution.CONFIRMED,
    )


async def test_only_the_options_of_ones_own_messages_can_be_pressed(shop: Shop) -> None:
    shop = shop.suggesting()
    reply, other = await suggested(shop), await suggested(shop)
    contact = (await shop.read(reply.conversation_id)).contact_id
    mine = (await shop.thread(reply.conversation_id))[0]
    before = await shop.events(reply.conversation_id), await shop.events(other.conversation_id)
    with pytest.raises(NotFoundError):
        await shop.pick(contact, other, "yes")
    with pytest.raises(NotFoundError):
        await shop.pick(contact, reply, "article:articles/descale")
    with pytest.raises(NotFoundError):
        await shop.pick(contact, mine, "yes")
    with pytest.raises(NotFoundError):
        await receive(shop.desk, Inbound(contact, shop.inbox, "", "k", picks=Picks(uuid4(), "yes")))
    assert before == (
        await shop.events(reply.conversation_id),
        await shop.events(other.conversation_id),
    )
    assert await shop.turns() == []
    assert await shop.outcomes(other.turn_id) == set()


@pytest.mark.parametrize("option", ["yes", "no", MILK_OPTION])
async def test_a_repeated_client_key_changes_nothing(shop: Shop, option: str) -> None:
    shop = shop.suggesting()
    reply = await suggested(shop)
    first = await pressed(shop, reply, option, "k")
    before = await shop.events(reply.conversation_id)
    again = await pressed(shop, reply, option, "k")
    assert first.message is not None
    assert again.message is not None
    assert (again.is_new, again.message.id) == (False, first.message.id)
    assert await shop.events(reply.conversation_id) == before
    assert len(await shop.turns()) == 1


@pytest.mark.parametrize(
    ("option", "outcome"),
    [("yes", Outcome.YES), ("no", Outcome.NO), (MILK_OPTION, Outcome.PICKED)],
)
async def test_below_an_older_message_a_press_is_an_outcome_only(
    shop: Shop, option: str, outcome: Outcome
) -> None:
    shop = shop.suggesting()
    older = await suggested(shop)
    id = older.conversation_id
    await shop.write((await shop.read(id)).contact_id, MILK)
    await shop.turns()
    newest, said = await shop.said(id), await shop.replies(id)
    received = await pressed(shop, older, option, "k")
    assert (received.conversation, received.message) == (id, None)
    assert await shop.outcomes(older.turn_id) == {outcome}
    assert await shop.outcomes(newest.turn_id) == set()
    before = await shop.events(id)
    assert (await pressed(shop, older, option, "k")).message is None
    assert await shop.events(id) == before, "a repeated request tells nobody again"
    assert await shop.turns() == []
    assert await shop.replies(id) == said
    assert [one.chosen for one in await shop.thread(id) if one.id == older.id] == [option]
    assert (await shop.read(id)).status is Status.PENDING


async def test_a_press_before_the_turn_of_a_newer_message_is_an_outcome_only(shop: Shop) -> None:
    shop = shop.suggesting()
    reply = await suggested(shop)
    id = reply.conversation_id
    await shop.write((await shop.read(id)).contact_id, MILK)
    assert (await pressed(shop, reply, "yes")).message is None
    (turn,) = await shop.turns()
    assert turn.decision == "suggest"
    assert (await shop.read(id)).status is Status.PENDING, "the newer question is still open"


@pytest.mark.parametrize("option", ["yes", "no", MILK_OPTION])
async def test_where_people_have_it_a_press_is_an_outcome_only(shop: Shop, option: str) -> None:
    shop = shop.suggesting()
    reply = await suggested(shop)
    id = reply.conversation_id
    await take_over(shop.desk, await shop.agent(), id)
    said = await shop.replies(id)
    assert (await pressed(shop, reply, option)).message is None
    assert await shop.turns() == []
    assert await shop.replies(id) == said
    assert (await shop.read(id)).waiting_since is None, "nothing that people must answer"
    assert await shop.outcomes(reply.turn_id) != set()


async def test_the_last_press_is_shown_and_every_first_one_is_an_outcome(shop: Shop) -> None:
    shop = shop.suggesting()
    reply = await suggested(shop)
    await pressed(shop, reply, "no")
    for option in ("yes", "yes", MILK_OPTION):
        assert (await pressed(shop, reply, option)).message is None
    reply = next(one for one in await shop.thread(reply.conversation_id) if one.id == reply.id)
    assert (reply.chosen, reply.was_helpful) == (MILK_OPTION, True)
    assert await shop.outcomes(reply.turn_id) == {Outcome.NO, Outcome.YES, Outcome.PICKED}
    told = await told_of_presses(shop, reply)
    assert [one["chosen"] for one in told] == ["no", "yes", MILK_OPTION]
    assert [one["was_helpful"] for one in told] == [False, True, None]


@pytest.mark.parametrize("text", [DESCALE, UNKNOWN])
async def test_pressing_talk_to_a_person_hands_over_at_once(shop: Shop, text: str) -> None:
    """Below a suggestion and below "I'm not sure": people have it when the request returns."""
    shop = shop.suggesting()
    contact = await shop.customer()
    id = (await shop.write(contact, text)).conversation
    await shop.turns()
    reply = await shop.said(id)
    assert OptionKind.PERSON in {option.kind for option in reply.options}
    received = await shop.pick(contact, reply, "person")
    assert received.message is not None
    conversation = await shop.read(id)
    assert (conversation.status, conversation.owner) == (Status.OPEN, Owner.HUMAN)
    assert (conversation.handoff_reason, conversation.handoff_rule) == (
        "customer_request",
        "person",
    )
    said = await shop.said(id)
    assert said.decision == "hand_off"
    assert said.turn_id is not None
    assert (await replay(shop.database, said.turn_id)).identical
    assert await shop.turns() == []


async def test_a_person_can_be_pressed_below_an_older_message_and_after_a_hand_back(
    shop: Shop,
) -> None:
    shop = shop.suggesting()
    reply = await suggested(shop)
    id = reply.conversation_id
    contact = (await shop.read(id)).contact_id
    await shop.write(contact, MILK)
    await shop.turns()
    received = await shop.pick(contact, reply, "person")
    assert received.conversation == id
    assert (await shop.read(id)).owner is Owner.HUMAN
    await hand_back(shop.desk, await shop.agent(), id)
    await shop.turns()
    await shop.pick(contact, reply, "person")
    assert (await shop.read(id)).owner is Owner.HUMAN, "although it is chosen already"


async def test_a_yes_within_a_week_of_silence_confirms_and_later_it_is_an_outcome_only(
    shop: Shop,
) -> None:
    shop = shop.suggesting()
    replies = [await suggested(shop) for _ in range(2)]
    shop.clock.move(SILENCE + timedelta(seconds=1))
    await sweep(shop.desk)
    for reply in replies:
        assert (await shop.read(reply.conversation_id)).resolution is Resolution.ABANDONED
    await pressed(shop, replies[0], "yes")
    await shop.turns()
    assert (await shop.read(replies[0].conversation_id)).resolution is Resolution.CONFIRMED
    shop.clock.move(REOPENS_WITHIN + timedelta(seconds=1))
    assert (await pressed(shop, replies[1], "yes")).message is None
    conversation = await shop.read(replies[1].conversation_id)
    assert (conversation.status, conversation.resolution) == (
        Status.RESOLVED,
        Resolution.ABANDONED,
    )
    assert await shop.outcomes(replies[1].turn_id) == {Outcome.SILENT, Outcome.YES}
    assert await shop.turns() == []
