"""Hours and reachability over HTTP."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.actions.conversation.reply import Reply, reply
from tandem.core.desk.agent import Role
from tests.integration.web.agent.office import Office

OFFICE: dict[str, Any] = {
    "hours": [
        {"time_zone": "Europe/Berlin", "friday": ["22:00-02:00"], "holidays": ["12-25"]},
        {"team": "Billing", "time_zone": "UTC", "monday": ["00:00-24:00"]},
    ],
    "clocks": [{"priority": "urgent", "first_minutes": 3, "next_minutes": 6}],
}


@pytest.fixture
def ruled(office: Office, tmp_path: Path) -> Office:
    """The office under a policy of its own, which may be written."""
    shop = office.shop.under_file(tmp_path / "policy.toml", '[company]\nname = "Alder"\n')
    office.app.state.desk = shop.desk
    return office


async def test_hours_are_set_and_shown_with_what_customers_read(ruled: Office) -> None:
    office = ruled
    lead = await office.as_(Role.LEAD)
    before = await lead.get("/api/v1/hours")
    assert (before["hours"], before["is_away"]) == ([], False)
    assert [one["is_open"] for one in before["now"]] == [True]
    set_to = await lead.put("/api/v1/hours", OFFICE)
    assert set_to["hours"][0]["friday"] == ["22:00-02:00"]
    urgent = set_to["in_force"][-1]
    assert (urgent["priority"], urgent["first_minutes"], urgent["next_minutes"]) == ("urgent", 3, 6)
    shown = await (await office.as_(Role.VIEWER)).get(
        "/api/v1/hours", at="2026-01-05T12:00:00Z", time_zone="America/New_York"
    )
    away, billing = shown["now"]
    assert billing["is_open"]
    assert away["opens_at"] == "2026-01-09T21:00:00Z"
    assert away["says"].startswith("Our team is away and back on Friday, 16:00 (your time).")
    assert not shown["is_away"], "one team is there"


async def test_hours_that_shut_people_off_are_refused(ruled: Office) -> None:
    office = ruled
    lead = await office.as_(Role.LEAD)
    problem = await lead.put("/api/v1/hours", {"hours": [{"time_zone": "UTC"}]}, status=422)
    assert "nobody would ever be there" in problem["detail"]
    assert (await lead.get("/api/v1/hours"))["hours"] == []


async def test_reachability_counts_everybody_who_asked(office: Office) -> None:
    mara = await office.shop.agent("Mara")
    ids = [await office.waiting() for _ in range(3)]
    office.shop.clock.move(timedelta(minutes=4))
    await reply(office.shop.desk, mara, ids[0], Reply("Here I am.", "k"))
    office.shop.clock.move(timedelta(minutes=8))
    await reply(office.shop.desk, mara, ids[1], Reply("Here I am.", "k"))
    found = await (await office.as_(Role.VIEWER)).get("/api/v1/reachability")
    assert found["asked"] == 3
    assert (found["replied"]["p50"], found["replied"]["n"]) == (480.0, 2)
    assert (found["late"]["value"], found["late"]["n"]) == (2 / 3, 3)
    assert (found["never"]["value"], found["never"]["n"]) == (0.0, 2)
    assert {one["age"]: one["count"] for one in found["open"]}["10 min to 1 h"] == 1
    assert found["longest_open_s"] == 720
