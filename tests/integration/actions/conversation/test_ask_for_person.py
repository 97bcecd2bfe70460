"""A conversation goes to people at once when the button is pressed."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tandem.actions.conversation.ask_for_person import ASKED
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.snooze import snooze
from tandem.core.desk.message import Author, Kind
from tandem.core.desk.ownership import REOPENS_WITHIN, Owner, Status
from tandem.store import inboxes
from tests.integration.shop import DESCALE, MILK, Shop


async def test_the_button_needs_no_conversation_and_no_turn(shop: Shop) -> None:
    contact = await shop.customer()
    ids = await asyncio.gather(*(shop.press(contact, str(n)) for n in range(5)))
    (id,) = set(ids)
    conversation = await shop.read(id)
    assert (conversation.status, conversation.owner) == (Status.OPEN, Owner.HUMAN)
    assert conversation.waiting_since == shop.clock()
    kinds = [(message.author, message.kind) for message in await shop.thread(id)]
    assert kinds == [
        (Author.SYSTEM, Kind.ACTIVITY),
        (Author.SYSTEM, Kind.NOTE),
        (Author.ASSISTANT, Kind.REPLY),
    ], "told once, however often it is pressed"


async def test_the_button_works_with_a_key_that_was_used_before(shop: Shop) -> None:
    contact, agent = await shop.customer(), await shop.agent()
    first = await shop.press(contact, "k")
    await resolve(shop.desk, agent, first)
    shop.clock.move(REOPENS_WITHIN + timedelta(days=1))
    second = await shop.press(contact, "k")
    assert second != first
    assert (await shop.read(second)).status is Status.OPEN


@pytest.mark.parametrize("closed", [False, True])
async def test_the_button_brings_back_what_people_had_put_away(shop: Shop, *, closed: bool) -> None:
    mara, contact = await shop.agent(), await shop.customer()
    id = await shop.press(contact)
    await reply(shop.desk, mara, id, Reply("I'll look into it.", "k"))
    if closed:
        await resolve(shop.desk, mara, id)
    else:
        await snooze(shop.desk, mara, id, shop.clock() + timedelta(days=1))
    assert await shop.press(contact) == id
    conversation = await shop.read(id)
    assert (conversation.status, conversation.assignee_id) == (Status.OPEN, mara.id)
    assert conversation.waiting_since == shop.clock()
    assert conversation.human_replied_at is not None, "it is no new handoff"
    assert (await shop.thread(id))[-1].text == ASKED


async def test_the_button_and_a_message_may_share_a_key(shop: Shop) -> None:
    contact, other = await shop.customer(), await shop.customer()
    id = (await shop.write(contact, DESCALE, "1")).conversation
    assert await shop.press(contact, "1") == id
    assert (await shop.read(id)).status is Status.OPEN
    begun = await shop.press(other, "1")
    assert (await shop.write(other, DESCALE, "1")).conversation == begun
    assert ("customer", DESCALE) in await shop.replies(begun)


async def test_the_button_is_about_what_the_assistant_holds(shop: Shop) -> None:
    """Even if the team has written into another conversation meanwhile."""
    mara, contact = await shop.agent(), await shop.customer()
    held = await shop.press(contact)
    apart = (await shop.write(contact, MILK, apart=True)).conversation
    shop.clock.move(timedelta(minutes=1))
    await reply(shop.desk, mara, held, Reply("Here I am.", "k"))
    assert await shop.press(contact) == apart
    assert (await shop.read(apart)).status is Status.OPEN


async def test_the_first_word_says_that_an_ai_speaks_where_the_channel_does_not(
    shop: Shop,
) -> None:
    """Even if it only says that a person was asked; the second time it is known."""
    mail = replace(shop, inbox=uuid4())
    async with shop.database.transaction() as tx:
        await inboxes.add(tx, id=mail.inbox, name="Mail", channel="api")
    newcomer, known = await shop.customer(), await shop.customer()
    await mail.write(known, MILK)
    await shop.turns()
    first, later = await mail.press(newcomer), await mail.press(known)
    chat = await shop.press(await shop.customer())  # the widget says it at its top
    assert (await shop.replies(first))[-1][1].startswith("I'm the AI assistant")
    assert (await shop.replies(later))[-1][1].startswith("I've asked for a person")
    assert (await shop.replies(chat))[-1][1].startswith("I've asked for a person")
