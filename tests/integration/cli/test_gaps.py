"""`tandem gaps`: what the articles do not answer."""

from datetime import timedelta
from typing import Any

from tandem import app
from tests.integration.shop import Shop

WALLPAPER = "Which wallpaper suits a marble fireplace?"


def test_nobody_searched_yet(empty: Any) -> None:
    assert "tandem gaps --find" in empty("gaps").out
    assert empty("gaps", "--json").json == {"search": None, "gaps": []}


async def test_what_was_not_answered_is_listed(shop: Shop, empty: Any) -> None:
    shop.clock.at = app.now() - timedelta(hours=2)  # the command has the machine's clock
    for _ in range(2):
        await shop.write(await shop.customer(), WALLPAPER)
        await shop.turns()
    found = empty("gaps", "--find", "--json").json
    (gap,) = found["gaps"]
    assert (gap["label"], gap["conversations"], gap["minutes"]) == (WALLPAPER, 2, 16.0)
    assert (found["search"]["conversations"], found["search"]["unanswered"]) == (2, 2)
    said = " ".join(empty("gaps").out.split())
    assert "1 gaps in 28 days: of 2 conversations 2 had a question that was not answered." in said
    assert "2 conversations (0 in the days before) of 2 customers, 16 minutes" in said
