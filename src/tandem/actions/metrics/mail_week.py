"""Mails the leads the last week on Monday morning; once each."""

from datetime import datetime, timedelta
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import mail as mails
from tandem.core.desk.agent import Permission
from tandem.core.errors import InvalidError
from tandem.core.metrics import week_text, weekly
from tandem.store import agents, audits, queue
from tandem.store import weekly as stored

AT = timedelta(hours=7)  # on Monday, in the firm's time zone
LATEST = timedelta(hours=31)  # after it began; a week's figures on Wednesday would be no news


async def queue_week(desk: Desk) -> None:
    """Queues a mail for every lead and admin, if it is Monday morning and was not done yet.

    Does nothing without mail, or if the policy's `weekly_mail` is false.
    """
    policy, now = desk.thinking.policy(), desk.clock()
    _, until = weekly.last_week(now, policy.time_zone)
    if desk.post is None or not policy.weekly_mail or not AT <= now - until < LATEST:
        return
    week = until.isoformat()
    async with desk.database.transaction() as tx:
        if not await audits.add_once(tx, "week.mailed", week, now=now):
            return
        for agent in await agents.every(tx):
            if agent.is_active and agent.may(Permission.LEAD):
                await queue.defer(tx, "mail_week", {"agent": str(agent.id), "until": week})


async def mail_week(desk: Desk, agent: UUID, until: datetime) -> None:
    """Mails one of them the week that ended then.

    Raises UnavailableError or ConfigError if it could not be sent now; a second mail has the same
    Message-ID.
    """
    if desk.post is None:
        return
    now, zone = desk.clock(), desk.thinking.policy().time_zone
    since, end = weekly.last_week(until, zone)
    async with desk.database.connection() as connection:
        to = await agents.read(connection, agent)
        week = await stored.read(connection, since, end, now=now)
    try:
        mailbox = mails.mailbox(to.email, to.name)
    except InvalidError:
        return  # an address that gets no mail
    await desk.post.mailer.send(
        mails.week(
            agent,
            sender=desk.post.sender,
            to=mailbox,
            subject=week_text.subject(week, weekly.day_of(since, zone)),
            text=week_text.text(week, base=desk.public_url),
            week=end,
            now=now,
        )
    )
