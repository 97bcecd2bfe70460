"""One mail asks who did not rate in the chat, and nobody who should not be asked."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from tandem.actions.conversation.mail_survey import mail_survey
from tandem.actions.conversation.queue_surveys import queue_surveys
from tandem.actions.conversation.rate import rate
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import reopen, resolve
from tandem.adapters import survey_tokens
from tandem.core.desk.rating import Via
from tandem.core.desk.survey import LATE_MAX
from tandem.core.errors import UnavailableError
from tandem.store import conversations, installation
from tests.integration.shop import DESCALE, LIVE, Shop

AWAY = "rosa@customer.example"
DAY = timedelta(hours=24)


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """The shop, with mail set up."""
    return shop.sending()


async def resolved(shop: Shop, email: str = AWAY, *, is_internal: bool = False) -> UUID:
    """A conversation that Mara answered and resolved."""
    contact = await shop.customer(email=email, is_internal=is_internal)
    id = await shop.press(contact)
    mara = await shop.agent("Mara")
    await reply(shop.desk, mara, id, Reply("On its way.", "key", resolve=True))
    return id


async def queued(shop: Shop) -> list[tuple[UUID, datetime]]:
    """The surveys that wait in the queue."""
    async with shop.database.connection() as connection:
        found = await connection.execute(
            "select args ->> 'conversation', args ->> 'resolved_at' from procrastinate_jobs"
            " where task_name = 'mail_survey' order by id"
        )
        return [(UUID(row[0]), datetime.fromisoformat(row[1])) for row in await found.fetchall()]


async def work(shop: Shop) -> None:
    """What the workers do: queue what is due, and send it, each twice."""
    for _ in range(2):
        await queue_surveys(shop.desk)
    for id, resolved_at in await queued(shop):
        for _ in range(2):
            await mail_survey(shop.desk, id, resolved_at)


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return found.get_content()


async def told(shop: Shop, id: UUID) -> list[object]:
    return [one.public_data for one in await shop.events(id) if one.type == "survey.sent"]


async def test_a_day_after_it_was_resolved_one_mail_has_five_signed_links(shop: Shop) -> None:
    id = await resolved(shop)
    shop.clock.move(DAY - timedelta(minutes=1))
    await work(shop)
    assert shop.mailer.sent == []
    shop.clock.move(timedelta(minutes=1))
    await work(shop)
    (mail,) = shop.mailer.sent
    (number,) = await shop.row("select number from conversation")
    assert (mail["To"], mail["From"]) == (AWAY, "Alder <support@shop.example>")
    assert (mail["Subject"], mail["Auto-Submitted"]) == (
        f"How was our support? (#{number})",
        "auto-generated",
    )
    assert mail["In-Reply-To"] == f"<{id}.conversation@shop.example>"
    text = part(mail, "plain")
    assert "You rate Mara." in text
    links = [line for line in text.splitlines() if "http" in line]
    assert [line.partition(":")[0] for line in links] == [
        "1 very bad",
        "2 bad",
        "3 okay",
        "4 good",
        "5 very good",
    ]
    for stars, line in enumerate(links, 1):
        address = line.partition(": ")[2]
        assert address in part(mail, "html")
        token, _, chosen = address.removeprefix("http://desk.test/rate/").partition("?stars=")
        assert chosen == str(stars)
        async with shop.database.connection() as connection:
            secret = (await installation.read(connection)).secret
        assert survey_tokens.check(secret, token, now=shop.clock()) == id
    assert "On its way" not in text
    assert await told(shop, id) == [None]


async def test_it_is_in_the_customers_language(shop: Shop) -> None:
    id = await resolved(shop)
    async with shop.database.transaction() as tx:
        await conversations.speaks(tx, id, "de")
    shop.clock.move(DAY)
    await work(shop)
    (mail,) = shop.mailer.sent
    assert mail["Content-Language"] == "de"
    assert "Sie bewerten Mara." in part(mail, "plain")
    assert '<html lang="de">' in part(mail, "html")


async def rated(shop: Shop, id: UUID) -> None:
    await rate(shop.desk, id, 4, "", Via.WIDGET)


async def reopened(shop: Shop, id: UUID) -> None:
    await reopen(shop.desk, await shop.agent("Ben"), id)


async def written(shop: Shop, id: UUID) -> None:
    await shop.write((await shop.read(id)).contact_id, DESCALE, apart=True)


async def blocked(shop: Shop, id: UUID) -> None:
    contact = (await shop.read(id)).contact_id
    await shop.row("update contact set is_blocked = true where id = %s returning 1", contact)


@pytest.mark.parametrize("meanwhile", [rated, reopened, written, blocked])
@pytest.mark.parametrize("is_late", [False, True], ids=["before it is queued", "after"])
async def test_what_happened_meanwhile_is_a_reason_not_to_ask(
    shop: Shop, meanwhile: Callable[[Shop, UUID], Awaitable[None]], *, is_late: bool
) -> None:
    id = await resolved(shop)
    shop.clock.move(DAY)
    if is_late:
        await queue_surveys(shop.desk)
    await meanwhile(shop, id)
    await work(shop)
    assert shop.mailer.sent == []
    assert await told(shop, id) == []


async def test_who_has_no_address_or_is_no_customer_is_not_asked(shop: Shop) -> None:
    await resolved(shop, "")
    await resolved(shop, "support@shop.example")  # the desk itself
    await resolved(shop, "not plain@shop.example")
    await resolved(shop, is_internal=True)
    contact = await shop.customer(email=AWAY)
    machine = await shop.press(contact)
    await shop.write(contact, "I am out of the office.", automatic=True)
    mara = await shop.agent("Mara")
    await reply(shop.desk, mara, machine, Reply("Hello.", "key", resolve=True))
    unanswered = await shop.press(await shop.customer(email=AWAY))
    await resolve(shop.desk, mara, unanswered)
    shop.clock.move(DAY)
    await work(shop)
    assert shop.mailer.sent == []


async def test_a_later_resolution_asks_if_the_first_did_not(shop: Shop) -> None:
    id = await resolved(shop)
    shop.clock.move(DAY)
    await queue_surveys(shop.desk)
    mara = await shop.agent("Mara")
    await reopen(shop.desk, mara, id)
    await resolve(shop.desk, mara, id)
    await work(shop)
    assert shop.mailer.sent == []
    shop.clock.move(DAY)
    await work(shop)
    assert len(shop.mailer.sent) == 1
    await reopen(shop.desk, mara, id)
    await resolve(shop.desk, mara, id)
    shop.clock.move(DAY)
    await work(shop)
    assert len(shop.mailer.sent) == 1


async def test_the_policy_says_when_and_whether(shop: Shop) -> None:
    await resolved(shop)
    shop.clock.move(timedelta(hours=3))
    await work(shop.under(replace(LIVE, survey_mail_hours=0)))
    await work(replace(shop, desk=replace(shop.desk, post=None)))
    assert await queued(shop) == []
    sooner = shop.under(replace(LIVE, survey_mail_hours=2))
    await work(sooner)
    assert len(shop.mailer.sent) == 1


async def test_after_a_long_stop_nobody_is_asked_about_what_is_long_over(shop: Shop) -> None:
    await resolved(shop)
    shop.clock.move(DAY + LATE_MAX)
    await work(shop)
    assert shop.mailer.sent == []


async def test_it_waits_while_mail_fails(shop: Shop) -> None:
    id = await resolved(shop)
    shop.clock.move(DAY)
    await queue_surveys(shop.desk)
    [(_, resolved_at)] = await queued(shop)
    shop.mailer.failing = UnavailableError("later")
    with pytest.raises(UnavailableError):
        await mail_survey(shop.desk, id, resolved_at)
    assert await told(shop, id) == []
    shop.mailer.failing = None
    await work(shop)
    assert len(shop.mailer.sent) == 1
