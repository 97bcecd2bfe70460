"""A customer rates a resolved conversation once; what is rated follows from who answered."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from tandem.actions.conversation.rate import rate
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import reopen, resolve
from tandem.actions.conversation.sweep import sweep
from tandem.core.desk.ownership import SILENCE, Status
from tandem.core.desk.rating import COMMENTED_WITHIN, Rates, Via
from tandem.core.errors import ConflictError, InvalidError
from tandem.store import ratings
from tests.integration.shop import DESCALE, Shop


async def answered(shop: Shop) -> UUID:
    """A conversation that the assistant answered."""
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    await shop.turns()
    return id


async def told(shop: Shop, id: UUID) -> list[object]:
    """What the events say for the team and for the customer, without their numbers."""
    rated = [one for one in await shop.events(id) if one.type == "conversation.rated"]
    numbers = {"seq", "public_seq"}
    return [
        tuple({key: data[key] for key in data.keys() - numbers} for data in seen)
        for event in rated
        for seen in [(event.data, event.public_data or {})]
    ]


async def test_nothing_is_rated_before_it_was_answered_and_resolved(shop: Shop) -> None:
    mara = await shop.agent()
    open_one = await answered(shop)
    with pytest.raises(ConflictError, match="still open"):
        await rate(shop.desk, open_one, 5, "", Via.WIDGET)
    unanswered = await shop.press(await shop.customer())  # a person was announced, no more
    await resolve(shop.desk, mara, unanswered)
    with pytest.raises(ConflictError, match="had no answer"):
        await rate(shop.desk, unanswered, 1, "", Via.WIDGET)
    await resolve(shop.desk, mara, open_one)
    with pytest.raises(InvalidError):
        await rate(shop.desk, open_one, 6, "", Via.WIDGET)
    assert await told(shop, open_one) + await told(shop, unanswered) == []


async def test_a_rating_is_stored_once_and_takes_one_comment(shop: Shop) -> None:
    id = await answered(shop)
    shop.clock.move(SILENCE + timedelta(minutes=1))
    await sweep(shop.desk)
    given = await asyncio.gather(*(rate(shop.desk, id, 4, "", Via.WIDGET) for _ in range(5)))
    assert {one.rates for one in given} == {Rates.ASSISTANT}
    shop.clock.move(COMMENTED_WITHIN)
    last = await rate(shop.desk, id, 4, "Quick!", Via.WIDGET)
    assert await rate(shop.desk, id, 4, "", Via.WIDGET) == last  # the first request, again
    with pytest.raises(ConflictError, match="4 of 5 with a comment"):
        await rate(shop.desk, id, 5, "", Via.MAIL)
    async with shop.database.connection() as connection:
        assert await ratings.read(connection, id) == last
    public = [{"stars": 4, "comment": ""}, {"stars": 4, "comment": "Quick!"}]
    team = [{**one, "rates": "assistant", "via": "widget"} for one in public]
    assert await told(shop, id) == list(zip(team, public, strict=True))


async def test_what_is_rated_is_who_answered_since_it_was_opened(shop: Shop) -> None:
    mara = await shop.agent("Mara")
    id = await answered(shop)
    await reply(shop.desk, mara, id, Reply("Two.", "k1", resolve=True))
    async with shop.database.connection() as connection:
        both = await ratings.rated(connection, id)
    assert both is not None
    assert (both.rates, both.people) == (Rates.BOTH, ("Mara",))
    await reopen(shop.desk, mara, id)
    await resolve(shop.desk, mara, id)  # closed by mistake: nobody answered in between
    async with shop.database.connection() as connection:
        assert await ratings.rated(connection, id) == both
    await reopen(shop.desk, mara, id)
    await reply(shop.desk, mara, id, Reply("Or three.", "k2", resolve=True))
    assert (await rate(shop.desk, id, 2, "", Via.MAIL)).rates is Rates.PEOPLE


async def test_a_rating_stays_when_it_is_opened_again(shop: Shop) -> None:
    mara = await shop.agent("Mara")
    id = await answered(shop)
    await resolve(shop.desk, mara, id)
    await reopen(shop.desk, mara, id)
    first = await rate(shop.desk, id, 3, "", Via.WIDGET)  # sent before it was opened, late
    await resolve(shop.desk, mara, id)
    async with shop.database.connection() as connection:
        assert await ratings.read(connection, id) == first
    assert (await shop.read(id)).status is Status.RESOLVED
