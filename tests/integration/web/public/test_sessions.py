"""A visitor's session: how it begins, how long it lasts, and how it is found again."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import httpx

from tandem.actions.ports import Desk
from tandem.adapters import chat_tokens
from tandem.core.desk.links import ChatLink
from tandem.store import inboxes, installation
from tandem.testing import StoppedClock
from tandem.web.public.sessions import OPENED_MAX
from tests.integration.web.chatting import new_inbox
from tests.integration.web.public.visitors import Visitor, arrived, read


async def test_a_stranger_opens_the_chat_writes_and_finds_it_again(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = Visitor(client, await new_inbox(desk))
    opened = await visitor.open()
    assert opened["contact"] == {"name": "", "is_verified": False, "has_email": False}
    assert (opened["company"], opened["inbox_name"]) == ("Alder", "Chat")
    assert opened["conversation"] is None
    assert await visitor.sees() is None
    sent = await visitor.write("Hello")
    again = await visitor.open()
    assert again["token"] == opened["token"]
    seen = again["conversation"]
    assert seen == await visitor.sees()
    assert (seen["id"], seen["status"]) == (sent["conversation_id"], "assistant")
    assert (seen["public_seq"], seen["queue_place"], seen["agent_name"]) == (2, None, None)
    assert seen["messages"] == [sent["message"]]


async def test_a_token_lasts_thirty_days_from_the_last_time_and_can_be_forgotten(
    client: httpx.AsyncClient, desk: Desk, clock: StoppedClock
) -> None:
    visitor = await arrived(client, desk)
    clock.move(timedelta(days=29))
    await visitor.open()
    clock.move(timedelta(days=29))
    assert (await visitor.ask("GET", "/conversation")).status_code == 200
    clock.move(timedelta(days=2))
    over = await visitor.ask("GET", "/conversation")
    assert over.status_code == 401
    assert over.json()["hint"] == "Open the chat again."
    assert over.headers["www-authenticate"] == "Bearer"
    await visitor.open()
    assert (await visitor.ask("DELETE", "/sessions")).status_code == 204
    assert (await visitor.ask("GET", "/conversation")).status_code == 401
    assert (await visitor.ask("DELETE", "/sessions")).status_code == 204


async def test_a_mails_link_leads_back_into_the_conversation(
    client: httpx.AsyncClient, desk: Desk, clock: StoppedClock
) -> None:
    visitor = await arrived(client, desk)
    id = UUID((await visitor.write("Hello"))["conversation_id"])
    async with desk.database.connection() as connection:
        secret = (await installation.read(connection)).secret
    link = ChatLink((await read(desk, id)).contact_id, visitor.inbox, id)
    elsewhere = Visitor(client, visitor.inbox)
    opened = await elsewhere.open(link=chat_tokens.sign(secret, link, now=clock()))
    assert opened["conversation"]["id"] == str(id)
    for wrong in (
        chat_tokens.sign(b"0" * 32, link, now=clock()),
        chat_tokens.sign(secret, replace(link, inbox=uuid4()), now=clock()),
        chat_tokens.sign(secret, replace(link, contact=uuid4()), now=clock()),
        chat_tokens.sign(secret, link, now=clock() - timedelta(days=8)),
    ):
        body = {"inbox": str(visitor.inbox), "link": wrong}
        assert (await visitor.ask("POST", "/sessions", body)).status_code == 403


async def test_only_a_widgets_inbox_has_a_chat(client: httpx.AsyncClient, desk: Desk) -> None:
    mail = uuid4()
    async with desk.database.transaction() as tx:
        await inboxes.add(tx, id=mail, name="Mail", channel="email")
    for inbox in (mail, uuid4()):
        answer = await Visitor(client, inbox).ask("POST", "/sessions", {"inbox": str(inbox)})
        assert answer.status_code == 404


async def test_a_newcomer_is_bounded_by_address_and_who_was_here_before_by_themselves(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = await arrived(client, desk)
    other = await arrived(client, desk, visitor.inbox)
    body = {"inbox": str(visitor.inbox)}
    newcomer = Visitor(client, visitor.inbox)
    worthless = Visitor(client, visitor.inbox, {"Authorization": "Bearer worthless"})
    for _ in range(OPENED_MAX - 2):
        assert (await newcomer.ask("POST", "/sessions", body)).status_code == 200
    for stranger in (newcomer, worthless):
        assert (await stranger.ask("POST", "/sessions", body)).status_code == 429
    for _ in range(OPENED_MAX):
        await visitor.open()
    assert (await visitor.ask("POST", "/sessions", body)).status_code == 429
    await other.open()
