"""The week that the page and the mail of every Monday are about."""

from dataclasses import replace
from datetime import datetime

from psycopg.rows import class_row

from tandem.core.metrics import weekly
from tandem.core.metrics.page import measures
from tandem.core.metrics.promises import Promised
from tandem.core.metrics.reviewed import reviewed
from tandem.core.metrics.weekly import GAPS_MAX, WEEK, WORST_MAX, Week, WeeklyGap, Worst
from tandem.store import gaps, metrics, promises, queries, reviews
from tandem.store.database import Connection
from tandem.store.metrics import WHOLE, Selection

QUERIES = queries.load("weekly.sql")
JUDGED = 4 * WEEK  # back to which judged items and promises count: a week alone has few


async def read(connection: Connection, since: datetime, until: datetime, *, now: datetime) -> Week:
    """The week's numbers, its worst conversations, the biggest gaps, and what changed."""
    earlier = since - WEEK
    this = await metrics.counted(connection, Selection(since, until), WHOLE, common=(), now=now)
    before = await metrics.counted(connection, Selection(earlier, since), WHOLE, common=(), now=now)
    judged = await reviews.items(connection, until - JUDGED, until)
    return Week(
        since=since,
        until=until,
        solved_since=earlier,
        reviewed=reviewed(judged),
        reached=this.reached,
        solved=weekly.solved(before),
        csat=weekly.rated(before),
        worst=tuple(await _worst(connection, since, until)),
        gaps=tuple(
            WeeklyGap(gap.id, gap.label, gap.conversations, gap.before)
            for gap in await gaps.page(connection, most=GAPS_MAX)
        ),
        changes=weekly.changes(measures(this), measures(before)),
        promised=Promised.total(await promises.counted(connection, until - JUDGED, until, now=now)),
    )


async def _worst(connection: Connection, since: datetime, until: datetime) -> list[Worst]:
    async with connection.cursor(row_factory=class_row(Worst)) as cursor:
        await cursor.execute(QUERIES["worst"], {"since": since, "until": until, "most": WORST_MAX})
        return [replace(one, why=tuple(one.why)) for one in await cursor.fetchall()]
