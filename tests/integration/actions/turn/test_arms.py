"""The two sides of a percentage: both are recorded, and nobody sees anything of the hidden one."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from tandem.actions.conversation.ask_for_person import ask_for_person
from tandem.actions.conversation.hand_back import hand_back
from tandem.core.desk.ownership import Owner
from tandem.core.desk.place import place
from tandem.core.errors import ConflictError
from tandem.core.turn.effect import Effect
from tandem.core.turn.policy import UNCATEGORISED, Audience, Mode, Policy, Rollout
from tandem.core.turn.who import who
from tandem.store import contacts, conversations, drafts, events, messages, turns
from tandem.store.events import StoredEvent
from tests.integration.shop import DESCALE, LIVE, PERSON, Shop


def half(rest: Mode = Mode.SHADOW, mode: Mode = Mode.AUTO) -> Policy:
    rule = Rollout(mode, Audience.EVERYONE, percent=50, rest=rest)
    return replace(LIVE, rollout=(rule,))


async def customer(shop: Shop, *, is_in: bool) -> UUID:
    """A new contact on this side of half of them."""
    while True:
        id = uuid4()
        if (place(id) < 50) == is_in:
            async with shop.database.transaction() as tx:
                await contacts.add(tx, id=id, now=shop.clock())
            return id


async def events_of(shop: Shop, id: UUID) -> list[StoredEvent]:
    async with shop.database.connection() as connection:
        return list(await events.since(connection, id, 0))


async def arms(shop: Shop, id: UUID) -> list[tuple[str, str, str]]:
    """Of the start and of each turn: the event, the mode and the arm."""
    return [
        (str(event.type), str(event.data["mode"]), str(event.data["arm"]))
        for event in await events_of(shop, id)
        if event.type in ("conversation.started", "turn.taken")
    ]


async def test_both_sides_are_recorded_where_it_starts_and_in_each_turn(shop: Shop) -> None:
    live = shop.under(half())
    inside = (await live.write(await customer(live, is_in=True), DESCALE)).conversation
    outside = (await live.write(await customer(live, is_in=False), DESCALE)).conversation
    assert {taken.effect for taken in await live.turns()} == {Effect.SENT, Effect.RECORDED}
    assert await arms(live, inside) == [
        ("conversation.started", "auto", "assistant"),
        ("turn.taken", "auto", "assistant"),
    ]
    assert await arms(live, outside) == [
        ("conversation.started", "shadow", "control"),
        ("turn.taken", "shadow", "control"),
    ]
    assert (await live.read(outside)).owner is Owner.HUMAN


async def test_of_the_hidden_turn_nobody_sees_anything(shop: Shop) -> None:
    """All that customers and agents are shown is the same before and after it."""
    live = shop.under(half())
    id = (await live.write(await customer(live, is_in=False), DESCALE)).conversation

    async def shown() -> object:
        async with live.database.connection() as connection:
            row = await conversations.read(connection, id)
            return (
                replace(row, seq=0, turn_done_seq=0, turn_number=0),
                await messages.thread(connection, id),
                await drafts.read(connection, id),
                await turns.of_conversation(connection, id),
                [one for one in await events.since(connection, id, 0) if one.public_seq],
            )

    before = await shown()
    (taken,) = await live.turns()
    assert (taken.decision, taken.effect) == ("answer", Effect.RECORDED)
    assert await shown() == before
    added = [event for event in await events_of(live, id) if event.type == "turn.taken"]
    assert [event.public_seq for event in added] == [None]
    async with live.database.connection() as connection:
        turn = await turns.read(connection, UUID(str(added[0].data["turn_id"])))
        contact = await contacts.read(connection, (await live.read(id)).contact_id)
    assert turn.is_hidden
    assert f'"place":{who(contact).place}' in turn.evidence.replace(" ", "")


async def test_a_control_group_without_any_mode_takes_no_turn_and_is_still_counted(
    shop: Shop,
) -> None:
    live = shop.under(half(rest=Mode.OFF))
    id = (await live.write(await customer(live, is_in=False), DESCALE)).conversation
    assert await live.turns() == []
    assert await arms(live, id) == [("conversation.started", "off", "control")]


async def test_a_wish_for_a_person_and_the_button_have_an_arm_too(shop: Shop) -> None:
    live = shop.under(half())
    contact = await customer(live, is_in=True)
    id = (await live.write(contact, PERSON)).conversation
    assert await arms(live, id) == [
        ("conversation.started", "auto", "assistant"),
        ("turn.taken", "auto", "assistant"),
    ]
    pressed = await ask_for_person(
        live.desk, await customer(live, is_in=False), live.inbox, "pressed"
    )
    assert await arms(live, pressed) == [("conversation.started", "shadow", "control")]


async def test_nobody_is_compared_where_no_percentage_and_no_answer_is(shop: Shop) -> None:
    live = shop.under(replace(LIVE, rollout=(Rollout(Mode.DRAFT, Audience.EVERYONE),)))
    id = (await live.write(await live.customer(), DESCALE)).conversation
    await live.turns()
    assert {arm for _, _, arm in await arms(live, id)} == {""}


async def test_the_control_group_is_not_handed_back_to_the_assistant(shop: Shop) -> None:
    live = shop.under(half())
    id = (await live.write(await customer(live, is_in=False), DESCALE)).conversation
    with pytest.raises(ConflictError, match="may not answer this customer"):
        await hand_back(live.desk, await live.agent(), id)


async def test_where_another_category_is_answered_the_arm_is_that_of_the_turn(shop: Shop) -> None:
    policy = replace(
        LIVE,
        rollout=(
            Rollout(Mode.AUTO, Audience.EVERYONE),
            Rollout(Mode.AUTO, Audience.EVERYONE, category=UNCATEGORISED, percent=50),
        ),
    )
    live = shop.under(policy)
    id = (await live.write(await customer(live, is_in=False), DESCALE)).conversation
    await live.turns()
    assert await arms(live, id) == [
        ("conversation.started", "auto", ""),
        ("turn.taken", "shadow", "control"),
    ]
