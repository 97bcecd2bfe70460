"""Mail goes to who is away, to who can help, to who was invited; once, and to nobody else."""

from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from tandem.actions.access.mail_link import mail_link
from tandem.actions.access.redeem_link import redeem_link
from tandem.actions.conversation.mail_alarm import mail_alarm
from tandem.actions.conversation.mail_reply import mail_reply
from tandem.actions.conversation.reply import Reply, reply
from tandem.adapters import links
from tandem.adapters.links import ChatLink
from tandem.core.desk.agent import Role
from tandem.core.desk.entry import Purpose
from tandem.core.errors import ConfigError, NotFoundError, TandemError, UnavailableError
from tandem.core.turn.policy import Mode
from tandem.store import installation
from tests.integration.desk.shop import MILK, in_mode
from tests.integration.jobs.conftest import Mailed

AWAY = "rosa@customer.example"


async def replied(mailed: Mailed, email: str = AWAY, *, automatic: bool = False) -> UUID:
    """A reply of Mara's that waits to be mailed."""
    contact = await mailed.shop.customer(email=email)
    conversation = await mailed.shop.press(contact)
    if automatic:
        await mailed.shop.write(contact, "I am out of the office.", automatic=True)
    mara = await mailed.shop.agent("Mara")
    return (await reply(mailed.desk, mara, conversation, Reply("On its way.", "key"))).id


async def delivery(mailed: Mailed, message: UUID) -> tuple[str | None, list[object]]:
    """What the message says, and what its events said."""
    state, conversation = await mailed.row(
        "select delivery, conversation_id from message where id = %s", message
    )
    told = [
        event.data["delivery"]
        for event in await mailed.shop.events(conversation)
        if event.type == "message.delivery"
    ]
    return state, told


def body(mail: EmailMessage) -> str:
    return mail.get_content()


async def test_a_reply_goes_to_who_is_away_once_with_a_link_back(mailed: Mailed) -> None:
    message = await replied(mailed)
    for _ in range(2):
        await mail_reply(mailed.desk, message, is_last=False)
    assert await delivery(mailed, message) == ("sent", ["sent"])
    (mail,) = mailed.mailer.sent
    assert (mail["To"], mail["From"]) == (AWAY, "Mara at Bramblebrew <support@shop.example>")
    assert body(mail).startswith("On its way.\n")
    assert "Auto-Submitted" not in mail
    address = next(line for line in body(mail).split("\n") if line.startswith("https://"))
    page, _, token = address.partition("#t=")
    contact, conversation, inbox = await mailed.row(
        "select contact_id, id, inbox_id from conversation"
    )
    assert page == f"https://desk.example.com/chat/{inbox}"
    async with mailed.desk.database.connection() as connection:
        secret = (await installation.read(connection)).secret
    link = links.check(secret, token, now=mailed.shop.clock())
    assert link == ChatLink(contact, inbox, conversation)


async def test_who_has_seen_it_in_the_chat_gets_no_mail(mailed: Mailed) -> None:
    message = await replied(mailed)
    (contact,) = await mailed.row("select id from contact")
    seen_at = mailed.shop.clock() + timedelta(seconds=15)
    await mailed.row("update contact set seen_at = %s where id = %s returning 1", seen_at, contact)
    await mail_reply(mailed.desk, message, is_last=False)
    assert await delivery(mailed, message) == (None, [None])
    assert mailed.mailer.sent == []


async def test_mail_never_loops(mailed: Mailed) -> None:
    to_itself = await replied(mailed, "support@shop.example")
    await mail_reply(mailed.desk, to_itself, is_last=False)
    to_a_machine = await replied(mailed, automatic=True)
    await mail_reply(mailed.desk, to_a_machine, is_last=False)
    assert await delivery(mailed, to_itself) == ("failed", ["failed"])
    assert await delivery(mailed, to_a_machine) == ("failed", ["failed"])
    assert mailed.mailer.sent == []


@pytest.mark.parametrize("error", [UnavailableError("later"), ConfigError("mend it")])
async def test_a_reply_waits_while_mail_fails_and_the_team_hears_at_the_end(
    mailed: Mailed, error: TandemError
) -> None:
    mailed.mailer.failing = error
    message = await replied(mailed)
    with pytest.raises(type(error)):
        await mail_reply(mailed.desk, message, is_last=False)
    assert await delivery(mailed, message) == ("queued", [])
    with pytest.raises(type(error)):
        await mail_reply(mailed.desk, message, is_last=True)
    assert await delivery(mailed, message) == ("failed", ["failed"])


async def test_who_began_with_people_is_alarmed_for_too(mailed: Mailed) -> None:
    await mailed.shop.agent("Ida", role=Role.LEAD)
    drafting = mailed.shop.under(in_mode(Mode.DRAFT))
    written = await drafting.write(await mailed.shop.customer(), MILK)
    mailed.shop.clock.move(timedelta(minutes=11))
    await mail_alarm(mailed.desk, written.conversation)
    (mail,) = mailed.mailer.sent
    assert "waiting for 11 minutes" in body(mail)


async def test_an_alarm_goes_to_the_online_else_to_leads_and_not_after_a_reply(
    mailed: Mailed,
) -> None:
    ida = await mailed.shop.agent("Ida", role=Role.LEAD)
    await mailed.shop.agent("Vera", role=Role.VIEWER, availability="online")
    ben = await mailed.shop.agent("Ben")
    conversation = await mailed.shop.press(await mailed.shop.customer())
    mailed.shop.clock.move(timedelta(minutes=10))
    await mail_alarm(mailed.desk, conversation)
    await mailed.row("update agent set availability = 'online' where id = %s returning 1", ben.id)
    await mail_alarm(mailed.desk, conversation)
    first, second = mailed.mailer.sent
    assert [first["To"], second["To"]] == [f"Ida <{ida.email}>", f"Ben <{ben.email}>"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == second["Message-ID"]
    assert body(first) == (
        "A customer has been waiting for 10 minutes, and nobody has replied.\n\n"
        f"https://desk.example.com/c/{conversation}\n"
    )
    await reply(mailed.desk, ben, conversation, Reply("Here I am.", "key"))
    await mail_alarm(mailed.desk, conversation)
    assert len(mailed.mailer.sent) == 2


async def test_an_invitation_lets_in_once_and_a_newer_one_ends_it(mailed: Mailed) -> None:
    ben = await mailed.shop.agent("Ben")
    for _ in range(2):
        await mail_link(mailed.desk, ben.id, Purpose.INVITATION)
    older, newer = (body(mail).partition("#t=")[2].split("\n")[0] for mail in mailed.mailer.sent)
    with pytest.raises(NotFoundError):
        await redeem_link(mailed.desk, older, "a good password")
    session = await redeem_link(mailed.desk, newer, "a good password")
    assert session.agent.id == ben.id
    assert {mail["Auto-Submitted"] for mail in mailed.mailer.sent} == {"auto-generated"}
