"""Counts requests, to limit how often they may be made."""

from datetime import UTC, datetime, timedelta

from tandem.actions.ports import Desk
from tandem.store import rate_limits

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def check_rate_limit(desk: Desk, key: str, *, most: int, per: timedelta) -> timedelta | None:
    """Count a request of a key; None if it is allowed, else how long to wait.

    Windows follow one another without a gap and each starts at zero, so nobody is blocked for
    longer than `per`.
    """
    now = desk.clock()
    start = now - (now - _EPOCH) % per
    async with desk.database.connection() as connection:
        count = await rate_limits.hit(connection, key, start)
    return None if count <= most else start + per - now
