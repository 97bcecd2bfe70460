"""The address that a visitor leaves: what is mailed to it, and that it gives no access."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx

from tandem.actions.conversation.mail_reply import mail_reply
from tandem.actions.ports import Desk, Post
from tandem.core.desk.agent import Role
from tandem.core.desk.mail import Mailbox
from tandem.store import inboxes
from tandem.testing import RecordingMailer
from tests.integration.web.conftest import SignIn
from tests.integration.web.public.visitors import Visitor, arrived, signed, whose

VICTIM, ATTACKER = "rosa@example.com", "mallory@example.com"


async def brought_in(desk: Desk, program: httpx.AsyncClient, email: str) -> str:
    """A customer's message that a program sends in with their address; its conversation."""
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
    """The recipients of a mailed reply in a conversation."""
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


async def test_an_address_is_kept_if_it_can_be_one(client: httpx.AsyncClient, desk: Desk) -> None:
    visitor = await arrived(client, desk)
    await visitor.write("Hello")
    for wrong in ("", "rosa", "rosa@example.com\r\nBcc: all@example.com", "a@b@example.com"):
        answer = await visitor.ask("POST", "/email", {"email": wrong})
        assert answer.status_code == 422, wrong
    answer = await visitor.ask("POST", "/email", {"email": " Rosa@example.com "})
    assert answer.status_code == 204
    assert (await visitor.open())["contact"]["has_email"] is True


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
