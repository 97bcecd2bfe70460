"""Calibration on judged questions, and on what customers said of quotes."""

from dataclasses import replace

import pytest

from tandem.actions.lab.calibrate import CUSTOMERS_MIN, Calibrated, calibrate
from tandem.core.lab.dataset import Question
from tandem.core.turn.threshold import JUDGED_MIN
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
