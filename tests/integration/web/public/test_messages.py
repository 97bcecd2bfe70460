"""A visitor's messages: stored once each, within limits."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from tandem.actions.ports import Desk
from tandem.testing import StoppedClock
from tandem.web.public.messages import ASKED_OF_CONTACT, SENT_OF_CONTACT
from tests.integration.shop import DESCALE, MILK, Shop
from tests.integration.web.public.visitors import Visitor, arrived, block, read, signed


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


async def suggested(visitor: Visitor, shop: Shop) -> dict[str, Any]:
    """The suggestion that a visitor's question got."""
    await visitor.write(DESCALE)
    await shop.turns()
    message = (await visitor.sees())["messages"][-1]
    assert message["decision"] == "suggest"
    return message


def pressing(message: dict[str, Any], option: str, key: str = "pressed") -> dict[str, Any]:
    return {"text": "Yes", "client_key": key, "picks": {"message": message["id"], "option": option}}


async def test_an_option_is_shown_pressed_and_seen_as_chosen(
    client: httpx.AsyncClient, app: FastAPI, shop: Shop
) -> None:
    shop = shop.suggesting()
    app.state.desk = shop.desk
    visitor = await arrived(client, shop.desk, shop.inbox)
    message = await suggested(visitor, shop)
    milk = {
        "id": "article:articles/milk",
        "label": "Steam the milk",
        "kind": "article",
        "article_id": "articles/milk",
    }
    person = {"id": "person", "label": "Talk to a person", "kind": "person", "article_id": None}
    assert message["options"] == [
        {"id": "yes", "label": "Yes", "kind": "yes", "article_id": None},
        {"id": "no", "label": "No", "kind": "no", "article_id": None},
        person,
        milk,
    ]
    pressed = await visitor.ask("POST", "/messages", pressing(message, milk["id"]))
    assert pressed.status_code == 202
    assert pressed.json()["message"]["text"] == "Steam the milk", "its label, whatever was sent"
    await shop.turns()
    *_, asked, chosen, shown = (await visitor.sees())["messages"]
    assert (asked["chosen"], asked["was_helpful"]) == ("article:articles/milk", None)
    assert chosen["text"] == "Steam the milk"
    assert (shown["decision"], "sixty degrees" in shown["text"]) == ("suggest", True)


async def test_what_is_pressed_too_late_is_accepted_and_gives_no_message(
    client: httpx.AsyncClient, app: FastAPI, shop: Shop
) -> None:
    shop = shop.suggesting()
    app.state.desk = shop.desk
    visitor = await arrived(client, shop.desk, shop.inbox)
    message = await suggested(visitor, shop)
    await visitor.write(MILK)
    before = await visitor.sees()
    accepted = await visitor.ask("POST", "/messages", pressing(message, "no"))
    assert (accepted.status_code, accepted.json()["message"]) == (202, None)
    after = await visitor.sees()
    assert [one["id"] for one in after["messages"]] == [one["id"] for one in before["messages"]]
    assert after["messages"][1]["was_helpful"] is False


async def test_options_that_are_not_there_are_refused(
    client: httpx.AsyncClient, app: FastAPI, shop: Shop
) -> None:
    shop = shop.suggesting()
    app.state.desk = shop.desk
    visitor = await arrived(client, shop.desk, shop.inbox)
    message = await suggested(visitor, shop)
    before = await visitor.sees()
    answer = await visitor.ask("POST", "/messages", pressing(message, "maybe"))
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such option.")
    for picks in ({}, {"message": message["id"]}, {"message": "x", "option": "yes"}, "yes"):
        body = {"text": "Yes", "client_key": "k", "picks": picks}
        assert (await visitor.ask("POST", "/messages", body)).status_code == 422
    assert await visitor.sees() == before


async def test_pressing_talk_to_a_person_is_a_handoff_when_the_request_returns(
    client: httpx.AsyncClient, app: FastAPI, shop: Shop
) -> None:
    shop = shop.suggesting()
    app.state.desk = shop.desk
    visitor = await arrived(client, shop.desk, shop.inbox)
    message = await suggested(visitor, shop)
    await visitor.ask("POST", "/messages", pressing(message, "person"))
    seen = await visitor.sees()
    assert seen["status"] == "waiting"
    assert seen["messages"][-1]["decision"] == "hand_off"
