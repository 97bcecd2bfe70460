"""The page of a mailed link: opening it records nothing, its form records once."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import httpx

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import reopen
from tandem.adapters import survey_tokens
from tandem.core.desk.agent import Role
from tandem.core.desk.rating import COMMENT_MAX, COMMENTED_WITHIN, Rates, Rating, Via
from tandem.core.desk.survey import LINK_VALID
from tandem.store import conversations, installation, ratings
from tandem.web.rating import OPENED_MAX
from tests.integration.shop import Shop
from tests.integration.web.conftest import Enter, NewAgent


async def linked(shop: Shop, new_agent: NewAgent) -> tuple[UUID, str]:
    """A conversation that an agent answered and resolved, and the path of its mailed link."""
    id = await shop.press(await shop.customer())
    await reply(shop.desk, await new_agent(Role.LEAD), id, Reply("Done.", "k", resolve=True))
    async with shop.database.connection() as connection:
        secret = (await installation.read(connection)).secret
    return id, f"/rate/{survey_tokens.sign(secret, id, now=shop.clock())}"


async def given(shop: Shop, id: UUID) -> Rating | None:
    async with shop.database.connection() as connection:
        return await ratings.read(connection, id)


async def test_opening_it_records_nothing_and_its_form_does_once(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent
) -> None:
    id, path = await linked(shop, new_agent)
    for stars in (1, 2, 3, 4, 5):  # as programs that check mail do
        page = await client.get(f"{path}?stars={stars}")
        assert page.status_code == 200
        assert re.findall(r'value="(\d)"[^>]*checked', page.text) == [str(stars)]
        assert (await client.head(f"{path}?stars={stars}")).status_code == 200
    assert await given(shop, id) is None
    assert "<script" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"

    sent = await client.post(path, data={"stars": "2", "comment": "Slow.\r\nVery."})
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    first = Rating(2, "Slow.\nVery.", Rates.PEOPLE, Via.MAIL, shop.clock())
    assert await given(shop, id) == first
    shown = await client.get(f"{path}?stars=5")
    assert "You gave 2 of 5." in shown.text
    assert "<form" not in shown.text
    again = await client.post(path, data={"stars": "5", "comment": ""})
    assert again.status_code == 303
    assert await given(shop, id) == first


async def test_the_team_sees_it_with_the_conversation_and_in_lists(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent, enter: Enter
) -> None:
    id, path = await linked(shop, new_agent)
    agent = await enter(await new_agent(Role.AGENT))
    thread = (await agent.get(f"/api/v1/conversations/{id}")).json()
    assert (thread["rating"], thread["surveyed_at"]) == (None, None)
    assert thread["conversation"]["stars"] is None
    await client.post(path, data={"stars": "2", "comment": "Slow."})
    thread = (await agent.get(f"/api/v1/conversations/{id}")).json()
    assert thread["rating"] == {
        "stars": 2,
        "comment": "Slow.",
        "rates": "people",
        "via": "mail",
        "rated_at": thread["conversation"]["resolved_at"],
    }
    rows = (await agent.get("/api/v1/conversations?view=resolved")).json()["items"]
    assert [(row["id"], row["stars"]) for row in rows] == [(str(id), 2)]


async def test_a_comment_may_follow_within_the_hour(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent
) -> None:
    id, path = await linked(shop, new_agent)
    await client.post(path, data={"stars": "4"})
    assert 'name="comment"' in (await client.get(path)).text
    shop.clock.move(COMMENTED_WITHIN + timedelta(seconds=1))
    assert "<form" not in (await client.get(path)).text
    await client.post(path, data={"stars": "4", "comment": "Late"})
    rating = await given(shop, id)
    assert rating is not None
    assert rating.comment == ""


async def test_what_cant_be_recorded_is_asked_again_with_the_text_kept(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent
) -> None:
    id, path = await linked(shop, new_agent)
    nothing = await client.post(path, data={"comment": "<b>Quick</b>"})
    assert nothing.status_code == 422
    assert "&lt;b&gt;Quick&lt;/b&gt;</textarea>" in nothing.text
    long = await client.post(path, data={"stars": "4", "comment": "x" * (COMMENT_MAX + 1)})
    assert long.status_code == 422
    assert re.findall(r'value="(\d)"[^>]*checked', long.text) == ["4"]
    assert await given(shop, id) is None


async def test_a_link_opens_nothing_once_it_is_old_forged_or_its_conversation_gone(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent
) -> None:
    _, path = await linked(shop, new_agent)
    german = {"Accept-Language": "de-DE,en;q=0.5"}
    forged = await client.get(f"{path}x", headers=german)
    assert (forged.status_code, "Dieser Link gilt nicht mehr." in forged.text) == (403, True)
    assert (await client.post(f"{path}x", data={"stars": "1"})).status_code == 403
    shop.clock.move(LINK_VALID)
    assert (await client.get(path)).status_code == 403
    assert (await client.post(path, data={"stars": "1"})).status_code == 403
    shop.clock.move(-timedelta(days=1))
    assert (await client.get(path)).status_code == 200
    async with shop.database.connection() as connection:
        secret = (await installation.read(connection)).secret
    gone = await client.get(f"/rate/{survey_tokens.sign(secret, uuid4(), now=shop.clock())}")
    assert (gone.status_code, "no longer valid" in gone.text) == (403, True)


async def test_it_speaks_the_customers_language_and_names_who_is_rated(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent
) -> None:
    id, path = await linked(shop, new_agent)
    (name,) = await shop.row("select name from agent")
    async with shop.database.transaction() as tx:
        await conversations.speaks(tx, id, "fr")
    page = await client.get(path)
    assert '<html lang="fr">' in page.text
    assert f"Vous évaluez {name}." in page.text


async def test_a_reopened_conversation_can_be_rated_too_and_too_many_requests_not(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent
) -> None:
    id, path = await linked(shop, new_agent)
    await reopen(shop.desk, await new_agent(Role.LEAD), id)
    await client.post(path, data={"stars": "3"})
    rating = await given(shop, id)
    assert rating is not None
    assert rating.stars == 3
    for _ in range(OPENED_MAX - 1):
        assert (await client.get(path)).status_code == 200
    assert (await client.get(path)).status_code == 429
