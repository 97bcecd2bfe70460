"""`tandem reachability`: everybody who asked for a person, and who got one."""

from datetime import timedelta
from typing import Any

from tandem import app
from tandem.actions.access.save_team import add_team
from tandem.actions.conversation.reply import Reply, reply
from tandem.core.desk.agent import Role
from tests.integration.shop import Shop


def test_nobody_asked(empty: Any) -> None:
    assert empty("reachability").out == "Nobody asked for a person in the last 28 days.\n"
    assert empty("reachability", "--json").json["reachability"]["asked"] == 0


async def test_who_asked_was_answered_and_waits(shop: Shop, empty: Any) -> None:
    shop.clock.at = app.now() - timedelta(hours=2)  # the command has the machine's clock
    mara = await shop.agent()
    answered, _ = [await shop.press(await shop.customer()) for _ in range(2)]
    shop.clock.move(timedelta(minutes=4))
    await reply(shop.desk, mara, answered, Reply("Here I am.", "k"))
    found = empty("reachability", "--json").json["reachability"]
    assert (found["asked"], found["replied"]["n"], found["replied"]["p50"]) == (2, 1, 240.0)
    assert (found["late"]["value"], found["late"]["n"]) == (0.5, 2)
    said = " ".join(empty("reachability").out.split())
    assert "asked for a person 2" in said
    assert "half within 4 min (n = 1)" in said
    assert "still waiting 1 1 to 8 h" in said


async def test_one_team(shop: Shop, empty: Any) -> None:
    await add_team(shop.desk, await shop.agent(role=Role.LEAD), name="Billing")
    assert empty("reachability", "--team", "billing").code == 0
    refused = empty("reachability", "--team", "Nobody")
    assert refused.code == 2
    assert "Teams: Billing." in refused.err
