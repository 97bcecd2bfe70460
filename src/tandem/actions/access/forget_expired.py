"""Deletes expired sessions, links, presence, idempotency keys and rate windows."""

from datetime import timedelta

from tandem.actions.ports import Desk
from tandem.store import entry_links, idempotency, presence, rate_limits, sessions, widget_sessions

ANSWERS_KEPT = timedelta(days=1)  # for a repeated request
RATES_KEPT = timedelta(days=1)  # longer than any window


async def forget_expired(desk: Desk) -> None:
    """Deletes all that has expired; doing it twice is harmless."""
    now = desk.clock()
    async with desk.database.transaction() as tx:
        await sessions.forget(tx, now)
        await widget_sessions.forget_old(tx, now)
        await entry_links.forget(tx, now)
        await presence.forget(tx, now)
        await idempotency.forget(tx, now - ANSWERS_KEPT)
        await rate_limits.forget(tx, now - RATES_KEPT)
