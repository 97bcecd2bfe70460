"""The week by mail: to leads and admins, on Monday, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tandem.actions.metrics.mail_week import mail_week, queue_week
from tandem.actions.metrics.measure import measure
from tandem.core.desk.agent import Role
from tandem.core.metrics import weekly
from tandem.store import weekly as stored
from tests.integration.shop import DESCALE, LIVE, PERSON, UNKNOWN, Shop

MONDAY = datetime(2026, 1, 12, tzinfo=UTC)


async def queued(shop: Shop) -> list[str]:
    """Whom a mail is queued for."""
    async with shop.database.connection() as connection:
        cursor = await connection.execute(
            "select args ->> 'agent' from procrastinate_jobs where task_name = 'mail_week'"
        )
        return sorted(row[0] for row in await cursor.fetchall())


async def test_leads_and_admins_are_mailed_on_monday_morning_once(shop: Shop) -> None:
    mailing = shop.sending()
    lead = await shop.agent("Rosa", role=Role.LEAD)
    admin = await shop.agent("Ada", role=Role.ADMIN)
    await shop.agent("Mara")

    shop.clock.at = MONDAY + timedelta(hours=6)
    await queue_week(mailing.desk)
    early = await queued(shop)
    shop.clock.move(timedelta(hours=1))
    await queue_week(mailing.desk)
    await queue_week(mailing.desk)

    assert early == []
    assert await queued(shop) == sorted([str(lead.id), str(admin.id)])


async def test_no_mail_on_wednesday_without_mail_or_if_switched_off(shop: Shop) -> None:
    await shop.agent("Rosa", role=Role.LEAD)
    shop.clock.at = MONDAY + timedelta(hours=8)
    await queue_week(shop.desk)
    await queue_week(shop.sending().under(replace(LIVE, weekly_mail=False)).desk)
    shop.clock.at = MONDAY + timedelta(days=2)
    await queue_week(shop.sending().desk)

    assert await queued(shop) == []


async def test_the_mail_has_the_week_and_its_worst_conversation(shop: Shop) -> None:
    mailing = shop.sending()
    lead = await shop.agent("Rosa", role=Role.LEAD, email="rosa@shop.example")
    customer = await shop.customer()
    sent = await shop.write(customer, UNKNOWN)
    await shop.turns()
    await shop.write(customer, "no")
    await shop.turns()
    asked = await shop.write(await shop.customer(), PERSON)
    await shop.write(await shop.customer(), DESCALE)
    await shop.turns()
    shop.clock.at = MONDAY
    await measure(shop.database, LIVE)
    async with shop.database.transaction() as tx:
        await tx.execute(
            "update conversation_fact set stars = 1, is_refused = false where conversation_id = %s",
            (asked.conversation,),
        )
    async with shop.database.connection() as connection:
        since, until = weekly.last_week(MONDAY, "UTC")
        week = await stored.read(connection, since, until, now=MONDAY)
    await mail_week(mailing.desk, lead.id, MONDAY)
    await mail_week(mailing.desk, lead.id, MONDAY)

    first, second = shop.mailer.sent
    assert first["Message-ID"] == second["Message-ID"]
    assert first["To"] == "Rosa <rosa@shop.example>"
    assert week.worst[0].conversation_id == asked.conversation
    assert week.worst[0].why == ("rated 1",)
    assert f"/c/{asked.conversation}" in first.get_content()
    assert f"/c/{sent.conversation}" not in first.get_content() or len(week.worst) > 1
