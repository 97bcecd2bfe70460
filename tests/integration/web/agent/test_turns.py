"""The record of a turn over HTTP, and the same decision made again."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tandem.core.desk.agent import Role
from tandem.core.turn.lookup import Outcome
from tandem.core.turn.sent import ASKING
from tests.integration.shop import DESCALE
from tests.integration.web.agent.office import Office
from tests.integration.worded import TABLETS, answer, looking_up, worded


async def test_a_turn_is_read_and_replayed_from_its_record(office: Office) -> None:
    id = await office.write(await office.customer(), DESCALE, apart=True)
    await office.shop.turns()
    mara = await office.as_(Role.VIEWER)
    [line] = (await mara.get(f"/api/v1/conversations/{id}"))["turns"]
    turn = await mara.get(f"/api/v1/turns/{line['id']}")
    assert (turn["conversation_id"], turn["rule"], turn["effect"]) == (str(id), "answer", "sent")
    assert turn["evidence"]["context"]["question"] == DESCALE
    assert turn["decision"]["rule"] == "answer"
    assert turn["suggest_from"] == office.shop.desk.thinking.policy().suggests_from("")
    ran = ["gather", "screen", "embed", "retrieve", "compose", "measure", "decide"]
    assert list(turn["steps"]) == ran
    replayed = await mara.post(f"/api/v1/turns/{line['id']}/replay")
    assert replayed["identical"] is True
    assert json.loads(replayed["recorded"]) == turn["decision"] == json.loads(replayed["replayed"])


async def test_a_turn_says_what_became_of_what_it_quoted(office: Office) -> None:
    shop = office.shop
    contact = await office.customer()
    id = await office.write(contact, DESCALE, apart=True)
    await shop.turns()
    answer, now = await shop.said(id), "2026-01-05T12:00:00Z"
    mara = await office.as_(Role.VIEWER)
    outcome = (await mara.get(f"/api/v1/turns/{answer.turn_id}"))["outcome"]
    assert outcome == dict.fromkeys(
        [
            *("yes_at", "no_at", "picked_at", "silent_at"),
            *("draft_used_at", "draft_edited_at", "agent_replied_at"),
        ]
    )
    await shop.pick(contact, answer, "yes")
    await shop.turns()
    again = (await mara.get(f"/api/v1/turns/{answer.turn_id}"))["outcome"]
    assert again == {**outcome, "yes_at": now}
    greeting = await shop.said(id)
    assert greeting.decision == "greet"
    assert (await mara.get(f"/api/v1/turns/{greeting.turn_id}"))["outcome"] is None


async def test_what_a_turn_quoted_is_hidden_by_one_press_and_comes_back_by_another(
    office: Office,
) -> None:
    """From the next turn on; everybody who works here may, viewers may only look."""
    shop = office.shop
    mara, ida = await office.as_(Role.AGENT), await office.as_(Role.VIEWER)

    async def answered() -> dict[str, Any]:
        id = await office.write(await office.customer(), DESCALE, apart=True)
        await shop.turns()
        return await mara.get(f"/api/v1/turns/{(await shop.said(id)).turn_id}")

    cited = (await answered())["evidence"]["candidate"]["citations"][0]
    passages = [cited["passage_id"], *cited["further"]]
    key = {"Idempotency-Key": str(uuid4())}
    await ida.post("/api/v1/hidden", {"passages": passages}, status=403, headers=key)
    made = await mara.post("/api/v1/hidden", {"passages": passages}, status=201, headers=key)
    again = await mara.post("/api/v1/hidden", {"passages": passages}, status=201, headers=key)
    assert made == again
    assert (made["article_id"], made["is_whole"]) == (cited["article_id"], False)
    assert (await ida.get("/api/v1/hidden"))["items"] == [made]
    without = (await answered())["evidence"]
    assert cited["passage"] not in str(without["candidate"])
    assert (await mara("DELETE", f"/api/v1/hidden/{made['id']}")).status_code == 204
    assert (await mara("DELETE", f"/api/v1/hidden/{made['id']}")).status_code == 404
    back = (await answered())["evidence"]["candidate"]["citations"][0]
    assert back["passage"] == cited["passage"]


@pytest.mark.parametrize("body", [{}, {"article_id": "a", "passages": [1]}, {"passages": [0]}])
async def test_one_thing_is_hidden_at_a_time(office: Office, body: dict[str, object]) -> None:
    mara = await office.as_(Role.AGENT)
    key = {"Idempotency-Key": str(uuid4())}
    assert (await mara("POST", "/api/v1/hidden", json=body, headers=key)).status_code in (400, 422)


async def test_what_a_turn_sent_is_told_to_whoever_may_see_the_turn(office: Office) -> None:
    shop, model = worded(office.shop, answer(TABLETS))
    id = (await shop.write(await office.customer(), DESCALE, apart=True)).conversation
    await shop.turns()
    mara = await office.as_(Role.VIEWER)
    [line] = (await mara.get(f"/api/v1/conversations/{id}"))["turns"]
    turn = await mara.get(f"/api/v1/turns/{line['id']}")
    assert turn["evidence"]["written"]["model"] == "openai:tiny"
    assert turn["evidence"]["written"]["threshold"] is None
    sent = await mara.get(f"/api/v1/turns/{line['id']}/sent")
    assert (sent["turn_id"], sent["lookup"]) == (line["id"], None)
    assert sent["says"] == "1 request left the house, to openai:tiny."
    [request] = sent["requests"]
    assert request["sent"] == f"{model.asked[0].system}\n\n{model.asked[0].data}"
    assert request["output"] == answer(TABLETS)
    assert (request["is_hosted"], request["texts"]) == (True, "kept")
    assert request["is_as_recorded"] is True
    assert request["settings"][0] == {"name": "max_tokens", "value": "100"}


@pytest.mark.parametrize("outcome", sorted({*Outcome} - {Outcome.LACKS, Outcome.WANTED}))
async def test_a_lookup_is_told_if_a_system_was_asked(office: Office, outcome: Outcome) -> None:
    shop = looking_up(office.shop, outcome)
    contact = await office.customer()
    id = (await shop.write(contact, "Where is my order 48213?", apart=True)).conversation
    await shop.turns()
    mara = await office.as_(Role.VIEWER)
    [line] = (await mara.get(f"/api/v1/conversations/{id}"))["turns"]
    sent = await mara.get(f"/api/v1/turns/{line['id']}/sent")
    assert sent["requests"] == []
    if outcome not in ASKING:
        assert sent["lookup"] is None
        assert sent["says"].startswith("Nothing was sent")
        return
    assert sent["says"] == "The look-up order was made."
    assert sent["lookup"] == {
        "tool": "order",
        "title": "Order look-up",
        "arguments": [{"name": "order", "value": "48213"}],
        "outcome": outcome.value,
        "fields": [{"name": "Status", "value": "on its way"}],
    }


async def test_a_turn_of_somebody_elses_conversation_is_not_there(office: Office) -> None:
    ben = await office.agent("Ben")
    id = await office.write(await office.customer(), DESCALE, apart=True)
    await office.shop.turns()
    [line] = (await (await office.as_(Role.LEAD)).get(f"/api/v1/conversations/{id}"))["turns"]
    await office.give(id, team=await office.team("Billing", ben))
    mara = await office.as_(Role.AGENT)
    for turn in (line["id"], uuid4()):
        assert (await mara("GET", f"/api/v1/turns/{turn}")).status_code == 404
        assert (await mara("GET", f"/api/v1/turns/{turn}/sent")).status_code == 404
        await mara.post(f"/api/v1/turns/{turn}/replay", status=404)


async def test_a_turn_without_a_conversation_is_for_leads(office: Office) -> None:
    mara = await office.as_(Role.AGENT)
    answered = await mara.post("/api/v1/assistant/respond", {"message": DESCALE})
    path = f"/api/v1/turns/{answered['turn_id']}"
    assert (await mara("GET", path)).status_code == 404
    assert (await mara("GET", f"{path}/sent")).status_code == 404
    assert (await (await office.as_(Role.LEAD)).get(path))["conversation_id"] is None
