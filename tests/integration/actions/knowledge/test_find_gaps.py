"""Gaps on a desk: what goes in, that they stay the same, and what people decide of them."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.take_over import take_over
from tandem.actions.knowledge.decide_gap import decide_gap
from tandem.actions.knowledge.find_gaps import find_gaps
from tandem.core.desk.agent import Role
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tandem.core.knowledge.gap import Fault, State
from tandem.store import gaps
from tandem.store.gaps import Gap
from tandem.store.showings import Outcome
from tests.integration.shop import DESCALE, Shop

WALLPAPER = (
    "Which wallpaper suits a marble fireplace?",
    "What wallpaper suits my marble fireplace?",
    "Does wallpaper suit a marble fireplace?",
)
PARROT = ("Can parrots drink green lemonade?", "May parrots drink lemonade that is green?")


async def asked(shop: Shop, *texts: str) -> list[UUID]:
    """Each text by a customer of its own; the conversations."""
    found: list[UUID] = []
    for text in texts:
        found.append((await shop.write(await shop.customer(), text)).conversation)
        await shop.turns()
    return found


async def found(shop: Shop, state: State | None = State.OPEN) -> list[Gap]:
    """The gaps after a search."""
    await find_gaps(shop.desk, now=shop.clock())
    async with shop.database.connection() as connection:
        return await gaps.page(connection, state=state)


async def test_questions_that_were_not_answered_are_grouped(shop: Shop) -> None:
    await asked(shop, *WALLPAPER, DESCALE, *PARROT)
    wallpaper, parrot = await found(shop)
    assert wallpaper.label in WALLPAPER
    assert parrot.label in PARROT
    assert (wallpaper.conversations, wallpaper.customers, wallpaper.before) == (3, 3, 0)
    assert wallpaper.minutes == 3 * shop.desk.minutes_stated
    assert wallpaper.measured == 0
    assert "wallpaper" in wallpaper.words
    assert set(wallpaper.examples) == set(WALLPAPER)
    assert "wallpaper" not in parrot.words


async def test_a_second_search_finds_the_same(shop: Shop) -> None:
    await asked(shop, *WALLPAPER, *PARROT)
    first = await found(shop)
    shop.clock.move(timedelta(days=1))
    assert await found(shop) == first


async def test_a_gap_is_the_same_when_questions_come_and_go(shop: Shop) -> None:
    await asked(shop, *WALLPAPER[:2])
    (first,) = await found(shop)
    shop.clock.move(timedelta(days=30))
    await asked(shop, *WALLPAPER)
    (second,) = await found(shop)
    assert second.id == first.id
    assert (second.conversations, second.before) == (3, 2)


async def test_after_two_quiet_months_it_is_found_by_its_meaning(shop: Shop) -> None:
    await asked(shop, *WALLPAPER)
    (first,) = await found(shop)
    shop.clock.move(timedelta(days=100))
    assert await found(shop) == []
    await asked(shop, *WALLPAPER)
    (second,) = await found(shop)
    assert second.id == first.id


async def test_what_people_worked_is_measured(shop: Shop) -> None:
    mara = await shop.agent()
    first, _, _ = await asked(shop, *WALLPAPER)
    await take_over(shop.desk, mara, first)
    shop.clock.move(timedelta(minutes=3))
    await reply(shop.desk, mara, first, Reply("A plain one.", "key-1"))
    shop.clock.move(timedelta(minutes=4))
    await reply(shop.desk, mara, first, Reply("Or none.", "key-2"))
    (gap,) = await found(shop)
    assert gap.measured == 1
    assert gap.minutes == 3 + 4 + 2 * shop.desk.minutes_stated


async def test_a_refused_quote_counts_and_names_its_article(shop: Shop) -> None:
    shop = shop.suggesting()
    for _ in range(2):
        contact = await shop.customer()
        sent = await shop.write(contact, DESCALE)
        await shop.turns()
        await shop.write(contact, "no")
        await shop.turns()
        first = await first_said(shop, sent.conversation)
        assert await shop.outcomes(first) == {Outcome.NO}
    (gap,) = await found(shop)
    assert (gap.label, gap.article, gap.fault) == (DESCALE, "articles/descale", Fault.REFUSED)


async def first_said(shop: Shop, conversation: UUID) -> UUID | None:
    """The turn of the assistant's first message."""
    return next(
        one.turn_id for one in await shop.thread(conversation) if one.author.value == "assistant"
    )


async def test_a_bad_rating_makes_an_answered_question_count(shop: Shop) -> None:
    first, second = await asked(shop, DESCALE, DESCALE)
    assert await found(shop) == []
    for conversation, stars in ((first, 1), (second, 2)):
        await rated(shop, conversation, stars)
    (gap,) = await found(shop)
    assert (gap.article, gap.fault, gap.conversations) == ("articles/descale", Fault.RATED, 2)
    await rated(shop, first, 5)
    assert await found(shop) == []


