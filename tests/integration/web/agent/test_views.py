"""What the inbox counts, and for whom."""

from datetime import timedelta

from tandem.core.desk.agent import Role
from tests.integration.web.agent.office import Office


async def test_the_counts_are_of_what_one_may_see(office: Office) -> None:
    mara, ben = await office.agent("Mara"), await office.agent("Ben")
    billing, delivery = await office.team("Billing", mara), await office.team("Delivery", ben)
    mine, late, foreign, snoozed = [await office.waiting() for _ in range(4)]
    await office.give(mine, assignee=mara)
    await office.give(late, team=billing)
    await office.give(foreign, team=delivery)
    lead = await office.as_(Role.LEAD)
    await lead.post(
        f"/api/v1/conversations/{snoozed}/snooze",
        {"until": (office.shop.clock() + timedelta(hours=1)).isoformat()},
    )
    await office.write(await office.customer(), "Which wallpaper?", apart=True)
    office.shop.clock.move(timedelta(minutes=11))

    seen = await (await office.signed_in(await office.reread(mara))).get("/api/v1/views")
    assert seen == {
        "mine": 1, "unassigned": 1, "urgent": 0, "assistant": 1, "snoozed": 1,
        "waiting": 2, "waiting_late": 2,
        "teams": [{"id": str(billing), "name": "Billing", "count": 1}],
    }  # fmt: skip
    all_of_it = await lead.get("/api/v1/views")
    assert (all_of_it["unassigned"], all_of_it["waiting_late"]) == (2, 3)
    assert [team["count"] for team in all_of_it["teams"]] == [1, 1]


async def test_an_empty_desk_counts_nothing(office: Office) -> None:
    counted = await (await office.as_(Role.VIEWER)).get("/api/v1/views")
    assert counted.pop("teams") == []
    assert set(counted.values()) == {0}
