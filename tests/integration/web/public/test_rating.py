"""A visitor is asked about a resolved conversation, once, and rates it."""

from uuid import UUID

import httpx
from fastapi import FastAPI

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.core.desk.agent import Role
from tandem.core.desk.rating import COMMENT_MAX
from tandem.store import conversations
from tandem.web.public.messages import SENT_OF_CONTACT
from tests.integration.shop import DESCALE, Shop
from tests.integration.web.chatting import served, stream, until
from tests.integration.web.conftest import NewAgent
from tests.integration.web.public.visitors import Visitor, arrived


async def asked(shop: Shop, client: httpx.AsyncClient, new_agent: NewAgent) -> tuple[Visitor, UUID]:
    """A visitor whose conversation the assistant and Mara answered and Mara resolved."""
    visitor = await arrived(client, shop.desk, shop.inbox)
    id = UUID((await visitor.write(DESCALE))["conversation_id"])
    await shop.turns()
    assert (await visitor.sees())["survey"] is None
    await reply(shop.desk, await new_agent(Role.LEAD), id, Reply("Two.", "k", resolve=True))
    return visitor, id


async def test_the_question_names_whom_it_is_about_and_remembers_the_answer(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent
) -> None:
    visitor, id = await asked(shop, client, new_agent)
    (name,) = await shop.row("select name from agent")
    survey = (await visitor.sees())["survey"]
    assert survey["about"] == f"You rate the AI assistant and {name}."
    assert survey["scale"] == ["very bad", "bad", "okay", "good", "very good"]
    assert (survey["lang"], survey["stars"], survey["may_comment"]) == ("en", None, True)
    body = {"conversation_id": str(id), "stars": 4}
    for _ in range(2):
        answer = await visitor.ask("POST", "/rating", body, {"Idempotency-Key": "k"})
        assert (answer.status_code, answer.json()) == (200, {"stars": 4, "comment": ""})
    survey = (await visitor.sees())["survey"]
    assert (survey["stars"], survey["may_comment"]) == (4, True)
    commented = await visitor.ask("POST", "/rating", {**body, "comment": "Quick!"})
    assert commented.json() == {"stars": 4, "comment": "Quick!"}
    assert (await visitor.sees())["survey"]["may_comment"] is False
    again = await visitor.ask("POST", "/rating", {**body, "stars": 1})
    assert again.status_code == 409
    assert again.json()["detail"] == "You rated this conversation already: 4 of 5 with a comment."
    await visitor.write("One more thing")
    assert (await visitor.sees())["survey"] is None


async def test_it_is_asked_in_the_customers_language(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent
) -> None:
    visitor, id = await asked(shop, client, new_agent)
    async with shop.database.transaction() as tx:
        await conversations.speaks(tx, id, "de")
    survey = (await visitor.sees())["survey"]
    assert (survey["lang"], survey["ask"]) == ("de", "Wie war das?")
    async with shop.database.transaction() as tx:
        await conversations.speaks(tx, id, "sv")
    assert (await visitor.sees())["survey"]["lang"] == "en"


async def test_what_cant_be_a_rating_is_refused(
    client: httpx.AsyncClient, shop: Shop, new_agent: NewAgent
) -> None:
    visitor, id = await asked(shop, client, new_agent)
    body = {"conversation_id": str(id), "stars": 4}
    for wrong in ({"stars": 0}, {"stars": 6}, {"stars": 1.5}, {"comment": "x" * (COMMENT_MAX + 1)}):
        assert (await visitor.ask("POST", "/rating", {**body, **wrong})).status_code == 422, wrong
    stranger = await arrived(client, shop.desk, shop.inbox)
    assert (await stranger.ask("POST", "/rating", body)).status_code == 404
    for _ in range(SENT_OF_CONTACT - 2):  # a message and a comment too long were sent
        assert (await visitor.ask("POST", "/rating", body)).status_code == 200
    assert (await visitor.ask("POST", "/rating", body)).status_code == 429


async def test_the_stream_brings_the_question_and_another_tabs_answer(
    client: httpx.AsyncClient, shop: Shop, app: FastAPI, new_agent: NewAgent
) -> None:
    visitor = await arrived(client, shop.desk, shop.inbox)
    id = UUID((await visitor.write(DESCALE))["conversation_id"])
    await shop.turns()
    token = visitor.headers["Authorization"].removeprefix("Bearer ")
    async with (
        served(app) as server,
        stream(server, f"/widget/v1/stream?conversation={id}", token) as told,
    ):
        await resolve(shop.desk, await new_agent(Role.LEAD), id)
        resolved = (await until(told, "conversation.resolved"))[-1].data
        assert resolved["conversation"]["survey"]["about"] == "You rate the AI assistant."
        await visitor.ask("POST", "/rating", {"conversation_id": str(id), "stars": 2})
        rated = (await until(told, "conversation.rated"))[-1].data
        assert (rated["stars"], rated["conversation"]["survey"]["stars"]) == (2, 2)
