"""`tandem metrics`: each figure with its denominator, its interval and its trap."""

import csv
import io
from datetime import timedelta
from typing import Any

from tandem import app
from tests.integration.shop import DESCALE, Shop

NEEDED = {"value", "n", "denominator", "low", "high", "band", "trap", "of", "beside", "verdict"}


def test_nothing_began(empty: Any) -> None:
    assert empty("metrics").out == "No conversation began in the last 28 days.\n"
    assert empty("metrics", "--json").json["counts"]["all"] == 0


async def test_figures_as_text_json_and_csv(shop: Shop, empty: Any) -> None:
    shop.clock.at = app.now() - timedelta(hours=2)  # the command has the machine's clock
    for _ in range(3):
        await shop.write(await shop.customer(), DESCALE)
    await shop.turns()

    found = empty("metrics", "--json").json
    said = " ".join(empty("metrics", "--rebuild").out.split())
    rows = list(csv.DictReader(io.StringIO(empty("metrics", "--csv", "--split", "category").out)))

    assert found["counts"]["ongoing"] == 3
    assert all(one.keys() >= NEEDED for one in found["measures"].values())
    assert "The assistant took part in 3: 0 contained, 0 escalated, 0 abandoned, 3 ongoing." in said
    assert "Containment: 0.0% (0.0% to 56.1%, n = 3, few cases)" in said
    assert "Trap: A conversation without a person" in said
    (whole,) = [
        row
        for row in rows
        if (row["metric"], row["part"], row["key"]) == ("containment", "naive", "")
    ]
    assert (whole["value"], whole["n"], whole["denominator"]) == ("1.0", "3", "3")


def test_two_forms_at_once_are_refused(empty: Any) -> None:
    refused = empty("metrics", "--json", "--csv")
    assert refused.code == 2
