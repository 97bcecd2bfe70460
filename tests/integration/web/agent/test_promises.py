"""Promises over HTTP: listed by state and conversation, counted, judged."""

from datetime import timedelta
from uuid import uuid4

from tandem.core.desk.agent import Role
from tests.integration.shop import DESCALE
from tests.integration.web.agent.office import Office


async def test_they_are_listed_filtered_and_paged(office: Office) -> None:
    agent = await office.as_(Role.AGENT)
    one, other = [await office.write(await office.customer(), DESCALE) for _ in range(2)]
    made = [str(await office.promised(id)) for id in (one, one, other)]
    page = await agent.get("/api/v1/promises", limit=2)
    rest = await agent.get("/api/v1/promises", limit=2, cursor=page["next_cursor"])
    assert {each["id"] for each in page["items"] + rest["items"]} == set(made)
    assert rest["next_cursor"] is None
    of_other = (await agent.get("/api/v1/promises", conversation=str(other)))["items"]
    assert [each["id"] for each in of_other] == [made[2]]
    assert (await agent.get("/api/v1/promises", kind="date"))["items"] == []
    assert (await agent.get("/api/v1/promises", state="due"))["items"] == []
    office.shop.clock.move(timedelta(days=4))
    later = await office.as_(Role.AGENT)  # a session ends sooner
    due = (await later.get("/api/v1/promises", state="due"))["items"]
    assert len(due) == len(made)


async def test_an_outcome_is_given_and_taken_back(office: Office) -> None:
    agent, lead = await office.as_(Role.AGENT, "Ben"), await office.as_(Role.LEAD)
    id = await office.promised(await office.write(await office.customer(), DESCALE))
    judged = await agent.put(f"/api/v1/promises/{id}/outcome", {"outcome": "broken"})
    assert (judged["state"], judged["judged_by"]) == ("broken", "Ben")
    counts = await lead.get("/api/v1/promises/counts")
    assert (counts["all"]["made"], counts["all"]["broken"]) == (1, 1)
    assert counts["items"][0]["kept_share"]["value"] == 0
    back = await agent.put(f"/api/v1/promises/{id}/outcome", {"outcome": None})
    assert (back["state"], back["judged_at"]) == ("open", None)
    assert (await lead.get("/api/v1/promises/counts"))["all"]["kept_share"]["value"] is None


async def test_what_cannot_be_is_refused(office: Office) -> None:
    agent = await office.as_(Role.AGENT)
    id = await office.promised(await office.write(await office.customer(), DESCALE))
    await agent.put(f"/api/v1/promises/{id}/outcome", {"outcome": "lost"}, status=422)
    await agent.put(f"/api/v1/promises/{uuid4()}/outcome", {"outcome": "kept"}, status=404)
    answer = await agent("GET", "/api/v1/promises", params={"cursor": "nonsense"})
    assert answer.status_code == 422
