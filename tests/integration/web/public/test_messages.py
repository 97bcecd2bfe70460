"""A visitor's messages: stored once each, within limits."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import httpx

from tandem.actions.ports import Desk
from tandem.testing import StoppedClock
from tandem.web.public.messages import ASKED_OF_CONTACT, SENT_OF_CONTACT
from tests.integration.web.public.visitors import arrived, block, read, signed


async def test_a_retry_from_the_outbox_is_one_message(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = await arrived(client, desk)
    first, *others = await asyncio.gather(*(visitor.write("Hello", "k1") for _ in range(5)))
    assert others == [first] * 4
    assert [message["text"] for message in (await visitor.sees())["messages"]] == ["Hello"]


async def test_messages_that_cant_be_used_are_refused_in_words(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = await arrived(client, desk)
    for body in (
        {"text": "", "client_key": "k"},
        {"text": "Hello", "client_key": ""},
        {"text": "Hello"},
        {"text": "Hello", "client_key": "k", "attachments": [str(uuid4())]},
        {"text": "Hello", "client_key": "k", "colour": "red"},
    ):
        answer = await visitor.ask("POST", "/messages", body)
        assert answer.status_code == 422, body
        assert answer.headers["content-type"] == "application/problem+json"
    files = [str(uuid4()) for _ in range(11)]
    answer = await visitor.ask(
        "POST", "/messages", {"text": "Hello", "client_key": "k", "attachments": files}
    )
    assert answer.json()["detail"] == "At most 10 files go with one message."
    assert await visitor.sees() is None


async def test_a_blocked_customer_is_told_so_and_keeps_the_way_to_a_person(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = await arrived(client, desk)
    id = UUID((await visitor.write("Hello"))["conversation_id"])
    await block(desk, (await read(desk, id)).contact_id)
    body = {"text": "Hello?", "client_key": "k"}
    refused = await visitor.ask("POST", "/messages", body)
    assert refused.status_code == 403
    assert "ask for a person" in refused.json()["hint"]
    assert await visitor.press() == id
    await visitor.open(identity=await signed(desk, visitor.inbox))
    assert (await visitor.ask("POST", "/messages", body)).status_code == 403


async def test_too_many_messages_are_refused_and_a_person_is_not(
    client: httpx.AsyncClient, desk: Desk, clock: StoppedClock
) -> None:
    visitor = await arrived(client, desk)
    body = {"email": "rosa@example.com"}
    for _ in range(SENT_OF_CONTACT):
        assert (await visitor.ask("POST", "/email", body)).status_code == 204
    refused = await visitor.ask("POST", "/messages", {"text": "Hello", "client_key": "k"})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    for _ in range(ASKED_OF_CONTACT):
        await visitor.press()
    clock.move(timedelta(minutes=1))
    await visitor.write("Hello")
