"""What the customer's feedback on a reply does."""

from uuid import uuid4

import pytest

from tandem.actions.turn.judge_reply import judge_reply
from tandem.core.desk.ownership import Resolution, Status
from tandem.core.errors import NotFoundError
from tests.integration.shop import DESCALE, MILK, Shop


async def test_an_answer_that_helped_closes_the_conversation(shop: Shop) -> None:
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    await shop.turns()
    answer = (await shop.thread(id))[-1]
    with pytest.raises(NotFoundError):
        await judge_reply(shop.desk, await shop.customer(), answer.id, helpful=True)
    with pytest.raises(NotFoundError):
        await judge_reply(shop.desk, contact, (await shop.thread(id))[0].id, helpful=True)
    with pytest.raises(NotFoundError):
        await judge_reply(shop.desk, contact, uuid4(), helpful=True)
    await judge_reply(shop.desk, contact, answer.id, helpful=False)
    assert (await shop.read(id)).status is Status.PENDING
    await judge_reply(shop.desk, contact, answer.id, helpful=True)
    conversation = await shop.read(id)
    assert (conversation.status, conversation.resolution) == (
        Status.RESOLVED,
        Resolution.CONFIRMED,
    )
    assert (await shop.thread(id))[-1].was_helpful is True


async def test_while_something_is_open_a_judgement_closes_nothing(shop: Shop) -> None:
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    await shop.turns()
    answer = (await shop.thread(id))[-1]
    await shop.write(contact, MILK)
    await judge_reply(shop.desk, contact, answer.id, helpful=True)
    assert (await shop.read(id)).status is Status.PENDING
    await shop.press(contact)
    await judge_reply(shop.desk, contact, answer.id, helpful=True)
    assert (await shop.read(id)).status is Status.OPEN
