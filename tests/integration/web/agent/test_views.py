"""What the inbox counts, and for whom."""

from datetime import timedelta

from tandem.core.desk.agent import Role
from tests.integration.web.agent.office import Office


def test_the_counts_are_of_what_one_may_see(office: Office) -> None:
    mara, ben = office.agent("Mara"), office.agent("Ben")
    billing, delivery = office.team("Billing", mara), office.team("Delivery", ben)
    mine, late, foreign, snoozed = (office.waiting() for _ in range(4))
    office.give(mine, assignee=mara)
    office.give(late, team=billing)
    office.give(foreign, team=delivery)
    lead = office.as_(Role.LEAD)
    lead.post(
        f"/api/v1/conversations/{snoozed}/snooze",
        {"until": (office.shop.clock() + timedelta(hours=1)).isoformat()},
    )
    office.write(office.customer(), "Which wallpaper?", apart=True)
    office.shop.clock.move(timedelta(minutes=6))

    seen = office.signed_in(office.reread(mara)).get("/api/v1/views")
    assert seen == {
        "mine": 1, "unassigned": 1, "urgent": 0, "assistant": 1, "snoozed": 1, "waiting_late": 2,
        "teams": [{"id": str(billing), "name": "Billing", "count": 1}],
    }  # fmt: skip
    all_of_it = lead.get("/api/v1/views")
    assert (all_of_it["unassigned"], all_of_it["waiting_late"]) == (2, 3)
    assert [team["count"] for team in all_of_it["teams"]] == [1, 1]


def test_an_empty_desk_counts_nothing(office: Office) -> None:
    counted = office.as_(Role.VIEWER).get("/api/v1/views")
    assert counted.pop("teams") == []
    assert set(counted.values()) == {0}
