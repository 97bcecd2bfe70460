"""Gaps by the agent API: what is found, and what a lead decides."""

from tandem.core.desk.agent import Role
from tests.integration.shop import Shop
from tests.integration.web.agent.office import Office

WALLPAPER = "Which wallpaper suits a marble fireplace?"


async def test_a_lead_searches_and_decides_and_all_see_it(office: Office, shop: Shop) -> None:
    lead, viewer = await office.as_(Role.LEAD), await office.as_(Role.VIEWER)
    assert await viewer.get("/api/v1/gaps") == {"search": None, "items": []}
    for _ in range(2):
        await shop.write(await shop.customer(), WALLPAPER)
        await shop.turns()
    found = await lead.post("/api/v1/gaps/search")
    (gap,) = found["items"]
    assert (gap["label"], gap["conversations"], gap["fault"]) == (WALLPAPER, 2, "unlikely")
    assert found["search"]["unanswered"] == 2
    assert await viewer.get("/api/v1/gaps") == found
    whole = await viewer.get(f"/api/v1/gaps/{gap['id']}")
    assert whole["gap"] == gap
    assert [one["text"] for one in whole["questions"]] == [WALLPAPER, WALLPAPER]
    assert len(whole["weeks"]) == 12
    assert {(one["kind"], one["name"], one["conversations"]) for one in whole["counts"]} == {
        ("why", "unsure", 2),
        ("fault", "unlikely", 2),
    }
    path = f"/api/v1/gaps/{gap['id']}"
    aside = {"state": "not_ours", "version": gap["version"]}
    await lead.patch(path, aside, status=422)
    decided = await lead.patch(path, {**aside, "reason": "Not our trade"})
    assert (decided["state"], decided["reason"], decided["size_then"]) == (
        "not_ours",
        "Not our trade",
        2,
    )
    await lead.patch(path, {**aside, "reason": "Again"}, status=409)
    assert (await viewer.get("/api/v1/gaps"))["items"] == []
    assert (await viewer.get("/api/v1/gaps", state="not_ours"))["items"] == [decided]
