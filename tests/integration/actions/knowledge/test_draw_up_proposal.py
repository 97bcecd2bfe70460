"""A proposal from what people answered: their sentences, each with its origin."""

from uuid import UUID

import pytest

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.take_over import take_over
from tandem.actions.knowledge.draw_up_proposal import draw_up_proposal
from tandem.actions.knowledge.find_gaps import find_gaps
from tandem.core.desk.agent import Role
from tandem.core.errors import ForbiddenError, NotFoundError
from tandem.store import gaps
from tests.integration.shop import Shop

WALLPAPER = "Which wallpaper suits a marble fireplace?"
TABLETS = "How many descaling tablets for the boiler of a caravan?"


async def gap_of(shop: Shop, question: str, *answers: str) -> tuple[UUID, list[UUID]]:
    """The gap of a question that so many customers ask, each answered by a person."""
    mara = await shop.agent()
    conversations: list[UUID] = []
    for text in answers:
        sent = await shop.write(await shop.customer(), question)
        await shop.turns()
        conversations.append(sent.conversation)
        if text:
            await take_over(shop.desk, mara, sent.conversation)
            await reply(shop.desk, mara, sent.conversation, Reply(text, f"k-{sent.conversation}"))
    await find_gaps(shop.desk, now=shop.clock())
    async with shop.database.connection() as connection:
        (found,) = await gaps.page(connection)
    return found.id, conversations


async def test_what_people_answered_is_proposed(shop: Shop) -> None:
    id, conversations = await gap_of(
        shop,
        WALLPAPER,
        "Hello Mr Quist,\nthanks for asking us about it. Plain grey wallpaper suits a marble"
        " fireplace. I have sent a sample to zelda@quist.example today.\nKind regards,\nMara",
        "Plain grey wallpaper suits a marble fireplace best. Which marble fireplace is it?",
    )
    made = await draw_up_proposal(shop.desk, await shop.agent("Ben"), id)
    assert (made.title, made.article_number, made.gap_id) == (WALLPAPER, None, id)
    assert made.body in (
        "Plain grey wallpaper suits a marble fireplace.",
        "Plain grey wallpaper suits a marble fireplace best.",
    )
    (origin,) = made.origins
    assert origin.text == made.body
    assert origin.replies == 2
    assert UUID(origin.conversation_id) in conversations
    assert made.made_by == "Ben"


async def test_near_an_article_an_edit_of_it_is_proposed(shop: Shop) -> None:
    shop = shop.suggesting()
    id = await refused(shop)
    edit = await draw_up_proposal(shop.desk, None, id)
    assert (edit.article_key, edit.based_on) == ("articles/descale", 1)
    assert edit.title == "Descale the boiler"
    assert edit.body.startswith("Use two descaling tablets for one boiler.\n\n## ")
    assert "caravan" in edit.body
    new = await draw_up_proposal(shop.desk, None, id, as_new=True)
    assert (new.article_key, new.title) == (None, TABLETS)


async def refused(shop: Shop) -> UUID:
    """A gap whose customers refused what was quoted, then were answered by a person."""
    mara = await shop.agent()
    for number in range(2):
        contact = await shop.customer()
        sent = await shop.write(contact, TABLETS)
        await shop.turns()
        await shop.write(contact, "no")
        await shop.turns()
        await take_over(shop.desk, mara, sent.conversation)
        text = "Use half a descaling tablet for the boiler of a caravan."
        await reply(shop.desk, mara, sent.conversation, Reply(text, f"k{number}"))
    await find_gaps(shop.desk, now=shop.clock())
    async with shop.database.connection() as connection:
        (found,) = await gaps.page(connection)
    return found.id


async def test_without_an_answer_the_text_is_left_to_people(shop: Shop) -> None:
    id, _ = await gap_of(shop, WALLPAPER, "", "")
    made = await draw_up_proposal(shop.desk, None, id)
    assert (made.title, made.body, made.origins) == (WALLPAPER, "", ())


async def test_who_may_not_work_may_not_propose(shop: Shop) -> None:
    with pytest.raises(NotFoundError):
        await draw_up_proposal(shop.desk, None, UUID(int=1))
    with pytest.raises(ForbiddenError):
        await draw_up_proposal(shop.desk, await shop.agent(role=Role.VIEWER), UUID(int=1))
