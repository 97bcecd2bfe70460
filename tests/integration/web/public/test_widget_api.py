"""The widget API: who a visitor is, what they may do and see, and that a person is always there."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest

from tandem.actions.conversation.assign import assign
from tandem.actions.conversation.hand_back import hand_back
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.snooze import snooze
from tandem.actions.conversation.store_attachment import store_attachment
from tandem.actions.conversation.take_over import take_over
from tandem.actions.conversation.write_note import write_note
from tandem.actions.ports import Desk
from tandem.adapters import links
from tandem.adapters.links import ChatLink
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.conversation import Priority
from tandem.core.desk.message import Author, Kind
from tandem.core.desk.ownership import REOPENS_WITHIN, Owner, Status
from tandem.store import contacts, conversations, inboxes, installation
from tandem.testing import StoppedClock
from tandem.web.public.messages import ASKED_OF_CONTACT, SENT_OF_CONTACT
from tandem.web.public.sessions import OPENED_MAX
from tests.integration.shop import chunks
from tests.integration.web.chatting import SITE, new_inbox, say
from tests.integration.web.conftest import NewAgent

HOUR = timedelta(hours=1)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@dataclass(slots=True)
class Visitor:
    """A browser with the chat open."""

    client: httpx.AsyncClient
    inbox: UUID
    headers: dict[str, str] = field(default_factory=dict[str, str])

    async def open(self, **proof: str) -> dict[str, Any]:
        """Open the chat, with the token from before if there is one."""
        answer = await self.ask("POST", "/sessions", {"inbox": str(self.inbox), **proof})
        assert answer.status_code == 200, answer.text
        opened = answer.json()
        self.headers = {"Authorization": f"Bearer {opened['token']}"}
        return opened

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One request."""
        return await self.client.request(
            method, f"/widget/v1{path}", json=body, headers={**self.headers, **(headers or {})}
        )

    async def write(self, text: str, key: str = "", **more: object) -> dict[str, Any]:
        """Send a message."""
        body = {"text": text, "client_key": key or str(uuid4()), **more}
        answer = await self.ask("POST", "/messages", body)
        assert answer.status_code == 202, answer.text
        return answer.json()

    async def press(self) -> UUID:
        """Press "Talk to a human"."""
        answer = await self.ask("POST", "/person", {"client_key": str(uuid4())})
        assert answer.status_code == 202, answer.text
        return UUID(answer.json()["conversation_id"])

    async def sees(self) -> dict[str, Any]:
        """The conversation that is on the screen."""
        answer = await self.ask("GET", "/conversation")
        assert answer.status_code == 200, answer.text
        return answer.json()["conversation"]


async def arrived(client: httpx.AsyncClient, desk: Desk, inbox: UUID | None = None) -> Visitor:
    """A stranger who opened the chat."""
    visitor = Visitor(client, inbox or await new_inbox(desk))
    await visitor.open()
    return visitor


async def signed(desk: Desk, inbox: UUID, key: str | None = None, **claims: object) -> str:
    """What the site's server makes of its customer."""
    async with desk.database.connection() as connection:
        secret = (await inboxes.read(connection, inbox)).secret.hex()
    given = {"sub": "42", "exp": (desk.clock() + HOUR).timestamp(), **claims}
    kept = {name: claim for name, claim in given.items() if claim is not None}
    return jwt.encode(kept, key or secret, "HS256")


async def read(desk: Desk, id: UUID) -> conversations.Conversation:
    async with desk.database.connection() as connection:
        return await conversations.read(connection, id)


async def block(desk: Desk, contact: UUID) -> None:
    async with desk.database.transaction() as tx:
        version = (await contacts.read(tx, contact)).version
        await contacts.change(tx, contact, version, is_blocked=True)


async def upload(desk: Desk, agent: Agent) -> UUID:
    return (await store_attachment(desk, "plan.png", chunks(PNG), agent=agent.id)).id


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


