"""Deletes expired sessions, links, stored responses and request counts."""

from datetime import timedelta

from tandem.actions.ports import Desk
from tandem.store import entry_links, idempotency, rate_limits, sessions, widget_sessions

ANSWERS_KEPT = timedelta(days=1)  # for repeated requests
RATES_KEPT = timedelta(days=1)  # longer than any window


async def forget_expired(desk: Desk) -> None:
    """Delete them all; running it again finds nothing left."""
    now = desk.clock()
    async with desk.database.transaction() as tx:
        await sessions.forget(tx, now)
        await widget_sessions.forget_old(tx, now)
        await entry_links.forget(tx, now)
        await idempotency.forget(tx, now - ANSWERS_KEPT)
        await rate_limits.forget(tx, now - RATES_KEPT)
