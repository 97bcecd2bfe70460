"""The rollout over HTTP: read, previewed, changed, tested on a contact, undone."""

from pathlib import Path
from typing import Any

import pytest

from tandem.core.desk.agent import Role
from tandem.core.desk.place import place
from tests.integration.shop import DESCALE
from tests.integration.web.agent.office import Office

TEXT = """
[company]
name = "Alder"
[answers]
categories = ["billing"]
[handoff]
people_first_plans = ["gold"]
[[product]]
id = "one"
name = "the One"
[[rollout]]
mode = "draft"
audience = "everyone"
"""
RULE: dict[str, Any] = {
    "product": "one",
    "category": "billing",
    "mode": "auto",
    "audience": "everyone",
    "percent": 10,
    "segments": [{"plan": "team"}],
}


@pytest.fixture
def ruled(office: Office, tmp_path: Path) -> Office:
    shop = office.shop.under_file(tmp_path / "policy.toml", TEXT)
    office.app.state.desk = shop.desk
    return office


async def test_a_rule_is_previewed_saved_and_undone(ruled: Office) -> None:
    admin = await ruled.as_(Role.ADMIN)
    before = await admin.get("/api/v1/rollout")
    assert [(one["product"], one["category"]) for one in before["lines"]] == [
        ("", ""),
        ("", "billing"),
        ("one", ""),
        ("one", "billing"),
    ]
    assert [one["is_own"] for one in before["lines"]] == [True, False, False, False]
    assert (before["plans"], before["may_undo"], before["has_hours"]) == (["gold"], False, False)
    preview = await admin.post("/api/v1/rollout/preview", RULE, status=200)
    assert (preview["conversations"], preview["raises"]) == (
        0,
        "the assistant would answer by itself",
    )
    problem = await admin.put("/api/v1/rollout", RULE, status=422)
    assert problem["detail"] == "This needs a reason: the assistant would answer by itself."
    said = {**RULE, "reason": "Good drafts.", "version": before["policy_version"]}
    after = await admin.put("/api/v1/rollout", said)
    line = after["lines"][-1]
    assert (line["is_own"], line["rule"]["mode"], line["rule"]["percent"]) == (True, "auto", 10)
    assert line["says"] == "10 % of everyone, with plan team"
    assert (
        "In billing for the One, only 10 % of contacts with plan team are let in" in after["says"]
    )
    assert after["plans"] == ["gold", "team"]
    await admin.put("/api/v1/rollout", said, status=409)
    entries = await admin.get("/api/v1/audit")
    assert entries["items"][0]["data"]["reason"] == "Good drafts."
    undone = await admin.post("/api/v1/rollout/undo", {}, status=200)
    assert undone["lines"] == before["lines"]
    assert undone["may_undo"], "it can be made again"


async def test_a_rule_that_can_not_be_is_refused(ruled: Office) -> None:
    admin = await ruled.as_(Role.ADMIN)
    for wrong, says in (
        ({"percent": 0}, "percent"),
        ({"rest": "auto"}, "which must be below auto"),
        ({"category": "press"}, "not in answers.categories"),
        ({"audience": "off_hours"}, "no [[hours]] are for all teams"),
        ({"segments": [{"plan": "a", "attribute": "b"}]}, "either plan or attribute"),
    ):
        problem = await admin.put("/api/v1/rollout", {**RULE, "reason": "x", **wrong}, status=422)
        assert says in str(problem)


async def test_a_contact_is_tested(ruled: Office) -> None:
    admin = await ruled.as_(Role.ADMIN)
    half = {"mode": "auto", "audience": "everyone", "percent": 50, "reason": "x"}
    await admin.put("/api/v1/rollout", half)
    contact = await ruled.customer(email="rosa@shop.example")
    found = await (await ruled.as_(Role.LEAD)).get(f"/api/v1/rollout/contacts/{contact}")
    assert (found["name"], found["place"]) == ("rosa@shop.example", place(contact))
    is_in = place(contact) < 50
    assert {(one["mode"], one["arm"]) for one in found["sides"]} == {
        ("auto", "assistant") if is_in else ("shadow", "control")
    }
    word = "below 50" if is_in else "in the control group"
    assert all(word in one["says"] for one in found["sides"])


async def test_the_last_week_stands_beside_each_rule(ruled: Office) -> None:
    await ruled.write(await ruled.customer(), DESCALE)
    shown = await (await ruled.as_(Role.LEAD)).get("/api/v1/rollout")
    first = shown["lines"][0]
    assert (first["conversations"], first["sent"]["value"], first["sent"]["n"]) == (1, 0.0, 1)
    assert shown["lines"][1]["sent"]["value"] is None, "nothing to measure there"
