"""Queues the mails that ask for ratings, once their time after the resolution has come."""

from datetime import timedelta

from tandem.actions.ports import Desk
from tandem.core.desk.survey import LATE_MAX
from tandem.store import queue, surveys


async def queue_surveys(desk: Desk) -> None:
    """Queues what is due by now, at most a hundred; the next run queues the rest.

    Does nothing without mail, or if the policy's `mail_after_hours` is 0.
    """
    hours = desk.thinking.policy().survey_mail_hours
    if desk.post is None or hours == 0:
        return
    now = desk.clock()
    until = now - timedelta(hours=hours)
    async with desk.database.transaction() as tx:
        for id, resolved_at in await surveys.queue(
            tx, after=until - LATE_MAX, until=until, now=now
        ):
            await queue.defer(
                tx,
                "mail_survey",
                {"conversation": str(id), "resolved_at": resolved_at.isoformat()},
            )
