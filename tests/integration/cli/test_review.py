"""`tandem review`: what is to be judged, a draw, and the rates."""

from datetime import timedelta
from typing import Any

from tandem import app
from tandem.actions.review.judge import judge
from tandem.core.desk.agent import Role
from tandem.core.desk.review import Verdict
from tests.integration.shop import DESCALE, PERSON, Shop


def test_before_anything_is_drawn(empty: Any) -> None:
    assert "Nothing was drawn yet." in empty("review", "status").out
    assert "not measured yet" in empty("review", "rates").out
    assert empty("review", "rates", "--json").json["rates"]["wrong_answers"]["value"] is None


async def test_drawn_judged_and_counted(shop: Shop, empty: Any) -> None:
    shop.clock.at = app.now() - timedelta(days=2)  # the command has the machine's clock
    for text in (DESCALE, PERSON):
        await shop.write(await shop.customer(), text)
        await shop.turns()
    drawn = empty("review", "draw", "--json").json
    assert (drawn["firsts"], drawn["sampled"], drawn["of"]) == (1, 1, 1)
    again = empty("review", "draw")
    assert "0 of 0 turns" in again.out
    status = empty("review", "status", "--json").json
    assert (status["items"], status["open"], status["done"]) == (2, 2, 0)

    lena = await shop.agent(role=Role.LEAD)
    (answer,) = await shop.row("select turn_id from review_item where kind = 'answer'")
    await shop.row("update review_item set judges = 1 returning 1")
    await judge(shop.desk, lena, answer, verdict=Verdict.WRONG, should_be_person=False)
    assert "1 to judge, by anyone; 1 of 2 are done." in empty("review", "status").out
    assert "uncategorised: 1 of 150 labels" in empty("review", "status").out
    said = " ".join(empty("review", "rates").out.split())
    assert "1 of 2 items of 90 days are judged." in said
    assert "wrong answers 100.0% (2.5% to 100.0%, n = 1), at most 100.0%" in said
    assert empty("review", "rates", "--category", "billing", "--json").json["rates"]["items"] == 0


def test_a_size_that_can_t_be(empty: Any) -> None:
    assert empty("review", "draw", "--size", "0").code == 2
