"""Mail goes to customers who are away, to agents who can help, and to invited agents, once each."""

from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from tandem.actions.access.mail_link import mail_link
from tandem.actions.access.redeem_link import redeem_link
from tandem.actions.conversation.mail_alarm import mail_alarm
from tandem.actions.conversation.mail_reply import mail_reply
from tandem.actions.conversation.raise_alarms import raise_alarms
from tandem.actions.conversation.reply import Reply, reply
from tandem.adapters import chat_tokens
from tandem.core.desk.agent import Role
from tandem.core.desk.conversation import Alarm
from tandem.core.desk.entry import Purpose
from tandem.core.desk.links import ChatLink
from tandem.core.errors import ConfigError, NotFoundError, TandemError, UnavailableError
from tandem.core.turn.policy import Mode
from tandem.store import installation
from tests.integration.shop import MILK, Shop, in_mode

AWAY = "rosa@customer.example"


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """The shop, with mail set up."""
    return shop.sending()


async def replied(shop: Shop, email: str = AWAY, *, automatic: bool = False) -> UUID:
    """A reply by Mara that waits to be mailed."""
    contact = await shop.customer(email=email)
    conversation = await shop.press(contact)
    if automatic:
        await shop.write(contact, "I am out of the office.", automatic=True)
    mara = await shop.agent("Mara")
    return (await reply(shop.desk, mara, conversation, Reply("On its way.", "key"))).id


async def delivery(shop: Shop, message: UUID) -> tuple[str | None, list[object]]:
    """The mail status of a message, and what its events report."""
    state, conversation = await shop.row(
        "select delivery, conversation_id from message where id = %s", message
    )
    told = [
        event.data["delivery"]
        for event in await shop.events(conversation)
        if event.type == "message.delivery"
    ]
    return state, told


def body(mail: EmailMessage) -> str:
    text = mail.get_body(("plain",))
    assert text is not None
    return text.get_content()


async def test_a_reply_goes_to_who_is_away_once_with_a_link_back(shop: Shop) -> None:
    message = await replied(shop)
    for _ in range(2):
        await mail_reply(shop.desk, message, is_last=False)
    assert await delivery(shop, message) == ("sent", ["sent"])
    (mail,) = shop.mailer.sent
    assert (mail["To"], mail["From"]) == (AWAY, "Mara at Alder <support@shop.example>")
    assert body(mail).startswith("On its way.\n")
    assert "Auto-Submitted" not in mail
    address = next(line for line in body(mail).split("\n") if line.startswith("http://"))
    page, _, token = address.partition("#t=")
    contact, conversation, inbox = await shop.row(
        "select contact_id, id, inbox_id from conversation"
    )
    assert page == f"http://desk.test/chat/{inbox}"
    async with shop.database.connection() as connection:
        secret = (await installation.read(connection)).secret
    link = chat_tokens.check(secret, token, now=shop.clock())
    assert link == ChatLink(contact, inbox, conversation)


async def test_who_has_seen_it_in_the_chat_gets_no_mail(shop: Shop) -> None:
    message = await replied(shop)
    (contact,) = await shop.row("select id from contact")
    seen_at = shop.clock() + timedelta(seconds=15)
    await shop.row("update contact set seen_at = %s where id = %s returning 1", seen_at, contact)
    await mail_reply(shop.desk, message, is_last=False)
    assert await delivery(shop, message) == (None, [None])
    assert shop.mailer.sent == []


async def test_mail_never_loops(shop: Shop) -> None:
    to_itself = await replied(shop, "support@shop.example")
    await mail_reply(shop.desk, to_itself, is_last=False)
    to_a_machine = await replied(shop, automatic=True)
    await mail_reply(shop.desk, to_a_machine, is_last=False)
    assert await delivery(shop, to_itself) == ("failed", ["failed"])
    assert await delivery(shop, to_a_machine) == ("failed", ["failed"])
    assert shop.mailer.sent == []


@pytest.mark.parametrize("error", [UnavailableError("later"), ConfigError("mend it")])
async def test_a_reply_waits_while_mail_fails_and_the_team_hears_at_the_end(
    shop: Shop, error: TandemError
) -> None:
    shop.mailer.failing = error
    message = await replied(shop)
    with pytest.raises(type(error)):
        await mail_reply(shop.desk, message, is_last=False)
    assert await delivery(shop, message) == ("queued", [])
    with pytest.raises(type(error)):
        await mail_reply(shop.desk, message, is_last=True)
    assert await delivery(shop, message) == ("failed", ["failed"])


async def test_who_began_with_people_is_alarmed_for_too(shop: Shop) -> None:
    await shop.agent("Ida", role=Role.LEAD)
    drafting = shop.under(in_mode(Mode.DRAFT))
    written = await drafting.write(await shop.customer(), MILK)
    shop.clock.move(timedelta(minutes=11))
    await raise_alarms(shop.desk)
    await mail_alarm(shop.desk, written.conversation, Alarm.LATE)
    (mail,) = shop.mailer.sent
    assert "waiting for 11 minutes" in body(mail)


async def test_an_alarm_goes_to_the_online_else_to_leads_and_not_after_a_reply(
    shop: Shop,
) -> None:
    ida = await shop.agent("Ida", role=Role.LEAD)
    await shop.agent("Vera", role=Role.VIEWER, availability="online")
    ben = await shop.agent("Ben")
    conversation = await shop.press(await shop.customer())
    shop.clock.move(timedelta(minutes=10))
    await raise_alarms(shop.desk)
    await mail_alarm(shop.desk, conversation, Alarm.LATE)
    await shop.row("update agent set availability = 'online' where id = %s returning 1", ben.id)
    await mail_alarm(shop.desk, conversation, Alarm.LATE)
    first, second = shop.mailer.sent
    assert [first["To"], second["To"]] == [f"Ida <{ida.email}>", f"Ben <{ben.email}>"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == second["Message-ID"]
    assert body(first) == (
        "A customer has been waiting for 10 minutes, and nobody has replied. It is late.\n\n"
        f"http://desk.test/c/{conversation}\n"
    )
    await reply(shop.desk, ben, conversation, Reply("Here I am.", "key"))
    await mail_alarm(shop.desk, conversation, Alarm.LATE)
    assert len(shop.mailer.sent) == 2


async def test_an_invitation_lets_in_once_and_a_newer_one_ends_it(shop: Shop) -> None:
    ben = await shop.agent("Ben")
    for _ in range(2):
        await mail_link(shop.desk, ben.id, Purpose.INVITATION)
    older, newer = (body(mail).partition("#t=")[2].split("\n")[0] for mail in shop.mailer.sent)
    chosen = "a good password"
    with pytest.raises(NotFoundError):
        await redeem_link(shop.desk, older, password=chosen)
    session = await redeem_link(shop.desk, newer, password=chosen)
    assert session.agent.id == ben.id
    assert {mail["Auto-Submitted"] for mail in shop.mailer.sent} == {"auto-generated"}
