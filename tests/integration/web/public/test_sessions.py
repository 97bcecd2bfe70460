"""A visitor's session: how it begins, how long it lasts, and how it is found again."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.ports import Desk
from tandem.adapters import chat_tokens
from tandem.core.desk.hours import Hours
from tandem.core.desk.links import ChatLink
from tandem.core.metrics.reachability import TYPICAL_MIN
from tandem.store import inboxes, installation
from tandem.testing import StoppedClock
from tandem.web.public.sessions import OPENED_MAX
from tests.integration.shop import LIVE, MILK, Shop
from tests.integration.web.chatting import new_inbox
from tests.integration.web.public.visitors import Visitor, arrived, read, whose


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


async def test_an_address_is_asked_for_only_where_mail_is_set_up(
    client: httpx.AsyncClient, app: FastAPI, shop: Shop
) -> None:
    visitor = Visitor(client, await new_inbox(shop.desk))
    assert (await visitor.open())["asks_email"] is False
    app.state.desk = shop.sending().desk
    assert (await visitor.open())["asks_email"] is True


async def test_times_are_told_in_the_browsers_zone_and_a_made_up_one_is_passed_over(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = Visitor(client, await new_inbox(desk))
    await visitor.open(time_zone="America/New_York")
    sent = await visitor.write("Hello")
    assert (await whose(desk, sent["conversation_id"])).time_zone == "America/New_York"
    await visitor.open(time_zone="Mars/Olympus")
    assert (await whose(desk, sent["conversation_id"])).time_zone == "America/New_York"


async def test_off_hours_the_chat_says_when_people_are_back_and_leads_on(
    client: httpx.AsyncClient, app: FastAPI, shop: Shop
) -> None:
    closed = Hours("", "UTC", ((),) * 5 + (((540, 1020),), ()))
    app.state.desk = shop.under(replace(LIVE, hours=(closed,))).desk
    visitor = Visitor(client, await new_inbox(shop.desk))
    await visitor.open()
    await visitor.press()
    seen = await visitor.sees()
    assert (seen["status"], seen["back_at"]) == ("waiting", "2026-01-10T09:00:00Z")
    assert (seen["usual_minutes"], seen["waits_elsewhere"]) == (None, False)
    new = await visitor.write(MILK, apart=True)
    seen = await visitor.sees()
    assert (seen["id"], seen["waits_elsewhere"]) == (new["conversation_id"], True)


async def test_a_usual_time_is_told_once_enough_replies_were_measured(
    client: httpx.AsyncClient, shop: Shop
) -> None:
    mara, inbox = await shop.agent(), await new_inbox(shop.desk)
    for number in range(TYPICAL_MIN + 1):
        visitor = Visitor(client, inbox)
        await visitor.open()
        id = await visitor.press()
        usual = (await visitor.sees())["usual_minutes"]
        assert usual == (None if number < TYPICAL_MIN else [4, 4])
        shop.clock.move(timedelta(minutes=4))
        await reply(shop.desk, mara, id, Reply("Here I am.", "k"))
        shop.clock.move(timedelta(days=1, minutes=-4))
