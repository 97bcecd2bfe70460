"""Articles and proposals by the agent API: an agent proposes, a lead publishes, all can read."""

from tandem.core.desk.agent import Role
from tests.integration.shop import DESCALE, Shop
from tests.integration.web.agent.office import Office

WALLPAPER = "Which wallpaper suits a marble fireplace?"
NEW = {"title": "Wallpaper", "body": "Plain grey wallpaper suits a marble fireplace."}


async def test_an_agent_proposes_and_a_lead_publishes(office: Office, shop: Shop) -> None:
    agent, lead = await office.as_(Role.AGENT), await office.as_(Role.LEAD, "Lena")
    await shop.write(await shop.customer(), WALLPAPER)
    await shop.turns()
    key = {"Idempotency-Key": "once"}
    made = await agent.post("/api/v1/proposals", NEW, status=201, headers=key)
    assert await agent.post("/api/v1/proposals", NEW, status=201, headers=key) == made
    path = f"/api/v1/proposals/{made['id']}"
    assert (await agent.get("/api/v1/proposals"))["items"] == [made]
    whole = await agent.get(path)
    assert whole["previewed"] is None
    assert [one["kind"] for one in whole["lines"]] == ["added"] * 3
    previewed = (await agent.post(f"{path}/preview"))["previewed"]
    assert previewed["is_current"]
    assert previewed["effect"]["answered"] == 1
    assert previewed["effect"]["changes"][0]["question"] == WALLPAPER
    changed = await agent.patch(path, {**NEW, "body": "Green [name].", "version": 1})
    assert not changed["previewed"]["is_current"]
    assert changed["placeholders"] == ["[name]"]
    await agent.patch(path, {**NEW, "version": 1}, status=409)
    await lead.post(f"{path}/publish", {"version": 2}, status=422)
    await agent.patch(path, {**NEW, "version": 2})
    await lead.post(f"{path}/publish", {"version": 2}, status=409)
    done = await lead.post(f"{path}/publish", {"version": 3})
    assert (done["state"], done["article_key"], done["decided_by"]) == (
        "published",
        "desk/wallpaper",
        "Lena",
    )
    assert (await agent.get("/api/v1/proposals"))["items"] == []
    found = await agent.get(f"/api/v1/articles/{done['article_number']}")
    assert (found["is_own"], found["text"]["body"]) == (True, NEW["body"])


async def test_an_article_is_edited_compared_and_restored(office: Office, shop: Shop) -> None:
    lead = await office.as_(Role.LEAD)
    await shop.write(await shop.customer(), DESCALE)
    await shop.turns()
    listed = await lead.get("/api/v1/articles")
    one = next(one for one in listed["items"] if one["id"] == "articles/descale")
    assert (one["cited"], one["yes"], one["version"], one["is_edited"]) == (1, 0, 1, False)
    path = f"/api/v1/articles/{one['number']}"
    before = await lead.get(path)
    assert before["text"]["body"] == "Use two descaling tablets for one boiler."
    fields = {
        "title": before["text"]["title"],
        "body": "Use six descaling tablets.",
        "article_number": one["number"],
    }
    made = await lead.post("/api/v1/proposals", fields, status=201)
    whole = await lead.post(f"/api/v1/proposals/{made['id']}/preview")
    assert whole["source"] == one["source"]
    assert not whole["is_outdated"]
    body = {"version": 1, "accepts_worse": True}
    await lead.post(f"/api/v1/proposals/{made['id']}/publish", body)
    after = await lead.get(path)
    assert [(line["number"], line["is_in_force"]) for line in after["versions"]] == [
        (2, True),
        (1, False),
    ]
    assert after["article"]["is_edited"]
    compared = await lead.get(f"{path}/difference", before=1, after=2)
    assert [line["text"] for line in compared["lines"] if line["kind"] != "same"] == [
        "Use two descaling tablets for one boiler.",
        "Use six descaling tablets.",
    ]
    assert (await lead.get(f"{path}/versions/1"))["body"] == before["text"]["body"]
    await lead.post(f"{path}/give-back", status=204)
    assert not (await lead.get(path))["article"]["is_edited"]


async def test_what_may_be_the_same_is_named(office: Office) -> None:
    agent = await office.as_(Role.AGENT)
    fields = {"title": "Descale the boiler", "body": "Use two descaling tablets for one boiler."}
    made = await agent.post("/api/v1/proposals", fields, status=201)
    (alike,) = (await agent.get(f"/api/v1/proposals/{made['id']}"))["alike"]
    assert (alike["id"], alike["title"]) == ("articles/descale", "Descale the boiler")
    assert alike["likeness"] > 0.9