async def rated(shop: Shop, conversation: UUID, stars: int) -> None:
    """The customer rates; as the event will be, whoever appends it."""
    async with shop.database.transaction() as tx:
        await tx.execute(
            "insert into event (conversation_id, seq, type, data, at)"
            " select id, seq + 1, 'conversation.rated', %s, %s from conversation where id = %s",
            (Jsonb({"stars": stars}), shop.clock(), conversation),
        )
        await tx.execute("update conversation set seq = seq + 1 where id = %s", (conversation,))


async def test_personal_data_is_not_shown(shop: Shop) -> None:
    text = "My name is Zelda Quist. Which wallpaper suits a marble fireplace? zelda@quist.example"
    await asked(shop, text, text)
    (gap,) = await found(shop)
    assert all("elda" not in said and "uist" not in said for said in (gap.label, *gap.examples))


async def test_what_is_not_ours_comes_back_when_it_grows_by_half(shop: Shop) -> None:
    lead = await shop.agent("Lena", role=Role.LEAD)
    await asked(shop, *WALLPAPER[:2])
    (gap,) = await found(shop)
    decided = await decide_gap(
        shop.database, lead, gap.id, State.NOT_OURS, now=shop.clock(), reason="Not our trade"
    )
    assert (decided.state, decided.reason, decided.decided_by) == (
        State.NOT_OURS,
        "Not our trade",
        "Lena",
    )
    assert await found(shop) == []
    (aside,) = await found(shop, State.NOT_OURS)
    assert aside.id == gap.id
    await asked(shop, WALLPAPER[2])
    (again,) = await found(shop)
    assert (again.id, again.conversations, again.state) == (gap.id, 3, State.OPEN)


async def test_what_is_merged_counts_with_the_other_and_can_be_taken_out(shop: Shop) -> None:
    await asked(shop, *WALLPAPER, *PARROT)
    wallpaper, parrot = await found(shop)
    await decide_gap(
        shop.database, None, parrot.id, State.MERGED, now=shop.clock(), into=wallpaper.id
    )
    (one,) = await found(shop)
    assert (one.id, one.conversations) == (wallpaper.id, 5)
    with pytest.raises(InvalidError):
        await decide_gap(
            shop.database, None, wallpaper.id, State.MERGED, now=shop.clock(), into=parrot.id
        )
    await decide_gap(shop.database, None, parrot.id, State.OPEN, now=shop.clock())
    assert [one.conversations for one in await found(shop)] == [3, 2]


async def test_a_decision_has_its_part_and_its_role(shop: Shop) -> None:
    await asked(shop, *WALLPAPER)
    (gap,) = await found(shop)
    now, none = shop.clock(), shop.database
    with pytest.raises(ForbiddenError):
        await decide_gap(none, await shop.agent(), gap.id, State.NOT_OURS, now=now, reason="no")
    with pytest.raises(InvalidError):
        await decide_gap(none, None, gap.id, State.NOT_OURS, now=now)
    with pytest.raises(InvalidError):
        await decide_gap(none, None, gap.id, State.LINKED, now=now)
    with pytest.raises(InvalidError):
        await decide_gap(none, None, gap.id, State.MERGED, now=now, into=gap.id)
    with pytest.raises(NotFoundError):
        await decide_gap(none, None, gap.id, State.LINKED, now=now, article="no/such")
    with pytest.raises(NotFoundError):
        await decide_gap(none, None, UUID(int=1), State.OPEN, now=now)
    linked = await decide_gap(none, None, gap.id, State.LINKED, now=now, article="articles/milk")
    assert linked.linked_article == "articles/milk"
    with pytest.raises(ConflictError):
        await decide_gap(none, None, gap.id, State.OPEN, now=now, version=gap.version)


async def test_the_weeks_show_whether_it_shrinks(shop: Shop) -> None:
    await asked(shop, *WALLPAPER)
    (gap,) = await found(shop)
    shop.clock.move(timedelta(days=8))
    await asked(shop, WALLPAPER[0], DESCALE)
    await found(shop)
    async with shop.database.connection() as connection:
        weeks = await gaps.weeks(connection, gap.id, shop.clock())
    assert [(one.conversations, one.all_conversations) for one in weeks][-2:] == [(3, 3), (1, 2)]
    assert len(weeks) == gaps.WEEKS


async def test_without_an_embedder_words_are_compared(shop: Shop) -> None:
    bare = replace(
        shop, desk=replace(shop.desk, thinking=replace(shop.desk.thinking, embedder=None))
    )
    await asked(bare, *WALLPAPER, *PARROT)
    assert [one.conversations for one in await found(bare)] == [3, 2]