async def test_nobody_sees_anothers_conversation_nor_any_note(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    inbox = await new_inbox(desk)
    ours, theirs = await arrived(client, desk, inbox), await arrived(client, desk, inbox)
    id = UUID((await ours.write("Ours"))["conversation_id"])
    await say(desk, id, "Difficult customer", Author.AGENT, Kind.NOTE)
    said = await say(desk, id, "Good day")
    seen = await ours.sees()
    assert [message["text"] for message in seen["messages"]] == ["Ours", "Good day"]
    assert await theirs.sees() is None
    judged = {"message": str(said.id), "helpful": True}
    assert (await theirs.ask("POST", "/judgements", judged)).status_code == 404
    assert (await ours.ask("POST", "/judgements", judged)).status_code == 204
    assert (await ours.sees())["messages"][-1]["was_helpful"] is True


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
        ({"nbf": 600}, None, "is not good yet"),
        ({"name": ["Rosa"]}, None, "can't be used: name"),
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


async def test_a_mails_link_leads_back_into_the_conversation(
    client: httpx.AsyncClient, desk: Desk, clock: StoppedClock
) -> None:
    visitor = await arrived(client, desk)
    id = UUID((await visitor.write("Hello"))["conversation_id"])
    async with desk.database.connection() as connection:
        secret = (await installation.read(connection)).secret
    link = ChatLink((await read(desk, id)).contact_id, visitor.inbox, id)
    elsewhere = Visitor(client, visitor.inbox)
    opened = await elsewhere.open(link=links.sign(secret, link, now=clock()))
    assert opened["conversation"]["id"] == str(id)
    for wrong in (
        links.sign(b"0" * 32, link, now=clock()),
        links.sign(secret, replace(link, inbox=uuid4()), now=clock()),
        links.sign(secret, replace(link, contact=uuid4()), now=clock()),
        links.sign(secret, link, now=clock() - timedelta(days=8)),
    ):
        body = {"inbox": str(visitor.inbox), "link": wrong}
        assert (await visitor.ask("POST", "/sessions", body)).status_code == 403


async def test_only_listed_sites_may_show_the_chat(client: httpx.AsyncClient, desk: Desk) -> None:
    inbox = await new_inbox(desk)
    other = await new_inbox(desk, "Other", ("https://other.example",))
    visitor = await arrived(client, desk, inbox)
    for origin, status, can_read in (
        (SITE, 200, True),
        ("http://desk.test", 200, True),
        ("https://other.example", 403, True),  # of another inbox
        ("https://evil.example", 403, False),
        ("null", 403, False),
    ):
        for method, path, body in (
            ("POST", "/sessions", {"inbox": str(inbox)}),
            ("GET", "/conversation", None),
        ):
            answer = await visitor.ask(method, path, body, {"Origin": origin})
            assert answer.status_code == status, (origin, path)
            assert answer.headers["vary"] == "Origin"
            allowed = answer.headers.get("access-control-allow-origin")
            assert allowed == (origin if can_read else None)
    opened = await Visitor(client, other).ask(
        "POST", "/sessions", {"inbox": str(other)}, {"Origin": SITE}
    )
    assert opened.status_code == 403


async def test_preflights_are_answered_and_problems_can_be_read(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = Visitor(client, await new_inbox(desk))
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = await visitor.ask("OPTIONS", "/messages", headers={"Origin": SITE, **asked})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert "Last-Event-ID" in answer.headers["access-control-allow-headers"]
    foreign = await visitor.ask(
        "OPTIONS", "/messages", headers={"Origin": "https://evil.example", **asked}
    )
    assert not [name for name in foreign.headers if name.startswith("access-control")]
    refused = await visitor.ask("GET", "/conversation", headers={"Origin": SITE})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == SITE
    agents = await client.get("/api/v1/me", headers={"Origin": SITE})
    assert "access-control-allow-origin" not in agents.headers


async def test_only_a_widgets_inbox_has_a_chat(client: httpx.AsyncClient, desk: Desk) -> None:
    mail = uuid4()
    async with desk.database.transaction() as tx:
        await inboxes.add(tx, id=mail, name="Mail", channel="email")
    for inbox in (mail, uuid4()):
        answer = await Visitor(client, inbox).ask("POST", "/sessions", {"inbox": str(inbox)})
        assert answer.status_code == 404


async def test_a_person_can_be_asked_for_in_every_state(
    client: httpx.AsyncClient, desk: Desk, new_agent: NewAgent
) -> None:
    lead = await new_agent(Role.LEAD)

    async def answered(id: UUID) -> None:
        await reply(desk, lead, id, Reply("Good day", str(uuid4())))

    async def handed_back(id: UUID) -> None:
        await take_over(desk, lead, id)
        await hand_back(desk, lead, id)

    async def slept(id: UUID) -> None:
        await take_over(desk, lead, id)
        await snooze(desk, lead, id, desk.clock() + HOUR)

    async def closed(id: UUID) -> None:
        await resolve(desk, lead, id)

    async def blocked(id: UUID) -> None:
        await block(desk, (await read(desk, id)).contact_id)

    async def nothing(id: UUID) -> None:
        pass

    inbox = await new_inbox(desk)
    for before in (nothing, answered, handed_back, slept, closed, blocked):
        visitor = await arrived(client, desk, inbox)
        id = UUID((await visitor.write("Hello"))["conversation_id"])
        await before(id)
        assert await visitor.press() == await visitor.press() == id
        conversation = await read(desk, id)
        assert (conversation.status, conversation.owner) == (Status.OPEN, Owner.HUMAN)
        expected = "person" if before in (answered, slept) else "waiting"
        assert (await visitor.sees())["status"] == expected, before
    newcomer = await arrived(client, desk, inbox)
    conversation = await read(desk, await newcomer.press())
    assert (conversation.status, conversation.owner) == (Status.OPEN, Owner.HUMAN)


async def test_a_long_resolved_conversation_is_gone_and_the_next_one_is_linked(
    client: httpx.AsyncClient,
    desk: Desk,
    new_agent: NewAgent,
    clock: StoppedClock,
) -> None:
    visitor = await arrived(client, desk)
    id = UUID((await visitor.write("Hello"))["conversation_id"])
    await resolve(desk, await new_agent(Role.LEAD), id)
    seen = await visitor.sees()
    assert (seen["status"], seen["resolved_at"]) == ("resolved", "2026-01-05T12:00:00Z")
    clock.move(REOPENS_WITHIN + HOUR)
    assert await visitor.sees() is None
    assert (await visitor.write("Again"))["conversation_id"] != str(id)
    assert (await visitor.sees())["linked_from"] is True


async def test_who_has_it_and_how_many_wait_before(
    client: httpx.AsyncClient,
    desk: Desk,
    new_agent: NewAgent,
    clock: StoppedClock,
) -> None:
    lead = await new_agent(Role.LEAD)
    inbox = await new_inbox(desk)
    visitors = [await arrived(client, desk, inbox) for _ in range(3)]
    ids: list[UUID] = []
    for visitor in visitors:
        clock.move(timedelta(minutes=1))
        ids.append(await visitor.press())

    async def places() -> list[tuple[str, int | None]]:
        seen = [await visitor.sees() for visitor in visitors]
        return [(one["status"], one["queue_place"]) for one in seen]

    assert await places() == [("waiting", 0), ("waiting", 1), ("waiting", 2)]
    async with desk.database.transaction() as tx:
        await conversations.change(tx, ids[2], priority=Priority.URGENT.value)
    assert await places() == [("waiting", 1), ("waiting", 2), ("waiting", 0)]
    await assign(desk, lead, ids[0], team=None, assignee=lead.id)
    assert await places() == [("waiting", 1), ("waiting", 2), ("waiting", 0)]
    await reply(desk, lead, ids[0], Reply("Good day", "k"))
    assert await places() == [("person", None), ("waiting", 1), ("waiting", 0)]
    assert (await visitors[0].sees())["agent_name"] == lead.name
    await take_over(desk, lead, ids[2])
    assert (await visitors[2].sees())["status"] == "person"


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


async def test_what_a_customer_has_seen_is_known_and_bounded_apart_from_what_they_write(
    client: httpx.AsyncClient, desk: Desk, clock: StoppedClock
) -> None:
    visitor = await arrived(client, desk)
    id = UUID((await visitor.write("Hello"))["conversation_id"])
    contact = (await read(desk, id)).contact_id
    clock.move(timedelta(minutes=5))
    for _ in range(SENT_OF_CONTACT):
        assert (await visitor.ask("POST", "/seen")).status_code == 204
    async with desk.database.connection() as connection:
        assert (await contacts.read(connection, contact)).seen_at == clock()
    assert (await visitor.ask("POST", "/seen")).status_code == 429
    await visitor.write("Still here")


async def test_an_address_is_kept_if_it_can_be_one(client: httpx.AsyncClient, desk: Desk) -> None:
    visitor = await arrived(client, desk)
    await visitor.write("Hello")
    for wrong in ("", "rosa", "rosa@example.com\r\nBcc: all@example.com", "a@b@example.com"):
        answer = await visitor.ask("POST", "/email", {"email": wrong})
        assert answer.status_code == 422, wrong
    answer = await visitor.ask("POST", "/email", {"email": " Rosa@example.com "})
    assert answer.status_code == 204
    assert (await visitor.open())["contact"]["has_email"] is True


async def test_files_are_their_senders_and_go_with_one_message(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    inbox = await new_inbox(desk)
    ours, theirs = await arrived(client, desk, inbox), await arrived(client, desk, inbox)
    answer = await client.post(
        "/widget/v1/attachments",
        files={"file": ("shot.png", PNG, "text/html")},
        headers=ours.headers,
    )
    assert answer.status_code == 201, answer.text
    kept = answer.json()
    assert (kept["name"], kept["media_type"], kept["bytes"]) == ("shot.png", "image/png", 48)
    path = f"/attachments/{kept['id']}"
    assert (await theirs.ask("GET", path)).status_code == 404
    assert (await ours.ask("GET", path)).content == PNG
    stolen = {"text": "Mine", "client_key": "k", "attachments": [kept["id"]]}
    assert (await theirs.ask("POST", "/messages", stolen)).status_code == 422
    sent = await ours.write("See", attachments=[kept["id"]])
    assert sent["message"]["attachments"] == [kept]
    again = await ours.ask("POST", "/messages", {**stolen, "client_key": "k2"})
    assert again.status_code == 422
    assert (await ours.ask("GET", path)).content == PNG
    assert (await theirs.ask("GET", path)).status_code == 404


async def test_a_file_of_a_note_is_no_customers(
    client: httpx.AsyncClient, desk: Desk, new_agent: NewAgent
) -> None:
    mara = await new_agent(Role.AGENT)
    visitor = await arrived(client, desk)
    id = UUID((await visitor.write("Hello"))["conversation_id"])
    shown, hidden = await upload(desk, mara), await upload(desk, mara)
    await reply(desk, mara, id, Reply("See", "k", attachments=(shown,)))
    await write_note(desk, mara, id, "Not for them", "n", attachments=(hidden,))
    assert (await visitor.ask("GET", f"/attachments/{shown}")).content == PNG
    assert (await visitor.ask("GET", f"/attachments/{hidden}")).status_code == 404
