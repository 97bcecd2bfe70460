"""A signed identity: who is recognised by it, and what it may not do."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest

from tandem.actions.ports import Desk
from tandem.store import contacts
from tandem.testing import StoppedClock
from tests.integration.web.chatting import new_inbox
from tests.integration.web.public.visitors import HOUR, Visitor, arrived, read, signed, whose


async def test_a_signed_customer_is_known_and_keeps_what_they_said_before(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = await arrived(client, desk)
    sent = await visitor.write("Before I signed in")
    stranger = dict(visitor.headers)
    identity = await signed(
        desk,
        visitor.inbox,
        name="Rosa",
        email="Rosa@Example.com",
        plan="team",
        high_value=True,
        attributes={"seats": 3},
    )
    opened = await visitor.open(identity=identity)
    assert opened["contact"] == {"name": "Rosa", "is_verified": True, "has_email": True}
    assert opened["conversation"]["id"] == sent["conversation_id"]
    conversation = await read(desk, UUID(sent["conversation_id"]))
    async with desk.database.connection() as connection:
        contact = await contacts.read(connection, conversation.contact_id)
    assert (contact.external_id, contact.plan, contact.is_high_value) == ("42", "team", True)
    assert (contact.email, contact.attributes) == ("rosa@example.com", {"seats": "3"})
    old = replace(visitor, headers=stranger)
    assert (await old.ask("GET", "/conversation")).status_code == 401
    again = await visitor.open(identity=identity)
    assert again["token"] == visitor.headers["Authorization"].removeprefix("Bearer ")
    elsewhere = Visitor(client, visitor.inbox)
    seen = (await elsewhere.open(identity=identity))["conversation"]
    assert seen["id"] == sent["conversation_id"]
    assert elsewhere.headers != visitor.headers


async def test_the_next_customer_on_the_same_machine_gets_nothing_of_the_last(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = Visitor(client, await new_inbox(desk))
    await visitor.open(identity=await signed(desk, visitor.inbox, sub="1"))
    await visitor.write("I am the first")
    opened = await visitor.open(identity=await signed(desk, visitor.inbox, sub="2"))
    assert opened["conversation"] is None
    back = await visitor.open(identity=await signed(desk, visitor.inbox, sub="1"))
    assert back["conversation"]["messages"][0]["text"] == "I am the first"


@pytest.mark.parametrize(
    ("claims", "key", "why"),
    [
        ({"exp": -120}, None, "has expired"),
        ({"exp": 25 * 3600}, None, "more than 24 hours"),
        ({"exp": None}, None, "lacks `exp`"),
        ({"sub": None}, None, "lacks `sub`"),
        ({"sub": ""}, None, "can't be used: sub"),
        ({"nbf": 600}, None, "is not valid yet"),
        ({"nbf": "soon"}, None, "can't be used: nbf"),
        ({}, "0" * 64, "is not signed with this inbox's secret"),
    ],
)
async def test_an_identity_that_is_not_good_is_refused_with_the_reason(
    client: httpx.AsyncClient,
    desk: Desk,
    claims: dict[str, object],
    key: str | None,
    why: str,
) -> None:
    now = desk.clock().timestamp()
    moved = {
        name: now + claim if isinstance(claim, int) else claim for name, claim in claims.items()
    }
    visitor = await arrived(client, desk)
    identity = await signed(desk, visitor.inbox, key, **moved)
    body = {"inbox": str(visitor.inbox), "identity": identity}
    answer = await visitor.ask("POST", "/sessions", body)
    assert answer.status_code == 422
    assert why in answer.json()["detail"]


async def test_an_identity_without_a_signature_is_refused(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = await arrived(client, desk)
    claims = {"sub": "42", "exp": (desk.clock() + HOUR).timestamp()}
    for identity in (jwt.encode(claims, "", "none"), "nonsense", "a.b.c"):
        body = {"inbox": str(visitor.inbox), "identity": identity}
        answer = await visitor.ask("POST", "/sessions", body)
        assert answer.status_code == 422, identity


async def test_a_number_is_that_of_the_site_that_signed_it(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    shop = Visitor(client, await new_inbox(desk, "Store"))
    club = Visitor(client, await new_inbox(desk, "Club"))
    await shop.open(identity=await signed(desk, shop.inbox, name="Rosa"))
    ours = (await shop.write("Of the shop"))["conversation_id"]
    opened = await club.open(identity=await signed(desk, club.inbox, name="Teo"))
    assert (opened["contact"]["name"], opened["conversation"]) == ("Teo", None)
    theirs = (await club.write("Of the club"))["conversation_id"]
    first, second = await whose(desk, ours), await whose(desk, theirs)
    assert (first.external_id, first.external_realm, first.name) == ("42", shop.inbox, "Rosa")
    assert (second.external_id, second.external_realm) == ("42", club.inbox)
    assert first.id != second.id


async def test_tabs_that_sign_in_at_once_are_all_signed_in(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = await arrived(client, desk)
    sent = await visitor.write("Before I signed in")
    identity = await signed(desk, visitor.inbox)
    tabs = [replace(visitor) for _ in range(5)]
    for opened in await asyncio.gather(*(tab.open(identity=identity) for tab in tabs)):
        assert opened["contact"]["is_verified"] is True
    for tab in tabs:
        assert (await tab.sees())["id"] == sent["conversation_id"]


async def test_an_identity_that_ran_out_keeps_nobody_from_their_own_chat(
    client: httpx.AsyncClient, desk: Desk, clock: StoppedClock
) -> None:
    visitor = Visitor(client, await new_inbox(desk))
    old = await signed(desk, visitor.inbox)
    forged = await signed(desk, visitor.inbox, "0" * 64)
    first = await visitor.open(identity=old)
    sent = await visitor.write("Hello")
    clock.move(timedelta(days=2))
    again = await visitor.open(identity=old)
    assert again["token"] == first["token"]
    assert again["conversation"]["id"] == sent["conversation_id"]

    async def refused(who: Visitor, identity: str) -> None:
        body = {"inbox": str(who.inbox), "identity": identity}
        answer = await who.ask("POST", "/sessions", body)
        assert answer.status_code == 422, answer.text

    await refused(visitor, forged)
    await refused(visitor, await signed(desk, visitor.inbox, exp=0, sub="43"))
    await refused(await arrived(client, desk, visitor.inbox), old)
    await refused(Visitor(client, visitor.inbox), old)
    elsewhere = Visitor(client, await new_inbox(desk, "Club"), dict(visitor.headers))
    await refused(elsewhere, await signed(desk, elsewhere.inbox, exp=0))


async def test_a_page_that_says_nothing_new_changes_nothing(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    claims: dict[str, Any] = {
        "name": "Rosa",
        "email": "Rosa@example.com",
        "product": "one",
        "plan": "team",
        "locale": "en",
        "high_value": True,
        "attributes": {"seats": 3, "orders": 1},
    }
    words = ("name", "email", "product", "plan", "locale")
    news: list[dict[str, Any]] = [
        *({name: "teo@example.com"} for name in words),
        {"attributes": {"seats": 4}},
        {"high_value": False},
    ]
    visitor = Visitor(client, await new_inbox(desk))
    await visitor.open(identity=await signed(desk, visitor.inbox, None, **claims))
    chat = (await visitor.write("Hello"))["conversation_id"]
    before = await whose(desk, chat)
    for same in (claims, {"high_value": True}, {**claims, "attributes": {"seats": 3}}):
        await visitor.open(identity=await signed(desk, visitor.inbox, None, **same))
        assert await whose(desk, chat) == before
    for new in news:
        said = {"high_value": True, **new}
        await visitor.open(identity=await signed(desk, visitor.inbox, None, **said))
        after = await whose(desk, chat)
        assert after.version == before.version + 1, new
        before = after
