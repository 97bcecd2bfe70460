"""Who a customer is taken for: by whom it is vouched for, and that nobody becomes another."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from tandem.actions.conversation.mail_reply import mail_reply
from tandem.actions.ports import Desk, Post
from tandem.core.desk.agent import Role
from tandem.core.desk.contact import Contact
from tandem.core.desk.mail import Mailbox
from tandem.store import contacts, inboxes
from tandem.testing import RecordingMailer, StoppedClock
from tests.integration.web.chatting import new_inbox
from tests.integration.web.conftest import SignIn
from tests.integration.web.public.test_widget_api import Visitor, arrived, read, signed

VICTIM, ATTACKER = "rosa@example.com", "mallory@example.com"


async def whose(desk: Desk, conversation: str) -> Contact:
    """The contact whose conversation it is."""
    id = (await read(desk, UUID(conversation))).contact_id
    async with desk.database.connection() as connection:
        return await contacts.read(connection, id)


async def brought_in(desk: Desk, program: httpx.AsyncClient, email: str) -> str:
    """A message of a customer's that a program brings in by their address; its conversation."""
    inbox = uuid4()
    async with desk.database.transaction() as tx:
        await inboxes.add(tx, id=inbox, name=str(inbox), channel="api")
    answer = await program.post(
        "/api/v1/conversations",
        json={"inbox_id": str(inbox), "contact": {"email": email}, "text": "My card is 4242"},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["conversation"]["id"]


async def mailed(desk: Desk, agent: httpx.AsyncClient, conversation: str) -> list[str]:
    """To whom a reply in a conversation is mailed."""
    answer = await agent.post(
        f"/api/v1/conversations/{conversation}/messages",
        json={"kind": "reply", "text": "On its way."},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.text
    mailer = RecordingMailer()
    sending = replace(desk, post=Post(mailer, Mailbox("Alder", "support@shop.example")))
    await mail_reply(sending, UUID(answer.json()["id"]), is_last=True)
    return [mail["To"] for mail in mailer.sent]


async def leave(visitor: Visitor, email: str) -> None:
    answer = await visitor.ask("POST", "/email", {"email": email})
    assert answer.status_code == 204, answer.text


async def test_who_types_anothers_address_gets_nothing_that_is_theirs(
    client: httpx.AsyncClient, desk: Desk, sign_in: SignIn
) -> None:
    mara = await sign_in(Role.AGENT)
    attacker = await arrived(client, desk)
    chat = (await attacker.write("Hello"))["conversation_id"]
    await leave(attacker, VICTIM)
    theirs = await brought_in(desk, mara, VICTIM)
    assert (await whose(desk, theirs)).id != (await whose(desk, chat)).id
    assert (await whose(desk, await brought_in(desk, mara, VICTIM))).email == VICTIM
    await leave(attacker, ATTACKER)
    assert await mailed(desk, mara, theirs) == [VICTIM]
    assert (await attacker.sees())["id"] == chat
    assert await mailed(desk, mara, chat) == [ATTACKER]


async def test_the_address_that_the_team_knows_wins_over_the_one_that_was_left(
    client: httpx.AsyncClient, desk: Desk, sign_in: SignIn
) -> None:
    mara = await sign_in(Role.AGENT)
    visitor = await arrived(client, desk)
    chat = (await visitor.write("Hello"))["conversation_id"]
    await leave(visitor, "Typed@example.com")
    contact = await whose(desk, chat)
    assert (contact.email, contact.left_email) == ("", "typed@example.com")

    async def change(email: str) -> dict[str, Any]:
        version = (await whose(desk, chat)).version
        answer = await mara.patch(
            f"/api/v1/contacts/{contact.id}", json={"email": email, "version": version}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert (await change(VICTIM))["left_email"] == "typed@example.com"
    assert await mailed(desk, mara, chat) == [VICTIM]
    await leave(visitor, ATTACKER)
    assert await mailed(desk, mara, chat) == [VICTIM]
    assert (await change(""))["left_email"] == ""
    assert await mailed(desk, mara, chat) == []


async def test_who_signs_in_is_not_mailed_where_somebody_before_them_wished(
    client: httpx.AsyncClient, desk: Desk, sign_in: SignIn
) -> None:
    mara = await sign_in(Role.AGENT)
    visitor = await arrived(client, desk)
    chat = (await visitor.write("Hello"))["conversation_id"]
    await leave(visitor, ATTACKER)
    opened = await visitor.open(identity=await signed(desk, visitor.inbox))
    assert opened["conversation"]["id"] == chat
    assert opened["contact"]["has_email"] is False
    assert await mailed(desk, mara, chat) == []
    await leave(visitor, VICTIM)
    assert await mailed(desk, mara, chat) == [VICTIM]


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
