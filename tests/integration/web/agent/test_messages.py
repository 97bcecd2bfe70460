"""Replies, notes and events over HTTP."""

from uuid import uuid4

from tandem.core.desk.agent import Role
from tests.integration.shop import DESCALE
from tests.integration.web.agent.office import Office


async def test_a_reply_takes_over_and_a_repeated_one_is_one(office: Office) -> None:
    id = await office.waiting()
    agent = await office.agent()
    mara, path = await office.signed_in(agent), f"/api/v1/conversations/{id}"
    key = {"Idempotency-Key": "first"}
    body = {"kind": "reply", "text": "I am looking into it."}
    sent = await mara.post(f"{path}/messages", body, status=201, headers=key)
    assert sent == await mara.post(f"{path}/messages", body, status=201, headers=key)
    assert (sent["author"], sent["kind"], sent["agent_name"]) == ("agent", "reply", "Mara")
    assert sent["public_seq"] is not None
    await mara.post(f"{path}/messages", {**body, "text": "Else"}, status=409, headers=key)
    replies = [text for author, text in await office.shop.replies(id) if author == "agent"]
    assert replies == ["I am looking into it."]
    assert (await mara.get(path))["conversation"]["assignee_id"] == str(agent.id)


async def test_the_key_of_one_program_is_not_that_of_another(office: Office) -> None:
    id = await office.waiting()
    key, path = {"Idempotency-Key": "same"}, f"/api/v1/conversations/{id}/messages"
    for name in ("Mara", "Ben"):
        body = {"kind": "note", "text": f"{name} was here."}
        sent = await (await office.as_(Role.AGENT, name)).post(path, body, status=201, headers=key)
        assert sent["text"] == f"{name} was here."


async def test_a_note_is_for_the_team_alone(office: Office) -> None:
    id = await office.waiting()
    mara, path = await office.as_(Role.AGENT), f"/api/v1/conversations/{id}"
    note = await mara.post(f"{path}/messages", {"kind": "note", "text": "Careful."}, status=201)
    assert (note["kind"], note["public_seq"]) == ("note", None)
    assert (await mara.get(path))["conversation"]["assignee_id"] is None


async def test_nothing_is_sent_past_what_somebody_wrote_meanwhile(office: Office) -> None:
    contact = await office.customer()
    id = await office.waiting(contact)
    mara, path = await office.as_(Role.AGENT), f"/api/v1/conversations/{id}"
    seen = (await mara.get(path))["conversation"]["seq"]
    await office.write(contact, "Are you there?")
    body = {"kind": "reply", "text": "Hello.", "seen_seq": seen}
    refused = await mara.post(f"{path}/messages", body, status=409)
    assert "customer wrote" in refused["detail"]
    await mara.post(f"{path}/messages", {"kind": "reply", "text": "Hello."}, status=201)
    ben = await office.as_(Role.AGENT, "Ben")
    reply = {"kind": "reply", "text": "I can help too."}
    await ben.post(f"{path}/messages", reply, status=409)
    await ben.post(f"{path}/messages", {**reply, "take_over": True, "resolve": True}, status=201)
    assert (await ben.get(path))["conversation"]["status"] == "resolved"


async def test_what_can_not_be_sent_is_refused(office: Office) -> None:
    id = await office.waiting()
    mara, path = await office.as_(Role.AGENT), f"/api/v1/conversations/{id}/messages"
    for body in (
        {"kind": "reply", "text": " "},
        {"kind": "reply", "text": "x" * 100_001},
        {"kind": "activity", "text": "Hello."},
        {"kind": "reply", "text": "Hello.", "attachments": [str(uuid4())]},
        {"kind": "reply", "text": "Hello.", "to": "everyone"},
        {"text": "Hello."},
    ):
        await mara.post(path, body, status=422)
    assert (await mara.post(path, {"kind": "note", "text": "a\0b"}, status=201))["text"] == "ab"


