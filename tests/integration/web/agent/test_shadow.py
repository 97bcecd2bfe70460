"""Shadow over HTTP: the hidden reply beside the person's, paged, by category, for leads alone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tandem.actions.conversation.reply import Reply, reply
from tandem.core.desk.agent import Role
from tandem.core.desk.place import place
from tandem.core.turn.policy import Audience, Mode, Rollout
from tandem.store import contacts, conversations
from tests.integration.shop import DESCALE, LIVE, UNKNOWN, Shop
from tests.integration.web.agent.office import Office

HALF = Rollout(Mode.AUTO, Audience.EVERYONE, percent=50)


@pytest.fixture
def half(office: Office) -> Shop:
    """The office's desk, where half of the contacts are answered by the assistant."""
    shop = office.shop.under(replace(LIVE, rollout=(HALF,)))
    office.app.state.desk = shop.desk
    return shop


async def customer(shop: Shop, *, is_in: bool) -> UUID:
    while (place(id := uuid4()) < 50) != is_in:
        pass
    async with shop.database.transaction() as tx:
        await contacts.add(tx, id=id, now=shop.clock())
    return id


async def hidden(shop: Shop, text: str) -> UUID:
    """A conversation of the control group, whose turn was taken."""
    shop.clock.move(timedelta(minutes=1))
    id = (await shop.write(await customer(shop, is_in=False), text)).conversation
    await shop.turns()
    return id


async def test_the_hidden_reply_stands_beside_the_persons(office: Office, half: Shop) -> None:
    id = await hidden(half, DESCALE)
    await half.write(await customer(half, is_in=True), DESCALE)
    await half.turns()
    lead = await office.as_(Role.LEAD)
    (shown,) = (await lead.get("/api/v1/shadow"))["items"]
    assert (shown["conversation_id"], shown["arm"], shown["question"]) == (
        str(id),
        "control",
        DESCALE,
    )
    assert (shown["decision"], shown["rule"]) == ("answer", "answer")
    assert "two descaling tablets" in shown["text"]
    assert shown["sources"][0]["title"] == "Descale the boiler"
    assert shown["confidence"] > 0
    assert (shown["reply"], shown["agent_name"], shown["replied_at"]) == (None, None, None)
    await reply(half.desk, await half.agent("Ben"), id, Reply("Two of them.", "k"))
    await reply(half.desk, await half.agent("Mara"), id, Reply("Or three.", "l", take_over=True))
    (shown,) = (await lead.get("/api/v1/shadow"))["items"]
    assert (shown["reply"], shown["agent_name"]) == ("Two of them.", "Ben"), "the first after it"


async def test_pages_and_filters(office: Office, half: Shop) -> None:
    ids = [str(await hidden(half, text)) for text in (DESCALE, UNKNOWN, DESCALE)]
    async with half.database.transaction() as tx:
        await conversations.change(tx, UUID(ids[1]), category="billing")
    lead = await office.as_(Role.LEAD)
    first = await lead.get("/api/v1/shadow", limit="2")
    second = await lead.get("/api/v1/shadow", limit="2", cursor=first["next_cursor"])
    found = [one["conversation_id"] for one in (*first["items"], *second["items"])]
    assert (found, second["next_cursor"]) == (ids[::-1], None)
    billing = (await lead.get("/api/v1/shadow", category="billing"))["items"]
    assert [one["conversation_id"] for one in billing] == [ids[1]]
    none = (await lead.get("/api/v1/shadow", category="uncategorised", arm="control"))["items"]
    assert [one["conversation_id"] for one in none] == [ids[2], ids[0]]
    assert (await lead.get("/api/v1/shadow", arm="assistant"))["items"] == []
    assert first["categories"] == ["billing", "delivery", "uncategorised"]
    assert (await lead("GET", "/api/v1/shadow?cursor=nonsense")).status_code == 422


async def test_who_answers_the_control_group_is_told_nothing(office: Office, half: Shop) -> None:
    """Neither in the conversation nor by the turn's id; leads may look."""
    id = await hidden(half, DESCALE)
    lead, agent = await office.as_(Role.LEAD), await office.as_(Role.AGENT)
    (shown,) = (await lead.get("/api/v1/shadow"))["items"]
    thread = await agent.get(f"/api/v1/conversations/{id}")
    assert (thread["turns"], thread["draft"], thread["brief"]) == ([], None, None)
    assert [one["text"] for one in thread["messages"]] == [DESCALE]
    path = f"/api/v1/turns/{shown['turn_id']}"
    for hidden_path in (path, f"{path}/sent"):
        assert (await agent("GET", hidden_path)).status_code == 404
    assert (await lead.get(path))["decision"]["decision"] == "answer"
