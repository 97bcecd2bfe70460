"""Incidents by the agent API: what leads send, and what everyone sees."""

from tandem.core.desk.agent import Role
from tests.integration.web.agent.office import Office

NEW = {"title": "Checkout is down", "text": "We're on it.", "words": ["checkout"]}


async def test_a_lead_starts_changes_and_ends_one_that_all_see(office: Office) -> None:
    lead, agent = await office.as_(Role.LEAD), await office.as_(Role.AGENT)
    key = {"Idempotency-Key": "once"}
    begun = await lead.post("/api/v1/incidents", NEW, status=201, headers=key)
    assert await lead.post("/api/v1/incidents", NEW, status=201, headers=key) == begun
    assert (await agent.get("/api/v1/incidents"))["items"] == [begun]
    shown = {"id": begun["id"], "title": "Checkout is down"}
    assert (await agent.get("/api/v1/me"))["incidents"] == [shown]
    path = f"/api/v1/incidents/{begun['id']}"
    changed = await lead.patch(path, {"words": ["checkout", "can't pay"], "version": 1})
    assert (changed["words"], changed["text"]) == (["checkout", "can't pay"], "We're on it.")
    await lead.patch(path, {"text": "Late.", "version": 1}, status=409)
    ended = await lead.post(f"{path}/end", {"text": "It works again."})
    assert (ended["end_text"], ended["version"]) == ("It works again.", 3)
    assert ended["ended_by"] == ended["began_by"]
    await lead.post(f"{path}/end", {}, status=409)
    assert (await agent.get("/api/v1/me"))["incidents"] == []
    assert (await agent.get("/api/v1/incidents"))["items"] == [ended]


async def test_what_could_not_work_is_refused(office: Office) -> None:
    lead = await office.as_(Role.LEAD)
    for wrong in (
        {"words": []},
        {"words": ["…"]},
        {"categories": ["plants"]},
        {"text": "a" * 1001},
        {"title": " "},
    ):
        await lead.post("/api/v1/incidents", {**NEW, **wrong}, status=422)
    assert (await lead.get("/api/v1/incidents"))["items"] == []
