"""`tandem promises`: what was promised, and what became of it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tandem import app
from tandem.actions.promise.judge_promise import judge_promise
from tandem.core.desk.promise import PromiseOutcome
from tandem.core.turn.promised import Promise
from tandem.store import promises
from tests.integration.shop import DESCALE, Shop


def test_nothing_was_promised(empty: Any) -> None:
    assert empty("promises").out == "Nothing was promised in 90 days.\n"
    assert empty("promises", "--json").json["all"]["made"] == 0


async def test_what_is_due_is_listed_and_all_are_counted(shop: Shop, empty: Any) -> None:
    shop.clock.at = app.now() - timedelta(days=10)  # the command has the machine's clock
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    await shop.turns()
    message, now = (await shop.said(id)).id, shop.clock()
    made = [uuid4(), uuid4()]
    async with shop.database.transaction() as tx:
        for number, one in enumerate(made):
            says = f"We refund part {number} within 3 days."
            due = now + timedelta(days=3)
            promise = Promise("refund", says, "refunds", "Refunds", False, due)
            await promises.keep(tx, promise, id=one, conversation=id, message=message, now=now)
    await judge_promise(shop.desk, await shop.agent(), made[0], PromiseOutcome.KEPT)
    found = empty("promises", "--json").json
    assert (found["all"]["made"], found["all"]["due"], found["all"]["kept"]) == (2, 1, 1)
    assert [one["id"] for one in found["promises"]] == [str(made[1])]
    said = " ".join(empty("promises").out.split())
    assert "2 promises in 90 days: 1 due and not judged; kept 100.0%" in said
    assert "“We refund part 1 within 3 days.”" in said
    assert "part 0" in empty("promises", "--state", "kept").out
    assert empty("promises", "--state", "lost").code == 2