async def test_a_reply_names_a_draft_of_its_own_conversation_or_none(office: Office) -> None:
    mara, contact = await office.as_(Role.AGENT), await office.customer()
    id, other = await office.write(contact, "Hello"), await office.waiting()
    await mara.post(f"/api/v1/conversations/{id}/take-over", {})
    await office.write(contact, DESCALE)
    await office.shop.turns()
    draft = (await mara.get(f"/api/v1/conversations/{id}"))["draft"]["turn_id"]
    body = {"kind": "reply", "text": "Two tablets."}
    for path, turn in ((other, draft), (id, str(uuid4()))):
        refused = await mara.post(
            f"/api/v1/conversations/{path}/messages", {**body, "draft": turn}, status=422
        )
        assert refused["detail"] == "This draft belongs to another conversation."
    assert (await mara.get(f"/api/v1/conversations/{other}"))["conversation"]["assignee_id"] is None
    path = f"/api/v1/conversations/{id}/messages"
    assert (await mara.post(path, {**body, "draft": draft}, status=201))["turn_id"] == draft


async def test_the_thread_is_read_backwards_and_the_events_forwards(office: Office) -> None:
    contact = await office.customer()
    id = await office.waiting(contact)
    for number in range(3):
        await office.write(contact, f"And {number}?")
    mara, path = await office.as_(Role.VIEWER), f"/api/v1/conversations/{id}"
    newest = (await mara.get(f"{path}/messages", limit=2))["items"]
    assert [message["text"] for message in newest] == ["And 1?", "And 2?"]
    before = (await mara.get(f"{path}/messages", limit=1, before=newest[0]["seq"]))["items"]
    assert [message["text"] for message in before] == ["And 0?"]
    assert (await mara.get(f"{path}/messages", before=0))["items"] == []

    events = (await mara.get(f"{path}/events"))["items"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["type"] == "conversation.started"
    assert (await mara.get(f"{path}/events", after=len(events) - 1))["items"] == events[-1:]
    assert (await mara.get(f"{path}/events", limit=1))["items"] == events[:1]


async def test_typing_leaves_no_trace(office: Office) -> None:
    id = await office.waiting()
    mara, path = await office.as_(Role.AGENT), f"/api/v1/conversations/{id}"
    before = (await mara.get(path))["conversation"]
    await mara.post(f"{path}/typing", status=204)
    assert (await mara.get(path))["conversation"] == before


async def test_what_an_agent_asks_again_is_recorded_for_the_team_alone(office: Office) -> None:
    contact = await office.customer("rosa@home.example")
    id = await office.waiting(contact, "My order number is 48213. I paid with PayPal.")
    mara, path = await office.as_(Role.AGENT), f"/api/v1/conversations/{id}"
    text = "What is your order number? And how did you pay?"

    known = await mara.post(f"{path}/known", {"text": text})
    told = (await mara.get(path))["messages"][0]
    assert known["items"] == [
        {"name": name, "value": value, "origin": "thread", "seq": told["seq"],
         "at": told["created_at"]}
        for name, value in (("order number", "48213"), ("payment method", "PayPal"))
    ]  # fmt: skip

    sent = await mara.post(f"{path}/messages", {"kind": "reply", "text": text}, status=201)
    assert sent["asked_again"] == ["order number", "payment method"]
    assert sent["given_at"] == told["created_at"]
    assert (await mara.get(path))["messages"][-1] == sent
    event = [one for one in await office.shop.events(id) if one.type == "message.created"][-1]
    assert event.data["asked_again"] == ["order number", "payment method"]
    assert event.public_data is not None
    assert not {"asked_again", "given_at"} & event.public_data.keys()


async def test_a_note_and_a_question_that_confirms_ask_nothing_again(office: Office) -> None:
    id = await office.waiting(text="My order number is 48213.")
    mara, path = await office.as_(Role.AGENT), f"/api/v1/conversations/{id}"
    for kind, text in (
        ("note", "What is your order number?"),
        ("reply", "Is 48213 your order number?"),
        ("reply", "I am looking into it."),
    ):
        body = {"kind": kind, "text": text}
        sent = await mara.post(f"{path}/messages", body, status=201)
        assert (sent["asked_again"], sent["given_at"]) == ([], None)
    for text in ("Is 48213 your order number?", "I am looking into it.", ""):
        assert (await mara.post(f"{path}/known", {"text": text}))["items"] == []


async def test_a_fact_of_the_account_is_asked_again_without_a_time(office: Office) -> None:
    contact = await office.customer("rosa@home.example")
    id = await office.waiting(contact)
    mara, path = await office.as_(Role.AGENT), f"/api/v1/conversations/{id}/messages"
    body = {"kind": "reply", "text": "What is your e-mail address?"}
    sent = await mara.post(path, body, status=201)
    assert (sent["asked_again"], sent["given_at"]) == (["e-mail"], None)
