"""Calibration on judged questions, and on what customers said of quotes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tandem.actions.lab.calibrate import CUSTOMERS_MIN, Calibrated, calibrate
from tandem.actions.review.draw_sample import draw_sample
from tandem.actions.review.judge import judge
from tandem.actions.review.undo_judgement import undo_judgement
from tandem.core.desk.agent import Role
from tandem.core.desk.review import Verdict
from tandem.core.errors import InvalidError
from tandem.core.lab.dataset import Question
from tandem.core.turn.decide import Suggest
from tandem.core.turn.threshold import JUDGED_MIN
from tandem.store import reviews, showings
from tests.integration.shop import DESCALE, MILK, Shop

QUESTIONS = [
    Question(f"{number}", text, (gold,), answerable=True)
    for number in range(JUDGED_MIN // 2 + 1)
    for text, gold in ((DESCALE, "articles/descale"), (MILK, "articles/milk"))
]

YES_INSTEAD = """
update showing set yes_at = shown_at, no_at = null where turn_id in (
    select turn_id from showing where rule = 'suggest' order by turn_id limit %s
)
"""


async def calibrated(shop: Shop) -> Calibrated:
    return await calibrate(shop.desk.thinking, QUESTIONS, concurrency=1, now=shop.clock())


async def refused(shop: Shop, count: int) -> None:
    """So many customers say no to a suggestion, and yes to the next one."""
    for _ in range(count):
        contact = await shop.customer()
        for text in (DESCALE, "no", "yes"):
            await shop.write(contact, text)
            await shop.turns()


async def said_yes(shop: Shop, count: int) -> None:
    """So many of them have said yes to the first suggestion instead."""
    async with shop.database.transaction() as tx:
        assert (await tx.execute(YES_INSTEAD.encode(), (count,))).rowcount == count


async def judged(shop: Shop, verdicts: Sequence[Verdict]) -> list[UUID]:
    """So many suggestions were shown, drawn and judged like this; the customers said yes to all."""
    turns: list[UUID] = []
    for _ in verdicts:
        id = (await shop.write(await shop.customer(), DESCALE)).conversation
        await shop.turns()
        turn = (await shop.said(id)).turn_id
        assert turn is not None
        turns.append(turn)
        shop.clock.move(timedelta(minutes=1))
    await shop.row("update showing set yes_at = shown_at returning 1")
    await draw_sample(shop.desk)
    lena = await shop.agent(role=Role.LEAD)
    for turn, verdict in zip(turns, verdicts, strict=True):
        await judge(shop.desk, lena, turn, verdict=verdict, should_be_person=False)
    return turns


async def test_a_verdict_counts_instead_of_the_customer_s_word(shop: Shop) -> None:
    shop = shop.suggesting()
    [right, partly, wrong, *_] = await judged(
        shop, [Verdict.RIGHT, Verdict.PARTLY, Verdict.WRONG, Verdict.RIGHT]
    )
    async with shop.database.connection() as connection:
        assert await showings.labelled(connection) == []
        labels = await reviews.labelled(connection)
    assert [one.is_right for one in labels] == [True, False, False, True]
    assert [(one.weight, one.answer_weight) for one in labels] == [(1.0, 1.0)] * 4
    assert all(isinstance(one.decision, Suggest) for one in labels)

    await shop.row(  # as if it had been drawn for a risk alone
        "update review_item set strata = '{refused}', probability = 0.5 where turn_id = %s"
        " returning 1",
        wrong,
    )
    found = await calibrated(shop)
    assert (found.judged, found.of_reviewers, found.sampled) == (len(QUESTIONS), 4, 3)
    assert found.thresholds[""].judged == len(QUESTIONS) + 3

    lena = await shop.agent(role=Role.LEAD)
    await shop.row("update review_verdict set agent_id = %s returning 1", lena.id)
    for turn in (right, partly):
        await undo_judgement(shop.desk, lena, turn)
    async with shop.database.connection() as connection:
        assert len(await reviews.labelled(connection)) == 2
        assert [one.helped for one in await showings.labelled(connection)] == [True, True]


async def test_weights_undo_the_draw_of_the_random_ones(shop: Shop) -> None:
    """Two of ten were drawn at random, so each of them stands for five."""
    shop = shop.suggesting()
    turns = await judged(shop, [Verdict.RIGHT] * 3)
    await shop.row(
        "update review_draw set members = '{\"suggestion\": 10}' where kind = 'sample' returning 1"
    )
    await shop.row(
        "update review_item set draw_id = (select id from review_draw where kind = 'sample'),"
        " probability = case when turn_id = %s then 0.6 else 0.2 end,"
        " strata = case when turn_id = %s then '{random,long}'::text[]"
        " when turn_id = %s then '{random}' else '{long}' end returning 1",
        turns[0],
        turns[0],
        turns[1],
    )
    async with shop.database.connection() as connection:
        labels = await reviews.labelled(connection)
    assert [one.weight for one in labels] == pytest.approx([1 / 0.6, 5.0, 5.0])
    assert [one.answer_weight for one in labels] == [5.0, 5.0, None]


async def test_without_enough_labels_nothing_is_fitted(shop: Shop) -> None:
    shop = shop.suggesting()
    await judged(shop, [Verdict.RIGHT])
    with pytest.raises(InvalidError, match="0 questions can be judged, and 1 answers were judged"):
        await calibrate(shop.desk.thinking, (), concurrency=1, now=shop.clock())


@pytest.mark.parametrize("has_embedder", [True, False])
async def test_what_customers_said_shapes_the_confidence_from_fifty_words_on(
    shop: Shop, has_embedder: bool
) -> None:
    """Of what was shown first: the next best after a no has a P(right) of another kind."""
    shop = shop.suggesting()
    if not has_embedder:
        thinking = replace(shop.desk.thinking, embedder=None)
        shop = replace(shop, desk=replace(shop.desk, thinking=thinking))
    before = await calibrated(shop)
    assert (before.judged, before.of_customers) == (len(QUESTIONS), 0)
    async with shop.database.transaction() as tx:
        await tx.execute("delete from calibration")  # as before the first one was judged
    await refused(shop, CUSTOMERS_MIN)
    assert (await calibrated(shop)).of_customers == 0, "all said the same"
    await said_yes(shop, CUSTOMERS_MIN // 2)
    after = await calibrated(shop)
    assert (after.judged, after.of_customers) == (len(QUESTIONS), CUSTOMERS_MIN)
    assert after.version != before.version
    assert after.thresholds[""].judged == len(QUESTIONS), "a word moves no threshold"
